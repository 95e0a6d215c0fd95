"""`trimtab edit`: other orders, told honestly, as a new plan that somebody has to approve."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate

from tests.cli.running import AS_OF, Run, contents
from trimtab.app import open_workspace
from trimtab.app.clock import SystemClock
from trimtab.app.schemas import schema_named
from trimtab.app.trading.office import open_office
from trimtab.execution.events import Drafted
from trimtab.execution.sendable import made_afresh
from trimtab.report.document.plan import digest_of, id_of
from trimtab.workspace.demo_data import sample_folder

DAY = ("--as-of", AS_OF)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a plan of the optimal planner and one by rule, made once."""
    folder = tmp_path_factory.mktemp("planned") / "sample"
    shutil.copytree(sample_folder(), folder)
    settings = folder / "trimtab.toml"
    settings.write_text(settings.read_text() + "\n[execution]\nunattended = true\n")
    workspace = open_workspace(folder, as_of=date.fromisoformat(AS_OF))
    workspace.save(workspace.plan())
    workspace.save(workspace.plan("ranked-tlh"))
    return folder


@pytest.fixture
def sample(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sample"
    shutil.copytree(planned, folder)
    monkeypatch.chdir(folder)
    return folder


def saved(planner: str) -> dict[str, Any]:
    documents: list[dict[str, Any]] = [
        json.loads(path.read_text()) for path in sorted(Path("plans").glob("*.json"))
    ]
    return next(one for one in documents if one["planner"] == planner)


@pytest.fixture
def plan(sample: Path) -> dict[str, Any]:
    assert sample.is_dir()
    return saved("optimal")


def number(plan: dict[str, Any], side: str, symbol: str, account: str = "joint") -> int:
    return next(
        int(one["n"])
        for one in plan["orders"]
        if (one["side"], one["symbol"], one["account"]) == (side, symbol, account)
    )


def edited(run: Run, plan: dict[str, Any], *arguments: str) -> dict[str, Any]:
    ran = run("edit", plan["id"], "--json", *arguments)
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document


def test_a_dropped_order_is_gone_and_all_else_is_told_of_what_is_left(
    run: Run, plan: dict[str, Any]
) -> None:
    iefa = number(plan, "sell", "IEFA")
    # What it paid for in the same account has to be smaller.
    vv = number(plan, "buy", "VV")
    new = edited(run, plan, "--drop", str(iefa), "--resize", f"{vv}=170", "--note", "not now")
    validate(new, schema_named("plan"))
    assert new["id"] != plan["id"]
    assert [one["symbol"] for one in new["orders"] if one["side"] == "sell"] == [
        one["symbol"] for one in plan["orders"] if one["side"] == "sell" and one["n"] != iefa
    ]
    (edit,) = new["edited"]
    assert (edit["plan"], edit["sha256"], edit["note"]) == (plan["id"], plan["sha256"], "not now")
    assert [(one["kind"], one["n"], one["before"], one["after"]) for one in edit["orders"]] == [
        ("drop", iefa, plan["orders"][iefa - 1]["quantity"], "0"),
        ("resize", vv, plan["orders"][vv - 1]["quantity"], "170"),
    ]
    lost = Decimal(plan["orders"][iefa - 1]["gain"])
    assert Decimal(new["summary"]["realized_short"]) == (
        Decimal(plan["summary"]["realized_short"]) - lost
    )
    assert new["proof"]["bound"] == plan["proof"]["bound"]
    gap = Decimal(new["proof"]["objective"]) - Decimal(new["proof"]["bound"])
    assert Decimal(new["proof"]["gap"]) == gap > Decimal(plan["proof"]["gap"])
    assert new["proof"]["status"] == "feasible"
    codes = [one["code"] for one in new["warnings"]]
    assert "WARN.EDIT_GAP" in codes
    assert "WARN.GAP_OPEN" not in codes
    left = {one["lot_id"]: one["code"] for one in new["not_done"]}
    assert [left[one["lot_id"]] for one in plan["orders"][iefa - 1]["lots"]] == ["KEEP.DROPPED"] * 2


@pytest.mark.parametrize("planner", ["optimal", "ranked-tlh"])
@pytest.mark.usefixtures("sample")
def test_an_edited_plan_is_verified_explained_and_reported_as_any(run: Run, planner: str) -> None:
    plan = saved(planner)
    drop = number(plan, "buy", "IJR")
    once = edited(run, plan, "--drop", str(drop), "--hold", "agg")
    again = edited(run, once, "--resize", f"{number(once, 'sell', 'VWO')}=600")
    assert [one["plan"] for one in again["edited"]] == [plan["id"], once["id"]]
    for one in (once, again):
        verified = run("verify", one["id"], "--json")
        assert verified.code == 0, verified.out
    assert run("report", again["id"]).code == 0
    page = next(Path("plans").glob("*.html")).read_text()
    assert f"Edited from plan {plan['id']}" in page
    told = " ".join(run("show", again["id"]).out.split())
    assert (
        f"Edited from plan {once['id']}: the sale of 640 VWO in Joint is now of 600 shares." in told
    )
    assert "You asked to hold AGG" in run("explain", again["id"], "AGG").out
    assert f"plan {once['id']} had 640" in run("explain", again["id"], "VWO").out


@pytest.mark.usefixtures("sample")
def test_solving_again_proves_the_bound_of_an_edited_plan(run: Run) -> None:
    new = edited(run, saved("optimal"), "--note", "as it is")
    found = json.loads(run("verify", new["id"], "--prove", "--json").out)
    assert found["holds"] is True
    names = {one["name"] for one in found["findings"]}
    assert {"proved", "edits"} <= names
    assert "solved_orders" not in names


def test_what_changed_is_said_beside_the_plan(run: Run, plan: dict[str, Any]) -> None:
    drop = number(plan, "buy", "IJR")
    told = run("edit", plan["id"], "--drop", str(drop)).out.split(f"AGAINST PLAN {plan['id']}")[1]
    assert re.search(r"Drift after +[\d.]+ pp, was [\d.]+ pp", told)
    assert re.search(r"Gap +\$[\d,.]+, was \$[\d,.]+", told)
    assert re.search(r"No more +BUY \d+ IJR in Joint", told)


def test_a_dropped_sale_names_the_purchase_that_its_cash_was_for(
    run: Run, plan: dict[str, Any]
) -> None:
    before = contents(Path("plans"))
    drop = ("--drop", str(number(plan, "sell", "VWO")))
    refused = run("edit", plan["id"], *drop)
    assert refused.code == 6
    said = " ".join(refused.err.split())
    assert "cash_under_its_floor (accounts.min_cash): joint ends with" in said
    vv = number(plan, "buy", "VV")
    ways = re.search(rf"Add: --drop {vv}, or --resize {vv}=(\d+)", said)
    assert ways is not None
    assert contents(Path("plans")) == before
    assert run("edit", plan["id"], *drop, "--drop", str(vv)).code == 0
    assert run("edit", plan["id"], *drop, "--resize", f"{vv}={ways[1]}").code == 0
    # One share more is too many.
    more = int(ways[1]) + 1
    assert run("edit", plan["id"], *drop, "--resize", f"{vv}={more}").code == 6


def test_purchases_that_add_up_are_named_where_no_one_is_enough(run: Run, sample: Path) -> None:
    assert sample.is_dir()
    plan = saved("ranked-tlh")
    drops = [f"--drop={number(plan, 'sell', symbol)}" for symbol in ("VWO", "VNQ", "AGG")]
    refused = run("edit", plan["id"], *drops)
    said = " ".join(refused.err.split())
    ways = re.search(r"Add: ((?:--drop \d+ ?)+), or (.*?) exit", said)
    assert ways is not None, said
    assert ways[1].count("--drop") > 1
    for way in ways.groups():
        assert run("edit", plan["id"], *drops, *way.split()).code == 0


def test_cash_that_was_asked_for_has_to_be_left(run: Run, sample: Path) -> None:
    made = json.loads(run("plan", "--raise", "20000", "--json", *DAY).out)
    assert sample.is_dir()
    drop = f"--drop={number(made, 'sell', 'VWO')}"
    refused = run("edit", made["id"], drop)
    said = " ".join(refused.err.split())
    assert "cash_not_raised (--raise)" in said
    ways = re.search(r"are missing in joint, .*? Add: (.*?), or (.*?) exit", said)
    assert ways is not None, said
    for way in ways.groups():
        assert run("edit", made["id"], drop, *way.split()).code == 0


def test_without_purchases_to_leave_out_the_sale_is_to_be_kept(run: Run, sample: Path) -> None:
    made = json.loads(run("plan", "--raise", "20000", "--account", "joint", "--json", *DAY).out)
    assert sample.is_dir()
    buys = [one for one in made["orders"] if one["side"] == "buy" and one["account"] == "joint"]
    drops = [f"--drop={one['n']}" for one in buys]
    sells = [one for one in made["orders"] if one["side"] == "sell" and one["account"] == "joint"]
    drops += [f"--drop={one['n']}" for one in sells]
    said = " ".join(run("edit", made["id"], *drops).err.split())
    assert re.search(r"are missing in joint, and no purchases there .* keep what is sold", said)


def test_a_purchase_made_larger_is_told_by_how_much_it_is_too_large(
    run: Run, plan: dict[str, Any]
) -> None:
    vv = number(plan, "buy", "VV")
    said = " ".join(run("edit", plan["id"], "--resize", f"{vv}=300").err.split())
    ways = re.search(rf"Give instead: --drop {vv}, or --resize {vv}=(\d+) exit", said)
    assert ways is not None, said
    assert int(plan["orders"][vv - 1]["quantity"]) <= int(ways[1]) < 300
    assert run("edit", plan["id"], "--resize", f"{vv}={ways[1]}").code == 0


def test_what_a_plan_was_compared_with_is_kept(run: Run, sample: Path) -> None:
    assert sample.is_dir()
    asked = ("--planner", "never-sell", "--compare", "--json", *DAY)
    made = json.loads(run("plan", *asked).out)
    new = edited(run, made, "--drop", "1")
    assert [one["name"] for one in new["considered"]] == [one["name"] for one in made["considered"]]
    assert new["considered"][1:-1] == made["considered"][1:-1]
    assert new["considered"][-1]["orders"] == len(new["orders"])
    assert run("verify", new["id"]).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--resize", "{vwo}=731"), 6, "oversold_lot: joint holds 730 VWO, and 731"),
        (("--resize", "{vwo}=600.5"), 6, "fraction_of_a_step (accounts.quantity_step)"),
        (("--drop", "99"), 3, "there is no order 99; the plan has orders 1 to"),
        (("--hold", "ABC"), 3, "no order of the plan is of ABC"),
        (("--resize", "{vwo}=0"), 3, "take it out with --drop {vwo}"),
        (("--resize", "{vwo}=640"), 3, "is of 640 shares already"),
        (("--drop", "{vwo}", "--resize", "{vwo}=3"), 3, "taken out and resized in one edit"),
        (("--resize", "{vwo}=3", "--resize", "{vwo}=4"), 2, "names an order twice"),
        (("--resize", "{vwo}"), 2, "write it as 7=120"),
        ((), 2, "Nothing to change"),
    ],
)
def test_what_cannot_be_meant_or_breaks_a_limit_is_told_and_saves_nothing(
    run: Run, plan: dict[str, Any], arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = contents(Path("plans"))
    vwo = number(plan, "sell", "VWO")
    refused = run("edit", plan["id"], *(one.format(vwo=vwo) for one in arguments))
    assert refused.code == code
    assert said.format(vwo=vwo) in " ".join(refused.err.split())
    assert contents(Path("plans")) == before


def test_a_plan_that_no_longer_keeps_the_settings_is_not_edited(
    run: Run, plan: dict[str, Any], sample: Path
) -> None:
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text().replace("[policy]", "[policy]\nmax_orders = 3"))
    refused = run("edit", plan["id"], "--note", "still")
    assert refused.code == 6
    assert "no longer fits the workspace" in refused.err
    assert f"trimtab plan --again {plan['id']}" in " ".join(refused.err.split())


def test_a_plan_that_was_changed_by_hand_is_not_edited(run: Run, plan: dict[str, Any]) -> None:
    (path,) = Path("plans").glob(f"*{plan['id']}.json")
    path.write_text(path.read_text().replace('"quantity": "12"', '"quantity": "13"', 1))
    refused = run("edit", plan["id"], "--drop", "1")
    assert refused.code == 6
    assert f"trimtab plan --again {plan['id']}" in " ".join(refused.err.split())


def test_neither_approval_nor_what_was_read_carries_over(run: Run, plan: dict[str, Any]) -> None:
    assert run("ack", plan["id"], "W1").code == 0
    assert run("approve", plan["id"]).code == 0
    new = edited(run, plan, "--note", "the same, and read again")
    assert "W1" in run("approve", new["id"]).err
    assert run("ack", new["id"], "W1").code == 0
    assert "not approved" in run("execute", new["id"], "--live", "--yes", *DAY).err
    assert run("approve", new["id"]).code == 0
    assert run("execute", new["id"], "--live", "--yes", *DAY).code == 0


def test_a_warning_whose_cause_was_dropped_is_gone(run: Run, plan: dict[str, Any]) -> None:
    # W1 is of the sale of VWO at a loss while an account reinvests its dividends.
    vwo, vv = number(plan, "sell", "VWO"), number(plan, "buy", "VV")
    new = edited(run, plan, "--drop", str(vwo), "--drop", str(vv))
    assert any(one["needs_ack"] for one in plan["warnings"])
    assert not any(one["needs_ack"] for one in new["warnings"])
    assert run("approve", new["id"]).code == 0


def test_an_edited_plan_is_as_old_as_the_first(
    run: Run, plan: dict[str, Any], sample: Path
) -> None:
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text() + 'plan_expires = "1h"\n')
    journal = sample / ".trimtab" / "journal.jsonl"
    journal.unlink()
    office = open_office(sample, SystemClock())
    old = office.clock.now() - timedelta(hours=2)
    office.journal.append(Drafted(at=old, plan=plan["id"], sha256=plan["sha256"]))
    once = edited(run, plan, "--note", "once")
    twice = edited(run, once, "--note", "twice")
    refused = run("execute", twice["id"], "--live", "--yes", *DAY)
    assert refused.code == 6
    said = " ".join(refused.err.split())
    assert f"Made 2 h 0 min ago, limit 1 h 0 min. {made_afresh(twice['id'])}" in said


def test_the_history_names_the_plan_that_was_edited(run: Run, plan: dict[str, Any]) -> None:
    new = edited(run, plan, "--note", "once")
    told = [one["text"] for one in json.loads(run("history", "--json").out)["entries"]]
    assert f"Plan {new['id']} made by editing plan {plan['id']}, for 15 Jun 2026" in told


def test_a_fresh_plan_is_made_without_the_edits_and_says_so(run: Run, plan: dict[str, Any]) -> None:
    new = edited(run, plan, "--drop", str(number(plan, "buy", "IJR")))
    again = run("plan", "--again", new["id"], "--json", *DAY)
    assert json.loads(again.out)["id"] == plan["id"]
    assert f"The edits of plan {new['id']} are not made again" in again.err


def _other_number(document: dict[str, Any]) -> None:
    document["edited"][-1]["orders"][0]["n"] += 1


def _other_size(document: dict[str, Any]) -> None:
    document["edited"][-1]["orders"][0]["before"] = "7"


def _other_note(document: dict[str, Any]) -> None:
    document["edited"][-1]["note"] = "not mine"


def _no_edit(document: dict[str, Any]) -> None:
    document["edited"] = [*document["edited"], document["edited"][0]]


@pytest.mark.parametrize("planner", ["optimal", "ranked-tlh"])
@pytest.mark.parametrize(
    ("change", "holds"),
    [(_other_number, False), (_other_size, False), (_no_edit, False), (_other_note, True)],
)
@pytest.mark.usefixtures("sample")
def test_edits_that_were_not_made_do_not_verify(
    run: Run, planner: str, change: Callable[[dict[str, Any]], None], *, holds: bool
) -> None:
    plan = saved(planner)
    new = edited(run, plan, "--drop", str(number(plan, "buy", "IJR")))
    change(new)
    new["sha256"] = digest_of(new)
    new["id"] = id_of(new["sha256"])
    Path("claimed.json").write_text(json.dumps(new))
    assert (run("verify", "claimed.json").code == 0) is holds


@pytest.mark.usefixtures("sample")
def test_without_the_plan_before_its_orders_are_not_compared(run: Run) -> None:
    plan = saved("optimal")
    new = edited(run, plan, "--drop", str(number(plan, "buy", "IJR")))
    next(Path("plans").glob(f"*{plan['id']}.json")).unlink()
    found = json.loads(run("verify", new["id"], "--json").out)
    assert found["holds"] is True
    outcomes = {one["name"]: one["outcome"] for one in found["findings"]}
    assert outcomes["edits"] == "not_promised"
