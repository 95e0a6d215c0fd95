"""A server on loopback that behaves like IBKR's Client Portal Gateway: sessions, questions, orders.

Books, clock, faults and what is watched are those of all simulators; the rules and the answers are
IBKR's. Sales take the oldest shares, and lots are never told. Nothing here was checked against the
live service: docs/reference/broker-simulator.md says what it does.

    trimtab broker-sim --broker ibkr
"""

from trimtab.brokers.simulators.ibkr.server import IbkrSimulator

__all__ = ["IbkrSimulator"]
