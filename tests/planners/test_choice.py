"""What the ranked planner buys in a class."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.planners.build import (
    account,
    ago,
    asset_class,
    bought,
    choices,
    lot,
    made,
    not_done,
    row,
    situation,
    warned,
    warning,
)
from trimtab.domain import (
    Market,
    PlannerName,
    Policy,
    RankedTlhSettings,
    Registration,
    Situation,
    Symbol,
    Transaction,
    WashLookback,
    WashPolicy,
)

STRICT = Policy(wash_lookback=WashLookback.STRICT)
PRICES = {"AAA": 100, "BBB": 100, "CCC": 100, "ZZZ": 100}


def one_class(*rows: Transaction, policy: Policy | None = None) -> Situation:
    """A household with cash, and AAA preferred to BBB preferred to CCC."""
    return situation(
        account("joint", cash=1000),
        account("ira", kind=Registration.TRADITIONAL_IRA, cash=1000),
        classes=[asset_class("Stocks", 100, ["AAA", "BBB", "CCC"], ["ZZZ"])],
        prices=PRICES,
        rows=rows,
        policy=policy,
    )


def losing(symbol: str, loss: int) -> Situation:
    """AAA and BBB are a tie before CCC, and `symbol` is down by `loss`."""
    return situation(
        account("joint", lot("L1", symbol, 10, 1000 + loss), cash=1000),
        classes=[asset_class("Stocks", 100, [["AAA", "BBB"], "CCC"])],
        prices=PRICES,
    )


def allowing(given: Situation, loss: int) -> Situation:
    rule = RankedTlhSettings(max_loss_to_forgo=Decimal(loss))
    return replace(given, policy=replace(given.policy, ranked_tlh=rule))


def test_the_first_rank_is_bought_when_nothing_blocks_it() -> None:
    assert choices(made(one_class()))["Stocks"] == "AAA"


@pytest.mark.parametrize(("days", "symbol"), [(0, "BBB"), (30, "BBB"), (31, "AAA")])
def test_a_loss_sale_blocks_for_thirty_days_and_not_on_the_thirty_first(
    days: int, symbol: str
) -> None:
    assert choices(made(one_class(row("sell", "AAA", ago(days), gain=-1))))["Stocks"] == symbol


@pytest.mark.parametrize(("days", "symbol"), [(30, "BBB"), (31, "AAA")])
def test_strict_counts_the_same_days_for_any_sale(days: int, symbol: str) -> None:
    sale = row("sell", "AAA", ago(days), gain=500)
    assert choices(made(one_class(sale, policy=STRICT)))["Stocks"] == symbol


def test_under_the_law_a_sale_at_a_gain_blocks_nothing() -> None:
    assert choices(made(one_class(row("sell", "AAA", ago(5), gain=0))))["Stocks"] == "AAA"


def test_under_the_law_a_sale_of_unknown_result_blocks() -> None:
    assert choices(made(one_class(row("sell", "AAA", ago(5)))))["Stocks"] == "BBB"


def test_under_the_law_a_loss_inside_an_ira_blocks_nothing() -> None:
    sale = row("sell", "AAA", ago(5), gain=-100, where="ira")
    assert choices(made(one_class(sale)))["Stocks"] == "AAA"


def test_strict_counts_a_sale_inside_an_ira() -> None:
    sale = row("sell", "AAA", ago(5), gain=-100, where="ira")
    assert choices(made(one_class(sale, policy=STRICT)))["Stocks"] == "BBB"


def test_a_sale_of_an_identical_security_blocks() -> None:
    given = situation(
        account("joint", cash=1000),
        classes=[asset_class("Stocks", 100, ["AAA", "BBB"])],
        prices=PRICES,
        rows=[row("sell", "OLD", ago(5), gain=-1)],
        identical=[["AAA", "OLD"]],
    )
    assert choices(made(given))["Stocks"] == "BBB"


@pytest.mark.parametrize("wash_sales", [WashPolicy.WARN, WashPolicy.ALLOW])
def test_where_wash_sales_are_accepted_nothing_is_blocked(wash_sales: WashPolicy) -> None:
    sale = row("sell", "AAA", ago(5), gain=-1)
    plan = made(one_class(sale, policy=Policy(wash_sales=wash_sales)))
    assert choices(plan)["Stocks"] == "AAA"


def test_within_a_rank_the_smaller_loss_is_forgone() -> None:
    assert choices(made(losing("AAA", 50)))["Stocks"] == "BBB"


def test_a_tie_of_losses_goes_by_the_order_of_the_file() -> None:
    assert choices(made(losing("CCC", 50)))["Stocks"] == "AAA"


@pytest.mark.parametrize(("limit", "symbol"), [(50, "AAA"), (49, "CCC")])
def test_a_loss_exactly_at_the_limit_is_forgone_and_one_above_it_is_not(
    limit: int, symbol: str
) -> None:
    given = losing("AAA", 50)
    one_rank_each = [asset_class("Stocks", 100, ["AAA", "CCC"])]
    given = replace(given, target=replace(given.target, asset_classes=tuple(one_rank_each)))
    assert choices(made(allowing(given, limit)))["Stocks"] == symbol


def test_a_security_bought_lately_forgoes_no_loss() -> None:
    given = losing("AAA", 50)
    rows = (row("buy", "AAA", ago(3), of="L9"),)
    given = replace(given, household=replace(given.household, transactions=rows))
    assert choices(made(given))["Stocks"] == "AAA"


def test_a_security_forgoes_its_own_losses_and_not_those_of_its_identical_ones() -> None:
    given = situation(
        account("joint", lot("L1", "OLD", 10, 1050), cash=1000),
        classes=[asset_class("Stocks", 100, ["AAA", "BBB"])],
        prices={**PRICES, "OLD": 100},
        identical=[["AAA", "OLD"]],
    )
    assert choices(made(given))["Stocks"] == "AAA"


def test_a_loss_that_is_never_sold_is_not_forgone() -> None:
    given = losing("AAA", 50)
    policy = Policy(never_sell=frozenset({"joint:AAA"}))
    assert choices(made(replace(given, policy=policy)))["Stocks"] == "AAA"


def test_losses_inside_an_ira_are_not_forgone() -> None:
    given = situation(
        account("joint", cash=1000),
        account("ira", lot("L1", "AAA", 10, 1500), kind=Registration.ROTH_IRA),
        classes=[asset_class("Stocks", 100, [["AAA", "BBB"]])],
        prices=PRICES,
    )
    assert choices(made(given))["Stocks"] == "AAA"


def test_what_is_only_counted_is_never_bought() -> None:
    sales = [row("sell", symbol, ago(5), gain=-1) for symbol in ("AAA", "BBB", "CCC")]
    assert choices(made(one_class(*sales)))["Stocks"] is None


def test_a_class_whose_partners_are_all_blocked_is_named_first_with_the_dates() -> None:
    sales = [row("sell", symbol, ago(5), gain=-1) for symbol in ("AAA", "BBB", "CCC")]
    plan = made(one_class(*sales))
    first = plan.not_done[0]
    assert (first.reason.code, first.asset_class) == ("SKIP.PARTNERS_BLOCKED", "Stocks")
    assert first.reason.params["blocked"].count("clear from 2026-07-11") == 3
    assert plan.warnings[0].reason.code == "WARN.CLASS_NOT_BOUGHT"
    assert plan.warnings[0].needs_ack


def test_a_blocked_class_does_not_keep_the_others_from_being_bought() -> None:
    given = situation(
        account("joint", cash=1000),
        classes=[asset_class("Stocks", 50, ["AAA"]), asset_class("Bonds", 50, ["BBB"])],
        prices=PRICES,
        rows=[row("sell", "AAA", ago(5), gain=-1)],
    )
    assert bought(made(given)) == {"joint:BBB": "10"}


@pytest.mark.parametrize("entry", ["AAA", "joint:AAA"])
def test_what_no_account_may_buy_is_passed_over(entry: str) -> None:
    plan = made(one_class(policy=Policy(never_buy=frozenset({entry}))))
    assert choices(plan)["Stocks"] == "BBB"
    assert plan.buys()[0].reasons[-1].params["why"] == "you never buy it"


def test_never_buy_for_one_account_leaves_the_purchase_to_another() -> None:
    given = situation(
        account("joint", cash=1000),
        account("solo", cash=500),
        classes=[asset_class("Stocks", 100, ["AAA", "BBB"])],
        prices=PRICES,
        policy=Policy(never_buy=frozenset({"joint:AAA"})),
    )
    plan = made(given)
    assert bought(plan) == {"solo:AAA": "5"}
    assert not_done(plan, "SKIP.NO_CASH_IN_ACCOUNT").reason.params["amount"] == "1000.00"


def test_what_has_no_price_is_passed_over() -> None:
    given = one_class()
    quotes = {name: quote for name, quote in given.market.quotes.items() if name != "AAA"}
    assert choices(made(replace(given, market=Market(quotes=quotes))))["Stocks"] == "BBB"


def test_without_an_account_to_buy_in_a_class_still_has_its_choice() -> None:
    ira = account("ira", kind=Registration.TRADITIONAL_IRA, cash=1000)
    classes = [asset_class("Stocks", 100, ["AAA"])]
    plan = made(situation(ira, classes=classes, prices=PRICES))
    assert choices(plan)["Stocks"] == "AAA"
    assert plan.intents == ()


def forced(symbol: str | None) -> Policy:
    return Policy(forced_buys={"Stocks": None if symbol is None else Symbol(symbol)})


def test_a_forced_buy_goes_before_the_ranks() -> None:
    plan = made(one_class(policy=forced("CCC")))
    assert choices(plan)["Stocks"] == "CCC"
    assert plan.buys()[0].reasons[-1].code == "BUY.FORCED"


def test_forced_to_nothing_buys_nothing_and_says_so() -> None:
    plan = made(one_class(policy=forced(None)))
    assert choices(plan)["Stocks"] is None
    assert not_done(plan, "SKIP.FORCED_NONE").asset_class == "Stocks"
    assert "WARN.CLASS_NOT_BOUGHT" not in warned(plan)


def test_a_forced_buy_inside_a_window_is_made_and_its_dollars_need_an_answer() -> None:
    sale = row("sell", "AAA", ago(5), shares=40, gain=-100)
    plan = made(one_class(sale, policy=forced("AAA")))
    assert bought(plan) == {"joint:AAA": "10"}
    found = warning(plan, "WARN.FORCED_WASH")
    assert found.needs_ack
    assert found.reason.params["amount"] == "25.00"
    assert found.reason.params["clear"] == "2026-07-11"


@pytest.mark.parametrize(
    "sale",
    [row("sell", "AAA", ago(5)), row("sell", "AAA", ago(5), shares=None, gain=-1)],
    ids=["no gain", "no shares"],
)
def test_a_forced_buy_after_a_sale_that_is_not_fully_known_says_so(sale: Transaction) -> None:
    assert warning(
        made(one_class(sale, policy=forced("AAA"))), "WARN.FORCED_WASH_UNKNOWN"
    ).needs_ack


def test_a_forced_buy_that_buys_no_share_needs_no_answer() -> None:
    given = one_class(row("sell", "AAA", ago(5), gain=-1), policy=forced("AAA"))
    household = replace(given.household, accounts=(account("joint"),))
    assert "WARN.FORCED_WASH" not in warned(made(replace(given, household=household)))


def test_a_forced_buy_inside_a_window_is_refused_in_an_ira() -> None:
    sale = row("sell", "AAA", ago(5), gain=-100)
    plan = made(one_class(sale, policy=forced("AAA")), PlannerName.NEVER_SELL)
    assert bought(plan) == {"joint:AAA": "10"}
    refused = not_done(plan, "SKIP.IRA_FORCED_WASH")
    assert (refused.account_id, refused.reason.params["clear"]) == ("ira", "2026-07-11")


def test_what_a_blocked_class_sells_at_a_loss_is_blocked_from_today() -> None:
    given = losing("AAA", 50)
    rows = tuple(row("sell", symbol, ago(20), gain=-1) for symbol in ("AAA", "BBB", "CCC"))
    household = replace(given.household, transactions=rows)
    plan = made(replace(given, household=household))
    (blocked,) = (n.reason for n in plan.not_done if n.reason.code == "SKIP.PARTNERS_BLOCKED")
    clear = (given.as_of + timedelta(days=31)).isoformat()
    earlier = (given.as_of + timedelta(days=11)).isoformat()
    assert f"AAA (sold at a loss in this plan, clear from {clear})" in blocked.params["blocked"]
    assert f"clear from {earlier})" in blocked.params["blocked"]
