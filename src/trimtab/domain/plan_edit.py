"""What a person changed in a saved plan, so that the new plan can say so."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from trimtab.domain.identifiers import AccountId, LotId, Symbol
from trimtab.domain.order import Side


class EditKind(Enum):
    """DROP: the order is taken out; HOLD: with all of its security; RESIZE: it has other shares."""

    DROP = "drop"
    HOLD = "hold"
    RESIZE = "resize"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEdit:
    """One order of the plan before, and what became of it.

    number         its number there, from 1
    before, after  shares, after 0 where it was taken out
    lots           what a sale took there: lots, and shares of each; empty for a purchase
    """

    kind: EditKind
    number: int
    account_id: AccountId
    side: Side
    symbol: Symbol
    before: Decimal
    after: Decimal
    lots: tuple[tuple[LotId, Decimal], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEdit:
    """One edit of a plan: all that was changed at once.

    plan, sha256  the plan that was edited
    held          securities that were asked to be left as they are
    note          a person's own words; empty for none
    """

    plan: str
    sha256: str
    orders: tuple[OrderEdit, ...] = ()
    held: tuple[Symbol, ...] = ()
    note: str = ""
