"""What happened: every event booked into the lots that it meets, basis conserved to the cent."""

from trimtab.ledger.booking import Booked, apply, book, holdings_of
from trimtab.ledger.from_transactions import events_of
from trimtab.ledger.gain import RealizedGain
from trimtab.ledger.holdings import Change, Holdings
from trimtab.ledger.inconsistent import Inconsistent

__all__ = [
    "Booked",
    "Change",
    "Holdings",
    "Inconsistent",
    "RealizedGain",
    "apply",
    "book",
    "events_of",
    "holdings_of",
]
