"""The sample household is consistent, and its plan shows what a newcomer should see."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.app.reconciliation import differences
from trimtab.domain import Plan, PlannerName, ProofStatus, TransactionType
from trimtab.planners import plan
from trimtab.workspace import Loaded, load, planning_problems
from trimtab.workspace.demo_data import SAMPLE_DATE, sample_folder


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(sample_folder(), as_of=SAMPLE_DATE)


@pytest.fixture(scope="module")
def demo(loaded: Loaded) -> Plan:
    assert loaded.target is not None
    return plan(
        loaded.household,
        loaded.target,
        loaded.market,
        loaded.tax,
        loaded.policy,
        as_of=loaded.as_of,
    )


def test_it_is_complete_enough_to_plan(loaded: Loaded) -> None:
    for planner in (PlannerName.RANKED_TLH, PlannerName.NEVER_SELL, PlannerName.EQUAL_WEIGHT):
        assert planning_problems(loaded, planner) == ()


def test_it_has_eight_classes_with_ranks_three_accounts_and_about_90_lots(loaded: Loaded) -> None:
    assert loaded.target is not None
    ranked = [item for item in loaded.target.asset_classes if len(item.securities) > 1]
    tracked = [account for account in loaded.household.accounts if account.tracked]
    assert len(ranked) == 8
    assert len(tracked) == 3
    assert 85 <= len(list(loaded.household.lots)) <= 99


def test_every_price_has_a_bid_and_an_ask_around_it(loaded: Loaded) -> None:
    for quote in loaded.market.quotes.values():
        assert quote.bid is not None
        assert quote.ask is not None
        assert quote.bid < quote.price < quote.ask
        assert quote.as_of == SAMPLE_DATE


def test_every_lot_of_this_year_is_a_purchase_in_the_transactions(loaded: Loaded) -> None:
    purchases = {
        row.lot_id: row
        for row in loaded.household.transactions
        if row.type in {TransactionType.BUY, TransactionType.REINVEST}
    }
    lots = {
        lot.lot_id: (account, lot)
        for account, lot in loaded.household.lots
        if lot.acquired is not None and lot.acquired >= date(2026, 1, 1)
    }
    sold = {row.lot_id for row in loaded.household.transactions if row.is_sale}
    assert set(purchases) - sold == set(lots)
    for lot_id, (account, lot) in lots.items():
        row = purchases[lot_id]
        assert (row.account_id, row.symbol) == (account.account_id, lot.symbol)
        assert (row.trade_date, row.quantity) == (lot.acquired, lot.quantity)
        assert row.total() == lot.basis


def test_the_gains_of_its_sales_are_the_realized_gains_of_its_settings(loaded: Loaded) -> None:
    sales = [row for row in loaded.household.transactions if row.is_sale]
    assert loaded.tax is not None
    assert loaded.tax.realized_short is not None
    assert loaded.tax.realized_long is not None
    total = sum(row.gain for row in sales if row.gain is not None)
    assert total == loaded.tax.realized_short + loaded.tax.realized_long


def test_its_record_tells_every_sale_and_agrees_with_its_files(loaded: Loaded) -> None:
    assert not loaded.history.incomplete
    assert not differences(loaded)
    by_row = {row.lot_id: row.gain for row in loaded.household.transactions if row.is_sale}
    assert {line.lot.lot_id: line.gain for line in loaded.history.sales} == by_row


def test_no_purchase_of_the_record_undid_its_loss_sale(loaded: Loaded) -> None:
    rows = loaded.household.transactions
    (loss,) = [row for row in rows if row.gain is not None and row.gain < 0]
    near = [
        row
        for row in rows
        if row.is_acquisition
        and row.symbol == loss.symbol
        and abs((row.trade_date - loss.trade_date).days) <= 30
    ]
    assert near == []


@pytest.mark.parametrize(
    "code",
    [
        "SKIP.WASH_RECENT_BUY",
        "SKIP.GROUP_BOUGHT",
        "SKIP.BEING_BOUGHT",
        "SKIP.NO_BASIS",
        "KEEP.WAIT_LONG_TERM",
        "KEEP.GAIN_OVER_LIMIT",
        "KEEP.NEVER_SELL",
    ],
)
def test_its_plan_leaves_something_alone_for_the_reason(demo: Plan, code: str) -> None:
    assert code in {left.reason.code for left in demo.not_done}


@pytest.mark.parametrize(
    "code",
    [
        "SELL.HARVEST",
        "SELL.RANKED_WORSE",
        "SELL.NOT_IN_TARGET",
        "BUY.REPLACE_HARVEST",
        "BUY.UNDER_TARGET",
        "BUY.SECOND_CHOICE",
    ],
)
def test_its_plan_has_an_order_for_the_reason(demo: Plan, code: str) -> None:
    assert code in {reason.code for intent in demo.intents for reason in intent.reasons}


def test_its_plan_warns_of_the_reinvestment_the_blind_account_and_what_not_to_buy(
    demo: Plan,
) -> None:
    warnings = {warning.reason.code: warning.needs_ack for warning in demo.warnings}
    assert warnings["WARN.DRIP_IN_WINDOW"]
    assert not warnings["WARN.BLIND_ACCOUNT"]
    assert not warnings["WARN.DO_NOT_BUY"]
    assert demo.blind_spots == ("dana401k",)


def test_its_plan_harvests_short_and_long_losses_and_brings_every_class_into_its_band(
    demo: Plan,
) -> None:
    losses = {
        sale.term
        for intent in demo.sells()
        for sale in intent.lots
        if sale.gain is not None and sale.gain < 0
    }
    assert len(losses) == 2
    outside = [
        item.name
        for item in demo.asset_classes
        if item.band is not None and item.weight_before not in item.band
    ]
    assert outside == ["US small cap", "Real estate", "Cash"]
    assert all(item.band is None or item.weight_after in item.band for item in demo.asset_classes)
    assert demo.estimate.drift_after < demo.estimate.drift_before / 3
    assert demo.estimate.cash_after > Decimal(0)
    assert demo.proof.status is ProofStatus.RULE
