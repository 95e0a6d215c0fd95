"""A loss that waits for a replacement is counted in the shares of the day (C12), once."""

import pytest

from tests.tax.records import exactly
from tests.tax.test_rebuild import rebuilt, sales

# Ten old shares are sold for a loss of 4,000; a hundred new ones, ten for one, replace them.
SOLD = """
    2024-01-05 joint buy VTI 10 amount=5000 lot=A1
    2024-01-05 other buy VTI 10 amount=5000 lot=B1
    2024-01-05 spouse buy VTI 10 amount=5000 lot=C1
    {sale} joint sell VTI 10 amount=1000 lot=A1 id=S
"""
BOUGHT = "2024-06-20 joint buy VTI 100 amount=1200 lot=A2"


@pytest.mark.parametrize(
    "splits",
    [
        ("2024-06-10 other split VTI - ratio=10", "2024-06-10 spouse split VTI - ratio=10"),
        (
            "2024-06-07 other split VTI - ratio=10 time=20:25",
            "2024-06-10 spouse split VTI - ratio=10",
        ),
        (
            "2024-06-07 other stock_dividend VTI - ratio=9",
            "2024-06-10 spouse stock_dividend VTI - ratio=9",
        ),
    ],
)
def test_a_split_that_two_brokers_date_differently_counts_once(splits: tuple[str, ...]) -> None:
    text = "\n".join((SOLD.format(sale="2024-06-03"), *splits, BOUGHT))
    assert sales(rebuilt(text)) == [("S", "0.00", "4000.00")]


def test_a_merger_that_two_brokers_date_differently_counts_once() -> None:
    text = "\n".join(
        (
            SOLD.format(sale="2024-06-03"),
            "2024-06-07 other merger VTI - new=NEW ratio=10",
            "2024-06-10 spouse merger VTI - new=NEW ratio=10",
            "2024-06-20 joint buy NEW 100 amount=1200 lot=A2",
        )
    )
    assert sales(rebuilt(text)) == [("S", "0.00", "4000.00")]


def test_a_sale_before_a_split_of_its_evening_is_counted_in_old_shares() -> None:
    text = "\n".join(
        (
            SOLD.format(sale="2024-06-07"),
            "2024-06-07 other split VTI - ratio=10 time=20:25",
            "2024-06-20 joint buy VTI 50 amount=600 lot=A2",
        )
    )
    assert sales(rebuilt(text)) == [("S", "-2000.00", "2000.00")]


def test_a_sale_after_the_own_split_is_not_restated_by_a_later_row_of_another_broker() -> None:
    text = """
        2024-01-05 joint buy VTI 10 amount=5000 lot=A1
        2024-01-05 other buy VTI 10 amount=5000 lot=B1
        2024-06-07 joint split VTI - ratio=10
        2024-06-08 joint sell VTI 100 amount=1000 lot=A1 id=S
        2024-06-10 other split VTI - ratio=10
        2024-06-20 joint buy VTI 100 amount=1200 lot=A2
    """
    (wash,) = rebuilt(text).wash_sales
    assert exactly(wash.quantity, wash.replaced_by) == (100, 100)


def test_two_splits_of_one_account_are_two_however_close() -> None:
    text = "\n".join(
        (
            SOLD.format(sale="2024-06-03"),
            "2024-06-07 other split VTI - ratio=2",
            "2024-06-10 other split VTI - ratio=5",
            BOUGHT,
        )
    )
    assert sales(rebuilt(text)) == [("S", "0.00", "4000.00")]


@pytest.mark.parametrize(
    ("action", "bought"),
    [
        ("split VTI - ratio=10", "VTI"),
        ("stock_dividend VTI - ratio=9", "VTI"),
        ("merger VTI - new=NEW ratio=10", "NEW"),
    ],
)
def test_an_account_that_sold_everything_may_tell_what_came_after(action: str, bought: str) -> None:
    text = f"""
        2024-01-05 joint buy VTI 10 amount=5000 lot=A1
        2024-06-03 joint sell VTI 10 amount=1000 lot=A1 id=S
        2024-06-10 joint {action}
        2024-06-20 joint buy {bought} 50 amount=600 lot=A2
    """
    history = rebuilt(text)
    assert not history.problems
    assert sales(history) == [("S", "-2000.00", "2000.00")]


@pytest.mark.parametrize(
    "action",
    [
        "split BND - ratio=10",
        "split VTI 100 ratio=10",
        "split VTI - ratio=10 amount=3",
        "stock_dividend VTI 5",
        "stock_dividend VTI - ratio=1 price=5",
        "merger VTI 7 new=NEW ratio=1",
        "spinoff VTI 5 new=KID basis_fraction=0.1",
    ],
)
def test_what_an_account_without_the_shares_cannot_have_had_is_a_problem(action: str) -> None:
    text = f"""
        2024-01-05 joint buy VTI 10 amount=5000 lot=A1
        2024-06-03 joint sell VTI 10 amount=1000 lot=A1 id=S
        2024-06-10 joint {action}
    """
    assert len(rebuilt(text).problems) == 1


def test_a_new_name_of_shares_that_are_gone_names_the_loss_that_waits() -> None:
    text = """
        2024-01-05 joint buy VTI 10 amount=5000 lot=A1
        2024-06-03 joint sell VTI 10 amount=1000 lot=A1 id=S
        2024-06-10 joint symbol_change VTI - new=NEW
        2024-06-20 joint buy NEW 5 amount=600 lot=A2
    """
    assert sales(rebuilt(text)) == [("S", "-2000.00", "2000.00")]


def test_problems_are_listed_by_line() -> None:
    text = """
        2024-06-10 joint sell BND 10 amount=1000
        2024-01-05 joint split VTI - ratio=2
    """
    assert [problem.line for problem in rebuilt(text).problems] == [2, 3]
