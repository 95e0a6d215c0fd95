"""The fixtures of the workspace's tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workspace.folder import LOTS, PRICES, TOML, TRANSACTIONS, Folder
from trimtab.errors import Problem


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.write("trimtab.toml", TOML)
    made.write("data/joint.csv", LOTS)
    made.write("data/transactions.csv", TRANSACTIONS)
    made.write("data/prices.csv", PRICES)
    return made


@pytest.fixture
def lots_problem(folder: Folder) -> Callable[[str], Problem]:
    """The one problem that the workspace has when this is its lots file."""

    def problem(text: str) -> Problem:
        folder.write("data/joint.csv", text)
        return folder.problem()

    return problem
