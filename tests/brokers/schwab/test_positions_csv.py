"""Each quirk of Schwab's list of positions."""

from datetime import date
from decimal import Decimal

from trimtab.brokers import reconcile
from trimtab.brokers.schwab.positions_csv import SchwabPositionsCsv
from trimtab.domain import Statement

TITLE = '"Positions for account Individual ...123 as of 12:33 PM ET, 2026/11/20"'
HEADER = '"Symbol","Description","Qty (Quantity)","Price","Mkt Val (Market Value)","Security Type",'
VTI = '"VTI","X","10","$50.00","$500.00","ETFs",'


def read(*rows: str, header: str = HEADER) -> tuple[Statement, ...]:
    return SchwabPositionsCsv().read("\n".join([TITLE, "", header, *rows]) + "\n", file="p.csv")


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


def test_a_table_of_the_same_columns_without_schwabs_title_is_not_taken_for_schwabs() -> None:
    table = f"{HEADER}\n{VTI}"
    assert not SchwabPositionsCsv().recognises(table)
    assert SchwabPositionsCsv().recognises(f"{TITLE}\n{table}")


def test_the_title_names_account_and_day() -> None:
    (statement,) = read(VTI)
    assert (statement.account_hint, statement.as_of) == ("Individual ...123", date(2026, 11, 20))


def test_positions_without_lots_are_not_asked_for_them() -> None:
    (statement,) = read(VTI)
    assert [position.symbol for position in statement.positions] == ["VTI"]
    assert reconcile(statement) == ()


def test_cash_has_a_row_of_its_own() -> None:
    (statement,) = read('"Cash & Cash Investments","--","--","--","$1,250.37","Cash",')
    assert statement.cash == Decimal("1250.37")


def test_rows_that_do_not_add_up_to_the_total_are_named() -> None:
    (statement,) = read(VTI, '"Account Total","--","--","--","$600.00","--",')
    assert whats(statement) == ["the rows are worth $500.00, the total says $600.00"]


def test_a_total_over_values_that_are_not_known_says_nothing() -> None:
    for broken in ('"BND","X","1","$1.00","--","ETFs",', '"BND","X","1","$1.00","much","ETFs",'):
        (statement,) = read(VTI, broken, '"Account Total","--","--","--","$600.00","--",')
        assert not any("the total says" in what for what in whats(statement))


def test_each_account_of_a_file_of_all_has_its_own_statement() -> None:
    title = '"Positions for All-Accounts as of 09:33 AM ET, 11/20/2026"'
    tables = (f'"{name}"\n{HEADER}\n{VTI}\n' for name in ("Individual ...123", "Roth IRA ...456"))
    text = "\n".join((title, *tables))
    statements = SchwabPositionsCsv().read(text, file="p.csv")
    assert [item.account_hint for item in statements] == ["Individual ...123", "Roth IRA ...456"]
    assert [item.as_of for item in statements] == [date(2026, 11, 20)] * 2


def test_rows_without_a_header_and_headers_without_columns_are_named() -> None:
    short = '"Symbol","Mkt Val (Market Value)","Security Type",'
    (statement,) = read('"VTI","5","ETFs","more"', header=short)
    assert "the table lacks the column `qty (quantity)`, `price`" in whats(statement)[0]
    assert "a row of an unknown shape" in whats(statement)[1]


def test_a_stray_quote_is_a_problem_of_the_whole_file() -> None:
    (statement,) = read('"VTI,1')
    assert "cannot be read" in whats(statement)[0]


def test_positions_without_a_total_may_be_cut_short() -> None:
    total = '"Account Total","--","--","--","$500.00","--",'
    assert whats(read(VTI, total)[0]) == []
    (problem,) = whats(read(VTI)[0])
    assert problem == "the positions of Individual ...123 have no total: the file may be cut short"
