"""A server on loopback that behaves like Alpaca: account, orders under our names, fills, faults.

Books, clock, faults and what is watched are those of all simulators; the rules and the answers are
Alpaca's. Sales take the oldest shares, lots are never told, and an order's name can be used once.
Nothing here was checked against the live service.

    trimtab broker-sim --broker alpaca
"""

from trimtab.brokers.simulators.alpaca.server import AlpacaSimulator

__all__ = ["AlpacaSimulator"]
