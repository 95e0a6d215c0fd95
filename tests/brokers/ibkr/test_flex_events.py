"""Corporate actions, cash transactions and transfers of a Flex statement."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

import pytest

from tests.brokers.ibkr.flex_samples import whats
from trimtab.brokers.ibkr.flex_csv import FlexCsv
from trimtab.brokers.ibkr.flex_xml import FlexXml
from trimtab.domain import Statement, TransactionType

T = TransactionType
BASE = {"currency": "USD", "assetCategory": "STK", "symbol": "VTI"}
PAID = BASE | {
    "type": "Dividends",
    "amount": "91",
    "dateTime": "2026-09-29;202000",
    "exDate": "2026-09-25",
    "description": "VTI(US9229087690) CASH DIVIDEND (Ordinary Dividend)",
    "transactionID": "3001",
}
MONEY = PAID | {"assetCategory": "", "symbol": "", "type": "Deposits/Withdrawals", "exDate": ""}
SPLIT = BASE | {
    "quantity": "90",
    "dateTime": "2026-06-09;202500",
    "reportDate": "2026-06-10",
    "description": "VTI(US9229087690) SPLIT 10 FOR 1 (VTI, VANGUARD, US9229087690)",
    "transactionID": "4001",
    "actionID": "501",
}
MERGED = "OLDC(US0000000003) MERGED(Acquisition) WITH US0000000004 3 FOR 2 ({}, CORP, US0)"
MOVED = BASE | {
    "date": "2026-02-02",
    "direction": "IN",
    "quantity": "100",
    "cashTransfer": "0",
    "transactionID": "5001",
}


def read(section: str, *rows: Mapping[str, str]) -> Statement:
    elements = "\n".join(
        "<Row " + " ".join(f'{name}="{value}"' for name, value in row.items()) + " />"
        for row in rows
    )
    text = (
        '<FlexQueryResponse><FlexStatements><FlexStatement accountId="U1">'
        f"<{section}>\n{elements}\n</{section}>"
        "</FlexStatement></FlexStatements></FlexQueryResponse>"
    )
    (statement,) = FlexXml().read(text, file="flex.xml")
    return statement


def income(*rows: Mapping[str, str]) -> Statement:
    return read("CashTransactions", *rows)


def actions(*rows: Mapping[str, str]) -> Statement:
    return read("CorporateActions", *rows)


def transfers(*rows: Mapping[str, str]) -> Statement:
    return read("Transfers", *rows)


def test_a_dividend_carries_its_ex_date() -> None:
    statement = income(PAID)
    (row,) = statement.transactions
    assert (row.type, row.symbol, row.amount) == (T.DIVIDEND, "VTI", Decimal(91))
    assert (row.trade_date, row.row_id, row.source) == (date(2026, 9, 25), "3001", "flex.xml:2")
    assert not any("ex date" in note for note in statement.notes)


def test_without_an_ex_date_the_day_of_payment_is_said_to_be_one() -> None:
    statement = income(PAID | {"exDate": ""})
    assert statement.transactions[0].trade_date == date(2026, 9, 29)
    assert any("does not give the ex date" in note for note in statement.notes)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("(Return of Capital)", T.RETURN_OF_CAPITAL),
        ("(Long Term Capital Gain)", T.CAPITAL_GAIN_DISTRIBUTION),
        ("(Exempt-Interest Dividend)", T.EXEMPT_DIVIDEND),
        ("(Ordinary Div - NRA Withholding Exempt)", T.DIVIDEND),
    ],
)
def test_the_description_tells_the_kind_of_a_dividend(words: str, kind: TransactionType) -> None:
    (row,) = income(PAID | {"description": f"VTI(US9229087690) CASH DIVIDEND {words}"}).transactions
    assert row.type is kind


def test_a_dividend_that_is_taken_back_leaves_with_what_took_it_back() -> None:
    statement = income(PAID, PAID | {"amount": "-91"}, PAID | {"amount": "90"})
    assert [row.amount for row in statement.transactions] == [90]
    assert statement.notes[0] == (
        "Left out: a dividend of VTI of 2026-09-25 that was taken back (lines 2 and 3)."
    )


def test_a_dividend_taken_back_without_its_payment_is_a_problem() -> None:
    assert "it takes out $91.00" in whats(income(PAID | {"amount": "-91"}))[0]


def test_money_comes_in_and_goes_out() -> None:
    rows = income(MONEY, MONEY | {"amount": "-5"}).transactions
    assert [(row.type, row.amount) for row in rows] == [
        (T.DEPOSIT, Decimal(91)),
        (T.WITHDRAWAL, Decimal(5)),
    ]


def test_rows_that_add_up_others_are_not_read_unless_they_stand_alone() -> None:
    summary = MONEY | {"levelOfDetail": "SUMMARY"}
    assert len(income(MONEY | {"levelOfDetail": "DETAIL"}, summary).transactions) == 1
    assert len(income(summary).transactions) == 1


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("Withholding Tax", "tax withheld"),
        ("Broker Interest Received", "interest"),
        ("Other Fees", "a fee"),
        ("Payment In Lieu Of Dividends", "no dividend"),
    ],
)
def test_what_is_no_matter_of_lots_is_counted(kind: str, why: str) -> None:
    statement = income(PAID | {"type": kind})
    assert (statement.transactions, statement.problems) == ((), ())
    assert why in statement.notes[-2]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (MONEY | {"currency": "EUR"}, "it is in EUR, not in US dollars"),
        (MONEY | {"currency": ""}, "it is in no currency"),
        (MONEY | {"amount": ""}, "amount is empty"),
        (MONEY | {"dateTime": ""}, "it has no date"),
        (MONEY | {"type": "Mystery"}, "Mystery of 2026-09-29 is not booked"),
        (PAID | {"currency": "EUR"}, "VTI is in EUR"),
    ],
)
def test_income_that_cannot_be_read_is_named(row: dict[str, str], what: str) -> None:
    statement = income(row)
    assert statement.transactions == ()
    assert what in whats(statement)[0]


@pytest.mark.parametrize("section", ["CashTransactions", "CorporateActions", "Transfers"])
def test_columns_that_a_section_lacks_are_named(section: str) -> None:
    assert "the query leaves out" in whats(read(section, {"symbol": "VTI"}))[0]


def test_a_split_is_booked_at_the_hour_after_which_shares_are_new() -> None:
    (row,) = actions(SPLIT).transactions
    assert (row.type, row.symbol, row.ratio, row.quantity) == (T.SPLIT, "VTI", Decimal(10), None)
    assert (row.trade_date, row.time) == (date(2026, 6, 9), time(20, 25))


def test_the_two_rows_of_a_merger_are_one_event() -> None:
    out = SPLIT | {"symbol": "OLDC", "quantity": "-40", "description": MERGED.format("OLDC")}
    came = SPLIT | {"symbol": "NEWC", "quantity": "60", "description": MERGED.format("NEWC")}
    for rows in ((out, came), (came, out)):
        (row,) = actions(*rows).transactions
        assert (row.type, row.symbol, row.new_symbol) == (T.MERGER, "OLDC", "NEWC")
        assert (row.ratio, row.quantity) == (Decimal("1.5"), Decimal(60))


def test_rows_without_an_action_id_belong_together_by_moment_and_sentence() -> None:
    bare = {name: value for name, value in SPLIT.items() if name != "actionID"}
    out = bare | {"symbol": "OLDC", "quantity": "-40", "description": MERGED.format("OLDC")}
    came = bare | {"symbol": "NEWC", "quantity": "60", "description": MERGED.format("NEWC")}
    assert len(actions(out, came).transactions) == 1
    later = came | {"dateTime": "2026-07-09;202500"}
    assert [problem.line for problem in actions(out, later).problems] == [2]


def test_a_cash_merger_has_its_dollars_per_share() -> None:
    words = "VTI(US9229087690) MERGED(Acquisition)  FOR USD 30.00 PER SHARE (VTI, V, US922)"
    (row,) = actions(SPLIT | {"quantity": "-10", "description": words}).transactions
    assert (row.type, row.cash_per_share, row.new_symbol) == (T.MERGER, Decimal(30), None)


def test_a_new_number_of_the_same_symbol_is_only_noted() -> None:
    words = "VTI(US9229087690) CUSIP/ISIN CHANGE TO (US1) (VTI, VANGUARD, US1)"
    statement = actions(SPLIT | {"description": words})
    assert (statement.transactions, statement.problems) == ((), ())
    assert "a new number for a security of the same symbol" in statement.notes[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "Ca"},
        {"description": "(US9229087690) DELISTED (VTI, VANGUARD, US9229087690)"},
        {"description": "VTI(US9229087690) RIGHTS ISSUE 1 FOR 1 (VTI, VANGUARD, US922908)"},
        {"description": "OTHER(US1) SPLIT 10 FOR 1 (VTI, VANGUARD, US9229087690)"},
        {"description": "VTI(US1) SPINOFF 1 FOR 4 (VTI, VANGUARD, US9229087690)"},
        {"description": MERGED.format("VTI"), "quantity": "-40"},
        {"description": "(US1) SPLIT 10 FOR 1 (VTI, VANGUARD, US9229087690)"},
    ],
)
def test_an_action_that_is_not_beyond_doubt_is_left_to_the_user(changes: dict[str, str]) -> None:
    statement = actions(SPLIT | changes)
    assert statement.transactions == ()
    assert len(statement.problems) == 1


def test_an_action_without_a_date_is_named() -> None:
    statement = actions(SPLIT | {"dateTime": "", "reportDate": ""})
    assert whats(statement) == ["Corporate Actions: VTI cannot be read: it has no date"]


def test_shares_are_transferred_in_and_out() -> None:
    rows = transfers(MOVED, MOVED | {"direction": "OUT", "quantity": "-20"}).transactions
    assert [(row.type, row.quantity) for row in rows] == [
        (T.TRANSFER_IN, Decimal(100)),
        (T.TRANSFER_OUT, Decimal(20)),
    ]


def test_money_is_transferred_in_and_out() -> None:
    cash = MOVED | {"assetCategory": "CASH", "symbol": "--", "quantity": "0"}
    rows = transfers(cash | {"cashTransfer": "250"}, cash | {"cashTransfer": "-3"}).transactions
    assert [(row.type, row.amount) for row in rows] == [
        (T.DEPOSIT, Decimal(250)),
        (T.WITHDRAWAL, Decimal(3)),
    ]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"direction": "UP"}, "`UP` is neither IN nor OUT"),
        ({"quantity": "many"}, "quantity: `many` is not a number"),
        ({"assetCategory": "CASH", "currency": "EUR"}, "it is in EUR"),
        ({"assetCategory": "CASH"}, "the amount is not given"),
    ],
)
def test_a_transfer_that_cannot_be_read_is_named(changes: dict[str, str], what: str) -> None:
    statement = transfers(MOVED | changes)
    assert statement.transactions == ()
    assert what in whats(statement)[0]


HEADERS = {
    "CTRN": ("Cash Transactions", PAID),
    "CORP": ("Corporate Actions", SPLIT),
    "TRNX": ("Transfers", MOVED),
}


def csv_name(name: str) -> str:
    other = {"currency": "CurrencyPrimary", "assetCategory": "AssetClass"}
    if name == "description":
        return "ActionDescription"
    return other.get(name, name[0].upper() + name[1:])


@pytest.mark.parametrize("code", HEADERS)
@pytest.mark.parametrize("control", [True, False])
def test_the_sections_are_found_in_csv_by_title_and_by_columns(code: str, *, control: bool) -> None:
    title, row = HEADERS[code]
    header = ["ClientAccountID", *map(csv_name, row)]
    if code == "CTRN":
        header = [name.replace("ActionDescription", "Description") for name in header]
    lines = [header, ["U1", *row.values()]]
    text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    if control:
        text = f'"BOF","U1","q"\n"BOA","U1"\n"BOS","{code}","{title}"\n{text}\n"EOF","U1"'
    (statement,) = FlexCsv().read(text, file="flex.csv")
    assert statement.problems == ()
    assert len(statement.transactions) == 1
