"""`trimtab equalize`: one file, no workspace."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Run, contents

POSITIONS = """\
Symbol,PositionValue,MarkPrice,FifoPnlUnrealized,AssetClass
AAA,1000,10,0,STK
BBB,3000,30,0,STK
CCC,2000,20,0,STK
"""


@pytest.fixture
def positions(empty: Path) -> Path:
    file = empty / "positions.csv"
    file.write_text(POSITIONS)
    return file


def test_new_money_raises_the_lowest_first(run: Run, positions: Path) -> None:
    document = json.loads(run("equalize", str(positions), "--invest", "1500", "--json").out)
    trades = {row["symbol"]: row["trade_value"] for row in document["rows"]}
    assert trades == {"AAA": "1250.00", "BBB": "0.00", "CCC": "250.00"}
    assert document["schema"] == "trimtab.equalize/1"


def test_the_table_shows_every_position_and_the_cash_left(run: Run, positions: Path) -> None:
    out = run("equalize", str(positions), "--invest", "1500").out
    assert [line.split()[0] for line in out.splitlines()[1:4]] == ["AAA", "BBB", "CCC"]
    assert "Cash left: $" in out


def test_nothing_is_written(run: Run, positions: Path) -> None:
    before = contents(positions.parent)
    run("equalize", str(positions), "--raise", "500")
    assert contents(positions.parent) == before


def test_more_than_there_is_cannot_be_raised(run: Run, positions: Path) -> None:
    assert run("equalize", str(positions), "--raise", "9000").code == 4
