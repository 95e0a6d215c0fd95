"""Each quirk of IBKR's Activity Statement."""

from datetime import date
from decimal import Decimal

from trimtab.brokers import reconcile
from trimtab.brokers.ibkr.activity_csv import ActivityCsv
from trimtab.domain import Statement, TransactionType

T = TransactionType
TOP = (
    "Statement,Header,Field Name,Field Value",
    'Statement,Data,Period,"January 1, 2026 - November 20, 2026"',
    "Account Information,Header,Field Name,Field Value",
    "Account Information,Data,Account,U1 (Individual)",
)
TRADES = (
    "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,"
    "Proceeds,Comm/Fee,Realized P/L,Code"
)
POSITIONS = (
    "Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Open,Quantity,"
    "Cost Basis,Close Price,Value,Code"
)
SUMMARY = "Open Positions,Data,Summary,Stocks,USD,VTI,-,10,400,50,500,"
LOT = 'Open Positions,Data,Lot,Stocks,USD,VTI,"2023-07-07, 15:39:46",10,400,50,500,LT'
BUY = 'Trades,Data,Order,Stocks,USD,VTI,"2026-11-02, 10:15:00","1,000",50,"-50,000",-1,0,O'


def read(*rows: str) -> Statement:
    (statement,) = ActivityCsv().read("\n".join([*TOP, *rows]) + "\n", file="a.csv")
    return statement


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


def test_account_and_day_come_from_the_sections_above() -> None:
    statement = read(POSITIONS, SUMMARY, LOT)
    assert (statement.account_hint, statement.as_of) == ("U1", date(2026, 11, 20))


def test_lots_are_read_with_their_day_and_their_basis() -> None:
    statement = read(POSITIONS, SUMMARY, LOT)
    (lot,) = statement.lots
    assert (lot.quantity, lot.acquired, lot.basis) == (Decimal(10), date(2023, 7, 7), Decimal(400))
    assert statement.problems == reconcile(statement) == ()


def test_columns_are_bound_again_at_each_header() -> None:
    other = POSITIONS.replace("Open,Quantity", "Quantity").replace("Close Price,Value", "Value")
    statement = read(POSITIONS, SUMMARY, other, "Open Positions,Data,Summary,Stocks,USD,BND,5,9,8,")
    assert [(item.symbol, item.quantity, item.value) for item in statement.positions] == [
        ("VTI", Decimal(10), Decimal(500)),
        ("BND", Decimal(5), Decimal(8)),
    ]


def test_without_the_column_open_lots_are_undated_and_positions_are_read() -> None:
    header = POSITIONS.replace("Symbol,Open,", "Symbol,")
    statement = read(
        header, SUMMARY.replace("-,10", "10"), LOT.replace('"2023-07-07, 15:39:46",', "")
    )
    assert whats(statement) == ["a lot of VTI has no open date"]
    assert len(statement.positions) == 1


def test_positions_without_lots_say_how_to_get_them() -> None:
    (problem,) = reconcile(read(POSITIONS, SUMMARY))
    assert "custom Activity Statement" in problem.fix


def test_an_order_is_an_execution_where_fills_are_not_listed() -> None:
    (row,) = read(TRADES, BUY).transactions
    assert (row.type, row.quantity, row.amount, row.fee) == (
        T.BUY,
        Decimal(1000),
        Decimal(50001),
        Decimal(1),
    )


def test_fills_are_read_and_their_orders_are_not() -> None:
    statement = read(TRADES, BUY, BUY.replace("Order", "Trade"))
    assert len(statement.transactions) == 1
    assert "Not read: rows of Trades that add up executions, 1 in all." in statement.notes


def test_the_gain_of_a_sale_is_that_of_its_closed_lots() -> None:
    sale = 'Trades,Data,Order,Stocks,USD,VTI,"2026-11-12, 11:30:00",-10,50,500,-1,-9,C;P'
    closed = 'Trades,Data,ClosedLot,Stocks,USD,VTI,"2021-04-07, 10:00:00",10,,,,-8.5,LT'
    (row,) = read(TRADES, sale, closed).transactions
    assert (row.type, row.gain, row.amount) == (T.SELL, Decimal("-8.50"), Decimal(499))


def test_ending_cash_of_the_dollar_row_is_the_cash() -> None:
    statement = read(
        "Cash Report,Header,Currency Summary,Currency,Total",
        'Cash Report,Data,Starting Cash,USD,"9"',
        'Cash Report,Data,Ending Cash,Base Currency Summary,"3,000"',
        'Cash Report,Data,Ending Cash,USD,"1,250.37"',
        'Cash Report,Data,Ending Settled Cash,USD,"1,000"',
    )
    assert statement.cash == Decimal("1250.37")
    assert any("$1,000.00 is settled" in note for note in statement.notes)


def test_events_are_found_by_their_sentences() -> None:
    statement = read(
        "Dividends,Header,Currency,Date,Description,Amount",
        "Dividends,Data,USD,2026-09-29,BRK B(US1) Cash Dividend USD 0.91 per Share,9.10",
        "Dividends,Data,Total,,,9.10",
        "Interest,Header,Currency,Date,Description,Amount",
        "Interest,Data,USD,2026-09-29,USD Credit Interest for Aug-2026,1.12",
        "Corporate Actions,Header,Asset Category,Currency,Report Date,Date/Time,Description,"
        "Quantity,Proceeds,Value,Realized P/L,Code",
        'Corporate Actions,Data,Stocks,USD,2026-06-10,"2026-06-09, 20:25:00",'
        '"NVDA(US67066G1040) Split 10 for 1 (NVDA, NVIDIA CORP, US67066G1040)",108,0,0,0,',
        "Corporate Actions,Data,Total,,,,,,0,0,0,",
        "Transfers,Header,Asset Category,Currency,Symbol,Date,Type,Direction,Qty,Cash Amount,Code",
        "Transfers,Data,Cash,USD,--,2026-02-01,Internal,Out,0,-500,",
    )
    assert [(row.type, row.symbol) for row in statement.transactions] == [
        (T.DIVIDEND, "BRK.B"),
        (T.SPLIT, "NVDA"),
        (T.WITHDRAWAL, None),
    ]
    assert statement.problems == ()


def test_a_consolidated_statement_gives_one_for_each_account() -> None:
    header = TRADES.replace("Currency,Symbol", "Currency,Account,Symbol")
    text = "\n".join(
        [*TOP, header]
        + [BUY.replace("USD,VTI", f"USD,{account},VTI") for account in ("U1", "U2", "U1")]
    )
    statements = ActivityCsv().read(text, file="a.csv")
    assert [(item.account_hint, len(item.transactions)) for item in statements] == [
        ("U1", 2),
        ("U2", 1),
    ]


def test_sections_that_are_not_read_are_named_with_their_rows() -> None:
    statement = read(
        "Dividend Accruals,Header,Symbol",
        "Dividend Accruals,Data,VTI",
        "Dividend Accruals,Data,BND",
    )
    assert statement.notes[-1] == "Not read: section Dividend Accruals (2 rows)."


def test_rows_of_another_shape_are_named() -> None:
    statement = read("Trades,Data,no header", "Trades,Something,x", TRADES, f"{BUY},more,cells")
    assert [what[:25] for what in whats(statement)] == ["a row of an unknown shape"] * 3


def test_a_statement_without_positions_says_nothing_about_lots() -> None:
    assert not read(TRADES, BUY).lots_given
    assert read(POSITIONS, SUMMARY, LOT).lots_given


def test_a_stray_quote_is_a_problem_of_the_whole_file() -> None:
    (statement,) = ActivityCsv().read('Statement,Header\n"Trades,Data', file="a.csv")
    assert "line 2 cannot be read" in whats(statement)[0]
    assert not ActivityCsv().recognises('"Statement,Header')
    assert not ActivityCsv().recognises("")
    assert ActivityCsv().recognises("Trades,Header,Symbol\n")
