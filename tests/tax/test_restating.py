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
