from decimal import Decimal

import pytest

from tests.brokers.ibkr.flex_samples import CASH, read_xml, whats

BASE = CASH | {"currency": "BASE_SUMMARY"}


def test_cash_is_ending_cash_in_whole_cents() -> None:
    assert read_xml(cash=[CASH]).cash == Decimal("10.01")


def test_the_dollar_row_wins_over_the_sum_in_base_currency() -> None:
    statement = read_xml(cash=[BASE | {"endingCash": "999"}, CASH])
    assert statement.cash == Decimal("10.01")
    assert statement.problems == ()


def test_the_sum_in_base_currency_is_used_when_it_is_all_there_is() -> None:
    statement = read_xml(cash=[BASE])
    assert statement.cash == Decimal("10.01")
    assert "taken to be US dollars" in statement.notes[0]


def test_the_sum_may_be_marked_by_its_level() -> None:
    euro = {"currency": "EUR", "levelOfDetail": "BaseCurrency", "endingCash": "999"}
    statement = read_xml(cash=[CASH | euro, CASH | {"levelOfDetail": "Currency"}])
    assert statement.cash == Decimal("10.01")
    assert statement.problems == ()


def test_a_base_currency_that_is_not_the_dollar_gives_no_cash() -> None:
    euro = {"currency": "EUR", "levelOfDetail": "BaseCurrency"}
    assert read_xml(cash=[CASH | euro]).cash is None


def test_where_every_currency_has_a_row_and_none_is_of_dollars_there_are_none() -> None:
    euro = CASH | {"currency": "EUR", "endingCash": "600"}
    statement = read_xml(cash=[euro, BASE | {"endingCash": "600"}])
    assert statement.cash == Decimal(0)
    assert whats(statement) == ["cash of 600 in EUR"]
    assert statement.notes == (), "the sum in base currency is of euros, too"


def test_money_in_other_currencies_is_named_unless_there_is_none() -> None:
    statement = read_xml(
        cash=[CASH, CASH | {"currency": "EUR"}, CASH | {"currency": "CHF", "endingCash": "0"}]
    )
    assert whats(statement) == ["cash of 10.005 in EUR"]


def test_money_that_has_not_settled_is_noted() -> None:
    statement = read_xml(cash=[CASH | {"endingSettledCash": "4"}])
    assert statement.notes == (
        "Cash is $10.01 with trades that have not settled; $4.00 is settled.",
    )


def test_the_last_day_of_several_counts() -> None:
    statement = read_xml(cash=[CASH, CASH | {"toDate": "2026-11-19", "endingCash": "3"}])
    assert statement.cash == Decimal("10.01")


@pytest.mark.parametrize("changes", [{"endingCash": "much"}, {"toDate": "11/20/2026"}])
def test_a_report_that_cannot_be_read_is_a_problem_and_cash_unknown(
    changes: dict[str, str],
) -> None:
    statement = read_xml(cash=[CASH | changes])
    assert statement.cash is None
    assert whats(statement)[0].startswith("Cash Report: ")


def test_a_report_without_ending_cash_says_what_to_add() -> None:
    assert whats(read_xml(cash=[{"currency": "USD"}])) == [
        "Cash Report: the query leaves out Ending Cash"
    ]
