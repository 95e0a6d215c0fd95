"""`trimtab doctor --bundle`: nothing in it names anybody, opens anything, or is an amount."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.cli.linked import SOURCES, all_sourced, logged_in
from tests.cli.running import AS_OF, Run, contents
from trimtab.app import Workspace, open_workspace
from trimtab.brokers.simulators.etrade import EtradeSimulator

DAY = ("--as-of", AS_OF)
NAME = f"trimtab-report-{AS_OF}.zip"


def unpacked(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture
def told(
    run: Run, sample: Path, sim: EtradeSimulator, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, EtradeSimulator]:
    """A workspace in which much has happened: a log-in, a sync, a run, a fault, a log."""
    monkeypatch.setattr(Path, "home", lambda: sample.parent)
    all_sourced(sample)
    settings = sample / "trimtab.toml"
    more = (
        '\n[execution]\nmode = "live"\nunattended = true\n'
        '[[watch.notify]]\nkind = "email"\nto = "ana.rivera@example.com"\n'
        '[[cash_flows]]\ndate = 2026-12-20\namount = "-912.34"\nname = "Kim\'s boat"\n'
    )
    settings.write_text(settings.read_text() + more)
    logged_in(run)
    assert run("sync", *DAY, "--log", str(sample / "requests.log")).code == 0
    name = json.loads(run("plan", "--json", *DAY).out)["id"]
    for warning in json.loads(run("show", name, "--json").out)["warnings"]:
        run("ack", name, warning["id"], *DAY, "--as", "Ana Rivera")
    run("approve", name, "--as", "Ana Rivera", "--note", "for Kim", *DAY)
    assert run("execute", name, "--live", "--yes", *DAY).code == 0
    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "status", lambda _: 1 / 0)
        assert run("status", *DAY).code == 1
    return sample, sim


def test_no_secret_name_number_place_or_amount_is_in_it(
    run: Run, told: tuple[Path, EtradeSimulator]
) -> None:
    sample, sim = told
    made = run("doctor", "--online", "--bundle", *DAY)
    assert made.code == 0, made.err
    files = unpacked(sample / NAME)
    assert {name.partition("/")[2] for name in files} == {
        "README.txt",
        "versions.json",
        "doctor.json",
        "settings.txt",
        "journal.txt",
        "faults/1.json",
        "requests.log",
    }
    own = {name: text for name, text in files.items() if not name.endswith("README.txt")}
    text = "\n".join(own.values())
    session = json.loads((sample / ".trimtab" / "etrade-session.json").read_text())
    secrets = {sim.logins.consumer_key, sim.logins.consumer_secret, *session["token"]}
    numbers = {one.number for one in sim.exchange.accounts} | {
        one.key for one in sim.exchange.accounts
    }
    ends = {f"****{one}" for one in SOURCES.values()}
    people = {"Rivera", "Ana", "Luis", "Kim", "boat", "example.com"}
    places = {str(sample), str(sample.parent)}
    assert [one for one in secrets | numbers | ends | people | places if one in text] == []
    household = open_workspace(sample).household
    symbols = {str(one) for one in household.symbols_held()}
    # The word for what kind of account it is stands in the settings, too.
    accounts = {str(one.account_id) for one in household.accounts} - {"roth"}
    words = set(re.findall(r"[\w.-]+", text))
    assert (symbols | accounts) & words == set()
    amounts = {"912.34", *(str(one.cash) for one in household.accounts if one.cash)}
    assert [one for one in amounts if one in text] == []
    assert "broker:etrade:****" in text
    assert "Intended" in text
    assert "ZeroDivisionError" in text
    assert "E*TRADE: GET" in text


def test_it_says_what_is_inside_that_nothing_is_sent_and_changes_nothing(
    run: Run, sample: Path
) -> None:
    before = contents(sample)
    made = run("doctor", "--bundle", *DAY)
    assert made.code == 0
    for name in unpacked(sample / NAME):
        assert name.partition("/")[2] in made.out
    assert "Nothing is sent." in made.out
    assert {name: one for name, one in contents(sample).items() if name != NAME} == before
    again = run("doctor", "--bundle", *DAY)
    assert again.code == 3
    assert "--force" in again.err
    assert run("doctor", "--bundle", "--force", *DAY).code == 0


@pytest.mark.usefixtures("sample")
def test_it_is_written_where_it_is_wanted_and_told_as_json(run: Run, tmp_path: Path) -> None:
    wanted = tmp_path / "mine.zip"
    document = json.loads(run("doctor", "--bundle", str(wanted), "--json", *DAY).out)
    assert document["schema"] == "trimtab.bundle/1"
    assert document["file"] == str(wanted)
    assert [one["name"] for one in document["files"]] == [
        name.partition("/")[2] for name in unpacked(wanted)
    ]


def test_where_settings_are_wrong_it_is_made_all_the_same(run: Run, sample: Path) -> None:
    (sample / "trimtab.toml").write_text("version = = 1")
    assert run("doctor", "--bundle", *DAY).code == 0
    files = unpacked(sample / NAME)
    assert "cannot be read" in files["trimtab-report/settings.txt"]
    assert '"level": "problem"' in files["trimtab-report/doctor.json"]


def test_outside_of_a_workspace_it_has_the_installation(run: Run, empty: Path) -> None:
    assert run("doctor", "--bundle", *DAY).code == 0
    assert (empty / NAME).exists()


def test_a_log_on_the_screen_is_none(run: Run, sample: Path) -> None:
    assert run("doctor", "--bundle", "--log", "-", *DAY).code == 0
    assert "trimtab-report/requests.log" not in unpacked(sample / NAME)


@pytest.mark.usefixtures("sample")
def test_force_alone_means_nothing(run: Run) -> None:
    assert run("doctor", "--force").code == 2


def test_a_fault_of_our_own_names_the_bundle_and_is_in_it(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "status", lambda _: 1 / 0)
    ran = run("status", *DAY)
    assert ran.code == 1
    assert "trimtab doctor --bundle" in ran.err
    (saved,) = (sample / "faults").iterdir()
    assert saved.name in ran.err
    assert "division" not in saved.read_text(), "what it says may hold anything"


def test_a_fault_that_cannot_be_saved_is_told_all_the_same(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sample / "faults").write_text("a file is in the way")
    monkeypatch.setattr(Workspace, "status", lambda _: 1 / 0)
    ran = run("status", *DAY)
    assert ran.code == 1
    assert "ZeroDivisionError" in ran.err
    assert "trimtab doctor --bundle (no names, no amounts)." in ran.err
