"""Open positions, in the same words whether they came as XML or as CSV."""

from datetime import date
from decimal import Decimal

import pytest

from tests.brokers.ibkr.flex_samples import LOT, SUMMARY, read_xml, whats
from trimtab.brokers import reconcile


def test_summary_and_lot_are_never_added_together() -> None:
    statement = read_xml(positions=[SUMMARY, LOT])
    assert [position.quantity for position in statement.positions] == [10]
    assert [lot.quantity for lot in statement.lots] == [10]
    assert statement.problems == ()
    assert reconcile(statement) == ()


def test_a_lot_has_its_basis_in_whole_cents_and_the_name_of_its_transaction() -> None:
    (lot,) = read_xml(positions=[SUMMARY, LOT | {"costBasisMoney": "400.12512"}]).lots
    assert lot.basis == Decimal("400.13")
    assert lot.lot_id == "77"
    assert lot.acquired == date(2024, 1, 2)
    assert lot.holding_period_start is None


def test_a_holding_period_that_a_wash_sale_moved_is_kept() -> None:
    (lot,) = read_xml(
        positions=[SUMMARY, LOT | {"holdingPeriodDateTime": "2023-06-30;093000"}]
    ).lots
    assert lot.acquired == date(2024, 1, 2)
    assert lot.holding_period_start == date(2023, 6, 30)


def test_two_lots_of_one_transaction_get_different_names() -> None:
    half = LOT | {"position": "5", "costBasisMoney": "200"}
    statement = read_xml(positions=[SUMMARY, half, half])
    assert [lot.lot_id for lot in statement.lots] == ["77", "77-2"]
    assert "transaction 77" in statement.notes[0]


def test_a_lot_without_a_transaction_has_no_name() -> None:
    (lot,) = read_xml(positions=[SUMMARY, LOT | {"originatingTransactionID": ""}]).lots
    assert lot.lot_id is None


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"openDateTime": ""}, "a lot of VTI has no open date"),
        (
            {"openDateTime": "01/02/2024"},
            "a lot of VTI has no usable date: `01/02/2024` is not a date such as 2026-11-20;093000",
        ),
        ({"costBasisMoney": ""}, "a lot of VTI has no usable basis: costbasismoney is empty"),
        ({"costBasisMoney": "-3"}, "a lot of VTI has a basis of -$3.00"),
    ],
)
def test_a_lot_without_date_or_basis_is_kept_incomplete(changes: dict[str, str], what: str) -> None:
    statement = read_xml(positions=[SUMMARY, LOT | changes])
    assert whats(statement) == [what]
    (lot,) = statement.lots
    assert lot.acquired is None or lot.basis is None


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"position": "x"}, "VTI: a lot cannot be read: quantity: `x` is not a number"),
        ({"position": "0"}, "VTI: a lot cannot be read: the quantity is 0"),
        ({"levelOfDetail": "TOTAL"}, "VTI: the level of detail is TOTAL, not SUMMARY or LOT"),
        ({"symbol": ""}, "a row without a symbol: not a symbol"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_and_named(
    changes: dict[str, str], what: str
) -> None:
    statement = read_xml(positions=[SUMMARY, LOT | changes])
    assert whats(statement) == [what]
    assert [problem.line for problem in statement.problems] == [6]
    assert statement.lots == ()


def test_another_currency_is_refused_once_by_name() -> None:
    euro = {"currency": "EUR", "symbol": "SAP"}
    statement = read_xml(positions=[SUMMARY, LOT, SUMMARY | euro, LOT | euro])
    assert whats(statement) == ["SAP is in EUR"]
    assert {lot.symbol for lot in statement.lots} == {"VTI"}


def test_a_short_position_is_refused_once_by_name() -> None:
    short = {"position": "-10", "side": "Short"}
    statement = read_xml(positions=[SUMMARY | short, LOT | short])
    assert whats(statement) == ["VTI: a short position of -10 shares"]
    assert statement.positions == ()
    assert statement.lots == ()


def test_what_is_no_share_or_fund_is_left_out_by_name() -> None:
    statement = read_xml(
        positions=[
            SUMMARY | {"assetCategory": "FUND", "symbol": "VTSAX"},
            SUMMARY | {"assetCategory": "BOND", "symbol": "T 2 1/4 03/31/27"},
            SUMMARY | {"assetCategory": "", "symbol": "ODD"},
        ]
    )
    assert [position.symbol for position in statement.positions] == ["VTSAX"]
    assert statement.notes == (
        "Left out: T 2 1/4 03/31/27 (line 6), a bond.",
        "Left out: ODD (line 7), of the class that is not given.",
    )


def test_a_share_class_is_written_with_a_dot_and_said_so() -> None:
    statement = read_xml(positions=[SUMMARY | {"symbol": "BRK B"}, LOT | {"symbol": "BRK B"}])
    assert statement.positions[0].symbol == statement.lots[0].symbol == "BRK.B"
    assert statement.notes == ("IBKR's symbol BRK B is written BRK.B.",)


def test_summary_rows_without_lots_say_which_box_to_tick() -> None:
    (problem,) = reconcile(read_xml(positions=[SUMMARY]))
    assert problem.what == "VTI: no lots for a position of 10 shares"
    assert "tick both Summary and Lot" in problem.fix


def test_lots_without_summary_rows_are_read_and_said_to_be_unchecked() -> None:
    statement = read_xml(positions=[LOT])
    assert len(statement.lots) == 1
    assert statement.notes == ("There are no SUMMARY rows: nothing to check the lots against.",)
    assert reconcile(statement) == ()


def test_columns_that_the_query_leaves_out_are_named_with_the_way_to_add_them() -> None:
    bare = {
        name: value for name, value in SUMMARY.items() if name not in {"levelOfDetail", "position"}
    }
    statement = read_xml(positions=[bare])
    assert whats(statement) == ["Open Positions: the query leaves out Quantity, Level of Detail"]
    assert "Flex query" in statement.problems[0].fix


def test_of_a_query_broken_out_by_day_only_the_last_day_counts() -> None:
    earlier = {"reportDate": "2026-11-19", "position": "4"}
    statement = read_xml(positions=[SUMMARY | earlier, LOT | earlier, SUMMARY, LOT])
    assert [lot.quantity for lot in statement.lots] == [10]
    assert statement.as_of == date(2026, 11, 20)
    assert statement.notes == ("Not read: open positions of days before 2026-11-20 (2 rows).",)


def test_a_report_date_that_can_be_mistaken_is_a_problem() -> None:
    statement = read_xml(positions=[SUMMARY | {"reportDate": "11/12/2026"}])
    assert "the report date is not clear" in whats(statement)[0]
    assert len(statement.positions) == 1


def test_report_dates_that_are_not_clear_are_one_problem_for_all_rows() -> None:
    unclear = {"reportDate": "11/12/2026"}
    statement = read_xml(positions=[SUMMARY | unclear, LOT | unclear])
    assert len([what for what in whats(statement) if "report date is not clear" in what]) == 1
