"""Losses worth taking."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.planners.build import OLD, TAX, account, ago, asset_class, lot, row
from tests.triggers.views import view
from trimtab.domain import (
    Account,
    Lot,
    Policy,
    Registration,
    Reinvestments,
    Symbol,
    TaxProfile,
    Transaction,
)
from trimtab.report import render
from trimtab.triggers import HarvestOpportunity, View

STOCKS = [asset_class("Stocks", 100, ["VWO", "IEMG"])]


def seen(
    *lots: Lot,
    price: str = "40",
    rows: tuple[Transaction, ...] = (),
    policy: Policy | None = None,
    tax: TaxProfile | None = TAX,
    kind: Registration = Registration.TAXABLE,
    others: tuple[Account, ...] = (),
    identical: tuple[tuple[str, ...], ...] = (),
    reinvests: tuple[str, ...] = (),
) -> View:
    # Old rows on each account, so that the record reaches back far enough to be sure of.
    reach = row("buy", "OLD", ago(200), shares=1)
    return view(
        account("joint", *lots, kind=kind, reinvests=reinvests),
        *others,
        classes=STOCKS,
        prices={"VWO": price, "IEMG": price, "OLD": 1},
        rows=(reach, *rows),
        policy=policy,
        tax=tax,
        identical=identical,
    )


def vwo(shares: int = 100, basis: int = 5000, bought: date = OLD, name: str = "L1") -> Lot:
    return lot(name, "VWO", shares, basis, bought)


def opportunity(
    dollars: str = "500", fraction: str = "0.05", least: str | None = None
) -> HarvestOpportunity:
    return HarvestOpportunity(
        symbol=Symbol("VWO"),
        dollars=Decimal(dollars),
        fraction=Decimal(fraction),
        least=None if least is None else Decimal(least),
    )


def test_a_loss_fires_with_its_dollars_and_what_it_saves() -> None:
    # 100 shares at 40 cost 5,000: a loss of 1,000 that offsets other income at 24 %.
    fired = opportunity().check(seen(vwo()))
    assert fired is not None
    assert (fired.subject, fired.value, fired.limit) == ("VWO", Decimal(1000), Decimal(500))
    assert render(fired.reason) == "VWO can give a loss of $1,000, about $240 of tax this year."


@pytest.mark.parametrize(("basis", "fires"), [(4499, False), (4500, True)])
def test_the_least_dollars_are_included(basis: int, *, fires: bool) -> None:
    assert (opportunity().check(seen(vwo(basis=basis))) is not None) is fires


@pytest.mark.parametrize(("fraction", "fires"), [("0.2", True), ("0.2001", False)])
def test_the_least_fraction_is_that_of_each_lot_and_included(fraction: str, *, fires: bool) -> None:
    assert (opportunity(fraction=fraction).check(seen(vwo())) is not None) is fires


def test_lots_add_up_and_gaining_ones_do_not_count() -> None:
    lots = (vwo(basis=4300), vwo(basis=4300, name="L2"), vwo(basis=1000, name="L3"))
    fired = opportunity().check(seen(*lots))
    assert fired is not None
    assert fired.value == 600


def test_a_security_without_losses_rests() -> None:
    assert opportunity(dollars="0").check(seen(vwo(basis=3000))) is None


@pytest.mark.parametrize(("least", "fires"), [("238.40", True), ("238.41", False)])
def test_it_must_be_worth_its_least_after_the_costs_both_ways(least: str, *, fires: bool) -> None:
    # 240.00 saved, less 2 bp of 4,000 to sell and as much to buy something like it.
    assert (opportunity(least=least).check(seen(vwo())) is not None) is fires


def test_commissions_and_quoted_spreads_are_costs_too() -> None:
    given = seen(vwo(), policy=Policy(commission=Decimal("4.95")))
    quotes = dict(given.situation.market.quotes)
    vwo_quote = quotes[Symbol("VWO")]
    quotes[Symbol("VWO")] = replace(vwo_quote, bid=Decimal("39.98"), ask=Decimal("40.02"))
    market = replace(given.situation.market, quotes=quotes)
    given = View(situation=replace(given.situation, market=market))
    # 240 - 2 x (100 x 0.02 + 4.95) = 226.10
    assert opportunity(least="226.10").check(given) is not None
    assert opportunity(least="226.11").check(given) is None


@pytest.mark.parametrize(
    ("policy", "worth"),
    [
        (Policy(trading_costs={Symbol("VWO"): Decimal("0.001")}), "232.00"),  # less 2 x 10 bp
        (Policy(unquoted_cost=Decimal("0.0005")), "236.00"),  # less 2 x 5 bp
    ],
)
def test_the_costs_are_those_that_the_policy_names(policy: Policy, worth: str) -> None:
    given = seen(vwo(), policy=policy)
    assert opportunity(least=worth).check(given) is not None
    assert opportunity(least=str(Decimal(worth) + Decimal("0.01"))).check(given) is None


def test_a_loss_that_this_year_cannot_use_is_worth_nothing_now() -> None:
    used_up = replace(TAX, realized_long=Decimal(-3000))
    fired = opportunity().check(seen(vwo(), tax=used_up))
    assert fired is not None
    assert fired.reason.params["tax"] == "0.00"
    assert opportunity(least="0").check(seen(vwo(), tax=used_up)) is None


def test_a_short_term_loss_offsets_short_term_gains_first() -> None:
    busy = replace(TAX, realized_short=Decimal(4000))
    fired = opportunity().check(seen(vwo(bought=ago(100)), tax=busy))
    assert fired is not None
    assert fired.reason.params["tax"] == "240.00"


def test_without_rates_it_fires_without_a_saving_and_never_on_a_worth() -> None:
    fired = opportunity().check(seen(vwo(), tax=None))
    assert fired is not None
    assert render(fired.reason) == "VWO can give a loss of $1,000."
    assert opportunity(least="0").check(seen(vwo(), tax=None)) is None


def test_a_purchase_of_the_last_30_days_washes_it_in_any_account() -> None:
    for days, fires in ((30, False), (31, True)):
        roth = account("roth", vwo(10, 400, ago(days), "R1"), kind=Registration.ROTH_IRA)
        assert (opportunity().check(seen(vwo(), others=(roth,))) is not None) is fires


def test_a_purchase_of_something_identical_washes_it_too() -> None:
    other = account("other", lot("O1", "VWOX", 10, 400, ago(5)))
    given = seen(vwo(), others=(other,), identical=(("VWO", "VWOX"),))
    quotes = dict(given.situation.market.quotes)
    quotes[Symbol("VWOX")] = replace(quotes[Symbol("VWO")], symbol=Symbol("VWOX"))
    market = replace(given.situation.market, quotes=quotes)
    given = View(situation=replace(given.situation, market=market))
    assert opportunity().check(given) is None


def test_a_lot_bought_lately_is_no_replacement_of_itself() -> None:
    assert opportunity().check(seen(vwo(bought=ago(10)))) is not None


def test_a_scheduled_reinvestment_blocks_it_only_where_the_policy_says_so() -> None:
    block = Policy(reinvestments=Reinvestments.BLOCK)
    assert opportunity().check(seen(vwo(), reinvests=("VWO",))) is not None
    assert opportunity().check(seen(vwo(), reinvests=("VWO",), policy=block)) is None
    assert opportunity().check(seen(vwo(), policy=block)) is not None


@pytest.mark.parametrize("kind", [Registration.ROTH_IRA, Registration.HELD_AWAY])
def test_only_accounts_that_are_taxed_and_traded_in_count(kind: Registration) -> None:
    assert opportunity().check(seen(vwo(), kind=kind)) is None


def test_what_is_never_sold_or_has_no_basis_does_not_count() -> None:
    never = Policy(never_sell=frozenset({"VWO"}))
    assert opportunity().check(seen(vwo(), policy=never)) is None
    assert opportunity().check(seen(lot("L1", "VWO", 100, None))) is None


def test_eased_it_fires_from_a_smaller_loss_on() -> None:
    given = seen(vwo(basis=4400))
    assert opportunity().check(given) is None
    assert opportunity().eased(Decimal("0.2")).check(given) is not None
    assert opportunity(least="100").eased(Decimal("0.2")).least == Decimal(80)
