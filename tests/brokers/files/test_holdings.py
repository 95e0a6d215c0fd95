from decimal import Decimal

import pytest

from trimtab.brokers.files.columns import Record
from trimtab.brokers.files.holdings import NO_LOTS, Holdings
from trimtab.domain import Statement

VTI = {"symbol": "VTI", "quantity": "10", "price": "$50", "value": "$500"}


def holdings(*rows: dict[str, str]) -> Holdings:
    found = Holdings(file="f.csv")
    for line, row in enumerate(rows, start=2):
        found.add(Record(line=line, cells=VTI | row))
    return found


def test_a_position_is_read_with_its_price_and_value() -> None:
    (position,) = holdings({}).positions
    assert (position.symbol, position.quantity, position.price) == ("VTI", Decimal(10), Decimal(50))
    assert (position.value, position.line) == (Decimal(500), 2)


def test_the_statement_says_that_it_has_no_lots() -> None:
    statement = holdings({}).statement(Statement(format="F"))
    assert not statement.lots_given
    assert statement.notes == (NO_LOTS,)
    assert Holdings(file="f").statement(Statement(format="F")).notes == ()


def test_money_market_funds_and_money_are_added_up_as_cash() -> None:
    found = holdings({"symbol": "SPAXX", "price": "1.00", "value": "10.005"})
    found.add_cash(Record(line=3, cells={"value": "$5.00"}))
    found.add_cash(Record(line=4, cells={"value": "--"}))
    assert found.positions == []
    assert found.cash == Decimal("15.01")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"quantity": ""}, "VTI: the quantity is not given"),
        ({"quantity": "0"}, "VTI: the quantity is not given"),
        ({"quantity": "-3"}, "VTI: a short position of -3 shares"),
        ({"price": "fifty"}, "VTI cannot be read: price: `fifty` is not a number"),
        ({"symbol": "037833100"}, "037833100 (line 2): no symbol of a share or fund"),
        ({"symbol": ""}, "a row without a symbol (line 2): no symbol of a share or fund"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(row: dict[str, str], what: str) -> None:
    found = holdings(row)
    assert found.positions == []
    assert [problem.what for problem in found.problems] == [what]


def test_cash_that_is_no_number_is_a_problem() -> None:
    found = Holdings(file="f.csv")
    found.add_cash(Record(line=2, cells={"value": "much"}))
    assert found.cash is None
    assert found.problems[0].what == "cash cannot be read: value: `much` is not a number"
