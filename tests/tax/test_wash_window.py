"""Rules P1 and P2: what the last thirty days mean for today."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.planners.build import TODAY, account, ago, lot, row
from trimtab.domain import Account, Household, OrderId, Registration, Symbol, Transaction
from trimtab.tax import Damage, WashWindow

AAA = Symbol("AAA")


def window(*rows: Transaction, accounts: tuple[Account, ...] = ()) -> WashWindow:
    ira = account("ira", kind=Registration.TRADITIONAL_IRA)
    household = Household(
        name="Test", accounts=(*(accounts or (account("joint"),)), ira), transactions=rows
    )
    return WashWindow(household, TODAY)


def sale(days: int, gain: int | None, shares: int | None = 10) -> Transaction:
    return row("sell", "AAA", ago(days), gain=gain, shares=shares)


@pytest.mark.parametrize(("days", "counts"), [(0, True), (30, True), (31, False), (-1, False)])
def test_the_window_is_thirty_days_back_to_today(days: int, *, counts: bool) -> None:
    found = window(sale(days, -1), row("buy", "AAA", ago(days)))
    assert bool(found.sales(AAA)) == counts
    assert bool(found.purchases(AAA)) == counts


def test_trades_are_clear_on_the_thirty_first_day() -> None:
    found = window(sale(0, -1), row("buy", "AAA", TODAY))
    assert found.sales(AAA)[0].clear_from == date(2026, 7, 16)
    assert found.purchases(AAA)[0].clear_from == date(2026, 7, 16)


def test_a_dividend_is_neither_a_purchase_nor_a_sale() -> None:
    found = window(row("dividend", "AAA", ago(3)))
    assert found.sales(AAA) == ()
    assert found.purchases(AAA) == ()


def test_trades_are_listed_oldest_first() -> None:
    found = window(sale(3, -1), sale(20, -2))
    assert [each.sold for each in found.open_losses(AAA)] == [ago(20), ago(3)]


def test_a_purchase_undoes_the_oldest_loss_first_share_for_share() -> None:
    found = window(sale(20, -100), sale(3, -50))
    assert found.damage(AAA, Decimal(4)) == Damage(
        amount=Decimal(40), unknown=False, sales=found.open_losses(AAA)[:1]
    )
    assert found.damage(AAA, Decimal(12)).amount == Decimal(110)
    assert found.damage(AAA, Decimal(99)).amount == Decimal(150)


@pytest.mark.parametrize("unsure", [sale(3, None), sale(3, -50, shares=None)])
def test_damage_that_is_not_fully_known_says_so(unsure: Transaction) -> None:
    damage = window(sale(20, -100), unsure).damage(AAA, Decimal(99))
    assert (damage.amount, damage.unknown) == (Decimal(100), True)


def test_where_nothing_was_sold_at_a_loss_nothing_is_undone() -> None:
    damage = window(sale(3, 50)).damage(AAA, Decimal(99))
    assert damage == Damage(amount=Decimal(0), unknown=False, sales=())


# --- the gain of a sale whose row does not say ---------------------------------------------------


def bare_sale(of: str | None, amount: str | None, shares: int | None = 3) -> Transaction:
    plain = row("sell", "AAA", ago(3), shares=shares, of=of)
    return replace(plain, amount=None if amount is None else Decimal(amount))


def gain_of(sold: Transaction, *rows: Transaction, basis: int | None = 200) -> Decimal | None:
    held = account("joint", lot("L1", "AAA", 6, basis))
    return window(sold, *rows, accounts=(held,)).sales(AAA)[0].gain


def test_the_gain_follows_from_the_lot_that_is_still_held_in_part() -> None:
    assert gain_of(bare_sale("L1", "90")) == -10


def test_a_sale_at_exactly_its_cost_is_no_loss() -> None:
    assert gain_of(bare_sale("L1", "100")) == 0


def test_the_gain_follows_from_the_purchase_of_a_lot_that_is_gone() -> None:
    bought = replace(row("buy", "AAA", ago(400), shares=3, of="L9"), amount=Decimal(70))
    assert gain_of(bare_sale("L9", "90"), bought) == 20


@pytest.mark.parametrize(
    "sold",
    [
        bare_sale(None, "90"),
        bare_sale("L8", "90"),
        bare_sale("L1", None),
        bare_sale("L1", "90", shares=None),
    ],
    ids=["no lot", "unknown lot", "no proceeds", "no shares"],
)
def test_a_sale_whose_gain_does_not_follow_counts_as_a_loss(sold: Transaction) -> None:
    assert gain_of(sold) is None
    held = account("joint", lot("L1", "AAA", 6, 200))
    assert window(sold, accounts=(held,)).open_losses(AAA)


def test_a_lot_without_cost_tells_no_gain() -> None:
    assert gain_of(bare_sale("L1", "90"), basis=None) is None


# --- purchases -----------------------------------------------------------------------------------


def bought(*rows: Transaction, held: Account) -> list[tuple[date, str]]:
    found = window(*rows, accounts=(held,)).purchases(AAA)
    return [(each.acquired, str(each.quantity)) for each in found]


def test_a_lot_without_a_row_is_a_purchase_and_with_its_row_it_is_the_same_one() -> None:
    held = account("joint", lot("L1", "AAA", 6, 200, ago(3)))
    assert bought(held=held) == [(ago(3), "6")]
    assert bought(row("buy", "AAA", ago(3), shares=6, of="L1"), held=held) == [(ago(3), "6")]
    assert bought(row("buy", "AAA", ago(3), shares=6), held=held) == [(ago(3), "6")]


def test_what_was_sold_from_a_purchase_since_counts_no_more() -> None:
    held = account("joint", lot("L1", "AAA", 2, 60, ago(3)))
    assert bought(row("buy", "AAA", ago(3), shares=6, of="L1"), held=held) == [(ago(3), "2")]


def test_a_purchase_whose_lot_is_gone_counts_as_far_as_the_account_holds_any() -> None:
    held = account("joint", lot("L1", "AAA", 2, 60))
    assert bought(row("buy", "AAA", ago(3), shares=6), held=held) == [(ago(3), "2")]
    assert bought(row("buy", "AAA", ago(3), shares=6), held=account("joint")) == [(ago(3), "0")]


def test_a_purchase_in_an_account_that_nobody_sees_counts_whole() -> None:
    blind = replace(account("joint"), tracked=False)
    assert bought(row("buy", "AAA", ago(3), shares=6), held=blind) == [(ago(3), "6")]


def test_shares_that_replaced_others_already_count_no_more() -> None:
    used = replace(row("buy", "AAA", ago(3), shares=6, of="L1"), wash_used=Decimal(4))
    held = account("joint", lot("L1", "AAA", 6, 200, ago(3)))
    assert bought(used, held=held) == [(ago(3), "2")]


def test_a_row_that_names_its_lot_goes_before_one_that_does_not() -> None:
    held = account("joint", lot("L1", "AAA", 6, 200, ago(3)), lot("L2", "AAA", 4, 200, ago(3)))
    rows = (row("buy", "AAA", ago(3), shares=6), row("buy", "AAA", ago(3), shares=6, of="L1"))
    assert sorted(bought(*rows, held=held)) == [(ago(3), "4"), (ago(3), "6")]


FILLS = (row("buy", "AAA", ago(3), shares=4), row("buy", "AAA", ago(3), shares=6))


def test_fills_that_the_broker_joined_into_one_lot_do_not_replace_each_other() -> None:
    one = lot("L1", "AAA", 10, 200, ago(3))
    found = window(*FILLS, accounts=(account("joint", one),))
    assert sorted(str(each.quantity) for each in found.purchases(AAA)) == ["4", "6"]
    assert found.replacements(one) == ()


def test_fills_of_a_lot_that_was_sold_in_part_count_as_far_as_it_is_held() -> None:
    held = account("joint", lot("L1", "AAA", 5, 100, ago(3)))
    assert sorted(bought(*FILLS, held=held)) == [(ago(3), "1"), (ago(3), "4")]


def test_fills_of_two_orders_in_one_lot_are_two_purchases() -> None:
    one = lot("L1", "AAA", 10, 200, ago(3))
    rows = [replace(fill, order_id=OrderId(name)) for fill, name in zip(FILLS, "12", strict=True)]
    found = window(*rows, accounts=(account("joint", one),))
    assert [str(each.quantity) for each in found.replacements(one)] == ["6"]


def test_a_row_of_the_size_of_a_lot_goes_before_a_fill() -> None:
    held = account("joint", lot("L1", "AAA", 6, 200, ago(3)), lot("L2", "AAA", 4, 200, ago(3)))
    found = window(*FILLS, accounts=(held,))
    (other,) = found.replacements(next(one for one in held.lots if one.lot_id == "L1"))
    assert str(other.quantity) == "4"
