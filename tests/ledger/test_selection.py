"""In which order an account keeps its lots, and a sale takes them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from trimtab.domain import Lot, LotId, LotMethod, Symbol
from trimtab.ledger.selection import Order, in_order, ranked, with_lot

DAYS = (date(2024, 3, 1), date(2024, 3, 1), date(2025, 7, 9), None)


def lot(name: str, acquired: date | None) -> Lot:
    return Lot(
        lot_id=LotId(name),
        symbol=Symbol("VTI"),
        quantity=Decimal(1),
        basis=Decimal(100),
        acquired=acquired,
    )


LOTS = tuple(lot(f"L{number}", day) for number, day in enumerate(DAYS))


@pytest.mark.parametrize(
    "given", tuple(permutations(LOTS)), ids=lambda lots: "".join(x.lot_id for x in lots)
)
def test_lots_put_in_one_by_one_are_in_the_order_of_all(given: tuple[Lot, ...]) -> None:
    kept: tuple[Lot, ...] = ()
    for one in given:
        kept = with_lot(kept, one)
    assert kept == in_order(given) == LOTS


def test_of_the_parts_of_one_lot_the_oldest_or_the_dearest_goes_first() -> None:
    older = replace(LOTS[0], holding_period_start=date(2023, 1, 2))
    dearer = replace(LOTS[0], basis=Decimal(120), wash_adjustment=Decimal(20))
    for parts in permutations((LOTS[0], older, dearer)):
        oldest = ranked(parts, Order(method=LotMethod.FIFO))
        assert tuple(oldest) == (older, dearer, LOTS[0])
        dearest = ranked(parts, Order(method=LotMethod.FIFO, dearest=True))
        assert tuple(dearest) == (dearer, older, LOTS[0])
