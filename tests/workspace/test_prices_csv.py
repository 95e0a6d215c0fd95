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


def test_merged_prices_keep_the_old_and_take_the_new(tmp_path: Path) -> None:
    old = Quote(symbol=Symbol("A"), price=Decimal(1), bid=Decimal("0.9"), ask=Decimal("1.1"))
    kept = Quote(symbol=Symbol("B"), price=Decimal("2.50"), as_of=date(2026, 1, 2))
    new = [Quote(symbol=Symbol(name), price=Decimal(9)) for name in ("A", "C")]
    path = tmp_path / "p.csv"
    text = prices_csv.merge({old.symbol: old, kept.symbol: kept}, new)
    path.write_text(text, encoding="utf-8")
    read = prices_csv.read_prices(path, "p.csv", date(2026, 11, 16), Findings())
    assert list(read.values()) == [new[0], kept, new[1]]
