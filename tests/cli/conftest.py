"""A copy of the sample household to work in, and a way to run commands there."""

import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.linked import approved_plan, logged_in, simulator
from tests.cli.running import Ran, Run
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.cli import main
from trimtab.workspace.demo_data import sample_folder


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "TRIMTAB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sample"
    shutil.copytree(sample_folder(), folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> Ran:
        code = main(list(arguments))
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return call


@pytest.fixture(scope="session")
def once_approved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a household whose plan may be sent, and the plan's id; made once for all."""
    folder = tmp_path_factory.mktemp("approved") / "sample"
    shutil.copytree(sample_folder(), folder)

    def quietly(*arguments: str) -> Ran:
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
            code = main(list(arguments))
        return Ran(code, out.getvalue(), err.getvalue())

    with pytest.MonkeyPatch.context() as patch, simulator(patch):
        patch.chdir(folder)
        return folder, approved_plan(folder, quietly)


@pytest.fixture
def approved(sample: Path, run: Run, sim: EtradeSimulator, once_approved: tuple[Path, str]) -> str:
    """A plan that may be sent live, of the accounts as the simulated broker has them; its id."""
    assert sim.base_url
    folder, plan_id = once_approved
    shutil.copytree(folder, sample, dirs_exist_ok=True)
    logged_in(run)
    return plan_id


@pytest.fixture
def sim(monkeypatch: pytest.MonkeyPatch) -> Iterator[EtradeSimulator]:
    with simulator(monkeypatch) as running:
        yield running
