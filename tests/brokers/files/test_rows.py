import pytest

from trimtab.brokers.files.rows import rows
from trimtab.errors import InvalidValue


def test_rows_know_the_line_on_which_they_begin() -> None:
    text = '\ufeffa,b\r\n\r\n"one\r\ntwo",c,,\r\n , \r\nd\r\n'
    assert [(row.line, row.cells) for row in rows(text)] == [
        (1, ("a", "b")),
        (3, ("one\r\ntwo", "c")),
        (6, ("d",)),
    ]


def test_a_stray_quote_does_not_swallow_the_rest_of_the_file() -> None:
    with pytest.raises(InvalidValue, match="line 2 "):
        list(rows('a,b\n"VTI,10\nVEA,20\n'))


def test_a_long_row_is_shown_shortened() -> None:
    (row,) = rows(",".join(["column"] * 30))
    assert str(row).endswith("...")
    assert len(str(row)) <= 60
