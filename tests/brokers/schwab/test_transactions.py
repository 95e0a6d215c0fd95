"""Each quirk of Schwab's list of transactions."""

import json
from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers.schwab.transactions import SchwabTransactionsCsv, SchwabTransactionsJson
from trimtab.domain import Statement, TransactionType

HEADER = '"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"'
BUY = {
    "Date": "11/19/2026",
    "Action": "Buy",
    "Symbol": "SCHX",
    "Description": "X",
    "Quantity": "150",
    "Price": "$28.60",
    "Fees & Comm": "",
    "Amount": "-$4,290.00",
}


def read(*rows: str) -> Statement:
    (statement,) = SchwabTransactionsCsv().read("\n".join([HEADER, *rows]) + "\n", file="t.csv")
    return statement


def read_json(text: str) -> Statement:
    (statement,) = SchwabTransactionsJson().read(text, file="t.json")
    return statement


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


def test_the_day_after_as_of_counts() -> None:
    (row,) = read(
        '"01/05/2024 as of 01/04/2024","Buy","VTI","X","1","$1.00","","-$1.00"'
    ).transactions
    assert row.trade_date == date(2024, 1, 4)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("Qual Div Reinvest", TransactionType.DIVIDEND),
        ("Non-Qualified Div", TransactionType.DIVIDEND),
        ("Pr Yr Div Reinvest", TransactionType.DIVIDEND),
        ("Short Term Cap Gain Reinvest", TransactionType.DIVIDEND),
        ("Long Term Cap Gain Reinvest", TransactionType.CAPITAL_GAIN_DISTRIBUTION),
        ("Return Of Capital", TransactionType.RETURN_OF_CAPITAL),
    ],
)
def test_each_word_for_income_has_its_type(action: str, kind: TransactionType) -> None:
    (row,) = read(f'"01/05/2024","{action}","VTI","X","","","","$1.00"').transactions
    assert row.type is kind


@pytest.mark.parametrize("action", ["Credit Interest", "Service Fee", "NRA Withholding", "Expired"])
def test_what_is_no_matter_of_lots_is_counted_by_its_word(action: str) -> None:
    statement = read(*[f'"01/05/2024","{action}","","X","","","","$1.00"'] * 2)
    assert (statement.transactions, statement.problems) == ((), ())
    assert statement.notes[0].startswith(f"Not booked: {action} (2 rows, the first on line 2)")


@pytest.mark.parametrize(
    "action", ["Stock Split", "Spin-off", "Cash Merger", "Stock Plan Activity", "Adjustment", "Huh"]
)
def test_what_the_file_does_not_say_enough_about_is_a_problem(action: str) -> None:
    statement = read(f'"01/05/2024","{action}","VTI","X","5","","",""')
    assert statement.transactions == ()
    assert whats(statement) == [f"{action} VTI of 2024-01-05 is not booked"]


def test_shares_that_are_journaled_out_are_a_transfer_out() -> None:
    (row,) = read('"01/05/2024","Journaled Shares","VTI","X","-5","","",""').transactions
    assert (row.type, row.quantity) == (TransactionType.TRANSFER_OUT, Decimal(5))


def test_the_title_of_older_files_names_account_and_day() -> None:
    text = (
        '"Transactions  for account Individual ...792 as of 11/20/2026 08:03:12 AM ET"\n'
        f'{HEADER},\n"01/04/2024","Buy","VTI","X","1","$1.00","","-$1.00",\n'
        '"Transactions Total","","","","","","","-$1.00",\n'
    )
    (statement,) = SchwabTransactionsCsv().read(text, file="t.csv")
    assert (statement.account_hint, statement.as_of) == ("Individual ...792", date(2026, 11, 20))
    assert (len(statement.transactions), statement.problems) == (1, ())


def test_a_row_without_a_date_is_named() -> None:
    assert whats(read('"","Buy","VTI","X","1","$1.00","","-$1.00"')) == [
        "a row cannot be read: the date is empty"
    ]


def test_csv_without_its_columns_says_which() -> None:
    (statement,) = SchwabTransactionsCsv().read("Date,Action,Fees & Comm\n", file="t.csv")
    assert "`symbol`, `description`" in whats(statement)[0]


def test_json_gives_what_csv_gives_with_the_lines_of_the_file() -> None:
    text = json.dumps({"BrokerageTransactions": [BUY, BUY]}, indent=1)
    statement = read_json(text)
    assert [row.source for row in statement.transactions] == ["t.json:4", "t.json:14"]
    csv_row = read('"11/19/2026","Buy","SCHX","X","150","$28.60","","-$4,290.00"').transactions[0]
    json_row = statement.transactions[0]
    assert (json_row.amount, json_row.quantity, json_row.price, json_row.type) == (
        csv_row.amount,
        csv_row.quantity,
        csv_row.price,
        csv_row.type,
    )


def test_json_numbers_are_read_with_every_digit() -> None:
    text = '{"BrokerageTransactions": [' + json.dumps(BUY).replace('"150"', "150.1000") + "]}"
    assert str(read_json(text).transactions[0].quantity) == "150.1000"


def test_json_without_a_transaction_is_a_statement_without_any() -> None:
    statement = read_json('{"ToDate": "11/20/2026", "BrokerageTransactions": []}')
    assert (statement.transactions, statement.problems) == ((), ())
    assert statement.as_of == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"BrokerageTransactions": [', "not JSON"),
        ('{"BrokerageTransactions": 5}', "`BrokerageTransactions` is not a list of objects"),
        ('["BrokerageTransactions"]', "`BrokerageTransactions` is not a list of objects"),
        ('{"BrokerageTransactions": [{"Date": "1/1/2026"}]}', "the table lacks the column"),
    ],
)
def test_json_that_is_not_what_it_should_be_is_one_problem(text: str, what: str) -> None:
    assert what in whats(read_json(text))[0]


def test_json_whose_lines_cannot_be_told_names_the_first() -> None:
    text = '{"BrokerageTransactions":\n[' + json.dumps(BUY) + '],\n"Date": "11/20/2026"}'
    assert read_json(text).transactions[0].source == "t.json:1"


def test_json_that_says_one_thing_twice_is_not_read_by_its_last_word() -> None:
    twice = json.dumps({"BrokerageTransactions": [BUY]}).replace('"Action"', '"Date": "", "Action"')
    statement = read_json(twice)
    assert statement.transactions == ()
    assert "`Date` stands twice in one object" in whats(statement)[0]


@pytest.mark.parametrize("action", ["Assigned", "Exchange or Exercise"])
def test_shares_that_move_by_an_option_are_a_problem_and_its_own_row_is_not(action: str) -> None:
    share = read(f'"11/19/2026","{action}","SCHX","X","100","","",""')
    option = read(f'"11/19/2026","{action}","SCHX 01/17/2027 30.00 C","CALL X","1","","",""')
    assert whats(share) == [f"{action} SCHX of 2026-11-19 is not booked"]
    assert (option.problems, option.transactions) == ((), ())
