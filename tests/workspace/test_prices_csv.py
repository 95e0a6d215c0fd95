from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.workspace.folder import Folder
from trimtab.domain import Quote, Symbol
from trimtab.errors import Problem
from trimtab.workspace import prices_csv
from trimtab.workspace.table import Findings

_SOUND = "symbol,price,bid,ask,as_of\nVTI,300\nITOT,130\nSCHB,25\n"


@pytest.fixture
def problem_of(folder: Folder) -> Callable[[str], Problem]:
    def problem(row: str) -> Problem:
        folder.write("data/prices.csv", f"{_SOUND}{row}\n")
        return folder.problem()

    return problem


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("BND,0", 'price "0" is zero'),
        ("BND,-72", 'price "-72" is negative'),
        ("BND,", "the row has no price"),
        ("BND,72,72.02,71.98", "bid 72.02 is above ask 71.98"),
        ("BND,72,0,73", 'bid "0" is zero'),
        ("BND,72,,,2026-11-17", "as_of 2026-11-17 is a date in the future"),
        ("BND,72,,,2026-11-17T09:30:00Z", "as_of 2026-11-17 is a date in the future"),
        ("BND,72,,,yesterday", 'as_of "yesterday" is not an ISO date'),
        ("BND,72,,,2026-11-16 25:00", "is not an ISO date and time"),
    ],
)
def test_a_bad_price_is_one_problem(
    problem_of: Callable[[str], Problem], row: str, what: str
) -> None:
    problem = problem_of(row)
    assert what in problem.what
    assert problem.where == "data/prices.csv:5"


def test_two_prices_of_a_security_name_the_first(problem_of: Callable[[str], Problem]) -> None:
    problem = problem_of("BND,72\nVTI,301")
    assert problem.what == "VTI has two prices"
    assert "data/prices.csv:2" in problem.why


def test_a_date_with_time_counts_as_its_day(folder: Folder) -> None:
    folder.write("data/prices.csv", f"{_SOUND}BND,72,,,2026-11-16T16:00:00-05:00\n")
    assert folder.load().market.quotes[Symbol("BND")].as_of == date(2026, 11, 16)


def merged(text: str, *newer: Quote) -> str:
    return prices_csv.merge(text, newer)


def test_merging_leaves_every_other_row_as_it_stands(tmp_path: Path) -> None:
    old = "Symbol,Note,Price,bid,ask,as_of\r\nA,mine,612.40,612.35,612.45,2026-01-02\r\n"
    old += '\r\n B ,"as, is",$2.50,,,2026-01-02T16:00:00'
    day = date(2026, 3, 4)
    text = merged(
        old,
        Quote(symbol=Symbol("A"), price=Decimal(9), as_of=day),
        Quote(symbol=Symbol("C"), price=Decimal("1.5"), as_of=day),
    )
    assert text.split("\r\n") == [
        "Symbol,Note,Price,bid,ask,as_of",
        "A,mine,9,,,2026-03-04",
        "",
        ' B ,"as, is",$2.50,,,2026-01-02T16:00:00',
        "C,,1.5,,,2026-03-04",
        "",
    ]
    (tmp_path / "p.csv").write_bytes(text.encode())
    read = prices_csv.read_prices(tmp_path / "p.csv", "p.csv", date(2026, 11, 16), Findings())
    assert [quote.price for quote in read.values()] == [9, Decimal("2.5"), Decimal("1.5")]


def test_a_price_that_stays_the_same_number_keeps_its_digits() -> None:
    newer = Quote(symbol=Symbol("A"), price=Decimal("612.4"), as_of=date(2026, 3, 4))
    text = merged("symbol,price\nA,612.40\n", newer)
    assert text == "symbol,price,as_of\nA,612.40,2026-03-04\n"


def test_the_first_prices_get_a_header() -> None:
    newer = Quote(symbol=Symbol("A"), price=Decimal(5))
    assert merged("", newer) == "symbol,price,bid,ask,as_of\nA,5,,,\n"


def test_a_second_price_is_told_also_when_the_first_one_is_bad(folder: Folder) -> None:
    folder.write("data/prices.csv", f"{_SOUND}BND,0\nBND,72\n")
    assert [problem.where for problem in folder.problems()] == [
        "data/prices.csv:5",
        "data/prices.csv:6",
    ]
