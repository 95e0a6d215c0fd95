"""`ws.connect()` and `ws.sync()` against the simulator: what the commands do, from a notebook."""

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import trimtab
from tests.brokers.ibkr.flex_samples import CASH, LOT, SUMMARY, xml
from tests.brokers.ibkr.flex_server import QUERY, TOKEN, flex_server
from tests.cli.linked import all_sourced, code_at, simulator
from tests.cli.running import data_files
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.errors import Auth
from trimtab.workspace.demo_data import sample_folder

DAY = date(2026, 6, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(sample_folder(), tmp_path / "sample")
    all_sourced(tmp_path / "sample")
    return tmp_path / "sample"


@pytest.fixture
def sim(monkeypatch: pytest.MonkeyPatch) -> Iterator[EtradeSimulator]:
    with simulator(monkeypatch) as running:
        yield running


@pytest.fixture
def ws(folder: Path, sim: EtradeSimulator) -> trimtab.Workspace:
    assert sim.base_url
    return trimtab.open_workspace(folder, as_of=DAY)


def logged_in(ws: trimtab.Workspace) -> trimtab.Connected:
    asked = ws.connect("etrade")
    assert asked.authorise is not None
    assert asked.accounts == ()
    return ws.connect("etrade", code=code_at(asked.authorise))


def test_connecting_asks_for_a_code_and_then_names_the_accounts(ws: trimtab.Workspace) -> None:
    asked = ws.connect("etrade")
    assert asked.to_dict()["authorise"] == asked.authorise
    assert str(asked.authorise) in repr(asked)
    found = logged_in(ws)
    assert {name: one.masked for name, one in found.ours.items()} == {
        "joint": "****0001",
        "tira": "****1112",
        "roth": "****2223",
    }
    assert "joint is ****0001." in found._repr_html_()
    assert {one["account"] for one in found.to_dict()["accounts"]} == {"joint", "tira", "roth"}
    removed = ws.connect("etrade", remove=True)
    assert repr(removed) == "The log-in is forgotten here, and ended at E*TRADE."
    with pytest.raises(Auth, match="connect etrade"):
        ws.sync()


def test_a_sync_is_in_the_files_and_the_workspace_opened_anew_has_it(
    folder: Path, ws: trimtab.Workspace, sim: EtradeSimulator
) -> None:
    logged_in(ws)
    sim.exchange.accounts[0].cash = Decimal("14321.09")
    before = data_files(folder)
    rehearsed = ws.sync(dry_run=True)
    assert not rehearsed.written
    assert data_files(folder) == before
    done = ws.sync()
    assert done.written
    assert done.to_dict()["schema"] == "trimtab.import/1"
    assert "becomes $14,321.09" in done.text()
    assert done._repr_html_().startswith("<pre>Looks like: E*TRADE API")
    now = ws.reopened()
    assert now.household.account(trimtab.domain.AccountId("joint")).cash == Decimal("14321.09")
    assert ws.household.account(trimtab.domain.AccountId("joint")).cash != Decimal("14321.09")
    assert now.as_of == DAY
    assert not now.sync().written, "it has all of it"


def test_one_account_alone_is_read(folder: Path, ws: trimtab.Workspace) -> None:
    logged_in(ws)
    before = (folder / "data/joint-lots.csv").read_bytes()
    assert [one.account_id for one in ws.sync(["roth"]).view.accounts] == ["roth"]
    assert [one.account_id for one in ws.sync("tira").view.accounts] == ["tira"]
    assert (folder / "data/joint-lots.csv").read_bytes() == before


def test_what_needs_somebody_is_raised_and_nothing_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = folder / "trimtab.toml"
    settings.write_text(
        settings.read_text().replace("broker:etrade:****0001", "broker:ibkr:****4567")
    )
    text = xml(positions=[SUMMARY | {"position": "12"}, LOT], cash=[CASH])
    with flex_server(text.replace('"U1"', '"U1234567"')) as server:
        monkeypatch.setenv("TRIMTAB_IBKR_FLEX_URL", server.base_url)
        monkeypatch.setenv("TRIMTAB_IBKR_FLEX_TOKEN", TOKEN)
        monkeypatch.setenv("TRIMTAB_IBKR_FLEX_QUERY", QUERY)
        ws = trimtab.open_workspace(folder, as_of=date(2026, 11, 23))
        assert [one.masked for one in ws.connect("ibkr").accounts] == ["****4567"]
        with pytest.raises(trimtab.InvalidValue, match="no log-in"):
            ws.connect("ibkr", code="ABCDE")
        before = data_files(folder)
        with pytest.raises(trimtab.InputProblems, match="VTI"):
            ws.sync(["joint"])
        assert data_files(folder) == before
        assert ws.sync(["joint"], dry_run=True).problems
        assert ws.sync(["joint"], accept_problems=True).written


def test_a_broker_that_nobody_knows_is_told_with_those_that_are(ws: trimtab.Workspace) -> None:
    with pytest.raises(trimtab.InputProblems, match=r"'acme'.*etrade"):
        ws.connect("acme")
    with pytest.raises(trimtab.InvalidValue, match="takes no code"):
        ws.connect("etrade", code="A", remove=True)


def test_an_account_that_only_has_a_source_can_be_opened_and_synced(
    folder: Path, sim: EtradeSimulator
) -> None:
    assert sim.base_url
    settings = folder / "trimtab.toml"
    lines = settings.read_text().splitlines(keepends=True)
    settings.write_text("".join(one for one in lines if "joint-lots.csv" not in one))
    (folder / "data/joint-lots.csv").unlink()
    ws = trimtab.open_workspace(folder, as_of=DAY)
    logged_in(ws)
    assert ws.sync().written
    assert ws.reopened().household.account(trimtab.domain.AccountId("joint")).positions
