"""Which standing methods sell the lots of a plan: worked out by hand on three lots."""

import pytest

from tests.execution.desk_of import IRA, JOINT, leg
from tests.planners.build import account, ago, lot
from trimtab.app.trading.agreeing_methods import agreeing_methods
from trimtab.domain import Household, LotMethod, Registration, Side
from trimtab.execution.sendable import Leg

FIFO, LIFO, HIFO, LOFO = LotMethod.FIFO, LotMethod.LIFO, LotMethod.HIFO, LotMethod.LOFO
# The middle lot is the dearest a share, the newest the cheapest. The newest stands first.
LOTS = (
    lot("new", "AAA", 10, 500, ago(100)),
    lot("mid", "AAA", 10, 3000, ago(500)),
    lot("old", "AAA", 10, 1000, ago(900)),
)
HOME = Household(
    name="Test",
    accounts=(
        account(str(JOINT), *LOTS),
        account(str(IRA), lot("i", "AAA", 5, 100), kind=Registration.TRADITIONAL_IRA),
    ),
)


def sale(quantity: int, *lots: tuple[str, int]) -> Leg:
    return leg(1, JOINT, Side.SELL, "AAA", quantity, *lots)


@pytest.mark.parametrize(
    ("sold", "methods"),
    [
        (sale(10, ("old", 10)), {FIFO}),
        (sale(15, ("old", 10), ("mid", 5)), {FIFO}),
        (sale(10, ("mid", 10)), {HIFO}),
        (sale(12, ("mid", 10), ("old", 2)), {HIFO}),
        (sale(10, ("new", 10)), {LIFO, LOFO}),
        (sale(20, ("new", 10), ("mid", 10)), {LIFO}),
        (sale(10, ("old", 5), ("new", 5)), set()),
        # More than there is.
        (sale(40, ("old", 40)), set()),
    ],
)
def test_a_method_agrees_when_it_takes_exactly_the_lots(sold: Leg, methods: set[LotMethod]) -> None:
    found = agreeing_methods(HOME, [sold])[1] - {LotMethod.MIN_TAX}
    assert found == methods


def test_all_shares_are_sold_alike_by_every_method() -> None:
    found = agreeing_methods(HOME, [sale(30, ("new", 10), ("mid", 10), ("old", 10))])
    assert found[1] == set(LotMethod) - {LotMethod.SPECIFIC, LotMethod.AVERAGE}


def test_purchases_and_accounts_without_tax_are_left_out() -> None:
    untaxed = leg(2, IRA, Side.SELL, "AAA", 5, ("i", 5))
    assert agreeing_methods(HOME, [leg(1, JOINT, Side.BUY, "AAA", 3), untaxed]) == {}
