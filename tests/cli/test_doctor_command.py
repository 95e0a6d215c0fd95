"""`trimtab doctor`: every line, its exit code, and that it leaves everything as it was."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.linked import logged_in, name_source
from tests.cli.running import AS_OF, Run, contents
from trimtab.app.doctor import examining
from trimtab.app.schemas import schema_named
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.errors import OutsideFailure, TrimtabError

DAY = ("--as-of", AS_OF)


def test_a_sound_workspace_is_told_line_by_line_and_nothing_is_written(
    run: Run, sample: Path
) -> None:
    before = contents(sample)
    ran = run("doctor", *DAY)
    assert (ran.code, ran.err) == (0, "")
    for topic in ("installation", "workspace", "data", "time", "brokers", "orders"):
        assert f"\n{topic}\n" in f"\n{ran.out}"
    assert contents(sample) == before
    assert not (sample / ".trimtab").exists()


@pytest.mark.usefixtures("sample")
def test_the_document_fits_its_schema_and_has_every_line(run: Run) -> None:
    document = json.loads(run("doctor", "--json", *DAY).out)
    jsonschema.validate(document, schema_named("doctor"))
    levels = [one["level"] for one in document["findings"]]
    assert document["problems"] == levels.count("problem") == 0
    assert document["warnings"] == levels.count("warning")
    assert {one["topic"] for one in document["findings"]} >= {"installation", "orders"}


def test_outside_of_a_workspace_the_installation_is_looked_at(run: Run, empty: Path) -> None:
    ran = run("doctor")
    assert ran.code == 0
    assert "trimtab init" in ran.out
    assert not list(empty.iterdir())


def test_a_folder_that_was_named_has_to_be_a_workspace(run: Run, empty: Path) -> None:
    assert run("-C", str(empty), "doctor").code == 3


def test_a_problem_is_told_with_its_fix_and_does_not_hide_the_rest(run: Run, sample: Path) -> None:
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text() + "\n[wrong]\n")
    ran = run("doctor", *DAY)
    assert ran.code == 3
    assert "Fix: To see each with its fix: trimtab check" in " ".join(ran.out.split())
    assert "No plan was approved or sent yet" in ran.out


def test_a_piece_that_cannot_be_looked_at_does_not_hide_the_others(run: Run, sample: Path) -> None:
    (sample / ".trimtab").mkdir()
    (sample / ".trimtab" / "journal.jsonl").mkdir()
    ran = run("doctor", *DAY)
    assert ran.code == 3
    told = " ".join(ran.out.split())
    assert "cannot read the journal of orders" in told
    assert "No account names a broker" in told


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), TrimtabError("odd")])
@pytest.mark.usefixtures("sample")
def test_files_that_the_system_keeps_back_are_a_problem(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(_: object) -> None:
        raise error

    monkeypatch.setattr(examining, "read_files", refuse)
    ran = run("doctor", *DAY)
    assert ran.code == 3
    assert "This cannot be looked at" in ran.out


def test_online_the_broker_tells_its_time_and_the_accounts(
    run: Run, sample: Path, sim: EtradeSimulator
) -> None:
    name_source(sample, "broker:etrade:****0001")
    logged_in(run)
    before, asked = contents(sample), len(sim.journal)
    ran = run("doctor", "--online", *DAY)
    told = " ".join(ran.out.split())
    assert ran.code == 0, ran.out
    assert "answers, and knows 1 account of yours" in told
    # The simulator is on a day of its own.
    assert f"s {'ahead of'} E*TRADE's" in told
    assert "Set the clock of this computer" in told
    assert contents(sample) == before
    assert len(sim.journal) > asked
    for secret in (sim.logins.consumer_key, sim.logins.consumer_secret):
        assert secret not in ran.out


@pytest.mark.usefixtures("sim")
def test_without_online_nobody_is_asked(run: Run, sample: Path, sim: EtradeSimulator) -> None:
    name_source(sample, "broker:etrade:****0001")
    before = len(sim.journal)
    assert "No broker was asked" in run("doctor", *DAY).out
    assert len(sim.journal) == before


@pytest.mark.usefixtures("sim")
def test_5_where_all_that_is_wrong_lies_at_a_broker(run: Run, sample: Path) -> None:
    name_source(sample, "broker:etrade:****0001")
    ran = run("doctor", "--online", *DAY)
    assert ran.code == OutsideFailure.exit_code == 5
    assert "nobody is logged in at E*TRADE" in " ".join(ran.out.split())


def test_a_source_that_names_no_account_there_is_a_problem_here(
    run: Run, sample: Path, sim: EtradeSimulator
) -> None:
    assert sim.base_url
    logged_in(run)
    name_source(sample, "broker:etrade:****9999")
    ran = run("doctor", "--online", *DAY)
    assert ran.code == 3
    assert "names no account" in " ".join(ran.out.split())


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("width", [40, 58, 80])
def test_no_line_is_wider_than_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run("doctor", *DAY).out.splitlines()
    assert max(len(line) for line in lines if "/" not in line) <= width
