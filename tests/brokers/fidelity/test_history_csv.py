"""Each quirk of Fidelity's history."""

from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers.fidelity.history_csv import FidelityHistoryCsv
from trimtab.domain import Statement, TransactionType

T = TransactionType
HEADER = (
    "Run Date,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),"
    "Accrued Interest ($),Amount ($),Cash Balance ($),Settlement Date"
)


def row(
    action: str, *, symbol: str = "VTI", quantity: str = "", price: str = "", amount: str = ""
) -> str:
    return f'11/19/2026,"{action}",{symbol},"VANGUARD",Cash,{quantity},{price},,,,{amount},9.00,'


def read(*rows: str) -> Statement:
    (statement,) = FidelityHistoryCsv().read("\n".join(["", "", HEADER, *rows]) + "\n", file="h")
    return statement


def whats(statement: Statement) -> list[str]:
    return [problem.what for problem in statement.problems]


@pytest.mark.parametrize(
    ("action", "kind", "quantity", "amount"),
    [
        ("YOU BOUGHT PROSPECTUS UNDER SEPARATE COVER VANGUARD (VTI) (Cash)", T.BUY, "2", "-20"),
        ("YOU SOLD EXCHANGE VANGUARD (VTI) (Cash)", T.SELL, "-2", "20"),
        ("REINVESTMENT VANGUARD (VTI) (Cash)", T.REINVEST, "2", "-20"),
        ("DIVIDEND RECEIVED VANGUARD (VTI) (Margin)", T.DIVIDEND, "", "20"),
        ("SHORT-TERM CAP GAIN VANGUARD (VTI) (Cash)", T.DIVIDEND, "", "20"),
        ("LONG-TERM CAP GAIN VANGUARD (VTI) (Cash)", T.CAPITAL_GAIN_DISTRIBUTION, "", "20"),
        ("RETURN OF CAPITAL VANGUARD (VTI) (Cash)", T.RETURN_OF_CAPITAL, "", "20"),
        ("TRANSFER OF ASSETS ACAT RECEIVE VANGUARD (VTI) (Cash)", T.TRANSFER_IN, "2", ""),
        ("TRANSFER OF ASSETS ACAT RES.CREDIT (Cash)", T.DEPOSIT, "", "20"),
        ("Electronic Funds Transfer Paid (Cash)", T.WITHDRAWAL, "", "-20"),
        ("CASH CONTRIBUTION CURRENT YEAR (Cash)", T.DEPOSIT, "", "20"),
    ],
)
def test_the_prose_of_the_action_gives_the_type(
    action: str, kind: TransactionType, quantity: str, amount: str
) -> None:
    (found,) = read(row(action, quantity=quantity, amount=amount)).transactions
    assert found.type is kind


@pytest.mark.parametrize(
    "action",
    [
        "BUY CANCEL CLOSING TRANSACTION CXL DESCRIPTION CANCELLED TRADE VANGUARD",
        "IN LIEU OF FRX SHARE EU PAYOUT VANGUARD",
        "MERGER MER PAYOUT #REOR M0051680750000 VANGUARD",
        "DISTRIBUTION VANGUARD (VTI) (Cash)",
        "YOU SOLD SHORT SALE VANGUARD",
        "YOU BOUGHT ASSIGNED PUTS AS OF 11-18-26 VANGUARD",
        "SOMETHING NEW VANGUARD",
    ],
)
def test_what_the_prose_does_not_say_enough_about_is_a_problem(action: str) -> None:
    statement = read(row(action, quantity="2", amount="-20"))
    assert statement.transactions == ()
    assert len(statement.problems) == 1


def test_the_security_is_not_part_of_the_words() -> None:
    statement = read(row("INTEREST EARNED VANGUARD (VTI) (Cash)", amount="1"))
    assert statement.notes == (
        "Not booked: INTEREST EARNED (1 row, the first on line 4), interest, no matter of lots.",
    )


def test_the_day_after_as_of_counts() -> None:
    found = read(row("DIVIDEND RECEIVED as of 11/16/2026 VANGUARD", amount="5")).transactions
    assert found[0].trade_date == date(2026, 11, 16)


def test_commission_and_fees_are_one_fee() -> None:
    line = '11/19/2026,"YOU SOLD V",VTI,"V",Cash,-2,10,4.95,0.03,,15.02,9.00,'
    assert read(line).transactions[0].fee == Decimal("4.98")


def test_a_pair_of_rows_is_one_reverse_split() -> None:
    statement = read(
        row("REVERSE SPLIT R/S FROM 691#REOR M0051680750001 VANGUARD", quantity="306"),
        row(
            "REVERSE SPLIT R/S TO 692#REOR M0051680750000 VANGUARD", symbol="691", quantity="-1530"
        ),
    )
    (split,) = statement.transactions
    assert (split.type, split.symbol, split.ratio) == (T.SPLIT, "VTI", Decimal("0.2"))
    assert statement.problems == ()


@pytest.mark.parametrize(("new", "old"), [("306", "-1533"), ("-306", "-1530"), ("306", "1530")])
def test_a_pair_whose_shares_give_no_whole_ratio_needs_the_ratio_by_hand(
    new: str, old: str
) -> None:
    statement = read(
        row("REVERSE SPLIT R/S FROM 691#REOR M0051680750001 VANGUARD", quantity=new),
        row("REVERSE SPLIT R/S TO 692#REOR M0051680750000 VANGUARD", quantity=old),
    )
    assert statement.transactions == ()
    assert [problem.fix[:26] for problem in statement.problems] == [
        "Write a row of type split "
    ] * 2


def test_half_of_a_pair_is_not_enough() -> None:
    statement = read(row("REVERSE SPLIT R/S FROM 691#REOR M0051680750001 V", quantity="306"))
    assert len(statement.problems) == 1


def test_each_account_has_its_own_statement() -> None:
    rows = (
        "Run Date,Account,Account Number,Action,Symbol,Description,Quantity,Price,Amount",
        "11/19/2026,Mine,Z1,YOU BOUGHT V,VTI,V,1,10,-10",
        "11/19/2026,Yours,Z2,YOU BOUGHT V,VTI,V,2,10,-20",
        "11/18/2026,Mine,Z1,YOU BOUGHT V,BND,V,3,10,-30",
    )
    text = "\n".join(rows)
    statements = FidelityHistoryCsv().read(text, file="h")
    assert [(item.account_hint, item.rows_read) for item in statements] == [("Z1", 2), ("Z2", 1)]
    assert statements[0].transactions[0].account_id == "Z1"


def test_another_currency_and_a_missing_date_are_refused() -> None:
    header = "Run Date,Action,Symbol,Quantity,Currency,Price,Amount"
    text = f"{header}\n11/19/2026,YOU BOUGHT,SAP,1,EUR,10,-10\n,YOU BOUGHT,SAP,1,USD,10,-10\n"
    (statement,) = FidelityHistoryCsv().read(text, file="h")
    assert whats(statement) == [
        "a row cannot be read: it is in EUR, and trimtab counts in dollars",
        "a row cannot be read: the date is empty",
    ]


def test_the_footer_gives_the_day_and_is_noted() -> None:
    statement = read('"Words of a lawyer."', "Date downloaded 11/20/2026 4:10 pm")
    assert statement.as_of == date(2026, 11, 20)
    assert statement.notes == ("Left out: line 4, `Words of a lawyer.`.",)


def test_a_file_without_needed_columns_is_one_problem() -> None:
    (statement,) = FidelityHistoryCsv().read("Run Date,Action,Symbol\n", file="h")
    assert "`quantity`, `price`, `amount`" in whats(statement)[0]
