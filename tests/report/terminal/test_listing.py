"""Aligned tables: columns line up, and narrow terminals lose the least important ones first."""

from trimtab.report.terminal.listing import Column, plain_text, table

COLUMNS = (
    Column(title="NAME"),
    Column(title="much", right=True, optional=2),
    Column(title="gain", right=True, optional=1),
)
ROWS = [["a", "1", "10"], ["long name", "100", "2"]]


def test_figures_line_up_at_their_right_ends() -> None:
    assert table(COLUMNS, ROWS, width=98, color=False) == [
        "NAME       much  gain",
        "a             1    10",
        "long name   100     2",
    ]


def test_the_column_with_the_highest_number_goes_first() -> None:
    assert table(COLUMNS, ROWS, width=16, color=False)[0].split() == ["NAME", "gain"]
    assert table(COLUMNS, ROWS, width=9, color=False)[0].split() == ["NAME"]


def test_a_column_that_is_not_optional_stays_however_narrow_it_gets() -> None:
    assert table(COLUMNS, ROWS, width=1, color=False)[2] == "long name"


def test_colour_only_marks_the_titles() -> None:
    coloured = table(COLUMNS, ROWS, width=98, color=True)
    assert "\N{ESC}" in coloured[0]
    assert coloured[1:] == table(COLUMNS, ROWS, width=98, color=False)[1:]


def test_a_table_without_rows_is_its_titles() -> None:
    assert table(COLUMNS, [], width=98, color=False) == ["NAME  much  gain"]


def test_plain_text_has_a_hyphen_for_every_dash() -> None:
    assert plain_text("\N{MINUS SIGN}5 \N{EN DASH} 6 \N{MIDDLE DOT}") == "-5 - 6 -"


def test_a_table_that_does_not_fit_becomes_lines_under_each_name() -> None:
    columns = (Column(title="NAME"), Column(title="value $", right=True), Column(title="gain"))
    rows = [["a name of several words", "1,234,567.89", "5"], ["b", "1", ""]]
    assert table(columns, rows, width=20, color=False) == [
        "NAME",
        "a name of several",
        "  words",
        "  value $",
        "    1,234,567.89",
        "  gain 5",
        "b",
        "  value $ 1",
    ]
