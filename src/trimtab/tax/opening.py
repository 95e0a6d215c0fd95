"""What an account held before its recorded transactions begin, told from its file of lots.

A month of transactions beside a file of lots is the normal case. The file is the truth for what is
held now; the transactions say which of it was bought lately and what was sold. So every lot of the
file is opened on the day on which it was acquired, with the shares that later sales took out of it,
and what is booked forward ends where the file stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.domain import AccountId, Household, Lot, LotId
from trimtab.domain.event import Event
from trimtab.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLot(Event):
    """A lot of the file, as it was on the day it came in."""

    lot: Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where to start.

    events       the recorded events, and the file's lots as events
    beside_lots  accounts whose lots a file gives
    ghosts       lots bought lately that the file no longer shows
    incomplete   rows that a partial record cannot use
    """

    events: tuple[Event, ...]
    beside_lots: frozenset[AccountId]
    ghosts: frozenset[LotId]
    incomplete: tuple[Problem, ...]


def opened(household: Household, events: Sequence[Event], as_of: date) -> Opening:
    """`events` of complete accounts as they are, those of the others with their opening lots."""
    return Opening(events=tuple(events), beside_lots=frozenset(), ghosts=frozenset(), incomplete=())
