"""What the optimal planner does about gains and losses."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.planners.build import (
    TAX,
    account,
    ago,
    asset_class,
    kept,
    lot,
    made,
    row,
    situation,
    sold,
    warned,
)
from tests.planners.optimal.checking import certificate_of
from trimtab.domain import (
    AssetClass,
    DriftBand,
    Lot,
    Plan,
    PlannerName,
    Policy,
    ProofStatus,
    Registration,
    Situation,
    TaxProfile,
    Transaction,
    WashPolicy,
)

PRICES = {"VTI": 100, "ITOT": 100, "BND": 100, "AGG": 100}
STOCKS = asset_class("Stocks", 50, ["VTI", "ITOT"])
BONDS = asset_class("Bonds", 50, ["BND", "AGG"])
RECORD = row("buy", "BND", ago(400), shares=1, of="first")


def wide(one: AssetClass) -> AssetClass:
    """Its band half the household wide, so that drift hardly counts."""
    return replace(one, band=DriftBand(low=Decimal(0), high=Decimal(1)))


def plan_of(given: Situation) -> Plan:
    plan = made(given, PlannerName.OPTIMAL)
    assert certificate_of(given, plan).violations == ()
    return plan


def household(
    *lots: Lot,
    tax: TaxProfile = TAX,
    policy: Policy | None = None,
    rows: tuple[Transaction, ...] = (),
    classes: tuple[AssetClass, ...] = (STOCKS, BONDS),
    cash: int = 0,
) -> Situation:
    return situation(
        account("joint", *lots, cash=cash),
        classes=classes,
        prices=PRICES,
        tax=tax,
        policy=policy or Policy(),
        rows=(RECORD, *rows),
    )


def test_a_long_gain_is_taken_because_a_short_loss_covers_it() -> None:
    # Stocks are 10 points over. A dollar of gain costs 15 cents, 7.5 of them only earlier.
    lots = (lot("gain", "VTI", 600, 20_000), lot("b", "BND", 400, 40_000))
    classes = (wide(STOCKS), wide(BONDS))
    alone = household(*lots, classes=classes)
    losses = replace(TAX, realized_short=Decimal(-60_000))
    assert sold(plan_of(alone)) == set()
    assert sold(plan_of(replace(alone, tax=losses))) == {"gain"}


def test_harvesting_stops_where_a_carried_loss_is_worth_less_than_it_costs() -> None:
    # Losses of 2023: 24 % up to $3,000, 8.25 % carried, less 7.5 % later. The swap costs 1 % of
    # value, $2 for a loss of $20 a share: beyond the limit 15 cents of worth do not pay for it.
    loser = lot("loss", "VTI", 500, 60_000)
    given = household(loser, lot("b", "BND", 500, 50_000))
    dear = {
        symbol: replace(quote, bid=Decimal(99), ask=Decimal(101))
        for symbol, quote in given.market.quotes.items()
    }
    plan = plan_of(replace(given, market=replace(given.market, quotes=dear)))
    assert plan.estimate.realized_long == -3000


def test_a_cheap_swap_harvests_all_of_a_loss() -> None:
    plan = plan_of(household(lot("loss", "VTI", 500, 60_000), lot("b", "BND", 500, 50_000)))
    assert plan.estimate.realized_long == -10_000
    assert {buy.symbol for buy in plan.buys()} == {"ITOT"}


def test_gains_in_the_zero_bracket_are_harvested_to_the_budget_and_no_further() -> None:
    free = replace(TAX, federal_long=Decimal(0), gains_budget=Decimal(5000))
    lots = (lot("gain", "VTI", 500, 25_000), lot("b", "BND", 500, 50_000))
    plan = plan_of(household(*lots, tax=free))
    assert 4900 < plan.estimate.realized_long <= 5000


def test_a_hard_budget_is_never_exceeded() -> None:
    hard = replace(TAX, gains_budget=Decimal(1000), gains_budget_hard=True)
    lots = (lot("gain", "VTI", 900, 60_000), lot("b", "BND", 100, 10_000))
    free, held = plan_of(household(*lots)), plan_of(household(*lots, tax=hard))
    assert free.estimate.realized_long > 1000
    assert 900 < held.estimate.realized_long <= 1000


def test_a_gain_about_to_be_long_term_is_waited_for() -> None:
    soon = lot("soon", "VTI", 800, 60_000, date(2025, 6, 20))
    given = household(soon, lot("b", "BND", 200, 20_000))
    patient = replace(given, policy=Policy(wait_for_long_term_days=30))
    assert sold(plan_of(given)) == {"soon"}
    assert sold(plan_of(patient)) == set()
    assert kept(plan_of(patient))["soon"] == "KEEP.WAIT_LONG_TERM"


LOCKED = row("sell", "ITOT", ago(10), shares=300, gain=-3000)


def washing(how: WashPolicy) -> Situation:
    """A loss in VTI whose only partner was sold at a loss ten days ago."""
    return household(
        lot("loss", "VTI", 500, 60_000),
        lot("b", "BND", 500, 50_000),
        policy=Policy(wash_sales=how),
        rows=(LOCKED,),
    )


def test_avoid_buys_nothing_that_a_recent_loss_locks() -> None:
    plan = plan_of(washing(WashPolicy.AVOID))
    assert {buy.symbol for buy in plan.buys()} <= {"BND", "AGG"}


def test_warn_and_allow_price_what_would_be_disallowed() -> None:
    for how in (WashPolicy.WARN, WashPolicy.ALLOW):
        given = washing(how)
        plan = plan_of(given)
        careful = plan_of(washing(WashPolicy.AVOID))
        here = certificate_of(given, plan).objective
        assert here <= certificate_of(given, careful).objective + Decimal("0.05")


def test_a_loss_goes_with_all_of_the_shares_bought_lately_or_not_at_all() -> None:
    lots = (
        lot("old", "VTI", 400, 60_000),
        lot("new", "VTI", 100, 10_500, ago(10)),
        lot("b", "BND", 500, 50_000),
    )
    bought = row("buy", "VTI", ago(10), shares=100, of="new")
    plan = plan_of(household(*lots, rows=(bought,)))
    assert sold(plan) == {"old", "new"}
    never = Policy(never_sell=frozenset({"VTI"}))
    assert sold(plan_of(household(*lots, rows=(bought,), policy=never))) == set()


def test_shares_bought_lately_in_an_ira_keep_the_loss() -> None:
    ira = account("ira", lot("new", "VTI", 50, 5000, ago(10)), kind=Registration.ROTH_IRA)
    taxed = account("joint", lot("old", "VTI", 400, 60_000), lot("b", "BND", 450, 45_000))
    given = situation(
        taxed,
        ira,
        classes=[STOCKS, BONDS],
        prices=PRICES,
        rows=[RECORD, row("buy", "VTI", ago(10), shares=50, where="ira", of="new")],
    )
    plan = plan_of(given)
    assert "old" not in sold(plan)
    assert kept(plan)["old"] == "SKIP.WASH_RECENT_BUY"


def test_a_plan_without_rates_has_no_tax_and_still_comes_home() -> None:
    given = replace(household(lot("a", "VTI", 900, 1000), lot("b", "BND", 100, 9000)), tax=None)
    plan = plan_of(given)
    assert plan.estimate.tax_after is None
    assert plan.estimate.drift_after < Decimal("0.01")


def test_a_plan_cut_off_at_once_is_still_a_plan_and_says_so() -> None:
    policy = Policy(time_limit=Decimal("0.000001"), gap=Decimal(0))
    lots = (lot("a", "VTI", 900, 1000), lot("b", "BND", 100, 9000))
    plan = plan_of(household(*lots, policy=policy))
    assert plan.proof.status is ProofStatus.FEASIBLE
    assert "WARN.GAP_OPEN" in warned(plan)
