from decimal import Decimal

import pytest

from trimtab.brokers.files.columns import Columns, column_name
from trimtab.brokers.files.rows import Row
from trimtab.errors import InvalidValue

NAMES = {"amount": ("amount",), "quantity": ("qty", "quantity")}


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Amount ($)", "amount"),
        ("Amount $", "amount"),
        ("Quantity #", "quantity"),
        (" Fees  & Comm", "fees & comm"),
        ("% of Acct", "% of acct"),
    ],
)
def test_a_header_is_known_without_its_unit(cell: str, name: str) -> None:
    assert column_name(cell.strip()) == name


def test_columns_are_bound_by_name_in_any_order() -> None:
    columns = Columns.bind(("Note", "Quantity", "Amount ($)"), NAMES)
    assert dict(columns.places) == {"amount": 2, "quantity": 1}
    assert columns.has(("amount", "quantity"))
    assert columns.missing(("amount", "day")) == ["day"]


def test_of_two_spellings_in_one_header_the_first_counts() -> None:
    assert Columns.bind(("Quantity", "Qty"), NAMES).places["quantity"] == 1


def test_a_row_with_more_cells_than_headers_is_no_record() -> None:
    columns = Columns.bind(("Qty",), NAMES)
    assert columns.record(Row(line=2, cells=("1", "2"))) is None


def test_a_cell_that_is_no_number_is_refused_by_the_name_of_its_column() -> None:
    record = Columns.bind(("Qty", "Amount"), NAMES).record(Row(line=2, cells=("ten", "$1,000")))
    assert record is not None
    assert record.number("amount") == Decimal(1000)
    with pytest.raises(InvalidValue, match=r"quantity: `ten` is not a number"):
        record.number("quantity")


def test_a_column_that_the_file_lacks_says_nothing() -> None:
    record = Columns.bind(("Qty",), NAMES).record(Row(line=2, cells=("--",)))
    assert record is not None
    assert (record.text("amount"), record.number("amount"), record.text("quantity")) == (
        "",
        None,
        "",
    )
