from trimtab.brokers.files.sheet import Layout, Sheet, holds, opened
from trimtab.errors import Problem

LAYOUT = Layout(
    names={"day": ("date",), "action": ("action",), "amount": ("amount",)},
    marks=("day", "action"),
    needed=("amount",),
)


def test_the_header_is_found_below_a_preamble() -> None:
    sheet = opened("A title, of words\n\nDate,Action,Amount\n1,2,3\n", LAYOUT, file="f")
    assert isinstance(sheet, Sheet)
    assert [row.line for row in sheet.above] == [1]
    assert sheet.header.line == 3
    assert [row.cells for row in sheet.below] == [("1", "2", "3")]


def test_a_header_that_lacks_a_needed_column_names_it() -> None:
    found = opened("Date,Action\n", LAYOUT, file="f")
    assert isinstance(found, Problem)
    assert found.what == "the table lacks the column `amount`"
    assert found.line == 1


def test_a_file_without_the_header_says_which_one_is_missing() -> None:
    found = opened("something else\n", LAYOUT, file="f")
    assert isinstance(found, Problem)
    assert "`date`, `action`" in found.why


def test_a_stray_quote_is_a_problem_of_the_whole_file() -> None:
    found = opened('Date,Action,Amount\n"1,2,3\n', LAYOUT, file="f")
    assert isinstance(found, Problem)
    assert "line 2 cannot be read" in found.what
    assert not holds('"Date,Action\n', LAYOUT)


def test_the_header_is_looked_for_in_the_first_rows_only() -> None:
    assert holds("x\n" * 59 + "Date,Action\n", LAYOUT)
    assert not holds("x\n" * 60 + "Date,Action\n", LAYOUT)
