"""Corporate actions of Pub. 550, the regulations and other programs, through `ledger.book`."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.tax.outside_cases import Case, each_case
from tests.tax.records import rows
from trimtab.domain import (
    Account,
    AccountId,
    Household,
    Lot,
    LotId,
    Position,
    Registration,
    Symbol,
)
from trimtab.domain import corporate_action as action
from trimtab.domain.event import Event, Reinvest
from trimtab.ledger import Inconsistent, RealizedGain, book, events_of

ACCOUNT = AccountId("joint")
Given = dict[str, Any]


def household_of(case: Case) -> Household:
    lots: dict[Symbol, list[Lot]] = {}
    for row in case["lots"]:
        # `created` is the day on which the lot came into the account, after its holding date.
        lot = Lot(
            lot_id=LotId(row["lot"]),
            symbol=Symbol(row["symbol"]),
            quantity=Decimal(row["qty"]),
            basis=Decimal(row["cost"]),
            acquired=date.fromisoformat(row.get("created", row["holding_date"])),
            holding_period_start=date.fromisoformat(row["holding_date"]),
        )
        lots.setdefault(lot.symbol, []).append(lot)
    account = Account(
        account_id=ACCOUNT,
        registration=Registration.TAXABLE,
        positions=tuple(Position(symbol=name, lots=tuple(held)) for name, held in lots.items()),
    )
    return Household(name="Case", accounts=(account,))


def ratio_of(text: str) -> Decimal:
    """A ratio as an exact decimal where it is one, else to twelve digits."""
    exact = Fraction(text)
    return round(Decimal(exact.numerator) / Decimal(exact.denominator), 12)


def number(given: Given, name: str) -> Decimal | None:
    return Decimal(given[name]) if name in given else None


def events_of_case(case: Case) -> list[Event]:
    given = case["event"]
    if given["type"] == "sequence":
        return [event for one in given["events"] for event in events_of_given(one, case)]
    return events_of_given(given, case)


def events_of_given(given: Given, case: Case) -> list[Event]:
    kind = given["type"]
    if kind in {"none", "delisting"}:
        return []
    if kind == "merger_mixed":
        return mixed_mergers(given, case)
    if kind == "merger_mixed_designated":
        return [
            event
            for terms in given["terms"]
            for event in events_of_given(one_side(terms, given), case)
        ]
    common: Given = {
        "on": date.fromisoformat(given["date"][:10]),
        "account_id": ACCOUNT,
        "symbol": Symbol(given["symbol"]),
    }
    if kind == "rights":
        return rights(given, common)
    return [one_event(given, common)]


def one_side(terms: Given, given: Given) -> Given:
    kind = "merger_cash" if "cash_per_share" in terms else "merger_stock"
    return {"type": kind, "date": given["date"], **terms}


def one_event(given: Given, common: Given) -> Event:
    return MAKERS[given["type"]](given, common)


def split(given: Given, common: Given) -> Event:
    stated = None
    if "stated_change" in given:
        stated = Decimal(100) + Decimal(given["stated_change"])
    return action.Split(
        **common,
        ratio=Decimal(given["ratio"]),
        stated_quantity=stated,
        cash_in_lieu=number(given, "cash_in_lieu"),
    )


def stock_dividend(given: Given, common: Given) -> Event:
    return action.StockDividend(
        **common,
        lot_id=LotId("NEW"),
        ratio=ratio_of(given["new_shares_per_old"]),
        fair_value=number(given, "fmv") if given["taxable"] else None,
    )


def spinoff(given: Given, common: Given) -> Event:
    ratio = ratio_of(given["new_shares_per_old"])
    exact = Fraction(given["new_shares_per_old"]) == Fraction(ratio)
    return action.Spinoff(
        **common,
        new_symbol=Symbol(given["new_symbol"]),
        ratio=ratio,
        quantity=None if exact else Decimal(25),
        basis_fraction=number(given, "new_basis_fraction"),
        price=number(given, "parent_fmv"),
        new_price=number(given, "new_fmv"),
        cash_in_lieu=number(given, "cash_in_lieu"),
    )


def return_of_capital(given: Given, common: Given) -> Event:
    per_share, amount = number(given, "amount_per_share"), number(given, "amount_total")
    return action.ReturnOfCapital(**common, per_share=per_share, amount=amount)


def distribution(given: Given, common: Given) -> Event:
    amount, dividend = Decimal(given["amount"]), Decimal(given["dividend_part"])
    return action.Distribution(**common, amount=amount, dividend=dividend)


def stock_merger(given: Given, common: Given) -> Event:
    new = Symbol(given["new_symbol"])
    return action.StockMerger(**common, new_symbol=new, ratio=Decimal(given["ratio"]))


def cash_merger(given: Given, common: Given) -> Event:
    return action.CashMerger(**common, cash_per_share=Decimal(given["cash_per_share"]))


def from_rows(common: Given, kind: str, texts: Iterable[str]) -> Event:
    """The event of rows of transactions.csv, each with the cells after `type` and `symbol`."""
    start = f"{common['on']} {common['account_id']} {kind} {common['symbol']}"
    (event,), problems = events_of(rows("\n".join(f"{start} {text}" for text in texts)))
    assert not problems
    return event


def split_off(given: Given, common: Given) -> Event:
    ratio = Decimal(given["received"]) / Decimal(given["surrendered"])
    cells = f"new={given['new_symbol']} ratio={ratio}"
    designated = given.get("designation")
    if designated is None:
        return from_rows(common, "split_off", [f"{given['surrendered']} {cells}"])
    texts = (f"{quantity} {cells} lot={lot}" for lot, quantity in designated.items())
    return from_rows(common, "split_off", texts)


def two_classes(given: Given, common: Given) -> Event:
    texts = (
        f"- new={one['symbol']} ratio={one['per_share']} new_price={one['fmv']}"
        for one in given["receives"]
    )
    return from_rows(common, "recapitalization", texts)


def reinvestment(given: Given, common: Given) -> Event:
    shares = Decimal(given["shares"])
    basis = shares * Decimal(given["fmv"])
    return Reinvest(**common, lot_id=LotId("NEW"), quantity=shares, basis=basis)


def symbol_change(given: Given, common: Given) -> Event:
    return action.SymbolChange(**common, new_symbol=Symbol(given["new_symbol"]))


def worthless(_: Given, common: Given) -> Event:
    return action.Worthless(**common)


MAKERS: dict[str, Callable[[Given, Given], Event]] = {
    "split": split,
    "stock_dividend": stock_dividend,
    "spin_off": spinoff,
    "return_of_capital": return_of_capital,
    "distribution": distribution,
    "merger_stock": stock_merger,
    "merger_cash": cash_merger,
    "split_off": split_off,
    "exchange": split_off,
    "exchange_two_classes": two_classes,
    "drip": reinvestment,
    "symbol_change": symbol_change,
    "worthless": worthless,
}


def rights(given: Given, common: Given) -> list[Event]:
    new = Symbol(given["new_symbol"])
    exercise = given["exercise"]
    return [
        action.Rights(
            **common,
            new_symbol=new,
            ratio=Decimal(given["new_shares_per_old"]),
            price=Decimal(given["parent_fmv"]),
            new_price=Decimal(given["new_fmv"]),
            elected=given["allocate"],
        ),
        action.RightsExercise(
            **common | {"symbol": new},
            new_symbol=common["symbol"],
            quantity=Decimal(exercise["qty"]),
            paid=Decimal(exercise["qty"]) * Decimal(exercise["price"]),
            lot_id=LotId("A.EX"),
        ),
    ]


def mixed_mergers(given: Given, case: Case) -> list[Event]:
    received = given["total_received"]
    values = {
        row["symbol"]: Decimal(given.get("surrendered_fmv", {}).get(row["symbol"], 1))
        for row in case["lots"]
    }
    shares = sum(Decimal(row["qty"]) * values[row["symbol"]] for row in case["lots"])
    events: list[Event] = []
    for symbol, value in values.items():
        part = value / shares
        other = None
        if "other_property_fmv" in received:
            other = action.OtherProperty(
                symbol=Symbol("OTHER"),
                ratio=part,
                price=Decimal(received["other_property_fmv"]),
            )
        events.append(
            action.MixedMerger(
                on=date.fromisoformat(given["date"]),
                account_id=ACCOUNT,
                symbol=Symbol(symbol),
                new_symbol=Symbol(received["symbol"]),
                ratio=Decimal(received["qty"]) * part,
                new_price=Decimal(received["fmv"]),
                cash_per_share=Decimal(received.get("cash", 0)) * part,
                other=other,
                dividend=Decimal(given.get("dividend_part", 0)),
            )
        )
    return events


@each_case("corporate_action")
def test_an_outside_corporate_action_gives_the_lots_and_gains_of_its_source(case: Case) -> None:
    household = household_of(case)
    if "expected_error" in case:
        with pytest.raises(Inconsistent, match="gives 10, the statement says 190"):
            book(household, events_of_case(case)[0])
        return
    gains: list[RealizedGain] = []
    income = Decimal(0)
    for event in events_of_case(case):
        booked = book(household, event)
        household, gains, income = booked.household, [*gains, *booked.gains], income + booked.income
    compare_lots(case, [lot for _, lot in household.lots])
    compare_gains(case, gains, income)


def compare_lots(case: Case, lots: list[Lot]) -> None:
    tolerance = Decimal(case["tolerance"])
    # Property that the source names without a row of its own is a lot here.
    expected = case["expected"]["lots"]
    names = {row["symbol"] for row in expected}
    held = {(str(lot.symbol), lot_name(lot)): lot for lot in lots if lot.symbol in names}
    for row in expected:
        name = row["lot"].split(".")[0]
        lot = held.pop((row["symbol"], name), None) or held.pop((row["symbol"], row["lot"]), None)
        if lot is None and row["lot"] in {"OTHER", "A.EX"}:
            lot = held.pop(next(key for key in held if key[0] == row["symbol"]))
        assert lot is not None, (row, held)
        assert abs(lot.quantity - Decimal(row["qty"])) < Decimal("1e-6")
        assert lot.basis is not None
        assert abs(lot.basis - Decimal(row["cost"])) <= tolerance
        if row["holding_date"] is None:
            assert lot.holding_period_start == date.fromisoformat(case["event"]["date"])
        else:
            assert lot.holding_period_start == date.fromisoformat(row["holding_date"])
    assert not held


def lot_name(lot: Lot) -> str:
    return lot.lot_id.split(".", maxsplit=1)[0] if lot.lot_id != "A.EX" else "A.EX"


def compare_gains(case: Case, gains: list[RealizedGain], income: Decimal) -> None:
    tolerance = Decimal(case["tolerance"])
    dividends = Decimal(0)
    left = list(gains)
    for row in case["expected"]["realised"]:
        dividends += Decimal(row.get("dividend", 0))
        if "gain" not in row or (Decimal(row["gain"]) == 0 and not matching(left, row)):
            continue
        found = matching(left, row)
        assert found, (row, gains)
        left.remove(found[0])
        gain = found[0]
        assert gain.gain is not None
        assert abs(gain.gain - Decimal(row["gain"])) <= tolerance
        for name, value in (
            ("proceeds", gain.proceeds),
            ("basis", gain.basis),
            ("qty", gain.lot.quantity),
        ):
            if name in row:
                assert value is not None
                assert abs(value - Decimal(row[name])) <= tolerance
        if "term" in row:
            assert gain.term.value == row["term"]
        if "date" in row:
            assert gain.sold == date.fromisoformat(row["date"])
    assert not [gain for gain in left if gain.gain]
    assert abs(income - dividends) <= tolerance


def matching(gains: list[RealizedGain], row: Given) -> list[RealizedGain]:
    return [gain for gain in gains if gain.lot.lot_id == row["lot"]]
