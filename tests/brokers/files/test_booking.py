from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers.files.booking import Booking
from trimtab.brokers.files.entry import UNKNOWN, Entry, NotBooked, cash_or_shares
from trimtab.domain import AccountId, Transaction, TransactionType

T = TransactionType
BUY = Entry(
    line=7,
    day=date(2026, 11, 2),
    action="Buy",
    name="VTI",
    quantity=Decimal(10),
    price=Decimal(50),
    amount=Decimal(-501),
    fee=Decimal(1),
)
SELL = replace(BUY, action="Sell", amount=Decimal(499))
DIVIDEND = Entry(line=8, day=date(2026, 11, 2), action="Div", name="VTI", amount=Decimal("12.345"))


def booking() -> Booking:
    return Booking(account=AccountId("a"), file="f.csv")


def booked(entry: Entry, kind: TransactionType) -> Transaction:
    made = booking()
    made.add(entry, kind)
    (row,) = made.transactions
    return row


def refused(entry: Entry, kind: TransactionType) -> str:
    made = booking()
    made.add(entry, kind)
    assert made.transactions == []
    (problem,) = made.problems
    assert problem.where == "f.csv:7"
    return problem.what


def test_a_purchase_carries_its_total_cost_without_sign() -> None:
    row = booked(BUY, T.BUY)
    assert (row.quantity, row.price, row.amount, row.fee) == (
        Decimal(10),
        Decimal(50),
        Decimal(501),
        Decimal(1),
    )
    assert (row.source, row.account_id) == ("f.csv:7", "a")


def test_a_sale_carries_its_net_proceeds_whatever_the_sign_of_its_quantity() -> None:
    for quantity in (Decimal(10), Decimal(-10)):
        row = booked(replace(SELL, quantity=quantity), T.SELL)
        assert (row.quantity, row.amount) == (Decimal(10), Decimal(499))


def test_a_gain_belongs_to_sales_alone() -> None:
    assert booked(replace(SELL, gain=Decimal(-5)), T.SELL).gain == -5
    assert booked(replace(BUY, gain=Decimal(-5)), T.BUY).gain is None


def test_income_is_kept_to_the_cent_without_shares_or_price() -> None:
    row = booked(replace(DIVIDEND, quantity=Decimal(3), price=Decimal(1)), T.DIVIDEND)
    assert (row.amount, row.quantity, row.price) == (Decimal("12.35"), None, None)


def test_a_trade_may_lack_its_amount_or_its_price_but_not_both() -> None:
    assert booked(replace(BUY, amount=None), T.BUY).amount is None
    assert booked(replace(BUY, price=Decimal(0)), T.BUY).price is None
    assert "neither price nor amount" in refused(replace(BUY, price=None, amount=None), T.BUY)


def test_a_purchase_of_nothing_has_no_known_amount() -> None:
    free = replace(BUY, price=Decimal("0.01"), quantity=Decimal(1), fee=Decimal(0))
    assert booked(replace(free, amount=Decimal("0.00")), T.BUY).amount is None


@pytest.mark.parametrize(
    ("entry", "kind", "reason"),
    [
        (replace(BUY, quantity=None), T.BUY, "the quantity is not given"),
        (replace(BUY, quantity=Decimal(0)), T.SELL, "the quantity is not given"),
        (replace(BUY, quantity=Decimal(-10)), T.BUY, "the quantity is -10"),
        (replace(BUY, price=Decimal(-50)), T.BUY, "the price is -50"),
        (replace(BUY, amount=Decimal(501)), T.BUY, "it brings in $501.00, as if it cancelled"),
        (replace(SELL, amount=Decimal(-499)), T.SELL, "it takes out $499.00, as if it cancelled"),
        (replace(BUY, amount=Decimal(-5010)), T.BUY, "10 shares at 50 are $500.00, the row says"),
        (replace(DIVIDEND, line=7, amount=None), T.DIVIDEND, "the amount is not given"),
        (replace(DIVIDEND, line=7, amount=Decimal(0)), T.DIVIDEND, "the amount is not given"),
        (replace(DIVIDEND, line=7, amount=Decimal(-1)), T.DIVIDEND, "it takes out $1.00"),
        (replace(BUY, quantity=None), T.TRANSFER_IN, "the quantity is not given"),
        (replace(BUY, quantity=None), T.STOCK_DIVIDEND, "the quantity is not given"),
        (BUY, T.SPLIT, "the ratio is not given"),
        (BUY, T.MERGER, "the ratio is not given"),
        (replace(BUY, amount=None), T.DEPOSIT, "the amount is not given"),
    ],
)
def test_figures_that_cannot_be_those_of_the_type_are_refused(
    entry: Entry, kind: TransactionType, reason: str
) -> None:
    assert reason in refused(entry, kind)


def test_small_fees_that_no_column_has_do_not_matter() -> None:
    assert booked(replace(SELL, amount=Decimal("498.10")), T.SELL).amount == Decimal("498.10")


def test_money_comes_and_goes_without_a_security() -> None:
    money = replace(BUY, name="", quantity=None, price=None)
    assert booked(replace(money, amount=Decimal(5)), T.DEPOSIT).amount == 5
    assert booked(replace(money, amount=Decimal(-5)), T.WITHDRAWAL).amount == 5


def test_a_split_keeps_its_ratio_and_no_shares() -> None:
    row = booked(replace(BUY, ratio=Decimal(3)), T.SPLIT)
    assert (row.ratio, row.quantity, row.amount, row.price) == (Decimal(3), None, None, None)


def test_trades_of_a_money_market_fund_at_a_dollar_are_cash() -> None:
    made = booking()
    for _ in range(2):
        made.add(
            replace(BUY, name="VMFXX", price=Decimal(1), amount=Decimal(-10), fee=Decimal(0)), T.BUY
        )
    assert made.transactions == []
    assert made.notes() == [
        (
            "Not booked: Buy VMFXX (2 rows, the first on line 7), "
            "a money market fund, which is cash here."
        )
    ]


def test_a_money_market_fund_at_another_price_is_a_security() -> None:
    assert booked(replace(BUY, name="VMFXX"), T.BUY).symbol == "VMFXX"


def test_rows_about_options_and_bonds_are_left_out_once_by_name() -> None:
    made = booking()
    option = replace(BUY, name="-MSFT261030C450")
    made.add(option, T.BUY)
    made.add(option, UNKNOWN)
    assert (made.transactions, made.problems) == ([], [])
    assert made.notes() == ["Left out: -MSFT261030C450 (line 7), an option."]


def test_a_row_without_a_symbol_is_a_problem() -> None:
    assert refused(replace(BUY, name="037833100"), T.BUY) == (
        "Buy 037833100 of 2026-11-02: no symbol of a share or fund"
    )


def test_words_that_are_not_known_are_a_problem_with_the_words() -> None:
    made = booking()
    made.add(replace(BUY, action="Frobnicate"), UNKNOWN)
    assert made.problems[0].what == "Frobnicate VTI of 2026-11-02 is not booked"


def test_rows_without_lines_say_what_they_can() -> None:
    made = booking()
    made.add(replace(BUY, line=None, action=""), NotBooked(why="nothing"))
    made.add(replace(BUY, line=None, name="-MSFT261030C450"), T.BUY)
    made.add(replace(BUY, line=None), T.BUY)
    assert made.notes() == [
        "Left out: -MSFT261030C450, an option.",
        "Not booked: rows without a name (1 row), nothing.",
    ]
    assert made.transactions[0].source == "f.csv"


@pytest.mark.parametrize(
    ("quantity", "amount", "kind"),
    [
        ("5", None, T.TRANSFER_IN),
        ("-5", "100", T.TRANSFER_OUT),
        ("0", "100", T.DEPOSIT),
        (None, "-100", T.WITHDRAWAL),
    ],
)
def test_a_transfer_is_of_shares_when_it_gives_some_and_else_of_money(
    quantity: str | None, amount: str | None, kind: TransactionType
) -> None:
    entry = replace(
        BUY,
        quantity=None if quantity is None else Decimal(quantity),
        amount=None if amount is None else Decimal(amount),
    )
    assert cash_or_shares(entry) is kind


def test_a_ratio_without_end_is_written_with_as_many_decimals_as_the_record_takes() -> None:
    split = Entry(line=7, day=BUY.day, action="Split", name="VTI", ratio=Decimal(1) / 3)
    assert str(booked(split, T.SPLIT).ratio) == "0.333333333333333333"
    assert str(booked(replace(split, ratio=Decimal("1.5")), T.SPLIT).ratio) == "1.5"
