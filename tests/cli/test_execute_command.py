"""From a plan to orders on paper: acknowledged, approved, rehearsed, sent, listed, halted."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.running import Run
from trimtab.app import open_workspace
from trimtab.app.clock import SystemClock
from trimtab.app.schemas import schema_named
from trimtab.app.trading.office import open_office
from trimtab.domain import AccountId, Order, OrderId, OrderType, Side, Symbol
from trimtab.execution.events import Intended, RunStarted
from trimtab.workspace.demo_data import sample_folder

DAY = ("--as-of", "2026-06-15")
ORDER = Order(
    order_id=OrderId("7K3F01234567001"),
    account_id=AccountId("joint"),
    side=Side.SELL,
    symbol=Symbol("VOO"),
    quantity=Decimal(12),
    order_type=OrderType.MARKET,
)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a plan, in a workspace where nobody has to type anything; made once."""
    folder = tmp_path_factory.mktemp("planned") / "sample"
    shutil.copytree(sample_folder(), folder)
    settings = folder / "trimtab.toml"
    settings.write_text(settings.read_text() + "\n[execution]\nunattended = true\n")
    workspace = open_workspace(folder, as_of=date(2026, 6, 15))
    workspace.save(workspace.plan())
    return folder


@pytest.fixture
def sample(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sample"
    shutil.copytree(planned, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def plan_id(sample: Path) -> str:
    (saved,) = (sample / "plans").iterdir()
    return str(json.loads(saved.read_text())["id"])


def approved(run: Run, plan_id: str) -> None:
    assert run("ack", plan_id, "W1", *DAY).code == 0
    assert run("approve", plan_id, "--as", "Ana", *DAY).code == 0


def sent(run: Run, plan_id: str) -> dict[str, object]:
    done = run("execute", plan_id, "--live", "--yes", "--json", *DAY)
    assert done.code == 0, done.err
    document: dict[str, object] = json.loads(done.out)["runs"][0]
    return document


def test_the_history_joins_the_plan_its_approval_and_its_orders(run: Run, plan_id: str) -> None:
    run("ack", plan_id, "W1", "--as", "Luis", *DAY)
    run("approve", plan_id, "--as", "Ana", *DAY)
    document = sent(run, plan_id)
    run("halt", "--as", "Luis", "--note", "enough")
    told = json.loads(run("history", "--json").out)
    assert list(Draft202012Validator(schema_named("history")).iter_errors(told)) == []
    texts = [entry["text"] for entry in reversed(told["entries"])]
    orders = document["orders"]
    assert isinstance(orders, list)
    assert texts[:4] == [
        f"Plan {plan_id} made, for 15 Jun 2026",
        f"W1 of plan {plan_id} ticked off by Luis",
        f"Plan {plan_id} approved by Ana",
        f"Orders of plan {plan_id} begin to go to paper",
    ]
    assert texts[-1] == "Trading halted by Luis: enough"
    assert texts[-2].startswith(f"Plan {plan_id} on paper: every order is filled; gain ($")
    assert re.search(r"realised, .* planned, before wash sales; .*; drift .* planned$", texts[-2])
    assert len(texts) == 6 + len(orders)
    first = orders[0]
    assert texts[4].startswith(f"Order 1 of plan {plan_id} on paper: sold {first['filled']} of ")


def test_a_rehearsal_shows_every_order_and_sends_nothing(
    sample: Path, run: Run, plan_id: str
) -> None:
    before = (sample / ".trimtab" / "journal.jsonl").read_bytes()
    shown = run("execute", plan_id, "--json", *DAY)
    assert shown.code == 0
    document = json.loads(shown.out)
    plan = json.loads(run("show", plan_id, "--json").out)
    assert [one["symbol"] for one in document["orders"]] == [
        one["symbol"] for one in plan["orders"]
    ]
    assert [one["lots"] for one in document["orders"]] == [
        [{"lot_id": lot["lot_id"], "quantity": lot["quantity"]} for lot in one["lots"]]
        for one in plan["orders"]
    ]
    assert (sample / ".trimtab" / "journal.jsonl").read_bytes() == before
    assert not (sample / ".trimtab" / "paper").exists()


def test_sending_needs_the_warning_read_and_the_plan_approved(run: Run, plan_id: str) -> None:
    refused = run("execute", plan_id, "--live", "--yes", *DAY)
    assert refused.code == 6
    assert "not approved" in refused.err
    early = run("approve", plan_id, *DAY)
    assert early.code == 6
    assert "W1" in early.err
    approved(run, plan_id)
    assert sent(run, plan_id)["outcome"] == "done"


def test_without_a_terminal_nothing_is_sent_unless_the_file_says_so(
    sample: Path, run: Run, plan_id: str
) -> None:
    approved(run, plan_id)
    assert run("execute", plan_id, "--live", *DAY).code == 6
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text().replace("unattended = true", "unattended = false"))
    refused = run("execute", plan_id, "--live", "--yes", *DAY)
    assert refused.code == 6
    assert "unattended" in refused.err


def test_orders_on_paper_fill_at_the_quotes_and_never_touch_the_files(
    sample: Path, run: Run, plan_id: str
) -> None:
    approved(run, plan_id)
    data = {path: path.read_bytes() for path in (sample / "data").iterdir()}
    document = sent(run, plan_id)
    assert data == {path: path.read_bytes() for path in (sample / "data").iterdir()}
    orders = document["orders"]
    assert isinstance(orders, list)
    assert {one["status"] for one in orders} == {"filled"}
    assert all(Decimal(one["filled"]) <= Decimal(one["planned"]) for one in orders)
    listed = json.loads(run("orders", "--json", *DAY).out)["runs"]
    assert listed == [document]


def test_a_plan_of_data_that_changed_is_refused(sample: Path, run: Run, plan_id: str) -> None:
    approved(run, plan_id)
    lots = next((sample / "data").glob("*lots*.csv"))
    lines = lots.read_text().splitlines(keepends=True)
    lots.write_text("".join(lines[:-1]))
    refused = run("execute", plan_id, "--live", "--yes", *DAY)
    assert refused.code == 6
    assert f"trimtab plan --again {plan_id}" in " ".join(refused.err.split())


def test_an_edited_plan_can_neither_be_approved_nor_sent(
    sample: Path, run: Run, plan_id: str
) -> None:
    approved(run, plan_id)
    (saved,) = (sample / "plans").glob(f"*{plan_id}.json")
    saved.write_text(saved.read_text().replace('"quantity": "12"', '"quantity": "13"', 1))
    assert run("approve", plan_id, *DAY).code == 6
    refused = run("execute", plan_id, "--live", "--yes", *DAY)
    assert refused.code == 6
    assert "edited" in refused.err


def test_a_rejection_takes_the_approval_back(run: Run, plan_id: str) -> None:
    approved(run, plan_id)
    assert run("reject", plan_id, "--note", "too much", *DAY).code == 0
    assert run("execute", plan_id, "--live", "--yes", *DAY).code == 6


def test_a_halt_stops_sending_until_somebody_resumes(run: Run, plan_id: str) -> None:
    approved(run, plan_id)
    assert run("halt", "--note", "call", "--as", "Luis").code == 0
    refused = run("execute", plan_id, "--live", "--yes", *DAY)
    assert refused.code == 6
    assert "Luis" in refused.err
    assert run("resume").code == 0
    assert sent(run, plan_id)["outcome"] == "done"


def test_two_processes_do_not_execute_at_once(sample: Path, run: Run, plan_id: str) -> None:
    approved(run, plan_id)
    with open_office(sample, SystemClock()).alone():
        refused = run("execute", plan_id, "--live", "--yes", *DAY)
    assert refused.code == 6
    assert "another trimtab" in refused.err


def test_no_order_is_declared_absent_while_it_may_be_on_its_way(
    sample: Path, run: Run, plan_id: str
) -> None:
    with open_office(sample, SystemClock()).alone():
        refused = run("orders", "--absent", f"{plan_id}:1", *DAY)
    assert refused.code == 6
    assert "another trimtab" in refused.err


def test_only_a_taken_lock_is_told_as_one(sample: Path) -> None:
    with (
        pytest.raises(BlockingIOError, match="stderr"),
        open_office(sample, SystemClock()).alone(),
    ):
        raise BlockingIOError("stderr is full")


def test_a_limit_on_orders_is_kept(sample: Path, run: Run, plan_id: str) -> None:
    approved(run, plan_id)
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text() + 'max_order = "1000"\n')
    refused = run("execute", plan_id, "--live", "--yes", *DAY)
    assert refused.code == 6
    assert "max_order" in refused.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ack", "W9"), 3, "no warning W9"),
        (("orders", "--absent", "7K3F"), 3, "names no order"),
        (("cancel", "NONE:1"), 3, "ever sent"),
    ],
)
def test_what_cannot_be_meant_is_told(
    run: Run, plan_id: str, arguments: tuple[str, ...], code: int, said: str
) -> None:
    if arguments[0] == "ack":
        arguments = ("ack", plan_id, *arguments[1:])
    found = run(*arguments, *DAY)
    assert found.code == code
    assert said in found.err


def test_an_order_of_two_runs_is_meant_by_the_name_of_its_run(
    sample: Path, run: Run, plan_id: str
) -> None:
    (saved,) = (sample / "plans").iterdir()
    sha256 = json.loads(saved.read_text())["sha256"]
    office = open_office(sample, SystemClock())
    for name in (f"{plan_id}-1", f"{plan_id}-2"):
        now, live = office.clock.now(), name[-1] == "1"
        office.journal.append(
            RunStarted(at=now, run=name, plan=plan_id, sha256=sha256, broker="b", live=live)
        )
        office.journal.append(Intended(at=now, run=name, leg=1, attempt=1, order=ORDER, known=()))
    for command in (("cancel", f"{plan_id}:1"), ("orders", "--absent", f"{plan_id}:1")):
        refused = run(*command, *DAY)
        assert refused.code == 6
        assert f"{plan_id}-1:1 or {plan_id}-2:1" in " ".join(refused.err.split())
    assert run("orders", "--absent", f"{plan_id}-1:1", *DAY).code == 0
    states = {name: one.leg(1).lost for name, one in office.book().runs.items()}
    assert states == {f"{plan_id}-1": False, f"{plan_id}-2": True}
    # With one left there is no doubt, though the plan's newest run were another.
    assert run("orders", "--absent", f"{plan_id}:1", *DAY).code == 0
    listed = json.loads(run("orders", f"{plan_id}-2", "--json", *DAY).out)
    assert [one["run"] for one in listed["runs"]] == [f"{plan_id}-2"]


def test_orders_that_are_done_can_neither_be_cancelled_nor_declared_absent(
    run: Run, plan_id: str
) -> None:
    approved(run, plan_id)
    sent(run, plan_id)
    assert run("cancel", f"{plan_id}:1", *DAY).code == 6
    assert run("orders", "--absent", f"{plan_id}:1", *DAY).code == 6


@pytest.mark.parametrize("lines", [5, 12, 30])
def test_a_run_that_was_killed_goes_on_where_it_was(
    sample: Path, run: Run, plan_id: str, lines: int
) -> None:
    approved(run, plan_id)
    journal = sample / ".trimtab" / "journal.jsonl"
    killed = subprocess.Popen(
        [sys.executable, "-m", "trimtab", *DAY, "execute", plan_id, "--live", "--yes", "-q"],
        cwd=sample,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while killed.poll() is None and journal.read_bytes().count(b"\n") < lines:
        os.sched_yield()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    again = run("execute", plan_id, "--live", "--yes", "--json", *DAY)
    if again.code == 7:
        # Killed between the note and the sending: the paper broker does not have it.
        (lost,) = [
            one for one in json.loads(again.out)["runs"][0]["orders"] if one["status"] == "unknown"
        ]
        assert run("orders", "--absent", f"{plan_id}:{lost['n']}", *DAY).code == 0
        again = run("execute", plan_id, "--live", "--yes", "--json", *DAY)
    assert again.code == 0, again.err
    document = json.loads(again.out)["runs"][0]
    assert document["outcome"] == "done"
    books = json.loads((sample / ".trimtab" / "paper" / f"{document['run']}.json").read_text())
    names = [one["report"]["client_order_id"] for one in books["orders"]]
    assert len(names) == len(set(names)) == len(document["orders"])
