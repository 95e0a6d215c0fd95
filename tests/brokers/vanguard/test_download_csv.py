"""Each quirk of Vanguard's `OfxDownload.csv`."""

from decimal import Decimal

import pytest

from trimtab.brokers import reconcile
from trimtab.brokers.vanguard.download_csv import VanguardCsv
from trimtab.domain import Statement, TransactionType

T = TransactionType
POSITIONS = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,"
TRANSACTIONS = (
    "Account Number,Trade Date,Settlement Date,Transaction Type,Transaction Description,"
    "Investment Name,Symbol,Shares,Share Price,Principal Amount,Commissions and Fees,Net Amount,"
    "Accrued Interest,Account Type,"
)


def read(*lines: str) -> tuple[Statement, ...]:
    return VanguardCsv().read("\n".join(lines) + "\n", file="v.csv")


def row(
    kind: str, shares: str, amount: str, *, price: str = "0.0", words: str = "", symbol: str = "VTI"
) -> str:
    return (
        f"1,2026-11-18,2026-11-19,{kind},{words},X,{symbol},{shares},{price},0,0,{amount},0,CASH,"
    )


def activity(*rows: str) -> Statement:
    (statement,) = read(TRANSACTIONS, *rows)
    return statement


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


@pytest.mark.parametrize(
    ("kind", "shares", "amount", "expected"),
    [
        ("Buy", "2.0", "-20", T.BUY),
        ("Sell", "-2.0", "20", T.SELL),
        ("Reinvestment (LT gain)", "2.0", "-20", T.REINVEST),
        ("Capital gain (LT)", "0.0", "20", T.CAPITAL_GAIN_DISTRIBUTION),
        ("Capital gain (ST)", "0.0", "20", T.DIVIDEND),
        ("Transfer (outgoing)", "-2.0", "0", T.TRANSFER_OUT),
        ("Transfer (incoming)", "0.0", "20", T.DEPOSIT),
        ("Withdrawal", "0.0", "-20", T.WITHDRAWAL),
    ],
)
def test_each_type_of_transaction_has_its_own(
    kind: str, shares: str, amount: str, expected: TransactionType
) -> None:
    (found,) = activity(row(kind, shares, amount)).transactions
    assert found.type is expected


@pytest.mark.parametrize(
    "kind", ["Conversion (incoming)", "Corp Action (Merger)", "Stock split", "Buy Cancel", "New"]
)
def test_what_the_file_does_not_say_enough_about_is_a_problem(kind: str) -> None:
    statement = activity(row(kind, "2.0", "0"))
    assert (statement.transactions, len(statement.problems)) == ((), 1)


def test_a_split_is_booked_where_its_ratio_is_written() -> None:
    (found,) = activity(row("Stock split", "10", "0", words="Stock Split 2 for 1")).transactions
    assert (found.type, found.ratio) == (T.SPLIT, Decimal(2))


def test_the_settlement_fund_is_cash_in_both_tables() -> None:
    (statement,) = read(
        POSITIONS,
        "1,FEDERAL MONEY MARKET,VMFXX,1250.37,1.0,1250.37,",
        TRANSACTIONS,
        row("Reinvestment", "0.0", "-4.12", symbol="VMFXX"),
        row("Sweep in", "0.0", "-4.12", symbol="VMFXX"),
        row("Dividend", "0.0", "4.12", symbol="VMFXX"),
    )
    assert (statement.positions, statement.cash) == ((), Decimal("1250.37"))
    assert [found.type for found in statement.transactions] == [T.DIVIDEND]
    assert statement.problems == ()


def test_positions_and_transactions_of_an_account_are_one_statement() -> None:
    statements = read(
        POSITIONS,
        "1,X,VTI,10,50,500,",
        "2,X,BND,1,70,70,",
        "",
        TRANSACTIONS,
        row("Buy", "1", "-50"),
    )
    assert [(item.account_hint, item.rows_read) for item in statements] == [("1", 2), ("2", 1)]
    assert [len(item.transactions) for item in statements] == [1, 0]
    assert reconcile(statements[0]) == ()


def test_a_symbol_that_is_null_is_named() -> None:
    (statement,) = read(POSITIONS, "1,SOME TRUST,null,10,50,500,")
    assert whats(statement) == ["SOME TRUST (line 2): no symbol of a share or fund"]


def test_the_tables_of_a_retirement_plan_are_left_out_by_their_line() -> None:
    (statement,) = read(
        POSITIONS,
        "1,X,VTI,10,50,500,",
        "Plan Number,Plan Name,Fund Name,Shares,Price,Total Value,",
        "9,PLAN,TRUST,1,2,2,",
    )
    assert statement.notes[0] == "Not read: the retirement plan from line 3 on."
    assert statement.problems == ()


def test_rows_and_headers_of_another_shape_are_named() -> None:
    (statement,) = read(
        "Account Number,Investment Name,Total Value",
        "1,X,500",
        "1,X,500,9",
        ",X,500",
    )
    assert [what[:28] for what in whats(statement)] == [
        "the table lacks the column `",
        "X (line 2): no symbol of a s",
        "a row of an unknown shape: `",
        "a row of an unknown shape: `",
    ]


def test_a_row_without_a_date_is_named() -> None:
    statement = activity(row("Buy", "1", "-50").replace("2026-11-18", ""))
    assert whats(statement) == ["a row cannot be read: the trade date is empty"]


def test_a_row_above_every_header_is_named() -> None:
    (statement,) = read("1,X,VTI,10,50,500,")
    assert whats(statement) == ["a row of an unknown shape: `1, X, VTI, 10, 50, 500`"]


def test_a_stray_quote_is_a_problem_of_the_whole_file() -> None:
    (statement,) = read(POSITIONS, '"1,X')
    assert "line 2 cannot be read" in whats(statement)[0]
