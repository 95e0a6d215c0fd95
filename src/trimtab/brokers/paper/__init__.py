"""A broker that exists only here: orders fill at the quotes it is given, and nothing leaves."""

from trimtab.brokers.paper.broker import PaperBroker
from trimtab.brokers.paper.holding import PaperHolding
from trimtab.brokers.paper.state import PaperState, from_text, to_text

__all__ = ["PaperBroker", "PaperHolding", "PaperState", "from_text", "to_text"]
