"""Situations that IRS Publication 550 describes, told with our own names and numbers.

Source: Publication 550, Investment Income and Expenses: "Holding Period", "Wash Sales",
"Capital Losses" (limit and carryover).
"""

from datetime import date
from decimal import Decimal

from tests.planners.build import account, ago, asset_class, kept, lot, made, row, situation, sold
from trimtab.domain import Registration, Term
from trimtab.tax import net_capital_gain, term_of

CLASSES = [asset_class("Stocks", 100, ["NEW", "OLD"])]
PRICES = {"NEW": 50, "OLD": 50}


def test_the_day_of_purchase_is_not_counted_and_the_day_of_sale_is() -> None:
    bought = date(2024, 5, 20)
    assert term_of(bought, date(2025, 5, 20)) is Term.SHORT
    assert term_of(bought, date(2025, 5, 21)) is Term.LONG


def test_shares_bought_shortly_before_a_loss_sale_replace_the_ones_sold() -> None:
    lots = (lot("first", "OLD", 100, 6000), lot("again", "OLD", 100, 4900, ago(12)))
    plan = made(situation(account("joint", *lots), classes=CLASSES, prices=PRICES))
    assert kept(plan)["first"] == "SKIP.WASH_RECENT_BUY"


def test_shares_that_an_employer_delivered_shortly_before_replace_them_too() -> None:
    lots = (lot("first", "OLD", 100, 6000), lot("bonus", "OLD", 10, 400, ago(12)))
    vested = row("vest", "OLD", ago(12), of="bonus")
    given = situation(account("joint", *lots), classes=CLASSES, prices=PRICES, rows=[vested])
    assert kept(made(given))["first"] == "SKIP.WASH_RECENT_BUY"


def test_a_purchase_in_an_ira_replaces_them_and_the_loss_is_gone() -> None:
    ira = account("ira", lot("again", "OLD", 10, None, ago(12)), kind=Registration.ROTH_IRA)
    given = situation(
        account("joint", lot("first", "OLD", 100, 6000)), ira, classes=CLASSES, prices=PRICES
    )
    reason = next(n.reason for n in made(given).not_done if n.lot_id == "first")
    assert reason.params["how"] == "for good"


def test_shares_bought_in_one_order_and_sold_in_part_do_not_replace_each_other() -> None:
    bought = row("buy", "OLD", ago(12), shares=100, of="first")
    given = situation(
        account("joint", lot("first", "OLD", 100, 6000, ago(12))),
        classes=CLASSES,
        prices=PRICES,
        rows=[bought],
    )
    assert sold(made(given)) == {"first"}


def test_a_couple_with_a_large_long_term_loss_deducts_three_thousand_and_carries_the_rest() -> None:
    year = net_capital_gain(Decimal(0), Decimal(-8200))
    assert year.deductible_loss == 3000
    assert year.carryover_long == 5200
    next_year = net_capital_gain(Decimal(0), Decimal(700), carried_long=year.carryover_long)
    assert next_year.deductible_loss == 3000
    assert next_year.carryover_long == 1500


def test_the_deduction_takes_short_term_losses_before_long_term_ones() -> None:
    year = net_capital_gain(Decimal(-1800), Decimal(-4000))
    assert year.carryover_short == 0
    assert year.carryover_long == 2800
