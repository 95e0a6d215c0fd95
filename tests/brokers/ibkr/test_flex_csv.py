"""What only the CSV form of a Flex statement can do."""

from decimal import Decimal

from tests.brokers.ibkr.flex_samples import read_csv, whats

POSITIONS = (
    "ClientAccountID,CurrencyPrimary,AssetClass,Symbol,Quantity,MarkPrice,PositionValue,"
    "CostBasisMoney,LevelOfDetail,OpenDateTime,ReportDate"
)
SUMMARY = "U1,USD,STK,VTI,10,50,500,400,SUMMARY,,20261120"
LOT = 'U1,USD,STK,VTI,10,50,500,400,LOT,"2024-01-02, 15:39:46",20261120'
CASH = "ClientAccountID,CurrencyPrimary,EndingCash"


def test_sections_follow_each_other_by_their_headers_alone() -> None:
    (statement,) = read_csv(POSITIONS, SUMMARY, LOT, CASH, "U1,USD,12.5")
    assert statement.problems == ()
    assert len(statement.positions) == len(statement.lots) == 1
    assert statement.cash == Decimal("12.50")


def test_a_header_may_change_in_the_middle_of_the_file() -> None:
    swapped = "Symbol,ClientAccountID," + POSITIONS.split(",Symbol", 1)[0].split(",", 1)[1]
    rest = POSITIONS.split("Symbol,", 1)[1]
    (statement,) = read_csv(
        POSITIONS, SUMMARY, LOT, f"{swapped},{rest}", "VEA,U1,USD,STK,3,50,150,90,SUMMARY,,20261120"
    )
    assert statement.problems == ()
    assert [position.symbol for position in statement.positions] == ["VTI", "VEA"]


def test_several_accounts_give_several_statements() -> None:
    statements = read_csv(POSITIONS, SUMMARY, LOT, SUMMARY.replace("U1", "U2", 1))
    assert [statement.account_hint for statement in statements] == ["U1", "U2"]


def test_rows_that_name_no_account_belong_to_the_one_that_is_named() -> None:
    (statement,) = read_csv(POSITIONS, SUMMARY, LOT, "CurrencyPrimary,EndingCash", "USD,12.5")
    assert statement.account_hint == "U1"
    assert statement.cash == Decimal("12.50")


def test_the_account_of_a_control_row_counts_where_rows_have_none() -> None:
    (statement,) = read_csv(
        '"BOF","U7","q","1","20261120","20261120","20261121;010203"',
        '"BOA","U7"',
        '"BOS","CRTT","Cash Report; trade date basis"',
        "CurrencyPrimary,EndingCash",
        "USD,12.5",
        '"EOS","CRTT","1","12.5"',
        '"EOA","U7"',
        '"EOF"',
    )
    assert statement.account_hint == "U7"
    assert statement.cash == Decimal("12.50")
    assert str(statement.as_of) == "2026-11-20"
    assert statement.problems == ()


def test_a_file_that_begins_and_does_not_end_was_cut() -> None:
    statements = read_csv('"BOF","U1","q"', '"BOA","U1"', POSITIONS, SUMMARY, LOT)
    assert whats(statements[0]) == ["the file begins with BOF and has no EOF"]


def test_rows_under_no_header_are_named() -> None:
    (statement,) = read_csv('"BOF","U1","q"', '"BOA","U1"', "1,2,3", '"EOF","U1"')
    assert whats(statement) == ["a row of an unknown shape: `1, 2, 3`"]
    assert statement.problems[0].where == "flex.csv:3"


def test_a_stray_quote_is_a_problem_of_the_whole_file() -> None:
    (statement,) = read_csv(POSITIONS, '"U1,USD,STK')
    assert "line 2 cannot be read" in whats(statement)[0]


def test_the_four_columns_of_older_scripts_are_refused_with_what_to_add() -> None:
    (statement,) = read_csv("Symbol,PositionValue,MarkPrice,FifoPnlUnrealized", "VTI,500,50,100")
    assert "Quantity, Level of Detail" in whats(statement)[0]
    assert statement.positions == ()


def test_a_query_without_level_of_detail_is_refused() -> None:
    (statement,) = read_csv(
        POSITIONS.replace("LevelOfDetail,", ""), SUMMARY.replace("SUMMARY,", "")
    )
    assert whats(statement) == ["Open Positions: the query leaves out Level of Detail"]


def test_trades_without_levels_are_executions() -> None:
    (statement,) = read_csv(
        "CurrencyPrimary,AssetClass,Symbol,TradeDate,Buy/Sell,Quantity,TradePrice,IBExecID",
        "USD,STK,VTI,20261102,BUY,10,50,e1",
    )
    assert [row.quantity for row in statement.transactions] == [10]
    assert statement.transactions[0].account_id == "ibkr"


def test_a_section_that_is_not_read_is_named_by_its_columns() -> None:
    (statement,) = read_csv(
        "ClientAccountID,CurrencyPrimary,Amount,Type", "U1,USD,5,Dividends", POSITIONS, SUMMARY, LOT
    )
    assert statement.notes == (
        "Not read: section with the columns ClientAccountID to Type (1 row).",
    )


def test_a_day_of_the_file_that_is_not_clear_is_left_to_the_rows() -> None:
    (statement,) = read_csv('"BOF","U1","q","1","20261021","11/20/2026"', '"BOA","U1"', '"EOF"')
    assert (statement.as_of, statement.problems) == (None, ())
