"""A broker that exists only here: orders fill at the quotes it is given, and nothing leaves."""

from trimtab.brokers.paper.broker import PaperBroker
from trimtab.brokers.paper.holding import PaperHolding

__all__ = ["PaperBroker", "PaperHolding"]
