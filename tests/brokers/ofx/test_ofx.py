"""Each quirk of investment statements in OFX."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers import reconcile
from trimtab.brokers.ofx.file import Ofx
from trimtab.domain import Statement, TransactionType

T = TransactionType
TRADE = "<INVTRAN><FITID>F1<DTTRADE>20260115120000[-5:EST]</INVTRAN>"
VTI = "<SECID><UNIQUEID>VTI<UNIQUEIDTYPE>TICKER</SECID>"
FIGURES = "<UNITS>{}<UNITPRICE>50<TOTAL>{}"


def read(transactions: str = "", positions: str = "", rest: str = "") -> Statement:
    text = (
        "OFXHEADER:100\n\n<OFX><INVSTMTRS><DTASOF>20261120<CURDEF>USD"
        "<INVACCTFROM><ACCTID>X1</INVACCTFROM>"
        f"<INVTRANLIST><DTSTART>20260101{transactions}</INVTRANLIST>"
        f"<INVPOSLIST>{positions}</INVPOSLIST>{rest}</INVSTMTRS></OFX>"
    )
    (statement,) = Ofx().read(text, file="x.ofx")
    return statement


def entry(tag: str, inside: str) -> str:
    return f"<{tag}>{TRADE}{VTI}{inside}</{tag}>"


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


def position(inside: str = "<UNITS>10<UNITPRICE>50<MKTVAL>500") -> str:
    return f"<POSSTOCK><INVPOS>{VTI}<POSTYPE>LONG{inside}</INVPOS></POSSTOCK>"


def test_a_purchase_carries_the_id_of_its_row() -> None:
    (row,) = read(entry("BUYSTOCK", FIGURES.format(10, -501) + "<COMMISSION>1")).transactions
    assert (row.type, row.symbol, row.quantity, row.amount) == (
        T.BUY,
        "VTI",
        Decimal(10),
        Decimal(501),
    )
    assert (row.trade_date, row.row_id, row.fee) == (date(2026, 1, 15), "F1", Decimal(1))


def test_a_sale_carries_its_gain_where_the_broker_gives_it() -> None:
    (row,) = read(entry("SELLMF", FIGURES.format(-10, 500) + "<GAIN>-3.456")).transactions
    assert (row.type, row.quantity, row.gain) == (T.SELL, Decimal(10), Decimal("-3.46"))


@pytest.mark.parametrize("total", ["-50", "50"])
def test_a_reinvestment_is_its_income_and_its_purchase_whatever_its_sign(total: str) -> None:
    inside = f"<INCOMETYPE>CGLONG<TOTAL>{total}<UNITS>1<UNITPRICE>50"
    income, purchase = read(entry("REINVEST", inside)).transactions
    assert (income.type, income.amount) == (T.CAPITAL_GAIN_DISTRIBUTION, Decimal(50))
    assert (purchase.type, purchase.amount, purchase.quantity) == (
        T.REINVEST,
        Decimal(50),
        Decimal(1),
    )
    assert (income.row_id, purchase.row_id) == ("F1-income", "F1")


def test_a_reinvestment_without_its_total_is_a_problem_of_its_income() -> None:
    statement = read(
        f"<REINVEST><INVTRAN><DTTRADE>20260115</INVTRAN>{VTI}"
        "<INCOMETYPE>DIV<UNITS>1<UNITPRICE>50</REINVEST>"
    )
    assert [row.type for row in statement.transactions] == [T.REINVEST]
    assert "the amount is not given" in whats(statement)[0]


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<INCOMETYPE>DIV<TOTAL>5", T.DIVIDEND),
        ("<INCOMETYPE>CGSHORT<TOTAL>5", T.DIVIDEND),
        ("<INCOMETYPE>DIV<TOTAL>5<TAXEXEMPT>Y", T.EXEMPT_DIVIDEND),
    ],
)
def test_income_is_of_its_kind(inside: str, kind: TransactionType) -> None:
    (row,) = read(entry("INCOME", inside)).transactions
    assert row.type is kind


def test_a_transfer_may_bring_the_day_of_purchase() -> None:
    inside = "<UNITS>10<TFERACTION>IN<DTPURCHASE>20200302"
    (row,) = read(entry("TRANSFER", inside)).transactions
    assert (row.type, row.acquired) == (T.TRANSFER_IN, date(2020, 3, 2))


def test_a_split_is_the_ratio_and_cash_for_a_fraction_a_problem() -> None:
    statement = read(entry("SPLIT", "<NUMERATOR>3<DENOMINATOR>2<FRACCASH>4.5"))
    (row,) = statement.transactions
    assert (row.type, row.ratio) == (T.SPLIT, Decimal("1.5"))
    assert "size the file does not give" in statement.problems[0].why


@pytest.mark.parametrize(
    ("tag", "inside", "what"),
    [
        ("BUYSTOCK", "<BUYTYPE>BUYTOCOVER<UNITS>1", "BUYSTOCK VTI of 2026-01-15 is not booked"),
        ("SELLSTOCK", "<SELLTYPE>SELLSHORT<UNITS>1", "SELLSTOCK VTI of 2026-01-15 is not booked"),
        ("BUYSTOCK", "<UNITS>many", "BUYSTOCK cannot be read: UNITS: `many` is not a number"),
        ("SPLIT", "<NUMERATOR>0<DENOMINATOR>2", "SPLIT VTI of 2026-01-15 is not booked"),
        ("NOVELTY", "<UNITS>1", "NOVELTY VTI of 2026-01-15 is not booked"),
    ],
)
def test_an_entry_that_cannot_be_booked_is_named(tag: str, inside: str, what: str) -> None:
    statement = read(entry(tag, inside))
    assert statement.transactions == ()
    assert what in whats(statement)[0]


@pytest.mark.parametrize("when", ["", "<DTTRADE>20261341", "<DTTRADE>soon"])
def test_an_entry_without_a_day_is_named(when: str) -> None:
    statement = read(f"<BUYSTOCK><INVTRAN>{when}<FITID>1</INVTRAN>{VTI}</BUYSTOCK>")
    assert "BUYSTOCK cannot be read" in whats(statement)[0]


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [("CREDIT", "5", [T.DEPOSIT]), ("DEBIT", "-5", [T.WITHDRAWAL]), ("INT", "5", [])],
)
def test_money_comes_and_goes_by_its_sign(
    kind: str, amount: str, expected: list[TransactionType]
) -> None:
    statement = read(
        f"<INVBANKTRAN><STMTTRN><TRNTYPE>{kind}<DTPOSTED>20260115<TRNAMT>{amount}</STMTTRN>"
        "</INVBANKTRAN>"
    )
    assert [row.type for row in statement.transactions] == expected
    assert statement.problems == ()


def test_positions_have_no_lots_and_are_not_asked_for_them() -> None:
    statement = read(positions=position(), rest="<INVBAL><AVAILCASH>12.34</INVBAL>")
    assert [item.symbol for item in statement.positions] == ["VTI"]
    assert (statement.lots_given, statement.cash) == (False, Decimal("12.34"))
    assert reconcile(statement) == ()


def test_a_symbol_comes_from_the_list_of_securities_or_is_not_known() -> None:
    number = VTI.replace("VTI", "922908769").replace("TICKER", "CUSIP")
    named = (
        f"<SECLIST><STOCKINFO><SECINFO>{number}<SECNAME>Total<TICKER>VTI</SECINFO></STOCKINFO>"
        "</SECLIST>"
    )
    held = position().replace(VTI, number)
    assert [item.symbol for item in read(positions=held, rest=named).positions] == ["VTI"]
    assert "922908769" in whats(read(positions=held))[0]


def test_options_and_bonds_are_told_by_the_name_of_their_entry() -> None:
    statement = read(
        entry("BUYOPT", FIGURES.format(1, -50))
        + entry("SELLDEBT", FIGURES.format(-1, 50)).replace("VTI", "BND"),
        position().replace("POSSTOCK", "POSOPT"),
    )
    assert (statement.transactions, statement.positions, statement.problems) == ((), (), ())
    assert sorted(note.partition(", ")[2] for note in statement.notes) == [
        "a bond, a bill, or a certificate of deposit.",
        "an option.",
        "an option.",
    ]


def test_an_account_in_another_currency_is_left_out() -> None:
    text = "<OFX><INVSTMTRS><CURDEF>CAD<INVACCTFROM><ACCTID>C</INVACCTFROM></INVSTMTRS></OFX>"
    (statement,) = Ofx().read(text, file="x")
    assert whats(statement) == ["the account is kept in CAD"]


def test_a_statement_that_does_not_say_its_day_has_none() -> None:
    (statement,) = Ofx().read("<OFX><INVSTMTRS><A>1</INVSTMTRS></OFX>", file="x")
    assert (statement.as_of, statement.rows_read) == (None, 0)


def test_a_file_that_ends_early_says_so() -> None:
    (statement,) = Ofx().read("<OFX><INVSTMTRS><CURDEF>USD</INVSTMTRS>", file="x")
    assert "ends before it is complete" in whats(statement)[0]


def test_accounts_at_a_bank_are_left_out_and_counted() -> None:
    text = "<OFX><STMTRS><A>1</STMTRS><INVSTMTRS><CURDEF>USD</INVSTMTRS></OFX>"
    (statement,) = Ofx().read(text, file="x")
    assert statement.notes == ("Left out: 1 statement(s) of accounts at a bank.",)
    assert not Ofx().recognises("<OFX><STMTRS><A>1</STMTRS></OFX>")
    (none,) = Ofx().read("<OFX></OFX>", file="x")
    assert whats(none) == ["there is no statement of an investment account"]


EURO = "<{0}><CURRATE>1.1<CURSYM>EUR</{0}>"


def test_amounts_in_another_currency_are_a_problem_and_converted_ones_are_not() -> None:
    bought = FIGURES.format(10, -500)
    (row,) = read(entry("BUYSTOCK", bought + EURO.format("ORIGCURRENCY"))).transactions
    assert row.amount == Decimal(500)
    euro = read(entry("BUYSTOCK", bought + EURO.format("CURRENCY")))
    assert euro.transactions == ()
    assert "another currency" in (euro.problems[0].why or "")


def test_money_in_another_currency_is_a_problem() -> None:
    moved = "<INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260115<TRNAMT>5<FITID>B1{}</STMTTRN>"
    statement = read(moved.format(EURO.format("CURRENCY")) + "</INVBANKTRAN>")
    assert (statement.transactions, len(statement.problems)) == ((), 1)


def test_a_position_in_another_currency_is_a_problem() -> None:
    inside = "<UNITS>10<UNITPRICE>50<MKTVAL>500" + EURO.format("CURRENCY")
    statement = read(positions=position(inside))
    assert statement.positions == ()
    assert whats(statement) == ["VTI: its value is in EUR"]


def test_an_entry_that_corrects_another_is_not_a_second_one() -> None:
    text = entry("BUYSTOCK", FIGURES.format(10, -500)).replace(
        "<FITID>F1", "<FITID>F2<CORRECTFITID>F1<CORRECTACTION>REPLACE"
    )
    statement = read(text)
    assert statement.transactions == ()
    assert "cancels or corrects" in (statement.problems[0].why or "")


@pytest.mark.parametrize(
    "inside", ["<UNITS>-10<TFERACTION>IN", "<UNITS>10<TFERACTION>IN<POSTYPE>SHORT"]
)
def test_a_transfer_that_may_be_the_other_way_or_short_is_a_problem(inside: str) -> None:
    statement = read(entry("TRANSFER", inside))
    assert (statement.transactions, len(statement.problems)) == ((), 1)


@pytest.mark.parametrize("units", ["10", "-10"])
def test_a_transfer_out_may_have_either_sign(units: str) -> None:
    (row,) = read(entry("TRANSFER", f"<UNITS>{units}<TFERACTION>OUT<POSTYPE>LONG")).transactions
    assert (row.type, row.quantity) == (T.TRANSFER_OUT, Decimal(10))


def test_what_the_broker_could_not_answer_is_a_problem() -> None:
    refused = "<STATUS><CODE>2003<SEVERITY>ERROR<MESSAGE>Account not found</STATUS>"
    assert whats(read(rest=refused)) == ["the broker answered with error 2003: Account not found"]
    assert whats(read(rest="<STATUS><CODE>0<SEVERITY>INFO</STATUS>")) == []
