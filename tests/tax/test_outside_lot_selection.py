"""Lots taken as beancount, rp2 and capgains take them, through `select_lots`."""

from datetime import date
from decimal import Decimal

import pytest

from tests.tax.outside_cases import Case, each_case
from trimtab.domain import Lot, LotId, LotMethod, OrderId, Symbol
from trimtab.errors import InvalidValue
from trimtab.tax import select_lots

# Lots keep whole cents; the sources give costs per share with up to 26 decimals. Orders by basis do
# not change when every basis is multiplied by one number.
FINER = Decimal("1e18")


def lots_of(case: Case) -> tuple[Lot, ...]:
    return tuple(
        Lot(
            lot_id=LotId(row["lot"]),
            symbol=Symbol("X"),
            quantity=Decimal(row["qty"]),
            basis=(Decimal(row["qty"]) * Decimal(row["unit_cost"]) * FINER).quantize(Decimal(1)),
            acquired=date.fromisoformat(row["date"]),
            order=OrderId(row["order"]) if "order" in row else None,
        )
        for row in case["lots"]
    )


@each_case("lot_selection")
def test_an_outside_sale_takes_the_lots_of_its_source(case: Case) -> None:
    lots, method = lots_of(case), LotMethod(case["method"])
    arriving = list(lots) if "interleaving" in case else []
    held: tuple[Lot, ...] = () if arriving else lots
    for request in case["requests"]:
        if arriving:
            held = (*held, arriving.pop(0))
        if "expected_error" in case:
            with pytest.raises(InvalidValue, match="16 X shares leave, but only 15 are held"):
                select_lots(held, Decimal(request["qty"]), method=method)
            return
        chosen = select_lots(held, Decimal(request["qty"]), method=method)
        expected = request.get("takes", request.get("takes_any_order"))
        found = [(str(lot.lot_id), lot.quantity) for lot in chosen.taken]
        wanted = [(take["lot"], Decimal(take["qty"])) for take in expected]
        if "takes_any_order" in request:
            found, wanted = sorted(found), sorted(wanted)
        assert found == wanted
        held = chosen.left
    if "left_in" in case:
        left = {str(lot.lot_id): lot.quantity for lot in held}
        assert left[case["left_in"]["lot"]] == Decimal(case["left_in"]["qty"])
