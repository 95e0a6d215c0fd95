"""Which standing methods of a broker would sell the very lots that a plan names."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from trimtab.domain import Household, Lot, LotId, LotMethod, Side
from trimtab.execution.sendable import Leg
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.ledger.selection import Order, choose, in_order

# With average cost the basis is another one, whichever lots leave.
_METHODS = frozenset(LotMethod) - {LotMethod.SPECIFIC, LotMethod.AVERAGE}


def agreeing_methods(household: Household, legs: Iterable[Leg]) -> dict[int, frozenset[LotMethod]]:
    """By number of every sale in a taxable account: the methods that take exactly its lots."""
    found = {}
    for account in household.accounts:
        held = {one.symbol: in_order(one.lots) for one in account.positions}
        for leg in legs:
            if account.taxable and leg.side is Side.SELL and leg.account_id == account.account_id:
                named = _shares(leg.lots)
                lots = held.get(leg.symbol, ())
                found[leg.number] = frozenset(
                    one for one in _METHODS if _taken(lots, leg.quantity, one) == named
                )
    return found


def _taken(lots: Sequence[Lot], quantity: Decimal, method: LotMethod) -> dict[LotId, Decimal]:
    try:
        taken, _ = choose(lots, quantity, Order(method=method))
    except Inconsistent:
        return {}
    return _shares((one.lot_id, one.quantity) for one in taken)


def _shares(parts: Iterable[tuple[LotId, Decimal]]) -> dict[LotId, Decimal]:
    """Shares by lot; a lot may come in parts."""
    found: dict[LotId, Decimal] = {}
    for lot_id, quantity in parts:
        found[lot_id] = found.get(lot_id, Decimal(0)) + quantity
    return found
