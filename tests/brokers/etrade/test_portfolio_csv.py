"""Each quirk of E*TRADE's portfolio download."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers import reconcile
from trimtab.brokers.etrade.holding import basis_of
from trimtab.brokers.etrade.portfolio_csv import PortfolioCsv
from trimtab.domain import Statement
from trimtab.errors import InvalidValue

HEADER = (
    "Symbol,Last Price $,Change $,Change %,Quantity,Price Paid $,"
    "Day's Gain $,Total Gain $,Total Gain %,Value $"
)
VTI = "VTI,50.00,0,0,10,40.00,0,100.00,25,500.00"
VTI_LOT = "     01/02/2024,50.00,0,0,10,40.00,0,100.00,25,500.00"
TOTAL = "TOTAL,,,,,,0,100.00,25,500.00,"


def read(*rows: str, header: str = HEADER) -> Statement:
    text = "\n".join(["Account Summary", "", header, *rows])
    (statement,) = PortfolioCsv().read(text, file="p.csv")
    return statement


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


def test_a_position_with_its_lot_is_read_without_a_problem() -> None:
    statement = read(VTI, VTI_LOT, TOTAL)
    assert statement.problems == ()
    assert reconcile(statement) == ()
    (lot,) = statement.lots
    assert (lot.symbol, lot.acquired) == ("VTI", date(2024, 1, 2))
    assert (lot.quantity, lot.basis) == (Decimal(10), Decimal(400))


def test_columns_are_found_by_name_in_any_order() -> None:
    header = "Symbol,Value $,Qty #,Total Gain $,Price Paid $"
    statement = read("VTI,500,10,100,40", "1/2/2024,500,10,100,40", "TOTAL,500,,100", header=header)
    assert statement.lots[0].basis == Decimal(400)
    assert statement.problems == ()


def test_a_missing_column_is_named() -> None:
    statement = read(VTI, header="Symbol,Last Price $,Quantity,Price Paid $,Value $")
    assert whats(statement) == ["the table of positions lacks `total gain $`"]
    assert statement.lots == ()


def test_lots_that_do_not_add_up_to_the_position_say_how_to_download_them() -> None:
    statement = read(VTI, VTI_LOT.replace(",10,", ",9,", 1).replace("100.00", "140.00"), TOTAL)
    (problem,) = reconcile(statement, file="p.csv")
    assert problem.what == "VTI: lots of 9 shares for a position of 10 shares"
    assert problem.where == "p.csv:4"
    assert "expand every position" in problem.fix


def test_a_price_paid_that_contradicts_value_and_gain_leaves_the_basis_unknown() -> None:
    statement = read(VTI, VTI_LOT.replace("40.00", "41.00"), TOTAL)
    assert statement.lots[0].basis is None
    (what,) = whats(statement)
    assert what.startswith("the basis of a lot of VTI: value less total gain is $400.00, ")
    assert what.endswith("but quantity times price paid is $410.00")


def test_a_malformed_quantity_leaves_the_lot_out_and_says_where() -> None:
    statement = read(VTI, VTI_LOT.replace(",10,", ",ten,"), TOTAL)
    assert statement.lots == ()
    assert [str(problem.where) for problem in statement.problems] == ["p.csv:5"]
    assert "`ten` is not a number" in whats(statement)[0]


def test_a_lot_of_no_shares_is_refused() -> None:
    statement = read(VTI, VTI_LOT.replace(",10,", ",0,"), TOTAL)
    assert "the quantity is 0" in whats(statement)[0]


def test_a_position_without_quantity_is_refused() -> None:
    statement = read(VTI.replace(",10,", ",--,"), TOTAL)
    assert whats(statement) == ["VTI: the quantity is empty"]


def test_a_lot_above_every_position_is_a_row_of_an_unknown_shape() -> None:
    statement = read(VTI_LOT, VTI, TOTAL)
    assert statement.lots == ()
    assert "unknown shape" in whats(statement)[0]


@pytest.mark.parametrize("row", [",,,,5", "Some sentence", VTI + ",1,2", "VTI,,,,,,,,,,,7"])
def test_rows_of_unknown_shape_are_named_with_their_line(row: str) -> None:
    statement = read(VTI, VTI_LOT, row, TOTAL)
    assert [(p.line, "unknown shape" in p.what) for p in statement.problems] == [(6, True)]


def test_cash_with_and_without_its_other_cells_is_read() -> None:
    bare = read(VTI, VTI_LOT, "CASH,,,,,,,,,690.22,", "TOTAL,,,,,,,,,1190.22")
    full = read(VTI, VTI_LOT, "CASH,1.00,0,0,690.22,1.0000,0,0,0,690.22", "TOTAL,,,,,,,,,1190.22")
    assert bare.cash == full.cash == Decimal("690.22")
    assert bare.problems == full.problems == ()


def test_a_margin_debit_is_cash_below_zero() -> None:
    assert read(VTI, VTI_LOT, "CASH,,,,,,,,,-50.00", "TOTAL,,,,,,,,,450").cash == Decimal(-50)


def test_cash_that_is_no_number_is_a_problem_and_unknown() -> None:
    statement = read(VTI, VTI_LOT, "CASH,,,,,,,,,soon", TOTAL)
    assert statement.cash is None
    assert whats(statement) == ["cash: `soon` is not a number"]


def test_the_share_called_cash_is_a_position() -> None:
    statement = read(
        "CASH,80.00,0,0,5,40.00,0,200.00,100,400.00",
        "1/2/2024,80.00,0,0,5,40.00,0,200.00,100,400.00",
        "TOTAL,,,,,,,,,400.00",
    )
    assert statement.cash is None
    assert [position.symbol for position in statement.positions] == ["CASH"]


def test_an_option_is_left_out_with_its_lots_and_named() -> None:
    put = "SPY Dec 18 '26 $600 Put,5,0,0,1,6,0,-100,-16,500.00"
    statement = read(put, VTI_LOT.replace(",10,", ",1,"), "TOTAL,,,,,,,,,500.00")
    assert statement.positions == ()
    assert statement.lots == ()
    assert statement.notes == ("Left out: SPY Dec 18 '26 $600 Put (line 4), an option.",)


def test_a_file_without_its_total_may_have_been_cut() -> None:
    assert whats(read(VTI, VTI_LOT)) == ["there is no TOTAL row"]


def test_rows_that_do_not_add_up_to_the_total_are_noticed() -> None:
    assert whats(read(VTI, VTI_LOT, TOTAL.replace("500.00", "900.00"))) == [
        "the rows are worth $500.00, TOTAL says $900.00"
    ]


def test_total_is_read_where_its_cells_are_shifted() -> None:
    assert read(VTI, VTI_LOT, "TOTAL,,,,400.00,0,100.00,25,500.00,").problems == ()


def test_the_day_is_read_from_the_footer() -> None:
    assert read(VTI, VTI_LOT, TOTAL, "Generated at Nov 20 2026 04:10 PM ET").as_of == date(
        2026, 11, 20
    )


@pytest.mark.parametrize("footer", ["Generated at Nov 31 2026 04:10 PM ET", "Generated at noon"])
def test_a_footer_without_a_day_gives_none(footer: str) -> None:
    assert read(VTI, VTI_LOT, TOTAL, footer).as_of is None


def test_a_stray_quote_is_a_problem_of_the_whole_file() -> None:
    text = f'{HEADER}\n{VTI}\n"VEA,1,2\n'
    (statement,) = PortfolioCsv().read(text, file="p.csv")
    assert "line 3 cannot be read" in statement.problems[0].what


def test_a_file_without_a_table_says_so() -> None:
    (statement,) = PortfolioCsv().read("Account Summary\nView Summary - x\n", file="p.csv")
    assert whats(statement) == ["there is no table of positions"]


def test_the_basis_is_value_less_gain_to_the_cent() -> None:
    # 161.384 x 246.3694 is 39,760.08; the product alone would do here, and not at 2,630 shares.
    basis = basis_of(
        Decimal("2630.585"),
        price_paid=Decimal("333.92"),
        value=Decimal("1088667.87"),
        total_gain=Decimal("210253.09"),
    )
    assert basis == Decimal("878414.78")


def test_the_basis_is_quantity_times_price_paid_when_the_gain_is_not_given() -> None:
    assert basis_of(
        Decimal(60), price_paid=Decimal("61.4"), value=Decimal(4146), total_gain=None
    ) == Decimal("3684.00")


def test_the_basis_is_value_less_gain_when_the_price_paid_is_not_given() -> None:
    assert basis_of(
        Decimal(1), price_paid=None, value=Decimal(10), total_gain=Decimal(-5)
    ) == Decimal(15)


def test_no_figures_give_no_basis() -> None:
    assert basis_of(Decimal(1), price_paid=None, value=Decimal(10), total_gain=None) is None


def test_a_basis_of_zero_is_taken_as_unknown() -> None:
    with pytest.raises(InvalidValue, match="not known"):
        basis_of(Decimal(1), price_paid=Decimal(0), value=Decimal(10), total_gain=Decimal(10))


def test_a_total_that_is_no_number_says_nothing_about_missing_rows() -> None:
    statement = read(VTI, VTI_LOT, "TOTAL,,,,,,0,100.00,25,much,")
    assert statement.problems == ()
