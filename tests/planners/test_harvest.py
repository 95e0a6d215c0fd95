"""Which lots the ranked planner sells, and why it leaves the others."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.planners.build import (
    OLD,
    TAX,
    TODAY,
    account,
    ago,
    asset_class,
    kept,
    lot,
    made,
    not_done,
    row,
    situation,
    sold,
    warned,
)
from trimtab.domain import (
    GainRule,
    IdenticalGroups,
    Lot,
    OrderId,
    Plan,
    Policy,
    RankedTlhSettings,
    Registration,
    Reinvestments,
    Situation,
    Symbol,
    TaxProfile,
    Transaction,
    WashLookback,
    WashPolicy,
)

PRICES = {"AAA": 100, "BBB": 100, "CCC": 100, "ZZZ": 100, "ODD": 100}
STRICT = Policy(wash_lookback=WashLookback.STRICT)


def holding(
    *lots: Lot, rows: tuple[Transaction, ...] = (), policy: Policy | None = None
) -> Situation:
    """One account, where AAA is bought before BBB, CCC ties with AAA and ZZZ only counts."""
    return situation(
        account("joint", *lots),
        account("ira", kind=Registration.ROTH_IRA),
        classes=[asset_class("Stocks", 100, [["AAA", "CCC"], "BBB"], ["ZZZ"])],
        prices=PRICES,
        rows=rows,
        policy=policy,
    )


def alike(given: Situation, *symbols: str) -> Situation:
    groups = IdenticalGroups([[Symbol(symbol) for symbol in symbols]])
    return replace(given, household=replace(given.household, identical=groups))


def selling_gains(limit: int | str, rule: GainRule = GainRule.POSITION) -> Policy:
    return Policy(ranked_tlh=RankedTlhSettings(max_gain_to_sell=Decimal(limit), gain_rule=rule))


def test_every_losing_lot_of_what_is_not_bought_is_sold() -> None:
    plan = made(
        holding(lot("L1", "BBB", 1, 101), lot("L2", "ZZZ", 1, 150), lot("L3", "ODD", 1, 200))
    )
    assert sold(plan) == {"L1", "L2", "L3"}
    assert {intent.reasons[0].code for intent in plan.sells()} == {
        "SELL.HARVEST",
        "SELL.HARVEST_UNREPLACED",
    }


def test_losses_of_what_is_being_bought_are_kept_with_their_reason() -> None:
    policy = Policy(ranked_tlh=RankedTlhSettings(max_loss_to_forgo=Decimal(50)))
    given = holding(lot("L1", "AAA", 1, 150), lot("L2", "CCC", 1, 160), policy=policy)
    plan = made(given)
    assert kept(plan)["L1"] == "SKIP.BEING_BOUGHT"
    assert sold(plan) == {"L2"}


def test_losses_of_what_is_identical_to_a_purchase_are_kept() -> None:
    policy = Policy(forced_buys={"Stocks": Symbol("AAA")})
    given = holding(lot("L1", "BBB", 1, 150), policy=policy)
    assert kept(made(alike(given, "AAA", "BBB")))["L1"] == "SKIP.GROUP_BOUGHT"


def test_losses_inside_an_ira_are_left_alone_without_a_word() -> None:
    ira = account("ira", lot("L1", "BBB", 1, 150), kind=Registration.ROTH_IRA)
    plan = made(situation(ira, classes=[asset_class("Stocks", 100, ["AAA", "BBB"])], prices=PRICES))
    assert sold(plan) == set()
    assert kept(plan) == {}


def test_lots_without_cost_or_date_are_never_sold_and_are_counted() -> None:
    plan = made(holding(lot("L1", "BBB", 1, None), lot("L2", "BBB", 1, 150, None)))
    assert kept(plan) == {"L1": "SKIP.NO_BASIS", "L2": "SKIP.NO_BASIS"}
    assert "WARN.LOTS_INCOMPLETE" in warned(plan)


@pytest.mark.parametrize("entry", ["BBB", "joint:BBB"])
def test_what_is_never_sold_stays_at_a_loss_and_at_a_gain(entry: str) -> None:
    policy = replace(selling_gains(1000), never_sell=frozenset({entry}))
    plan = made(holding(lot("L1", "BBB", 1, 150), lot("L2", "BBB", 1, 50), policy=policy))
    assert kept(plan) == {"L1": "KEEP.NEVER_SELL", "L2": "KEEP.NEVER_SELL"}


def test_never_sell_of_another_account_changes_nothing() -> None:
    policy = Policy(never_sell=frozenset({"ira:BBB"}))
    assert sold(made(holding(lot("L1", "BBB", 1, 150), policy=policy))) == {"L1"}


# --- recent purchases -------------------------------------------------------------------------


@pytest.mark.parametrize("policy", [Policy(), STRICT], ids=["law", "strict"])
@pytest.mark.parametrize(("days", "blocked"), [(0, True), (30, True), (31, False)])
def test_another_lot_of_the_last_thirty_days_blocks_a_loss(
    days: int, policy: Policy, *, blocked: bool
) -> None:
    given = holding(lot("L1", "BBB", 1, 150), lot("L2", "BBB", 1, 90, ago(days)), policy=policy)
    assert ("L1" not in sold(made(given))) == blocked


@pytest.mark.parametrize("kind", ["buy", "reinvest", "vest"])
def test_a_purchase_row_in_an_ira_blocks_a_loss_for_good(kind: str) -> None:
    given = holding(lot("L1", "BBB", 1, 150), rows=(row(kind, "BBB", ago(9), where="ira"),))
    accounts = (
        *given.household.accounts[:1],
        account("ira", lot("L2", "BBB", 10, None, ago(9)), kind=Registration.ROTH_IRA),
    )
    given = replace(given, household=replace(given.household, accounts=accounts))
    reason = next(n.reason for n in made(given).not_done if n.lot_id == "L1")
    assert (reason.code, reason.params["how"]) == ("SKIP.WASH_RECENT_BUY", "for good")
    assert (reason.params["clear"], reason.params["amount"]) == ("2026-07-07", "50.00")


def test_only_the_shares_replaced_in_an_ira_are_said_to_be_lost_for_good() -> None:
    given = holding(lot("L1", "BBB", 10, 1500), lot("L2", "BBB", 4, 400, ago(9)))
    ira = account("ira", lot("L3", "BBB", 2, 200, ago(3)), kind=Registration.ROTH_IRA)
    household = given.household
    given = replace(given, household=replace(household, accounts=(*household.accounts[:1], ira)))
    reason = next(n.reason for n in made(given).not_done if n.lot_id == "L1")
    assert reason.params["amount"] == "300.00"
    assert reason.params["how"] == "for now, $100.00 of it for good"


def test_only_as_many_shares_as_were_bought_are_said_to_wash() -> None:
    given = holding(lot("L1", "BBB", 10, 1500), lot("L2", "BBB", 4, 400, ago(3)))
    reason = not_done(made(given), "SKIP.WASH_RECENT_BUY").reason
    assert (reason.params["shares"], reason.params["amount"]) == ("4", "200.00")
    assert reason.params["how"] == "for now"


def test_under_the_law_a_lot_does_not_block_itself() -> None:
    given = holding(lot("L1", "BBB", 10, 1500, ago(3)), rows=(row("buy", "BBB", ago(3), of="L1"),))
    assert sold(made(given)) == {"L1"}
    assert kept(made(replace(given, policy=STRICT))) == {"L1": "SKIP.STRICT_RECENT_BUY"}


def test_a_row_without_a_lot_is_the_purchase_of_the_lot_of_its_day_and_size() -> None:
    given = holding(
        lot("L1", "BBB", 5, 750, ago(3)),
        lot("L2", "BBB", 10, 900, ago(3)),
        rows=(row("buy", "BBB", ago(3), shares=10), row("buy", "BBB", ago(3), shares=5)),
    )
    reason = not_done(made(given), "SKIP.WASH_RECENT_BUY").reason
    assert reason.params["shares"] == "10"


def test_fills_of_one_order_do_not_replace_each_other() -> None:
    fills = [
        replace(row("buy", "BBB", ago(3), shares=5, of=name), order_id=OrderId("O7"))
        for name in ("L1", "L2")
    ]
    lots = (lot("L1", "BBB", 5, 750, ago(3)), lot("L2", "BBB", 5, 400, ago(3)))
    assert sold(made(holding(*lots, rows=tuple(fills)))) == {"L1"}
    assert sold(made(holding(*lots))) == set()


def test_lots_that_leave_together_do_not_wash_each_other() -> None:
    old, new = lot("L1", "BBB", 5, 750), lot("L2", "BBB", 5, 760, ago(3))
    plan = made(holding(old, new))
    assert sold(plan) == {"L1", "L2"}
    assert all(sale.disallowed == 0 for order in plan.sells() for sale in order.lots)


def test_what_stays_with_a_lot_that_is_kept_washes_the_others() -> None:
    losing = (lot("L1", "BBB", 5, 750), lot("L2", "BBB", 5, 760, ago(3)))
    kept_back = lot("L3", "BBB", 2, 100, ago(2))
    assert sold(made(holding(*losing, kept_back))) == set()


def test_under_the_law_what_was_bought_and_is_gone_again_does_not_block() -> None:
    rows = (row("buy", "CCC", ago(3), of="L9"),)
    given = alike(holding(lot("L1", "BBB", 1, 150), rows=rows), "BBB", "CCC")
    assert sold(made(given)) == {"L1"}
    assert sold(made(replace(given, policy=STRICT))) == set()


def test_a_purchase_known_to_have_replaced_others_does_not_block() -> None:
    bought = replace(row("buy", "BBB", ago(3), of="L2"), wash_used=Decimal(10))
    given = holding(lot("L1", "BBB", 1, 150), lot("L2", "BBB", 10, 900, ago(3)), rows=(bought,))
    assert sold(made(given)) == {"L1"}


@pytest.mark.parametrize("kind", ["gift_in", "inheritance", "spinoff", "transfer_in"])
def test_a_lot_that_came_in_that_day_otherwise_is_no_purchase(kind: str) -> None:
    given = holding(
        lot("L1", "BBB", 1, 150),
        lot("L2", "BBB", 10, 900, ago(3)),
        rows=(row(kind, "BBB", ago(3), of="L2"),),
    )
    assert sold(made(given)) == {"L1"}


def test_a_lot_transferred_after_its_purchase_is_still_a_purchase() -> None:
    given = holding(
        lot("L1", "BBB", 1, 150),
        lot("L2", "BBB", 10, 900, ago(9)),
        rows=(row("transfer_in", "BBB", ago(3), of="L2"),),
    )
    assert kept(made(given))["L1"] == "SKIP.WASH_RECENT_BUY"


def test_a_purchase_of_something_identical_blocks() -> None:
    given = holding(lot("L1", "BBB", 1, 150), lot("L2", "ODD", 1, 90, ago(3)))
    assert "L1" in sold(made(given))
    assert kept(made(alike(given, "BBB", "ODD")))["L1"] == "SKIP.WASH_RECENT_BUY"


def test_a_scheduled_reinvestment_blocks_where_the_policy_says_so() -> None:
    given = holding(lot("L1", "BBB", 1, 150), policy=Policy(reinvestments=Reinvestments.BLOCK))
    ira = account("ira", kind=Registration.ROTH_IRA, reinvests=["BBB"])
    accounts = (*given.household.accounts[:1], ira)
    given = replace(given, household=replace(given.household, accounts=accounts))
    reason = not_done(made(given), "SKIP.WASH_PENDING_DRIP").reason
    assert (reason.params["account"], reason.params["clear"]) == ("ira", "2026-07-16")
    assert sold(made(replace(given, policy=Policy()))) == {"L1"}


def test_a_reinvestment_of_something_else_does_not_block() -> None:
    given = holding(lot("L1", "BBB", 1, 150), policy=Policy(reinvestments=Reinvestments.BLOCK))
    ira = account("ira", kind=Registration.ROTH_IRA, reinvests=["AAA"])
    accounts = (*given.household.accounts[:1], ira)
    assert sold(made(replace(given, household=replace(given.household, accounts=accounts)))) == {
        "L1"
    }


# --- washes that the policy lets happen ---------------------------------------------------------


def disallowed(plan: Plan) -> dict[str, str]:
    return {str(sale.lot.lot_id): str(sale.disallowed) for i in plan.sells() for sale in i.lots}


def washing(*lots: Lot, rows: tuple[Transaction, ...] = ()) -> Plan:
    return made(holding(*lots, rows=rows, policy=Policy(wash_sales=WashPolicy.WARN)))


def test_a_wash_that_is_accepted_shows_what_does_not_count() -> None:
    plan = washing(lot("L1", "BBB", 10, 1500), lot("L2", "BBB", 4, 400, ago(3)))
    assert disallowed(plan) == {"L1": "200.00"}
    assert plan.estimate.realized_long == -300
    assert "WARN.WASH_DISALLOWED" in warned(plan)


def test_a_purchase_replaces_once_and_the_oldest_loss_takes_it() -> None:
    plan = washing(
        lot("L1", "BBB", 3, 450, date(2024, 5, 1)),
        lot("L2", "BBB", 3, 600, OLD),
        lot("L3", "BBB", 4, 400, ago(3)),
    )
    assert disallowed(plan) == {"L1": "50.00", "L2": "300.00"}


def test_fills_of_one_order_replace_together() -> None:
    fills = tuple(
        replace(row("buy", "BBB", ago(3), shares=2, of=name), order_id=OrderId("O7"))
        for name in ("L2", "L3")
    )
    plan = washing(
        lot("L1", "BBB", 10, 1500),
        lot("L2", "BBB", 2, 200, ago(3)),
        lot("L3", "BBB", 2, 200, ago(3)),
        rows=fills,
    )
    assert disallowed(plan)["L1"] == "200.00"


def test_a_loss_that_nothing_replaces_counts_whole() -> None:
    assert disallowed(washing(lot("L1", "BBB", 10, 1500))) == {"L1": "0"}


# --- gains --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "lots"), [(30, {"L1", "L2"}), ("29.99", set())])
def test_a_position_is_sold_when_its_gains_are_at_most_the_limit(
    limit: int | str, lots: set[str]
) -> None:
    given = holding(lot("L1", "BBB", 1, 90), lot("L2", "BBB", 1, 80), policy=selling_gains(limit))
    assert sold(made(given)) == lots


def test_gains_of_one_security_count_over_all_taxable_accounts() -> None:
    given = holding(lot("L1", "BBB", 1, 90), policy=selling_gains(29))
    accounts = (*given.household.accounts, account("solo", lot("L2", "BBB", 1, 80)))
    plan = made(replace(given, household=replace(given.household, accounts=accounts)))
    assert kept(plan) == {"L1": "KEEP.GAIN_OVER_LIMIT", "L2": "KEEP.GAIN_OVER_LIMIT"}


def test_gains_of_identical_securities_count_each_for_itself() -> None:
    given = holding(lot("L1", "BBB", 1, 90), lot("L2", "ODD", 1, 80), policy=selling_gains(20))
    assert sold(made(given)) == {"L1", "L2"}
    assert sold(made(alike(given, "BBB", "ODD"))) == {"L1", "L2"}


@pytest.mark.parametrize(("limit", "lots"), [(30, {"L2"}), ("30.01", {"L1", "L2"}), (10, set())])
def test_lots_go_in_order_of_gain_while_their_total_stays_below_the_limit(
    limit: int | str, lots: set[str]
) -> None:
    given = holding(
        lot("L1", "BBB", 1, 80),
        lot("L2", "BBB", 1, 90),
        lot("L3", "BBB", 1, 50),
        policy=selling_gains(limit, GainRule.LOTS),
    )
    assert sold(made(given)) == lots


def test_equal_gains_go_in_the_order_of_the_file() -> None:
    given = holding(
        lot("L2", "BBB", 1, 90), lot("L1", "BBB", 1, 90), policy=selling_gains(15, GainRule.LOTS)
    )
    assert sold(made(given)) == {"L2"}


@pytest.mark.parametrize(
    ("symbol", "code"),
    [("AAA", "KEEP.CHOICE_OF_CLASS"), ("CCC", "KEEP.NOT_RANKED_WORSE")],
)
def test_gains_of_what_does_not_rank_worse_are_kept(symbol: str, code: str) -> None:
    given = holding(lot("L1", symbol, 1, 90), policy=selling_gains(1000))
    assert kept(made(given)) == {"L1": code}


@pytest.mark.parametrize(
    ("symbol", "code"),
    [("BBB", "SELL.RANKED_WORSE"), ("ZZZ", "SELL.RANKED_WORSE"), ("ODD", "SELL.NOT_IN_TARGET")],
)
def test_counted_and_unassigned_securities_rank_below_all(symbol: str, code: str) -> None:
    plan = made(holding(lot("L1", symbol, 1, 90), policy=selling_gains(1000)))
    assert plan.sells()[0].reasons[0].code == code


def test_no_gain_is_taken_in_a_class_forced_to_buy_nothing() -> None:
    policy = replace(selling_gains(1000), forced_buys={"Stocks": None})
    plan = made(holding(lot("L1", "BBB", 1, 90), lot("L2", "BBB", 1, 150), policy=policy))
    assert kept(plan) == {"L1": "KEEP.FORCED_NONE"}
    assert sold(plan) == {"L2"}


def test_no_gain_is_taken_in_a_class_where_nothing_can_be_bought() -> None:
    rows = tuple(row("sell", symbol, ago(3), gain=-1) for symbol in ("AAA", "BBB", "CCC"))
    plan = made(holding(lot("L1", "BBB", 1, 90), rows=rows, policy=selling_gains(1000)))
    assert kept(plan) == {"L1": "KEEP.NO_CLASS_BUY"}


def test_a_lot_without_gain_or_loss_is_kept() -> None:
    plan = made(holding(lot("L1", "BBB", 1, 100), policy=selling_gains(1000)))
    assert kept(plan) == {"L1": "KEEP.NOT_NEEDED"}


def test_a_recent_purchase_keeps_a_gain_only_under_strict() -> None:
    policy = selling_gains(1000)
    given = holding(lot("L1", "BBB", 1, 90, ago(3)), policy=policy)
    assert sold(made(given)) == {"L1"}
    strict = replace(policy, wash_lookback=WashLookback.STRICT)
    assert kept(made(replace(given, policy=strict))) == {"L1": "SKIP.STRICT_RECENT_BUY"}
    accepted = replace(strict, wash_sales=WashPolicy.ALLOW)
    assert sold(made(replace(given, policy=accepted))) == {"L1"}


def test_a_purchase_of_the_group_keeps_a_gain_only_under_strict() -> None:
    policy = selling_gains(1000)
    given = alike(holding(lot("L1", "BBB", 1, 90), policy=policy), "AAA", "BBB")
    assert sold(made(given)) == {"L1"}
    strict = replace(policy, wash_lookback=WashLookback.STRICT)
    assert kept(made(replace(given, policy=strict))) == {"L1": "KEEP.GROUP_BOUGHT"}


@pytest.mark.parametrize(("days", "code"), [(10, None), (11, "KEEP.WAIT_LONG_TERM")])
def test_a_short_gain_waits_when_it_is_long_term_soon_enough(days: int, code: str | None) -> None:
    policy = replace(selling_gains(1000), wait_for_long_term_days=days)
    lots = (lot("L1", "BBB", 1, 90, date(2025, 6, 25)), lot("L2", "BBB", 1, 90, OLD))
    plan = made(holding(*lots, policy=policy))
    assert kept(plan).get("L1") == code
    assert "L2" in sold(plan)


def test_waiting_says_from_which_day_and_what_it_saves() -> None:
    policy = replace(selling_gains(1000), wait_for_long_term_days=30)
    plan = made(holding(lot("L1", "BBB", 10, 900, date(2025, 6, 25)), policy=policy))
    reason = not_done(plan, "KEEP.WAIT_LONG_TERM").reason
    assert dict(reason.params) == {"date": "2026-06-26", "days": "11", "tax": "9.00"}


# --- a hard budget of gains ---------------------------------------------------------------------


def budget(amount: int, *, hard: bool, realized: int = 0) -> TaxProfile:
    tax = replace(TAX, gains_budget=Decimal(amount), gains_budget_hard=hard)
    return replace(tax, realized_long=Decimal(realized))


def with_gains(tax: TaxProfile) -> Plan:
    given = holding(
        lot("L1", "BBB", 1, 90),
        lot("L2", "BBB", 1, 60),
        lot("L3", "ZZZ", 1, 70, ago(100)),
        policy=selling_gains(1000),
    )
    return made(replace(given, tax=tax))


def test_a_hard_budget_gives_up_the_largest_gains_first() -> None:
    plan = with_gains(budget(45, hard=True))
    assert sold(plan) == {"L1", "L3"}
    assert not_done(plan, "KEEP.GAINS_BUDGET").reason.params["left"] == "45.00"


def test_a_hard_budget_that_is_exactly_met_gives_up_nothing() -> None:
    assert sold(with_gains(budget(80, hard=True))) == {"L1", "L2", "L3"}


def test_a_budget_already_passed_is_not_the_plans_to_mend() -> None:
    over = budget(45, hard=True, realized=500)
    assert sold(with_gains(over)) == set()
    assert "WARN.GAINS_OVER_BUDGET" not in warned(with_gains(over))


def test_a_soft_budget_warns_and_sells() -> None:
    plan = with_gains(budget(45, hard=False))
    assert sold(plan) == {"L1", "L2", "L3"}
    assert "WARN.GAINS_OVER_BUDGET" in warned(plan)
    assert "WARN.GAINS_OVER_BUDGET" not in warned(with_gains(budget(80, hard=False)))


# --- the smallest order -------------------------------------------------------------------------


def test_a_sale_below_the_smallest_trade_is_left_unless_it_closes_the_position() -> None:
    policy = Policy(min_trade_dollars=Decimal(500))
    some = holding(lot("L1", "BBB", 1, 150), lot("L2", "BBB", 1, 50), policy=policy)
    assert kept(made(some))["L1"] == "SKIP.TRADE_TOO_SMALL"
    whole = holding(lot("L1", "BBB", 1, 150), policy=policy)
    assert sold(made(whole)) == {"L1"}


def test_the_smallest_trade_may_be_a_share_of_the_household() -> None:
    lots = (lot("L1", "BBB", 1, 150), lot("L2", "BBB", 9, 50))
    below = Policy(min_trade_fraction=Decimal("0.11"))
    assert sold(made(holding(*lots, policy=below))) == set()
    at = Policy(min_trade_fraction=Decimal("0.1"))
    assert sold(made(holding(*lots, policy=at))) == {"L1"}


def test_today_is_part_of_the_window() -> None:
    given = holding(lot("L1", "BBB", 1, 150), lot("L2", "BBB", 1, 90, TODAY))
    assert kept(made(given))["L1"] == "SKIP.WASH_RECENT_BUY"
