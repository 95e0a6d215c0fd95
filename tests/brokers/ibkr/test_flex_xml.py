from datetime import date

import pytest

from tests.brokers.ibkr.flex_samples import SUMMARY, whats, xml
from trimtab.brokers.ibkr.flex_xml import FlexXml
from trimtab.domain import Statement


def read(text: str) -> tuple[Statement, ...]:
    return FlexXml().read(text, file="flex.xml")


def test_a_file_that_declares_entities_is_refused() -> None:
    text = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n' + xml(positions=[SUMMARY])
    assert FlexXml().recognises(text)
    (statement,) = read(text)
    assert whats(statement) == ["the file declares a document type"]
    assert statement.positions == ()


def test_a_file_that_was_cut_is_refused_with_the_line() -> None:
    (statement,) = read("\n".join(xml(positions=[SUMMARY]).splitlines()[:-3]))
    assert whats(statement) == ["not complete XML: no element found"]
    assert statement.problems[0].line == 10


def test_a_declaration_of_another_encoding_does_not_matter_to_text() -> None:
    (statement,) = read('<?xml version="1.0" encoding="ISO-8859-1"?>\n' + xml(positions=[SUMMARY]))
    assert len(statement.positions) == 1


@pytest.mark.parametrize(
    ("code", "meaning"),
    [("1012", "the token has expired"), ("1018", "too many requests"), ("9999", "does not know")],
)
def test_an_error_of_the_service_is_told_with_its_meaning(code: str, meaning: str) -> None:
    (statement,) = read(
        f"<FlexStatementResponse><Status>Fail</Status><ErrorCode>{code}</ErrorCode>"
        "<ErrorMessage>Sorry.</ErrorMessage></FlexStatementResponse>"
    )
    assert f"error {code}" in whats(statement)[0]
    assert meaning in whats(statement)[0]
    assert statement.problems[0].why == "It says: Sorry."


def test_the_receipt_of_a_request_is_not_taken_for_the_report() -> None:
    (statement,) = read(
        "<FlexStatementResponse><Status>Success</Status>"
        "<ReferenceCode>123</ReferenceCode></FlexStatementResponse>"
    )
    assert whats(statement) == ["this is the receipt for a Flex request, not the report"]


def test_a_report_without_statements_says_so() -> None:
    (statement,) = read("<FlexQueryResponse><FlexStatements count='0'/></FlexQueryResponse>")
    assert whats(statement) == ["the Flex file holds no statement"]


def test_an_account_split_over_several_statements_is_one() -> None:
    one = '<FlexStatement accountId="U1" toDate="2026-11-20"><OpenPositions/></FlexStatement>'
    text = f"<FlexQueryResponse><FlexStatements>{one}{one}</FlexStatements></FlexQueryResponse>"
    (statement,) = read(text)
    assert statement.as_of == date(2026, 11, 20)


def test_rows_of_a_consolidated_statement_go_to_their_own_accounts() -> None:
    text = xml(positions=[SUMMARY | {"accountId": "U2"}, SUMMARY | {"accountId": "-"}])
    statements = read(text)
    assert [(s.account_hint, len(s.positions)) for s in statements] == [("U1", 1), ("U2", 1)]


def test_a_report_without_open_positions_says_nothing_about_lots() -> None:
    text = (
        "<FlexQueryResponse><FlexStatements>"
        '<FlexStatement accountId="U1" whenGenerated="20261121;010203"><Trades/></FlexStatement>'
        "</FlexStatements></FlexQueryResponse>"
    )
    (statement,) = read(text)
    assert statement.notes == (
        "The file has no section Open Positions: it says nothing about lots.",
    )
    assert statement.as_of == date(2026, 11, 21)


def test_sections_that_are_not_read_are_named_with_their_rows() -> None:
    text = xml().replace(
        "<CashReport>",
        '<PriorPeriodPositions><Position symbol="X"/></PriorPeriodPositions><CashReport>',
    )
    (statement,) = read(text)
    assert statement.notes == ("Not read: section PriorPeriodPositions (1 row).",)


def test_a_last_day_that_is_not_clear_is_taken_from_the_making_of_the_file() -> None:
    (statement,) = read(xml().replace('toDate="2026-11-20"', 'toDate="11/20/2026"', 1))
    assert statement.as_of == date(2026, 11, 21)
