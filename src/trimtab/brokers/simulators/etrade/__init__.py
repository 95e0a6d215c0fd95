"""A server on loopback that behaves like E*TRADE: log-in, lots, cash, previews, orders, faults.

It exists so that trading can be tried, and tested, without a broker: real sockets, real signatures,
real rules about lots and cash, on a clock of its own. Nothing here was checked against the live
service: docs/reference/broker-simulator.md says what it does.

    trimtab broker-sim

prints one line of JSON when it is ready. Requests under `/_sim/` are not E*TRADE's: they set the
clock, the quotes, how orders fill, and which request fails in which way.
"""

from trimtab.brokers.simulators.etrade.server import EtradeSimulator

__all__ = ["EtradeSimulator"]
