"""The risk of what is held beside that of the target."""

from pathlib import Path

import numpy as np
import pytest

from tests.workspace.folder import LOTS, PRICES, TOML, TRANSACTIONS, Folder
from trimtab.app import open_workspace
from trimtab.errors import InputProblems, InvalidValue
from trimtab.risk import MeasureName

RETURNS = "date,VTI,BND\n" + "".join(
    f"2026-10-{day:02},{0.01 * (-1) ** day + 0.0007 * day:.6f},{0.002 * (-1) ** (day // 2):.6f}\n"
    for day in range(1, 31)
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.write("trimtab.toml", TOML.replace("[data]", '[data]\nreturns = "data/returns.csv"'))
    made.write("data/joint.csv", LOTS)
    made.write("data/transactions.csv", TRANSACTIONS)
    made.write("data/prices.csv", PRICES)
    made.write("data/returns.csv", RETURNS)
    return made


def test_holdings_and_target_are_measured_alike(folder: Folder) -> None:
    # 10 VTI at 300, 5.5 BND at 72, 8,000 in cash; the target is 60 % and 40 %.
    columns = np.array(
        [[float(cell) for cell in line.split(",")[1:]] for line in RETURNS.split()[1:]]
    )
    value = 3000 + 396 + 8000
    found = open_workspace(folder.root, as_of=folder.load().as_of).risk("volatility")
    held, aim = columns @ [3000 / value, 396 / value], columns @ [0.6, 0.4]
    # Every day of October has a return, so that a year has 365.
    assert found.holdings == pytest.approx(held.std(ddof=1) * 365**0.5, rel=1e-4)
    assert found.target == pytest.approx(aim.std(ddof=1) * 365**0.5, rel=1e-4)
    assert (found.days, found.last, found.left_out) == (30, "2026-10-30", 0)


def test_a_value_at_risk_is_below_zero_and_its_amount_above(folder: Folder) -> None:
    found = open_workspace(folder.root, as_of=folder.load().as_of).risk(MeasureName.VALUE_AT_RISK)
    assert found.target < found.holdings < 0
    held, aim = found.amounts
    assert 0 < held < aim
    assert float(aim) == pytest.approx(-found.target, abs=1e-9)


def test_a_holding_outside_of_every_class_needs_a_series(folder: Folder) -> None:
    folder.write("data/joint.csv", LOTS + "GLD,1,2021-03-04,100.00,L3\n")
    folder.write("data/prices.csv", PRICES + "GLD,180,,,2026-11-13\n")
    with pytest.raises(InputProblems, match="GLD is held and has no series"):
        open_workspace(folder.root, as_of=folder.load().as_of).risk()


def test_an_unknown_measure_is_answered_with_the_known_ones(folder: Folder) -> None:
    with pytest.raises(InvalidValue, match="volatility, var, cvar"):
        open_workspace(folder.root, as_of=folder.load().as_of).risk("sharpe")
