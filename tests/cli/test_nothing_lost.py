"""What may go wrong around a live run, as somebody at a terminal meets it: nothing lost or doubled.

Real processes where one has to die, wait, or run out of disk.
"""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.linked import DAY, died, logged_in, name_source, placed, until
from tests.cli.running import Run, data_files
from trimtab.app.trading.office import journal_of
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.execution.events import Intended

# The command line under the system's own limit on the length of a file, in bytes.
SMALL_DISK = """
import resource, sys
room = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
from trimtab.cli import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.fixture
def plan_id(approved: str) -> str:
    return approved


def execute(plan_id: str) -> tuple[str, ...]:
    return ("execute", plan_id, "--live", "--yes", *DAY)


def one_order_each(sim: EtradeSimulator, sample: Path) -> int:
    """How many orders the broker accepted: every one of them once, and each in the journal."""
    assert sim.watchman.violations(sim.exchange) == []
    orders = [one for account in sim.exchange.accounts for one in account.orders.values()]
    names = [one.client_order_id for one in orders]
    assert len(names) == len(set(names)), "an order was accepted twice"
    events = journal_of(sample).events()
    intended = {str(one.order.order_id) for one in events if isinstance(one, Intended)}
    assert set(names) <= intended
    return len(names)


def died_while_it_waits(run: Run, sim: EtradeSimulator, sample: Path, plan_id: str) -> None:
    """A run whose first order is at the broker and open, and whose process is gone."""
    sim.exchange.manners.fills = "never"
    died(run, sample, plan_id)


def lost(run: Run, sim: EtradeSimulator, plan_id: str) -> None:
    """A run whose first order was accepted, and of which nobody heard."""
    sim.exchange.manners.hide_orders = 10_000
    sim.faults.add({"kind": "reset", "match": "POST .*orders/place"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trimtab.app.trading.job._QUIET", timedelta(0))
        assert run(*execute(plan_id)).code == 7


def test_a_second_process_is_refused_with_the_first_one_named_and_the_first_goes_on(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str
) -> None:
    sim.exchange.manners.fills = "never"
    command = [sys.executable, "-m", "trimtab", *execute(plan_id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        until(lambda: placed(sim) > 0, first)
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        first.send_signal(signal.SIGKILL)
        first.communicate()
    assert second.returncode == 6
    told = " ".join(second.stderr.split())
    assert f"another trimtab is sending orders of this workspace (process {first.pid})" in told
    sim.exchange.manners.fills = "immediate"
    again = run(*execute(plan_id))
    assert again.code == 0, again.err
    assert one_order_each(sim, sample) > 1


@pytest.mark.parametrize("room", [150, 1100])
def test_a_full_disk_under_the_journal_stops_the_run_and_nothing_is_lost(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str, room: int
) -> None:
    path = journal_of(sample).path
    before = path.read_bytes()
    full = subprocess.run(
        [sys.executable, "-c", SMALL_DISK, str(len(before) + room), *execute(plan_id)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    told = " ".join(full.stderr.split())
    assert full.returncode == 1, told
    assert f"cannot write the journal of orders {path}: File too large" in told
    assert "Traceback" not in full.stderr
    after = path.read_bytes()
    assert after.startswith(before)
    assert after.endswith(b"\n")
    assert len(after) <= len(before) + room
    first = one_order_each(sim, sample)
    assert (first == 0) is (room < 1000), "what cannot be written down is not sent"
    again = run(*execute(plan_id))
    assert again.code == 0, again.err
    (done,) = json.loads(run("orders", plan_id, "--json", *DAY).out)["runs"]
    assert one_order_each(sim, sample) == len(done["orders"]) > first


@pytest.mark.parametrize(
    "command",
    [
        ("connect", "etrade", "--no-input"),
        ("connect", "etrade", "--remove"),
        ("sync",),
        ("execute", "PLAN"),
        ("execute", "PLAN", "--live", "--yes"),
        ("orders", "PLAN-1", "--adopt", "1=5"),
        ("cancel", "PLAN-1:1"),
        ("doctor", "--online"),
    ],
    ids=" ".join,
)
def test_a_server_that_answers_with_pages_for_people_changes_nothing_here(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str, command: tuple[str, ...]
) -> None:
    if command[0] == "cancel":
        died_while_it_waits(run, sim, sample, plan_id)
    if command[0] == "orders":
        lost(run, sim, plan_id)
    files, orders = data_files(sample), placed(sim)
    # Everything but the look at the time, which has it from the head of any answer.
    for _ in range(50):
        sim.faults.add({"kind": "html", "match": "(GET|POST|PUT) .*"})
    ran = run(*(one.replace("PLAN", plan_id) for one in command), *DAY)
    assert ran.code == (0 if "--remove" in command else 5), ran.err + ran.out
    assert "Traceback" not in ran.err
    assert "<html>" not in ran.err + ran.out
    assert data_files(sample) == files
    assert placed(sim) == orders
    assert sim.watchman.violations(sim.exchange) == []


def test_an_order_that_is_done_before_the_cancel_comes_is_told_as_the_broker_lists_it(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str
) -> None:
    died_while_it_waits(run, sim, sample, plan_id)
    sim.exchange.manners.fills = "immediate"
    for account in sim.exchange.accounts:
        sim.exchange.poll(account)
    ran = run("cancel", f"{plan_id}:1", *DAY)
    assert ran.code == 0, ran.err
    told = " ".join(ran.err.split())
    assert f"It was too late to cancel. Order {plan_id}:1 is filled" in told
    (listed,) = json.loads(run("orders", plan_id, "--json", *DAY).out)["runs"]
    assert listed["orders"][0]["status"] == "filled"
    assert one_order_each(sim, sample) == 1


def test_a_log_in_that_ends_in_the_middle_stops_the_run_and_a_new_one_goes_on(
    run: Run, sample: Path, sim: EtradeSimulator, plan_id: str
) -> None:
    # Nobody has to confirm it, so that each order is previewed once, before it is sent.
    for _ in range(10):
        sim.faults.add({"kind": "401_rejected", "match": "POST .*orders/preview", "nth": 3})
    stopped = run(*execute(plan_id))
    assert stopped.code == 5, stopped.out
    assert "trimtab connect etrade" in " ".join(stopped.err.split())
    first = one_order_each(sim, sample)
    assert first == 2
    sim.faults.waiting.clear()
    logged_in(run)
    again = run(*execute(plan_id))
    assert again.code == 0, again.err
    (done,) = json.loads(run("orders", plan_id, "--json", *DAY).out)["runs"]
    assert one_order_each(sim, sample) == len(done["orders"]) > first


def test_a_log_in_that_the_server_cannot_give_now_is_told_and_the_next_one_works(
    run: Run, sample: Path, sim: EtradeSimulator
) -> None:
    sim.faults.add({"kind": "500_100", "match": "GET .*request_token"})
    failed = run("connect", "etrade", "--no-input")
    assert failed.code == 5
    assert not (sample / ".trimtab").exists()
    assert "authorize" in run("connect", "etrade", "--no-input").out


@pytest.mark.usefixtures("sim")
def test_where_the_keyring_keeps_nothing_a_file_of_the_owner_does(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoKeyringError(Exception):
        """What the package raises where the system has no place that it knows."""

    def nothing(*_: str) -> str:
        raise NoKeyringError

    ring = SimpleNamespace(
        errors=SimpleNamespace(KeyringError=NoKeyringError),
        get_password=nothing,
        set_password=nothing,
        delete_password=nothing,
    )
    monkeypatch.setattr("trimtab.app.linking.vault._keyring", lambda: ring)
    assert ".trimtab/etrade-session.json" in logged_in(run)
    session = sample / ".trimtab" / "etrade-session.json"
    assert session.stat().st_mode & 0o777 == 0o600
    name_source(sample, "broker:etrade:****0001")
    assert run("sync", *DAY).code == 0
    assert run("connect", "etrade", "--remove").code == 0
    assert not session.exists()
