"""Each quirk of Schwab's lot details."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers import reconcile
from trimtab.brokers.schwab.lots_csv import SchwabLotsCsv
from trimtab.domain import Statement

TITLE = '"VTI Lot Details for XXXX-5792 as of 08:03 AM ET, 11/20/2026"'
HEADER = '"Open Date","Quantity","Price","Cost/Share","Market Value","Cost Basis",'
LOT = '"10/30/2017 00:00:00","10","$50.00","$40.00","$500.00","$400.00",'
TOTAL = '"Total","10","","$40.00","$500.00","$400.00",'


def read(*rows: str, title: str = TITLE) -> Statement:
    text = "\n".join([title, "", HEADER, *rows]) + "\n"
    (statement,) = SchwabLotsCsv().read(text, file="l.csv")
    return statement


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


def test_a_lot_is_read_with_its_day_and_its_total_basis() -> None:
    statement = read(LOT, TOTAL)
    (lot,) = statement.lots
    assert (lot.symbol, lot.quantity, lot.acquired) == ("VTI", Decimal(10), date(2017, 10, 30))
    assert lot.basis == 400
    assert statement.problems == reconcile(statement) == ()


def test_the_file_speaks_of_its_symbol_alone() -> None:
    statement = read(LOT, TOTAL)
    assert statement.only == ("VTI",)
    assert (statement.account_hint, statement.as_of) == ("XXXX-5792", date(2026, 11, 20))


def test_the_total_is_the_position_that_the_lots_must_give() -> None:
    (problem,) = reconcile(read(LOT, TOTAL.replace('"10"', '"11"').replace("$500", "$550")))
    assert problem.what == "VTI: lots of 10 shares for a position of 11 shares"
    assert "lot details" in problem.fix


def test_without_a_total_lots_may_be_missing() -> None:
    assert whats(read(LOT)) == ["there is no Total row: lots may be missing"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("10/30/2017 00:00:00", "--"), "a lot of VTI has no date"),
        (("10/30/2017", "02/30/2017"), "the date of a lot of VTI: `02/30/2017` is not a day"),
        (("$400.00", "N/A"), "a lot of VTI has no basis"),
        (("$400.00", "$0.00"), "a lot of VTI has no basis"),
        (("$400.00", "much"), "the basis of a lot of VTI: basis: `much` is not a number"),
    ],
)
def test_a_lot_is_kept_without_what_the_file_does_not_say(
    change: tuple[str, str], what: str
) -> None:
    statement = read(LOT.replace(*change), TOTAL)
    assert what in whats(statement)[0]
    (lot,) = statement.lots
    assert lot.acquired is None or lot.basis is None


@pytest.mark.parametrize(
    ("quantity", "reason"),
    [("--", "not given"), ("0", "0"), ("-5", "-5"), ("ten", "`ten` is not a number")],
)
def test_a_lot_without_shares_is_left_out(quantity: str, reason: str) -> None:
    statement = read(LOT.replace('"10"', f'"{quantity}"'), TOTAL)
    assert statement.lots == ()
    assert reason in whats(statement)[0]


def test_a_total_that_cannot_be_read_is_named() -> None:
    assert "Total: quantity" in whats(read(LOT, TOTAL.replace('"10"', '"ten"')))[0]
    assert read(LOT, TOTAL.replace('"10"', '"--"')).positions == ()


def test_the_price_is_that_of_the_first_lot_that_has_one() -> None:
    bare = LOT.replace("$50.00", "--")
    (position,) = read(bare, LOT, TOTAL).positions
    assert position.price == Decimal("50.00")
    (position,) = read(LOT.replace("$50.00", "much"), TOTAL).positions
    assert position.price is None
    (position,) = read(bare, TOTAL).positions
    assert position.price is None


def test_share_classes_are_written_with_a_dot() -> None:
    title = TITLE.replace("VTI", "BRK/B")
    assert read(LOT, TOTAL, title=title).only == ("BRK.B",)


@pytest.mark.parametrize("title", ['"Lots"', TITLE.replace("VTI", "912828XX1")])
def test_a_title_without_a_symbol_is_one_problem(title: str) -> None:
    statement = read(LOT, TOTAL, title=title)
    assert whats(statement) == ["the first row names no symbol of a share or fund"]


def test_rows_and_files_of_another_shape_are_named() -> None:
    assert "a row of an unknown shape" in whats(read(LOT + '"more","more"', TOTAL))[0]
    (statement,) = SchwabLotsCsv().read(TITLE, file="l.csv")
    assert whats(statement) == ["the table is not there"]
    assert not SchwabLotsCsv().recognises('"VTI Lot')
