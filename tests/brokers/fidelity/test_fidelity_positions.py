"""Each quirk of Fidelity's list of positions."""

from datetime import date
from decimal import Decimal

from trimtab.brokers import reconcile
from trimtab.brokers.fidelity.positions_csv import FidelityPositionsCsv
from trimtab.domain import Statement

HEADER = "Account Number,Account Name,Symbol,Description,Quantity,Last Price,Current Value"
VTI = "Z1,Mine,VTI,X,10,$50.00,$500.00"


def read(*rows: str) -> tuple[Statement, ...]:
    return FidelityPositionsCsv().read("\n".join([HEADER, *rows]) + "\n", file="p.csv")


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


def test_rows_with_one_more_comma_than_the_header_are_read() -> None:
    (statement,) = read(f"{VTI},")
    assert [position.quantity for position in statement.positions] == [10]
    assert statement.problems == reconcile(statement) == ()


def test_the_core_fund_is_cash_without_a_quantity() -> None:
    (statement,) = read("Z1,Mine,SPAXX**,MONEY MARKET,,,$1250.37", VTI)
    assert statement.cash == Decimal("1250.37")


def test_pending_activity_is_noted_and_not_counted() -> None:
    (statement,) = read(VTI, "Z1,Mine,Pending Activity,,,,-$33.10")
    assert statement.cash is None
    assert "pending activity (line 3)" in statement.notes[0]


def test_each_account_has_its_own_statement() -> None:
    statements = read(VTI, "Z2,Roth,BND,X,2,$10.00,$20.00", VTI)
    assert [item.account_hint for item in statements] == ["Z1 Mine", "Z2 Roth"]
    assert [item.rows_read for item in statements] == [2, 1]


def test_the_day_of_the_download_is_the_day_of_the_figures() -> None:
    (statement,) = read(VTI, "", '"Date downloaded Nov-20-2026 10:00 p.m ET"')
    assert statement.as_of == date(2026, 11, 20)


def test_rows_of_another_shape_are_named_even_when_nothing_else_is_there() -> None:
    (statement,) = read(",,VTI,X,10,$50.00,$500.00", f"{VTI},1,2")
    assert [what[:24] for what in whats(statement)] == ["a row of an unknown shap"] * 2
    assert statement.account_hint == ""


def test_a_file_without_needed_columns_is_one_problem() -> None:
    (statement,) = FidelityPositionsCsv().read("Account Number,Symbol,Current Value\n", file="p")
    assert whats(statement) == ["the table lacks the column `quantity`, `last price`"]
