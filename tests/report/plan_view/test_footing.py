"""Whatever is traded: lots add up to orders, orders to accounts, accounts to the plan."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.report import household
from tests.report.assemble import Extras, assemble, buy, sell
from tests.report.conftest import MakeDocument
from trimtab.domain import FilingStatus, Plan, Situation, TaxProfile, TradeIntent
from trimtab.report import plan_document, render_html, render_text, view

WHY_SELL = household.reason("SELL.REQUESTED")
WHY_BUY = household.reason("BUY.UNDER_TARGET", klass="Bonds", under="0.01")

rates = st.decimals(min_value=0, max_value="0.5", places=3)
dollars = st.decimals(min_value=-20000, max_value=20000, places=2)
losses_carried = st.decimals(min_value=0, max_value=20000, places=2)
thousandths = st.integers(min_value=1, max_value=1000)


@st.composite
def tax_profiles(draw: st.DrawFn) -> TaxProfile:
    return TaxProfile(
        filing_status=draw(st.sampled_from(FilingStatus)),
        federal_ordinary=draw(rates),
        federal_long=draw(rates),
        state=draw(rates),
        niit=draw(st.booleans()),
        realized_short=draw(st.none() | dollars),
        realized_long=draw(st.none() | dollars),
        carryforward_short=draw(losses_carried),
        carryforward_long=draw(losses_carried),
    )


@st.composite
def sales(draw: st.DrawFn, situation: Situation) -> list[TradeIntent]:
    """Random parts of random lots, one order for each security of an account."""
    intents = []
    for account in situation.household.accounts:
        for position in account.positions:
            lots = draw(st.lists(st.sampled_from(position.lots), unique=True, max_size=3))
            takes = [(lot.lot_id, str(lot.quantity * draw(thousandths) / 1000)) for lot in lots]
            if takes:
                order = sell(situation, account.account_id, takes, WHY_SELL)
                intents.append(_with_washed_part(draw, order))
    return intents


def _with_washed_part(draw: st.DrawFn, order: TradeIntent) -> TradeIntent:
    """Some losses are partly disallowed."""
    lots = tuple(
        replace(sale, disallowed=draw(st.sampled_from([Decimal(0), -sale.gain])))
        if sale.gain is not None and sale.gain < 0
        else sale
        for sale in order.lots
    )
    return replace(order, lots=lots)


@st.composite
def random_plans(draw: st.DrawFn) -> tuple[Plan, Situation]:
    situation = household.situation(tax=draw(tax_profiles()))
    intents = draw(sales(situation))
    for symbol in draw(st.lists(st.sampled_from(["BND", "IEFA", "SCHH"]), unique=True)):
        account = draw(st.sampled_from(["joint", "tira"]))
        shares = str(Decimal(draw(thousandths)) / 8)
        intents.append(buy(situation, account, symbol, shares, WHY_BUY))
    return assemble(situation, intents, Extras()), situation


def total(rows: list[dict[str, Any]], key: str) -> Decimal:
    return sum((Decimal(row[key]) for row in rows), Decimal(0))


@given(random_plans())
def test_cash_adds_up_by_account_and_in_all(made: tuple[Plan, Situation]) -> None:
    document = plan_document(*made)
    for row in [*document["accounts"], document["summary"]]:
        before, sells, buys, cost = (
            Decimal(row[key]) for key in ("cash_before", "sells", "buys", "cost")
        )
        assert before + sells - buys - cost == Decimal(row["cash_after"])
    for key in ("cash_before", "sells", "buys", "cost", "cash_after"):
        assert total(document["accounts"], key) == Decimal(document["summary"][key])


@given(random_plans())
def test_lots_add_up_to_orders_and_orders_to_accounts(made: tuple[Plan, Situation]) -> None:
    document = plan_document(*made)
    sold = [order for order in document["orders"] if order["side"] == "sell"]
    for order in sold:
        assert total(order["lots"], "proceeds") == Decimal(order["value"])
        assert total(order["lots"], "quantity") == Decimal(order["quantity"])
        assert total(order["lots"], "tax") == Decimal(order["tax"])
    for account in document["accounts"]:
        own = [order for order in sold if order["account"] == account["id"]]
        assert total(own, "tax") == Decimal(account["tax"])
        assert total(own, "value") == Decimal(account["sells"])


@given(random_plans())
def test_tax_of_the_lots_and_netting_are_the_change_of_the_years_tax(
    made: tuple[Plan, Situation],
) -> None:
    document = plan_document(*made)
    summary, tax = document["summary"], document["tax"]
    change = Decimal(summary["tax_after"]) - Decimal(summary["tax_before"])
    assert total(document["accounts"], "tax") == Decimal(tax["lots"])
    assert Decimal(tax["lots"]) + Decimal(tax["netting"]) == change


@given(random_plans())
def test_gains_and_losses_add_up_to_what_the_year_moves_by(made: tuple[Plan, Situation]) -> None:
    document = plan_document(*made)
    summary, tax = document["summary"], document["tax"]
    moved = sum(
        Decimal(tax["after"][term]) - Decimal(tax["before"][term]) for term in ("short", "long")
    )
    assert Decimal(summary["losses"]) + Decimal(summary["gains"]) == moved
    assert Decimal(summary["realized_short"]) + Decimal(summary["realized_long"]) == moved


@given(random_plans())
def test_the_bridge_ends_where_the_year_ends(made: tuple[Plan, Situation]) -> None:
    document = plan_document(*made)
    bridge = view(document).bridge
    if bridge is not None:
        after = document["tax"]["after"]
        assert bridge.steps[-1].end == Decimal(after["short"]) + Decimal(after["long"])
        pairs = zip(bridge.steps, bridge.steps[1:-1], strict=False)
        assert all(one.end == other.start for one, other in pairs)


def printed(text: str) -> Decimal:
    """The number that a reader sees; zero for a blank."""
    digits = text.strip("()").replace("$", "").replace(",", "")
    size = Decimal(digits.rstrip(")") or 0)
    return -size if text.startswith("(") else size


def adds_up(parts: Iterable[str], sum_of_them: str) -> bool:
    """As printed; true where a part is not known and the sum says so."""
    texts = [*parts, sum_of_them]
    if "n/a" in texts:
        return sum_of_them == "n/a"
    return sum((printed(text) for text in texts[:-1]), Decimal(0)) == printed(sum_of_them)


@given(random_plans())
def test_every_column_of_orders_adds_up_as_it_is_printed(made: tuple[Plan, Situation]) -> None:
    shown = view(plan_document(*made))
    for side in filter(None, (shown.sell, shown.buy)):
        assert adds_up([account.value for account in side.accounts], side.value)
        for account in side.accounts:
            assert adds_up([row.value for row in account.rows], account.value)
            for column in ("gain", "tax") if account.taxable else ():
                parts = [getattr(row, column) for row in account.rows]
                assert adds_up(parts, getattr(account, column))
    for row in [
        row for account in (shown.sell.accounts if shown.sell else ()) for row in account.rows
    ]:
        assert adds_up([lot.proceeds for lot in row.lots], row.value)
        assert adds_up([lot.tax for lot in row.lots], row.tax)
        counted = [text for lot in row.lots for text in (lot.gain, lot.disallowed)]
        assert not row.taxed or adds_up(counted, row.gain)
    taxes = [account.tax for account in (shown.sell.accounts if shown.sell else ())]
    if shown.footing is not None:
        assert adds_up([*taxes, shown.footing.netting], shown.footing.change)


@given(random_plans())
def test_the_tables_of_cash_and_of_now_and_after_add_up_as_printed(
    made: tuple[Plan, Situation],
) -> None:
    document = plan_document(*made)
    shown = view(document)
    for row in shown.cash:
        assert adds_up([row.before, row.sells, row.buys, row.cost], row.after)
    if len(shown.cash) > 1:
        for column in ("before", "sells", "buys", "cost", "after"):
            *accounts, household = (getattr(row, column) for row in shown.cash)
            assert adds_up(accounts, household)
    rows = {row.label: row for row in shown.outcome}
    realized = rows["Realized gain/(loss)"]
    found = re.search(r"losses (\S+), gains (\S+?)(;|$)", realized.note)
    losses, gains = (printed(found[1]), printed(found[2])) if found else (Decimal(0), Decimal(0))
    assert printed(realized.now) - losses + gains == printed(realized.after)
    tax = next(row for label, row in rows.items() if label.endswith("tax estimate"))
    moved = re.match(r"(\S+) (higher|lower) than", tax.note)
    change = Decimal(0) if not moved else printed(moved[1]) * (1 if moved[2] == "higher" else -1)
    assert printed(tax.now) + change == printed(tax.after)


@given(random_plans())
def test_the_bridge_adds_up_as_it_is_printed(made: tuple[Plan, Situation]) -> None:
    bridge = view(plan_document(*made)).bridge
    if bridge is not None:
        *steps, after = (step.amount for step in bridge.steps)
        assert adds_up(steps, after)
        assert bridge.sentence.count("(") == sum(text.startswith("(") for text in (*steps, after))


def test_the_bridge_counts_securities_and_not_their_lots(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    order = next(one for one in document["orders"] if one["lots"] and one["account"] == "joint")
    lot = order["lots"][0]
    sold = [("A", "-5000"), ("B", "-4000"), ("C", "3000"), ("D", "-2000"), ("E", "10"), ("E", "-7")]

    def labels(extra: list[tuple[str, str]]) -> list[str]:
        document["orders"] = [
            order | {"symbol": symbol, "lots": [lot | {"gain": gain, "disallowed": "0.00"}]}
            for symbol, gain in [*sold, *extra]
        ]
        bridge = view(document).bridge
        assert bridge is not None
        return [step.label for step in bridge.steps]

    assert labels([])[-2] == "E, all in all"
    assert labels([("F", "3")])[-2] == "2 others"
    assert labels([("A", "2")])[-2] == "all the rest"


@given(random_plans())
def test_any_plan_can_be_shown(made: tuple[Plan, Situation]) -> None:
    shown = view(plan_document(*made))
    assert shown.plan_id in render_text(shown)
    assert shown.plan_id in render_html(shown)
