"""Each quirk of E*TRADE's list of transactions."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers.etrade.transactions_csv import EtradeTransactionsCsv
from trimtab.domain import Statement, TransactionType

CLASSIC = (
    "TransactionDate,TransactionType,SecurityType,Symbol,Quantity,Amount,Price,Commission,"
    "Description"
)
NEWER = (
    "Activity/Trade Date,Transaction Date,Settlement Date,Activity Type,Description,Symbol,Cusip,"
    "Quantity #,Price $,Amount $,Commission,Category,Note"
)


def read(*rows: str, header: str = CLASSIC, above: str = "") -> Statement:
    text = "\n".join([above, header, *rows]) + "\n"
    (statement,) = EtradeTransactionsCsv().read(text, file="t.csv")
    return statement


def types(statement: Statement) -> list[str]:
    return [row.type.value for row in statement.transactions]


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


def test_a_year_of_two_digits_is_of_this_century() -> None:
    (row,) = read("06/01/19,Bought,EQ,VTI,1,-100,100,0,X").transactions
    assert row.trade_date == date(2019, 6, 1)


def test_both_layouts_give_the_same_trade() -> None:
    (classic,) = read("11/18/26,Sold,EQ,BND,-100,7249.83,72.50,0.17,X").transactions
    (newer,) = read(
        "11/18/26,11/18/26,11/19/26,Sold,X,BND,--,-100,72.50,7249.83,0.17,--,--", header=NEWER
    ).transactions
    assert (classic.quantity, classic.price, classic.amount, classic.fee) == (
        newer.quantity,
        newer.price,
        newer.amount,
        newer.fee,
    )
    assert classic.amount == Decimal("7249.83")


def test_a_dividend_with_shares_is_the_purchase_that_reinvests_it() -> None:
    statement = read(
        "10/30/26,Dividend,MF,VTSAX,0.412,-61.85,0,0,X   REINVEST PRICE $150.12",
        "10/30/26,Dividend,MF,VTSAX,0,61.85,0,0,X   RECORD 10/27/26",
    )
    assert types(statement) == ["reinvest", "dividend"]


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("X L/T CAPITAL GAIN RECORD", TransactionType.CAPITAL_GAIN_DISTRIBUTION),
        ("X LONG TERM CAPITAL GAIN", TransactionType.CAPITAL_GAIN_DISTRIBUTION),
        ("X S/T CAPITAL GAIN RECORD", TransactionType.DIVIDEND),
        ("X RETURN OF CAPITAL", TransactionType.RETURN_OF_CAPITAL),
    ],
)
def test_the_description_tells_the_kind_of_a_dividend(
    description: str, kind: TransactionType
) -> None:
    (row,) = read(f"12/19/25,Dividend,MF,VTSAX,0,18.95,0,0,{description}").transactions
    assert row.type is kind


def test_options_and_bonds_of_the_classic_layout_are_left_out_by_their_kind() -> None:
    statement = read(
        "10/13/26,Bought,OPTN,QQQ,1,-210.51,2.10,.51,QQQ DEC 600",
        "10/08/26,Bought,BOND,912828XX1,5000,-4993.75,99.875,0,US NOTES",
    )
    assert (statement.transactions, statement.problems) == ((), ())
    assert statement.notes == (
        "Left out: QQQ (line 3), an option.",
        "Left out: 912828XX1 (line 4), a bond, a bill, or a certificate of deposit.",
    )


def test_a_split_is_booked_where_its_ratio_is_written() -> None:
    (row,) = read("02/03/26,Stock Split,EQ,XYZ,20,0,0,0,INVENTED 3 FOR 1").transactions
    assert (row.type, row.ratio) == (TransactionType.SPLIT, Decimal(3))
    assert "Stock Split XYZ" in whats(read("02/03/26,Stock Split,EQ,XYZ,20,0,0,0,INVENTED"))[0]


def test_the_account_is_found_above_the_table_in_both_layouts() -> None:
    assert read(above="For Account:,####2641").account_hint == "####2641"
    newer = read(header=NEWER, above="Account Joint -4711 | Jan 1, 2026 - Nov 20, 2026")
    assert newer.account_hint == "Joint -4711"
    assert read(above="Some words").account_hint == ""


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",Bought,EQ,VTI,1,-100,100,0,X", "a row cannot be read: the date is empty"),
        ("1/1/26,Bought,EQ,VTI,ten,-1,1,0,X", "a row cannot be read: quantity: `ten` is not"),
        ("1/1/26,Frobnicated,EQ,VTI,1,-1,1,0,X", "Frobnicated VTI of 2026-01-01 is not booked"),
        ("1/1/26,Bought,EQ,VTI,1,-1,1,0,X,more", "a row of an unknown shape"),
        ("1/1/26,Sold Short,EQ,GME,-1,1,1,0,X", "Sold Short GME of 2026-01-01 is not booked"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(row: str, what: str) -> None:
    statement = read(row)
    assert statement.transactions == ()
    assert what in whats(statement)[0]
    assert statement.problems[0].line == 3


def test_a_file_without_its_header_says_so() -> None:
    (statement,) = EtradeTransactionsCsv().read("nothing\n", file="t.csv")
    assert whats(statement) == ["the table is not there"]


def test_a_list_without_rows_is_a_statement_without_transactions() -> None:
    statement = read()
    assert (statement.transactions, statement.problems, statement.notes) == ((), (), ())
    assert not statement.lots_given
