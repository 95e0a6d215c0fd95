"""What a plan tells its reader before anything is done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.planners.build import (
    TAX,
    account,
    ago,
    asset_class,
    lot,
    made,
    row,
    situation,
    warned,
    warning,
)
from trimtab.domain import (
    Account,
    History,
    LotMethod,
    Plan,
    PlannerName,
    Policy,
    Registration,
    Situation,
    Symbol,
    Transaction,
)

PRICES = {"AAA": 100, "BBB": 100, "OLD": 100}


def losing(*others: Account, rows: tuple[Transaction, ...] = ()) -> Situation:
    """Ten BBB in the account `joint` lose 500 dollars and are sold for AAA."""
    return situation(
        account("joint", lot("L1", "BBB", 10, 1500)),
        *others,
        classes=[asset_class("Stocks", 100, ["AAA", "BBB"])],
        prices=PRICES,
        rows=rows,
    )


def joint(given: Situation, change: Callable[[Account], Account]) -> Situation:
    """`given` with the account `joint` changed."""
    first, *rest = given.household.accounts
    accounts = (change(first), *rest)
    return replace(given, household=replace(given.household, accounts=accounts))


def test_what_was_sold_at_a_loss_may_not_be_bought_before_the_thirty_first_day() -> None:
    params = warning(made(losing()), "WARN.DO_NOT_BUY").reason.params
    assert dict(params) == {"symbols": "BBB", "clear": "2026-07-16"}


def test_earlier_losses_are_named_with_their_own_day_and_their_group() -> None:
    rows = (row("sell", "OLD", ago(20), gain=-5), row("sell", "OLD", ago(25), gain=-5))
    given = losing(rows=rows)
    found = [w.reason.params for w in made(given).warnings if w.reason.code == "WARN.DO_NOT_BUY"]
    assert [params["clear"] for params in found] == ["2026-07-16", "2026-06-26"]
    assert [params["symbols"] for params in found] == ["BBB", "OLD"]


def test_a_sale_of_nobody_knows_what_locks_nothing() -> None:
    nameless = replace(row("sell", "OLD", ago(20), gain=-5), symbol=None)
    found = [w for w in made(losing(rows=(nameless,))).warnings if "symbols" in w.reason.params]
    assert [each.reason.params["symbols"] for each in found] == ["BBB"]


def test_a_reinvestment_of_what_was_sold_needs_an_answer_and_an_ira_loses_for_good() -> None:
    held = account(
        "ira", lot("L2", "BBB", 1, 1), kind=Registration.ROTH_IRA, reinvests=["BBB", "AAA"]
    )
    found = warning(made(losing(held)), "WARN.DRIP_IN_WINDOW")
    assert found.needs_ack
    assert found.reason.params["how"] == "for good"
    assert found.reason.params["symbol"] == "BBB"


def test_a_reinvestment_of_what_is_sold_whole_or_not_held_is_no_matter() -> None:
    bare = account("ira", kind=Registration.ROTH_IRA, reinvests=["BBB"])
    given = joint(
        losing(bare), lambda first: replace(first, dividend_reinvestment=frozenset({Symbol("BBB")}))
    )
    assert "WARN.DRIP_IN_WINDOW" not in warned(made(given))


def test_a_reinvestment_in_an_account_that_nobody_sees_is_a_matter() -> None:
    blind = replace(account("away", kind=Registration.HELD_AWAY, reinvests=["BBB"]), tracked=False)
    plan = made(losing(blind))
    assert {"WARN.DRIP_IN_WINDOW", "WARN.BLIND_ACCOUNT"} <= warned(plan)
    assert plan.blind_spots == ("away",)


def test_a_broker_whose_choice_of_lots_is_not_followed_needs_an_answer() -> None:
    given = joint(losing(), lambda first: replace(first, lot_method=LotMethod.AVERAGE))
    assert "WARN.LOT_METHOD" not in warned(made(given)), "the whole position goes"
    lots = (lot("L1", "BBB", 10, 1500), lot("L2", "BBB", 1, 10))
    some = account("joint", *lots)
    given = joint(given, lambda first: replace(first, positions=some.positions))
    found = warning(made(given), "WARN.LOT_METHOD")
    assert found.needs_ack
    assert found.reason.params["method"] == "average"
    oldest = joint(given, lambda first: replace(first, lot_method=LotMethod.FIFO))
    assert "WARN.LOT_METHOD" not in warned(made(oldest)), "the plan names the oldest lots itself"


def test_every_loss_is_said_to_rest_on_an_estimate() -> None:
    assert "WARN.WASH_ESTIMATE" in warned(made(losing()))
    nothing = replace(losing(), policy=Policy(never_sell=frozenset({"BBB"})))
    assert "WARN.WASH_ESTIMATE" not in warned(made(nothing))


@pytest.mark.parametrize(("days", "short"), [(0, True), (89, True), (90, False)])
def test_under_ninety_days_of_transactions_the_history_is_incomplete(
    days: int, *, short: bool
) -> None:
    plan = made(losing(rows=(row("dividend", "AAA", ago(days)),)))
    assert ("WARN.HISTORY_SHORT" in warned(plan)) == short
    assert plan.assumptions["wash_history"] == ("incomplete" if short else "complete")


def test_without_a_transaction_there_are_no_days_of_history() -> None:
    assert warning(made(losing()), "WARN.HISTORY_SHORT").reason.params["days"] == "0"


def test_accounts_with_their_whole_history_need_no_ninety_days() -> None:
    plan = made(joint(losing(), lambda first: replace(first, history=History.COMPLETE)))
    assert "WARN.HISTORY_SHORT" not in warned(plan)
    assert plan.assumptions["wash_history"] == "complete"


def given_realized(short: str | None, long: str | None, *rows: Transaction) -> Plan:
    tax = replace(
        TAX,
        realized_short=None if short is None else Decimal(short),
        realized_long=None if long is None else Decimal(long),
    )
    return made(replace(losing(rows=rows), tax=tax))


def test_sales_of_this_year_whose_gains_the_settings_leave_out_are_counted() -> None:
    rows = (
        row("sell", "OLD", date(2026, 1, 2), gain=5),
        row("sell", "OLD", date(2025, 12, 31), gain=5),
        row("buy", "OLD", date(2026, 1, 2)),
    )
    found = warning(given_realized("0", None, *rows), "WARN.REALIZED_NOT_GIVEN")
    assert (found.reason.params["sales"], found.reason.params["year"]) == ("1", "2026")


def test_gains_that_are_given_or_cannot_exist_need_no_words() -> None:
    sale = row("sell", "OLD", date(2026, 1, 2), gain=5)
    assert "WARN.REALIZED_NOT_GIVEN" not in warned(given_realized("0", "0", sale))
    assert "WARN.REALIZED_NOT_GIVEN" not in warned(given_realized(None, None))


def test_a_short_gain_is_named_with_its_rate() -> None:
    policy = Policy(ranked_tlh=replace(Policy().ranked_tlh, max_gain_to_sell=Decimal(1000)))
    given = situation(
        account("joint", lot("L1", "BBB", 1, 60, ago(100)), lot("L2", "BBB", 1, 60)),
        classes=[asset_class("Stocks", 100, ["AAA", "BBB"])],
        prices=PRICES,
        policy=policy,
    )
    found = warning(made(given), "WARN.SHORT_GAIN")
    assert dict(found.reason.params) == {"gain": "40.00", "rate": "0.2400"}
    assert "WARN.SHORT_GAIN" not in warned(made(replace(given, tax=None)))
    covered = replace(TAX, realized_short=Decimal(-40), realized_long=Decimal(500))
    assert "WARN.SHORT_GAIN" not in warned(made(replace(given, tax=covered)))


def test_a_loss_taken_now_is_said_to_be_put_off() -> None:
    found = warning(made(losing()), "WARN.DEFERRAL")
    assert dict(found.reason.params) == {"basis": "500.00", "tax": "75.00"}


def test_settings_that_the_planner_does_not_read_are_named() -> None:
    given = frozenset({"policy.gap", "policy.planner", "planner.ranked-tlh.gain_rule"})
    asked = replace(losing(), policy=Policy(given=given))
    ranked = warning(made(asked), "WARN.SETTINGS_NOT_USED").reason.params
    assert ranked["settings"] == "gap"
    other = warning(made(asked, PlannerName.NEVER_SELL), "WARN.SETTINGS_NOT_USED").reason.params
    assert other["settings"] == "gap, ranked-tlh.gain_rule"


def test_warnings_that_need_an_answer_come_first() -> None:
    held = account("ira", lot("L2", "BBB", 1, 1), kind=Registration.ROTH_IRA, reinvests=["BBB"])
    asks = [each.needs_ack for each in made(losing(held)).warnings]
    assert asks == sorted(asks, reverse=True)
    assert any(asks)


def test_the_plan_says_from_which_days_its_prices_are() -> None:
    given = losing()
    quotes = {
        symbol: replace(quote, as_of=date(2026, 6, 12))
        for symbol, quote in given.market.quotes.items()
    }
    plan = made(replace(given, market=replace(given.market, quotes=quotes)))
    assert plan.assumptions["prices_as_of"] == "2026-06-12"
    newer = {s: replace(q, as_of=ago(0)) if s == "AAA" else q for s, q in quotes.items()}
    plan = made(replace(given, market=replace(given.market, quotes=newer)))
    assert plan.assumptions["prices_as_of"] == "2026-06-12/2026-06-15"


def test_without_rates_a_plan_has_no_tax_and_names_no_rate() -> None:
    plan = made(replace(losing(), tax=None))
    assert plan.estimate.tax_after is None
    assert "rate_long" not in plan.assumptions
