"""What today's trades would disallow: the planning cases, through `WashOutlook`."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.tax.outside_cases import Case, each_case
from tests.tax.wash_cases import groups_of
from trimtab.domain import (
    Account,
    AccountId,
    Household,
    IdenticalGroups,
    Lot,
    LotId,
    Position,
    Registration,
    Symbol,
    Transaction,
    TransactionType,
)
from trimtab.tax import (
    Assessment,
    Proposal,
    ProposedPurchase,
    ProposedSale,
    WashFlag,
    WashOutlook,
    WashRules,
)

Row = dict[str, Any]
OWNERS = {"spouse_taxable": "Luis"}


def lot_of(row: Row) -> Lot:
    return Lot(
        lot_id=LotId(row["lot"]),
        symbol=Symbol(row["symbol"]),
        quantity=Decimal(row["qty"]),
        basis=Decimal(row["cost"]),
        acquired=date.fromisoformat(row["date"]),
    )


def household_of(case: Case) -> Household:
    rows = (*case["lots"], *case["history"], *case["scheduled"], *case["proposal"])
    accounts = []
    for name in dict.fromkeys(row.get("account", "taxable") for row in rows):
        held: dict[Symbol, list[Lot]] = {}
        for row in case["lots"]:
            if row["account"] == name:
                held.setdefault(Symbol(row["symbol"]), []).append(lot_of(row))
        accounts.append(
            Account(
                account_id=AccountId(name),
                registration=Registration.ROTH_IRA if name == "ira" else Registration.TAXABLE,
                owner=OWNERS.get(name, "Ana"),
                positions=tuple(
                    Position(symbol=symbol, lots=tuple(lots)) for symbol, lots in held.items()
                ),
            )
        )
    return Household(
        name="Case",
        accounts=tuple(accounts),
        identical=groups_of(case),
        transactions=tuple(sale_row(row) for row in case["history"]),
    )


def sale_row(row: Row) -> Transaction:
    quantity = Decimal(row["qty"])
    return Transaction(
        trade_date=date.fromisoformat(row["date"]),
        account_id=AccountId(row["account"]),
        type=TransactionType.SELL,
        symbol=Symbol(row["symbol"]),
        quantity=quantity,
        gain=quantity * Decimal(row["gain_per_share"]),
    )


def proposal_of(case: Case) -> Proposal:
    sales = tuple(
        ProposedSale(
            account_id=AccountId(row["account"]),
            symbol=Symbol(row["symbol"]),
            quantity=Decimal(row["qty"]),
            price=Decimal(row["price"]),
            lot_id=LotId(row["lot"]),
        )
        for row in case["proposal"]
        if row["action"] == "sell"
    )
    bought = tuple(purchase_of(row) for row in case["proposal"] if row["action"] == "buy")
    # A split brings shares without being an acquisition (W6), so it is no scheduled purchase.
    coming = tuple(purchase_of(row) for row in case["scheduled"] if row["kind"] != "split")
    return Proposal(sales=sales, purchases=bought, scheduled=coming)


def purchase_of(row: Row) -> ProposedPurchase:
    return ProposedPurchase(
        account_id=AccountId(row["account"]),
        symbol=Symbol(row["symbol"]),
        quantity=Decimal(row["qty"]),
        price=Decimal(row.get("price", 0)),
        on=date.fromisoformat(row["date"]) if "date" in row else None,
    )


def outlook_of(case: Case, *, batch: bool = False) -> WashOutlook:
    return WashOutlook(
        household=household_of(case),
        as_of=date.fromisoformat(case["as_of"]),
        rules=WashRules(same_day_batch=batch),
    )


AMOUNTS = {
    "disallowed": "disallowed",
    "disallowed_now": "disallowed",
    "permanently_disallowed": "permanent",
    "expected_disallowed": "expected_disallowed",
    "expected_permanently_disallowed": "expected_permanent",
    "disallowed_net_deferred": "deferred",
}


@each_case("planning")
def test_a_planning_case_is_assessed_as_the_law_has_it(case: Case) -> None:
    outlook = outlook_of(case)
    found = outlook.assess(proposal_of(case))
    expected = case["expected"]
    for name, own in AMOUNTS.items():
        if name in expected:
            assert getattr(found, own) == Decimal(expected[name]), name
    if "total_allowed_loss" in expected:
        both = (found, outlook_of(case, batch=True).assess(proposal_of(case)))
        assert {-one.allowed_gain for one in both} == {Decimal(expected["total_allowed_loss"])}
    if "flag" in expected:
        assert found.flags == {WashFlag(expected["flag"])}
    if "status" in expected:
        assert found.provisional
    if "final_on" in expected:
        assert found.final_on == date.fromisoformat(expected["final_on"])
    compare_outlook(case, outlook, found)


def compare_outlook(case: Case, outlook: WashOutlook, found: Assessment) -> None:
    expected, first = case["expected"], case["proposal"][0]
    if "safe_qty" in expected:
        lot = next(lot_of(row) for row in case["lots"] if row["lot"] == first["lot"])
        selling = outlook.selling(lot)
        assert selling.safe_quantity == Decimal(expected["safe_qty"])
        assert selling.allowed_quantity(lot.quantity) == Decimal(expected["allowed_qty"])
        assert selling.clear_from == date.fromisoformat(expected["earliest_clean_sale"])
    if "clean_buy_date" in expected:
        clean = outlook.first_clean_purchase(Symbol(first["symbol"]))
        assert clean == date.fromisoformat(expected["clean_buy_date"])
    if "restricted" in expected:
        damage = outlook.damage(Symbol(first["symbol"]), Decimal(first["qty"]))
        assert bool(damage.sales) is expected["restricted"]
        assert not found.disallowed


TODAY = date(2026, 6, 15)


@each_case("planning_screen")
def test_a_lot_is_flagged_where_the_law_flags_it(case: Case) -> None:
    if "harvest_scope" in case:
        pytest.skip("a question of which accounts are looked at, not of wash sales")
    lots = [
        Lot(
            lot_id=LotId(f"L{number}"),
            symbol=Symbol(symbol),
            quantity=Decimal(quantity),
            basis=Decimal(price) * Decimal(quantity),
            acquired=TODAY - timedelta(days=int(day.removeprefix("T-"))),
        )
        for number, (day, symbol, quantity, price) in enumerate(case["buys"])
    ]
    account = Account(
        account_id=AccountId("brokerage"),
        registration=Registration.TAXABLE,
        positions=tuple(Position(symbol=lot.symbol, lots=(lot,)) for lot in lots),
    )
    household = Household(
        name="Case",
        accounts=(account,),
        identical=IdenticalGroups([[Symbol(one) for one in case.get("groups", ())]])
        if "groups" in case
        else IdenticalGroups(),
    )
    expected = case["expected"]
    flagged = WashOutlook(household=household, as_of=TODAY).replacements(lots[0])
    assert bool(flagged) is expected.get("law_says_wash_flag", expected.get("wash_flag"))
    if "wash_symbol" in expected:
        assert [purchase.symbol for purchase in flagged] == [expected["wash_symbol"]]
