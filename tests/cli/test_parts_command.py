"""One plan both ways: some accounts to the simulated broker, another one by tickets."""

import json
from pathlib import Path

import pytest

import trimtab
from tests.cli.linked import DAY, at_broker
from tests.cli.running import Run
from trimtab.brokers.simulators.etrade import EtradeSimulator

LIVE = ("--account", "joint", "--account", "tira")
TYPED = ("--account", "roth")
SEND = ("--live", "--yes")


@pytest.fixture
def plan_id(sample: Path, approved: str) -> str:
    """A plan of accounts at the broker, but for the Roth IRA, which is at none with an API."""
    settings = sample / "trimtab.toml"
    text = settings.read_text()
    named = 'id = "roth"\nsource = "broker:etrade:****2223"\n'
    assert named in text
    settings.write_text(text.replace(named, 'id = "roth"\n'))
    return approved


def orders_in(sample: Path, plan_id: str, *accounts: str) -> list[int]:
    (saved,) = (sample / "plans").glob(f"*{plan_id}.json")
    orders = json.loads(saved.read_text())["orders"]
    return [one["n"] for one in orders if one["account"] in accounts]


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_mixed_plan_is_refused_with_both_commands(
    run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    ran = run("execute", plan_id, *SEND, *DAY)
    assert ran.code == 6
    told = words(ran.err)
    assert f"`trimtab execute {plan_id} --live --account joint --account tira`" in told
    assert f"`trimtab execute {plan_id} --export-csv FOLDER --account roth`" in told
    ran = run("execute", plan_id, *SEND, "--account", "fid", *DAY)
    assert ran.code == 3
    assert "has no orders in fid; accounts with orders: joint, " in words(ran.err)
    assert at_broker(sim) == []


def test_tickets_first_then_the_brokers(
    sample: Path, run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    rehearsed = run("execute", plan_id, *LIVE, *DAY)
    assert rehearsed.code == 0, rehearsed.out
    typed, sent = (orders_in(sample, plan_id, *of) for of in (["roth"], ["joint", "tira"]))
    assert typed == [10, 11, 20]
    assert "Not meant now: orders 10-11, 20 in roth." in words(rehearsed.out)

    written = run("execute", plan_id, "--export-csv", "tickets", *TYPED, *DAY)
    assert written.code == 0, written.err
    assert "Not among these tickets: orders " in words(written.err)
    assert {one.name for one in Path("tickets").iterdir()} == {
        f"{plan_id}-roth.csv",
        f"{plan_id}-1-tickets.html",
    }
    again = run("execute", plan_id, "--export-csv", "tickets", "--force", *DAY)
    assert again.code == 6, "joint and tira are not sent, and could be typed, too"
    assert f"--account roth` goes on with run {plan_id}-1" in words(again.err)

    done = run("execute", plan_id, *SEND, *LIVE, "--json", *DAY)
    assert done.code == 0, done.err
    (document,) = json.loads(done.out)["runs"]
    assert (document["run"], document["accounts"]) == (f"{plan_id}-2", ["joint", "tira"])
    assert [one["n"] for one in document["orders"]] == sent
    assert len(at_broker(sim)) == len(sent)

    twice = run("execute", plan_id, *SEND, "--account", "joint", *DAY)
    assert twice.code == 6
    assert f"was sent in joint, tira by run {plan_id}-2 on" in words(twice.err)
    other_way = run("execute", plan_id, "--export-csv", "more", "--account", "tira", *DAY)
    assert other_way.code == 6
    assert "Nothing of it is left" in words(run("execute", plan_id, *SEND, *DAY).err)
    assert len(at_broker(sim)) == len(sent)

    for number in typed:
        assert run("orders", plan_id, "--cancelled", str(number), *DAY).code == 0
    listed = json.loads(run("orders", plan_id, "--json", *DAY).out)["runs"]
    assert [(one["run"], one["outcome"]) for one in listed] == [
        (f"{plan_id}-2", "done"),
        (f"{plan_id}-1", "some"),
    ]
    assert run("orders", plan_id, "--follow", *DAY).code == 0
    history = words(run("history", *DAY).out)
    assert f"Orders of plan {plan_id} in joint, tira begin to go to " in history


def test_the_brokers_first_then_a_sync_then_tickets(
    sample: Path, run: Run, sim: EtradeSimulator, plan_id: str
) -> None:
    workspace = trimtab.open_workspace(sample)
    sent = workspace.saved(plan_id).execute(confirm=plan_id, accounts=["tira", "joint"])
    assert isinstance(sent, trimtab.Sent)
    assert sent.done
    assert run("sync", *DAY).code == 0
    written = run("execute", plan_id, "--export-csv", "tickets", *TYPED, *DAY)
    assert written.code == 0, written.err

    for number in orders_in(sample, plan_id, "roth"):
        assert run("orders", plan_id, "--cancelled", str(number), *DAY).code == 0
    settings = sample / "trimtab.toml"
    head, roth, tail = settings.read_text().partition('id = "roth"')
    at = tail.index("cash = ")
    settings.write_text(head + roth + tail[:at] + 'cash = "1.00"' + tail[tail.index("\n", at) :])
    changed = run("execute", plan_id, "--export-csv", "tickets", "--force", *TYPED, *DAY)
    assert changed.code == 6
    assert "The plan no longer fits the workspace: cash of roth" in words(changed.err)
    assert len(at_broker(sim)) == len(orders_in(sample, plan_id, "joint", "tira"))
