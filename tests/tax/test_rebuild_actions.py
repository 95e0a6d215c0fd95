"""Wash sales and lots while companies split, merge and pay, and while shares move."""

from decimal import Decimal

import pytest

from tests.tax.records import exactly
from tests.tax.test_rebuild import lots, rebuilt, sales

SOLD = """
    2025-03-03 joint buy VTI 100 amount=1000 lot=L1
    2025-06-02 joint sell VTI 100 amount=700 lot=L1 id=S
    2025-03-03 other buy VTI 10 amount=200 lot=O1
"""


@pytest.mark.parametrize(
    ("event", "symbol"),
    [
        ("split VTI - ratio=2", "VTI"),
        ("stock_dividend VTI - ratio=1", "VTI"),
        ("stock_dividend VTI 10", "VTI"),
        ("merger VTI - new=NEW ratio=2", "NEW"),
    ],
)
def test_a_waiting_loss_counts_in_the_new_shares_after_a_split_or_merger(
    event: str, symbol: str
) -> None:
    text = f"""{SOLD}
        2025-06-10 other {event}
        2025-06-20 joint buy {symbol} 100 amount=400 lot=L2
    """
    history = rebuilt(text)
    assert not history.problems
    (wash,) = history.wash_sales
    # 100 new shares stand for 50 of the shares sold.
    assert exactly(wash.quantity, wash.replaced_by, wash.disallowed) == (50, 100, 150)
    assert sales(history) == [("S", "-150.00", "150.00")]


def test_a_waiting_loss_follows_a_new_name() -> None:
    text = f"""{SOLD}
        2025-06-10 other symbol_change VTI - new=NEW
        2025-06-20 joint buy NEW 100 amount=400 lot=L2
    """
    assert rebuilt(text).wash_sales[0].disallowed == 300


def test_two_accounts_rows_of_one_split_restate_a_loss_once() -> None:
    text = f"""{SOLD}
        2025-03-04 joint buy VTI 5 amount=50 lot=L9
        2025-06-10 other split VTI - ratio=2
        2025-06-10 joint split VTI - ratio=2
        2025-06-20 joint buy VTI 100 amount=400 lot=L2
    """
    assert [wash.quantity for wash in rebuilt(text).wash_sales] == [50]


def test_a_reverse_split_before_the_sale_leaves_its_shares_as_they_are() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-01 joint split VTI 10 ratio=0.1
        2025-06-02 joint sell VTI 10 amount=700 lot=L1 id=S
        2025-06-20 joint buy VTI 10 amount=400 lot=L2
    """
    assert rebuilt(text).wash_sales[0].quantity == 10


def test_shares_of_a_spin_off_replace_nothing() -> None:
    text = f"""{SOLD}
        2025-06-10 other spinoff VTI - new=KID ratio=1 basis_fraction=0.2
        2025-06-11 joint buy KID 10 amount=100 lot=K1
        2025-06-12 joint sell KID 10 amount=50 lot=K1 id=T
    """
    assert rebuilt(text).wash_sales == ()


def test_an_exchange_into_two_classes_divides_each_lots_basis_by_fair_value() -> None:
    # Reg. 1.358-2(c) Example 3: lots at 3 and 9 dollars a share, classes worth 2 and 4.
    history = rebuilt("""
        2015-01-05 joint buy X 10 amount=30 lot=A
        2016-01-05 joint buy X 10 amount=90 lot=B
        2025-06-02 joint recapitalization X - new=D ratio=1 new_price=4
        2025-06-02 joint recapitalization X - new=C ratio=1 new_price=2
    """)
    assert not history.problems
    assert sorted(lots(history)) == [
        ("A.C", "10", "10.00", "2015-01-05"),
        ("A.D", "10", "20.00", "2015-01-05"),
        ("B.C", "10", "30.00", "2016-01-05"),
        ("B.D", "10", "60.00", "2016-01-05"),
    ]
    assert not history.sales


@pytest.mark.parametrize(
    ("designated", "given"),
    [
        ("lot=A", "A Y 20 40.00 2015-01-05"),
        ("lot=B", "B Y 20 80.00 2016-01-05"),
        ("", "A Y 20 40.00 2015-01-05"),
    ],
)
def test_a_split_off_gives_up_the_designated_lots_or_else_the_earliest(
    designated: str, given: str
) -> None:
    # Reg. 1.358-2(c) Example 13; 1.358-2(a)(2)(vii).
    history = rebuilt(f"""
        2015-01-05 joint buy X 20 amount=40 lot=A
        2016-01-05 joint buy X 20 amount=80 lot=B
        2025-06-02 joint split_off X 20 new=Y ratio=1 {designated}
    """)
    assert not history.problems
    (new,) = [one.lot for one in history.open_lots if one.lot.symbol == "Y"]
    start = new.holding_period_start
    assert f"{new.lot_id} {new.symbol} {new.quantity} {new.basis} {start}" == given
    assert len(history.open_lots) == 2


def test_a_split_off_of_more_than_is_held_is_a_problem() -> None:
    history = rebuilt("""
        2015-01-05 joint buy X 20 amount=40 lot=A
        2025-06-02 joint split_off X 21 new=Y ratio=1
    """)
    assert "only 20 are held" in history.problems[0].what


@pytest.mark.parametrize(
    "exchange",
    [
        "2025-06-10 other split_off VTI 10 new=KID ratio=1",
        """2025-06-10 other recapitalization VTI - new=KID ratio=1 new_price=1
        2025-06-10 other recapitalization VTI - new=VTI ratio=1 new_price=1""",
    ],
)
def test_shares_received_in_an_exchange_replace_nothing(exchange: str) -> None:
    assert rebuilt(f"{SOLD}\n        {exchange}").wash_sales == ()


def test_a_taxed_stock_dividend_is_an_acquisition() -> None:
    text = f"""{SOLD}
        2025-06-10 other stock_dividend VTI 5 price=7 lot=D1
    """
    history = rebuilt(text)
    assert [str(wash.lot_id) for wash in history.wash_sales] == ["D1"]
    assert ("D1", "5", "50.00", "2025-03-11") in lots(history)


def test_exercised_rights_are_an_acquisition_that_starts_now() -> None:
    text = f"""{SOLD}
        2025-05-01 other rights VTI - new=VTI.RT ratio=1 basis_fraction=0.1
        2025-06-10 other rights VTI.RT 5 new=VTI amount=30 lot=X1
    """
    history = rebuilt(text)
    assert not history.problems
    assert [str(wash.lot_id) for wash in history.wash_sales] == ["X1"]


def test_a_loss_in_a_cash_merger_is_a_sale_like_any_other() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-02 joint merger VTI - cash_per_share=7
        2025-06-20 joint buy VTI 100 amount=720 lot=L2
    """
    history = rebuilt(text)
    assert sales(history) == [("S1", "0.00", "300.00")]


def test_a_return_of_capital_beyond_basis_is_a_gain() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=100 lot=L1
        2025-06-02 joint return_of_capital VTI - cash_per_share=3
    """
    assert sales(rebuilt(text)) == [("S1", "200.00", "0.00")]


def test_a_transfer_between_own_accounts_takes_lots_with_their_past_along() -> None:
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-02 joint sell VTI 60 amount=420 lot=L1 id=S
        2025-06-03 other buy VTI 60 amount=430 lot=L2
        2025-07-01 other transfer_out VTI 60 lot=L2
        2025-07-02 joint transfer_in VTI 60 lot=L2
    """
    history = rebuilt(text)
    assert not history.problems
    assert [one.account_id for one in history.open_lots] == ["joint", "joint"]
    assert lots(history)[1] == ("L2", "60", "610.00", "2025-03-04")


def test_a_transfer_without_a_name_takes_what_is_on_its_way() -> None:
    text = """
        2025-03-03 other buy VTI 100 amount=1000 lot=L1
        2025-03-03 other buy BND 100 amount=1000 lot=B1
        2025-07-01 other transfer_out VTI 100
        2025-07-01 other transfer_out BND 100
        2025-07-01 joint transfer_in VTI 60
    """
    history = rebuilt(text)
    assert ("L1", "60", "600.00", "2025-03-03") in lots(history)


def test_a_transfer_with_its_own_past_is_taken_at_its_word() -> None:
    text = "2025-07-01 joint transfer_in VTI 60 lot=L2 amount=500 acquired=2020-01-02"
    assert lots(rebuilt(text)) == [("L2", "60", "500.00", "2020-01-02")]


def test_more_than_is_on_its_way_comes_without_a_basis() -> None:
    text = """
        2025-03-03 other buy VTI 100 amount=1000 lot=L1
        2025-07-01 other transfer_out VTI 50
        2025-07-01 joint transfer_in VTI 60 lot=L2
        2025-09-01 joint sell VTI 60 amount=900 lot=L2
    """
    history = rebuilt(text)
    assert history.sales[0].gain is None
    assert history.sales[0].incomplete


def test_a_sale_at_an_unknown_gain_uses_nothing_up() -> None:
    text = """
        2025-07-01 joint transfer_in VTI 60 lot=L2
        2025-08-20 joint buy VTI 60 amount=500 lot=L3
        2025-09-01 joint sell VTI 60 amount=900 lot=L2
        2025-09-02 joint buy VTI 60 amount=500 lot=L4
    """
    history = rebuilt(text)
    assert history.wash_sales == ()
    assert [lot.lot.basis for lot in history.open_lots] == [Decimal(500), Decimal(500)]


def test_worthless_shares_are_lost_on_the_last_day_of_the_year() -> None:
    text = """
        2024-03-01 joint buy X 100 amount=1000 lot=A
        2025-02-10 joint worthless X -
    """
    (line,) = rebuilt(text).sales
    assert exactly(str(line.sold), line.term.value, line.gain) == ("2025-12-31", "long", -1000)


def test_money_that_moves_changes_no_lot() -> None:
    text = """
        2025-01-02 joint deposit - - amount=5000
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-02 joint dividend VTI - amount=12
        2025-06-03 joint withdrawal - - amount=100
        2025-06-04 joint transfer_in - - amount=100
        2025-06-05 joint transfer_out - - amount=100
    """
    history = rebuilt(text)
    assert not history.problems
    assert lots(history) == [("L1", "100", "1000.00", "2025-03-03")]


def test_a_sale_by_name_finds_lots_of_several_days_under_that_name() -> None:
    history = rebuilt("""
        2025-01-02 joint buy VTI 100 amount=1000 lot=L1
        2025-06-10 joint stock_dividend VTI 5 price=7 lot=L1
        2026-07-01 joint sell VTI 105 amount=1155 lot=L1 id=S
    """)
    assert [line.lot.quantity for line in history.sales] == [100, 5]
    assert history.problems == ()
