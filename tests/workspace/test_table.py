from pathlib import Path

import pytest

from trimtab.workspace.table import Columns, Findings, read_rows

COLUMNS = Columns(required=("symbol", "price"), optional=("as_of",))


def read(path: Path, text: str | bytes) -> tuple[list[tuple[int, str, str]], Findings]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    findings = Findings()
    rows = read_rows(path, "f.csv", COLUMNS, findings)
    return [(row.line, row.text("symbol"), row.text("price")) for row in rows], findings


def problem_of(path: Path, text: str | bytes) -> str:
    _, findings = read(path, text)
    (problem,) = findings.problems
    assert problem.file == "f.csv"
    return f"{problem.line}: {problem.what}"


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "\ufeff\r\n", " , ,\n"])
def test_an_empty_file_says_so(tmp_path: Path, text: str) -> None:
    assert problem_of(tmp_path / "f", text) == "None: f.csv is empty"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"symbol,price\nVT\xe9,1\n", "2: f.csv is not UTF-8 text"),
        ("symbol,price\n".encode("utf-16"), "1: f.csv is not UTF-8 text"),
        ("symbol;price\n", "1: the columns are not separated by commas"),
        ("symbol\tprice\n", "1: the columns are not separated by commas"),
        ("symbol,price,price\n", '1: the column "price" stands twice'),
        ("symbol,Price , PRICE\n", '1: the column "price" stands twice'),
        ("symbol\n", '1: the column "price" is missing'),
        ('symbol,price\n"VTI,1\nBND,2\n', "2: the row cannot be split into cells"),
        ('symbol,price\n"VTI"x,1\n', "2: the row cannot be split into cells"),
        ("symbol,price\nVTI,1\n\nSymbol,Price\n", "4: the header stands here a second time"),
        ("symbol,price\nVTI,1,234.50\n", "2: the row has 3 cells, the header has 2"),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str | bytes, words: str) -> None:
    assert problem_of(tmp_path / "f", text).startswith(words)


def test_rows_after_a_broken_one_are_still_read(tmp_path: Path) -> None:
    rows, findings = read(tmp_path / "f", 'symbol,price\n"A"x,1\nB,2\n')
    assert rows == [(3, "B", "2")]
    assert len(findings.problems) == 1


def test_lines_count_as_an_editor_counts_them(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "f", '\n\nsymbol,price\r\n\r\n"A\nB",1\nC,2\n')
    assert [line for line, *_ in rows] == [5, 7]


def test_unknown_columns_are_notes_that_guess_what_was_meant(tmp_path: Path) -> None:
    rows, findings = read(tmp_path / "f", "symbol,price,asof,comment\nA,1,2026-01-02,x\n")
    assert rows == [(2, "A", "1")]
    assert [(note.what, note.fix) for note in findings.notes] == [
        ('the column "asof" is not used', 'Did you mean "as_of"?'),
        ('the column "comment" is not used', ""),
    ]


@pytest.mark.parametrize("kind", ["absent", "folder"])
def test_what_is_no_file_is_a_problem(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "f"
    if kind == "folder":
        path.mkdir()
    findings = Findings()
    assert list(read_rows(path, "f.csv", COLUMNS, findings)) == []
    assert len(findings.problems) == 1
