"""Which lots a sale takes when a person gives it another size."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.planners.build import TAX, account, ago, asset_class, lot, situation
from trimtab.domain import Account, LotMethod, Registration
from trimtab.errors import Refused
from trimtab.planners.resizing import resized_sale
from trimtab.planners.trades import Sell, Take, group_sales
from trimtab.planners.valuation import Valuation

# At a price of 10: a long-term loss of 50, a short-term one of 30, gains of 20 and 40.
LOTS = (
    lot("long-loss", "OLD", 10, 150),
    lot("short-loss", "OLD", 10, 130, ago(60)),
    lot("gain", "OLD", 10, 80),
    lot("large-gain", "OLD", 10, 60),
)


def valued(held: Account, *, taxed: bool = True) -> Valuation:
    given = situation(
        held,
        classes=[asset_class("Stocks", 100, ["NEW"], counts=["OLD"])],
        prices={"OLD": 10, "NEW": 20},
        tax=TAX if taxed else None,
    )
    return Valuation(given)


def sale(valuation: Valuation, shares: Mapping[str, int | str]) -> Sell:
    (held,) = valuation.situation.household.accounts
    takes = [
        Take(account=held, lot=one, quantity=Decimal(shares[one.lot_id]))
        for one in held.lots
        if one.lot_id in shares
    ]
    (found,) = group_sales(valuation, takes)
    return found


def resized(
    held: Account, planned: Mapping[str, int | str], shares: int | str, *, taxed: bool = True
) -> dict[str, str]:
    valuation = valued(held, taxed=taxed)
    takes = resized_sale(valuation, sale(valuation, planned), Decimal(shares))
    return {str(one.lot.lot_id): str(one.quantity) for one in takes}


ALL = {"long-loss": 10, "short-loss": 10, "gain": 10}


def test_a_smaller_sale_keeps_the_lots_that_cost_the_least_tax() -> None:
    assert resized(account("joint", *LOTS), ALL, 15) == {"short-loss": "5", "long-loss": "10"}


@pytest.mark.parametrize(
    ("method", "taken"),
    [
        (LotMethod.FIFO, {"gain": "10", "long-loss": "2"}),
        (LotMethod.LIFO, {"short-loss": "10", "long-loss": "2"}),
        (LotMethod.LOFO, {"gain": "10", "short-loss": "2"}),
        (LotMethod.HIFO, {"long-loss": "10", "short-loss": "2"}),
        (LotMethod.AVERAGE, {"gain": "10", "long-loss": "2"}),
    ],
)
def test_an_account_whose_broker_chooses_keeps_those_that_it_will_sell(
    method: LotMethod, taken: dict[str, str]
) -> None:
    held = replace(account("joint", *LOTS), lot_method=method)
    assert resized(held, ALL, 12) == taken


def test_where_sales_are_not_taxed_the_oldest_go() -> None:
    held = account("ira", *LOTS, kind=Registration.TRADITIONAL_IRA)
    assert resized(held, {"long-loss": 10, "short-loss": 10}, 12) == {
        "long-loss": "10",
        "short-loss": "2",
    }


def test_without_rates_the_dearest_go() -> None:
    assert resized(account("joint", *LOTS), ALL, 12, taxed=False) == {
        "long-loss": "10",
        "short-loss": "2",
    }


def test_a_larger_sale_adds_to_what_the_plan_sells() -> None:
    found = resized(account("joint", *LOTS), {"long-loss": 4, "gain": 10}, 26)
    assert found == {"long-loss": "10", "gain": "10", "short-loss": "6"}


def test_a_lot_without_basis_is_the_last_to_be_added() -> None:
    held = account("joint", lot("known", "OLD", 10, 80), lot("unknown", "OLD", 10, None))
    assert resized(held, {"known": 4}, 10) == {"known": "10"}
    assert resized(held, {"known": 4}, 13) == {"known": "10", "unknown": "3"}


def test_fractions_of_a_share_follow_the_account_s_step() -> None:
    held = account("joint", lot("a", "OLD", "10.347", 150), LOTS[1], step="0.001")
    (shares,) = resized(held, {"a": "10.347"}, "4.5").values()
    assert Decimal(shares) == Decimal("4.5")


def test_more_than_the_account_holds_is_refused() -> None:
    with pytest.raises(Refused, match="oversold_lot: joint holds 40 OLD, and 41 are to be sold"):
        resized(account("joint", *LOTS), ALL, 41)


def test_all_that_the_account_holds_may_be_sold() -> None:
    found = resized(account("joint", *LOTS), {"gain": 1}, 40)
    assert found == {str(one.lot_id): "10" for one in LOTS}
