"""What may be sold and bought at all, before anything is weighed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.planners.build import OLD, account, ago, asset_class, lot, row, situation
from trimtab.domain import (
    Lot,
    PlannerName,
    Policy,
    Registration,
    Reinvestments,
    Situation,
    Symbol,
    TargetPortfolio,
    Transaction,
    WashLookback,
    WashPolicy,
)
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.screening import screen_of
from trimtab.planners.valuation import Valuation

STOCKS = asset_class("Stocks", 60, ["VTI", "ITOT"])
BONDS = asset_class("Bonds", 40, ["BND"])
PRICES = {"VTI": 100, "ITOT": 50, "BND": 80}
POLICY = Policy(planner=PlannerName.OPTIMAL)
# A row that lets the record reach back far enough to be believed (P3).
LONG_AGO = row("buy", "BND", ago(400), shares=1, of="first")


def rules(given: Situation) -> Rules:
    return Rules(Valuation(given), screen_of(given))


def bars(given: Situation) -> dict[str, str]:
    """Codes of what bars each lot from sale."""
    found = rules(given)
    return {
        str(one.lot_id): bar.code
        for _, one in given.household.lots
        if (bar := found.sale_bar(one)) is not None
    }


def needs(given: Situation) -> dict[str, tuple[str, ...]]:
    permissions = rules(given).permissions
    return {str(name): tuple(map(str, lots)) for name, lots in permissions.needs.items()}


def buyable(given: Situation) -> set[str]:
    return {symbol for _, symbol in rules(given).permissions.buyable}


def held(
    *lots: Lot,
    policy: Policy = POLICY,
    rows: Iterable[Transaction] = (),
    identical: Iterable[Iterable[str]] = (),
) -> Situation:
    return situation(
        account("joint", *lots),
        classes=[STOCKS, BONDS],
        prices=PRICES,
        policy=policy,
        rows=rows,
        identical=identical,
    )


def test_a_lot_without_basis_or_date_is_never_sold_in_any_account() -> None:
    ira = account(
        "ira", lot("b", "BND", 10, None), lot("c", "VTI", 1, 100, None), kind=Registration.ROTH_IRA
    )
    given = situation(
        account("joint", lot("a", "VTI", 10, None)),
        ira,
        classes=[STOCKS, BONDS],
        prices=PRICES,
        policy=POLICY,
    )
    assert bars(given) == dict.fromkeys("abc", "SKIP.NO_BASIS")


def test_what_the_user_never_sells_and_what_is_held_away_is_barred() -> None:
    away = account("old401k", lot("b", "BND", 10, 700), kind=Registration.HELD_AWAY)
    policy = replace(POLICY, never_sell=frozenset({"joint:VTI"}))
    given = situation(
        account("joint", lot("a", "VTI", 10, 900)),
        away,
        classes=[STOCKS, BONDS],
        prices=PRICES,
        policy=policy,
    )
    assert bars(given) == {"a": "KEEP.NEVER_SELL", "b": "SKIP.NOT_TRADABLE"}


def test_a_loss_has_to_reach_the_dollars_and_the_share_of_its_basis() -> None:
    under = lot("dollars", "VTI", 10, 1099)  # a loss of $99, 9 % of its basis
    thin = lot("share", "BND", 200, 16150)  # a loss of $150, 0.9 %
    enough = lot("both", "ITOT", 10, 600)  # a loss of $100, 16.7 %
    # The class of the first two is not above its target: ITOT and cash make up the rest.
    given = situation(
        account("joint", under, thin, enough, cash=30000),
        classes=[STOCKS, BONDS],
        prices=PRICES,
        policy=POLICY,
    )
    assert bars(given) == dict.fromkeys(["dollars", "share"], "SKIP.HARVEST_TOO_SMALL")


def test_a_small_loss_of_a_class_above_its_target_may_be_taken() -> None:
    assert bars(held(lot("a", "VTI", 10, 1050))) == {}


def test_a_small_loss_may_be_taken_to_raise_cash() -> None:
    given = held(lot("a", "VTI", 10, 1050), lot("b", "BND", 100, 8000))
    assert bars(given) == {"a": "SKIP.HARVEST_TOO_SMALL"}
    assert bars(replace(given, raise_cash=Decimal(500))) == {}


def test_a_gain_that_turns_long_term_within_the_days_to_wait_is_kept() -> None:
    policy = replace(POLICY, wait_for_long_term_days=30)
    soon = lot("soon", "VTI", 10, 900, date(2025, 7, 14))  # long-term from 15 July 2026, 30 days
    later = lot("later", "VTI", 10, 900, date(2025, 7, 15))
    assert bars(held(soon, later, policy=policy)) == {"soon": "KEEP.WAIT_LONG_TERM"}


def test_a_loss_is_open_when_the_shares_bought_lately_can_leave_with_it() -> None:
    rows = [LONG_AGO, row("buy", "VTI", ago(10), of="new")]
    given = held(lot("old", "VTI", 10, 2000, OLD), lot("new", "VTI", 10, 990, ago(10)), rows=rows)
    assert bars(given) == {}
    assert needs(given) == {"old": ("new",)}


def test_a_loss_bought_lately_itself_needs_nothing_of_its_own_order() -> None:
    rows = [LONG_AGO, row("buy", "VTI", ago(10), of="new")]
    given = held(lot("new", "VTI", 10, 2000, ago(10)), rows=rows)
    assert bars(given) == {}
    assert needs(given) == {}


def test_a_loss_bought_lately_leaves_entire_where_it_would_wash_by_way_of_another() -> None:
    first, gain = lot("first", "VTI", 10, 2000, ago(20)), lot("gain", "VTI", 4, 380, ago(10))
    assert needs(held(first, gain, rows=[LONG_AGO])) == {"first": ("gain", "first")}
    batch = replace(POLICY, same_day_batch=True)
    assert needs(held(first, gain, rows=[LONG_AGO], policy=batch)) == {"first": ("gain",)}


def test_a_purchase_in_an_ira_bars_the_loss_for_good() -> None:
    ira = account("ira", lot("new", "VTI", 5, 500, ago(10)), kind=Registration.ROTH_IRA)
    given = situation(
        account("joint", lot("old", "VTI", 10, 2000)),
        ira,
        classes=[STOCKS, BONDS],
        prices=PRICES,
        policy=POLICY,
        rows=[LONG_AGO, row("buy", "VTI", ago(10), shares=5, where="ira", of="new")],
    )
    assert bars(given) == {"old": "SKIP.WASH_RECENT_BUY"}


def test_a_purchase_that_may_not_be_sold_bars_the_loss() -> None:
    policy = replace(POLICY, never_sell=frozenset({"ITOT"}))
    given = held(
        lot("old", "VTI", 10, 2000),
        lot("new", "ITOT", 10, 600, ago(10)),
        rows=[LONG_AGO, row("buy", "ITOT", ago(10), of="new")],
        identical=[["VTI", "ITOT"]],
        policy=policy,
    )
    assert bars(given) == {"old": "SKIP.WASH_RECENT_BUY", "new": "KEEP.NEVER_SELL"}


def test_the_31st_day_is_clean() -> None:
    for days, expected in ((30, {"old": ("new",)}), (31, {})):
        rows = [LONG_AGO, row("buy", "VTI", ago(days), of="new")]
        lots = (lot("old", "VTI", 10, 2000), lot("new", "VTI", 10, 990, ago(days)))
        assert needs(held(*lots, rows=rows)) == expected


def test_a_gain_too_small_to_trust_counts_as_a_loss() -> None:
    given = held(lot("thin", "VTI", 10, 998), lot("sure", "VTI", 10, 997))
    assert rules(given).permissions.losses == {"thin"}


def test_an_untaxed_account_has_no_losses() -> None:
    ira = account("ira", lot("a", "VTI", 10, 2000), kind=Registration.TRADITIONAL_IRA)
    given = situation(ira, classes=[STOCKS, BONDS], prices=PRICES, policy=POLICY)
    assert rules(given).permissions.losses == frozenset()
    assert bars(given) == {}


def test_a_loss_sale_of_the_last_30_days_locks_its_group_and_a_gain_sale_does_not() -> None:
    loss = row("sell", "VTI", ago(30), gain=-500)
    gain = row("sell", "VTI", ago(30), gain=500)
    clean = row("sell", "VTI", ago(31), gain=-500)
    lots = (lot("a", "BND", 10, 700),)
    both = [["VTI", "ITOT"]]
    assert buyable(held(*lots, rows=[LONG_AGO, loss], identical=both)) == {"BND"}
    assert buyable(held(*lots, rows=[LONG_AGO, gain])) == {"VTI", "ITOT", "BND"}
    assert buyable(held(*lots, rows=[LONG_AGO, clean])) == {"VTI", "ITOT", "BND"}


def test_the_strict_look_back_asks_what_was_traded_and_not_what_came_of_it() -> None:
    strict = replace(POLICY, wash_lookback=WashLookback.STRICT)
    gain = row("sell", "ITOT", ago(30), gain=500)
    buy = row("buy", "VTI", ago(30), of="new")
    given = held(
        lot("old", "VTI", 10, 100),
        lot("new", "VTI", 10, 990, ago(30)),
        rows=[LONG_AGO, gain, buy],
        policy=strict,
    )
    assert "ITOT" not in buyable(given)
    assert bars(given) == dict.fromkeys(["old", "new"], "SKIP.STRICT_RECENT_BUY")


def test_a_sure_reinvestment_bars_the_loss_where_the_user_says_so() -> None:
    for choice, expected in (
        (Reinvestments.BLOCK, {"a": "SKIP.WASH_PENDING_DRIP"}),
        (Reinvestments.WARN, {}),
    ):
        ira = account("ira", kind=Registration.ROTH_IRA, reinvests=["VTI"])
        given = situation(
            account("joint", lot("a", "VTI", 10, 2000)),
            ira,
            classes=[STOCKS, BONDS],
            prices=PRICES,
            policy=replace(POLICY, reinvestments=choice),
        )
        assert bars(given) == expected


def test_wash_sales_that_may_happen_bar_nothing() -> None:
    policy = replace(POLICY, wash_sales=WashPolicy.ALLOW)
    rows = [LONG_AGO, row("buy", "VTI", ago(10), of="new"), row("sell", "BND", ago(3), gain=-50)]
    given = held(
        lot("old", "VTI", 10, 2000),
        lot("new", "VTI", 10, 990, ago(10)),
        rows=rows,
        policy=policy,
    )
    permissions = rules(given).permissions
    assert (bars(given), needs(given), permissions.exclusive) == ({}, {}, False)
    assert buyable(given) == {"VTI", "ITOT", "BND"}


def test_a_forced_buy_is_the_only_one_of_its_class_and_false_buys_nothing() -> None:
    one = replace(POLICY, forced_buys={"Stocks": Symbol("ITOT"), "Bonds": None})
    assert buyable(held(lot("a", "VTI", 1, 100), policy=one)) == {"ITOT"}


def test_what_a_class_only_counts_is_bought_where_it_is_forced_by_name() -> None:
    counting = asset_class("Stocks", 60, ["VTI"], ["ITOT"])
    given = replace(held(), target=TargetPortfolio(asset_classes=(counting, BONDS)))
    assert buyable(given) == {"VTI", "BND"}
    forced = replace(POLICY, forced_buys={"Stocks": Symbol("ITOT")})
    assert buyable(replace(given, policy=forced)) == {"ITOT", "BND"}


def test_what_is_never_bought_in_one_account_is_bought_in_another() -> None:
    policy = replace(POLICY, never_buy=frozenset({"joint:VTI", "BND"}))
    given = situation(
        account("joint", cash=100),
        account("ira", cash=100, kind=Registration.ROTH_IRA),
        classes=[STOCKS, BONDS],
        prices=PRICES,
        policy=policy,
    )
    pairs = {f"{where}:{what}" for where, what in rules(given).permissions.buyable}
    assert pairs == {"joint:ITOT", "ira:VTI", "ira:ITOT"}
