"""A plan approved and sent from a notebook: the commands' guards, on paper and at a broker."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jsonschema import validate

import trimtab
from tests.cli.linked import all_sourced, code_at, simulator
from trimtab.app import Plan
from trimtab.app.clock import SystemClock
from trimtab.app.schemas import schema_named
from trimtab.app.trading import decisions
from trimtab.app.trading.office import open_office
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.execution.events import Acknowledged, Approved, Rejected
from trimtab.workspace.demo_data import sample_folder

DAY = date(2026, 6, 15)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGE = Path(__file__).parents[3] / "docs/reference/python.md"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A plan of the sample household, made once."""
    folder = tmp_path_factory.mktemp("planned") / "sample"
    shutil.copytree(sample_folder(), folder)
    return trimtab.open_workspace(folder, as_of=DAY).plan()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(sample_folder(), tmp_path / "sample")
    return tmp_path / "sample"


@pytest.fixture
def ws(folder: Path) -> trimtab.Workspace:
    return trimtab.open_workspace(folder, as_of=DAY)


@pytest.fixture
def plan(ws: trimtab.Workspace, planned: Plan) -> Plan:
    """The plan, as if it had just been made in this workspace, and saved."""
    here = replace(planned, root=ws.root)
    ws.save(here)
    return here


def approved(plan: Plan) -> None:
    plan.ack("W1", note="switched off", who="Luis")
    plan.approve(note="as discussed", who="Ana")


def placed(sim: EtradeSimulator) -> int:
    return sum("orders/place" in str(one["path"]) for one in sim.journal)


def test_decisions_are_in_the_journal_with_who_and_why(ws: trimtab.Workspace, plan: Plan) -> None:
    approved(plan)
    plan.reject(note="after all not", who="Ana")
    events = open_office(ws.root, SystemClock()).journal.events()
    told = [
        (type(one), one.sha256, one.who, one.note)
        for one in events
        if isinstance(one, Acknowledged | Approved | Rejected)
    ]
    assert told == [
        (Acknowledged, plan.sha256, "Luis", "switched off"),
        (Approved, plan.sha256, "Ana", "as discussed"),
        (Rejected, plan.sha256, "Ana", "after all not"),
    ]
    with pytest.raises(trimtab.Refused, match="is not approved"):
        plan.execute(confirm=plan.id)


def test_without_a_name_it_is_the_user_s_own(
    ws: trimtab.Workspace, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "luis")
    plan.ack("w1")
    (event,) = (
        one
        for one in open_office(ws.root, SystemClock()).journal.events()
        if isinstance(one, Acknowledged)
    )
    assert (event.who, event.warning) == ("luis", "W1")


def test_without_a_confirmation_it_is_rehearsed_and_nothing_is_sent(
    ws: trimtab.Workspace, plan: Plan
) -> None:
    journal = ws.root / ".trimtab" / "journal.jsonl"
    before = journal.read_bytes()
    found = plan.execute()
    assert isinstance(found, trimtab.Rehearsal)
    assert found.stops == ()
    document = found.to_dict()
    assert document["schema"] == "trimtab.rehearsal/1"
    assert [one["n"] for one in document["orders"]] == list(range(1, len(plan.orders) + 1))
    assert "Nothing has been sent." in found.text()
    assert found._repr_html_().startswith(f"<pre>REHEARSAL of plan {plan.id}")
    assert repr(found) == found.text()
    assert journal.read_bytes() == before
    assert not (ws.root / ".trimtab" / "paper").exists()


def test_confirmed_by_its_id_it_is_sent_on_paper_once(ws: trimtab.Workspace, plan: Plan) -> None:
    approved(plan)
    said: list[str] = []
    sent = plan.execute(confirm=f" {plan.id.lower()} ", told=said.append)
    assert isinstance(sent, trimtab.Sent)
    assert (sent.ending, sent.done) == ("done", True)
    assert said
    (run,) = sent.to_dict()["runs"]
    assert {one["status"] for one in run["orders"]} == {"filled"}
    assert repr(sent) == sent.text()
    assert f"{plan.id}-1 on paper" in sent._repr_html_()
    assert (ws.root / ".trimtab" / "paper" / f"{plan.id}-1.json").exists()


@pytest.mark.parametrize("text", ["", "yes", "7K3G"])
def test_another_text_confirms_nothing(plan: Plan, text: str) -> None:
    approved(plan)
    with pytest.raises(trimtab.Refused, match=f"not {plan.id}; nothing has been sent"):
        plan.execute(confirm=text)


def _rejected(plan: Plan, _folder: Path) -> None:
    plan.reject(who="Ana")


def _halted(_plan: Plan, folder: Path) -> None:
    decisions.halt(open_office(folder, SystemClock()), who="Luis", why="call")


def _sold_elsewhere(_plan: Plan, folder: Path) -> None:
    lots = folder / "data" / "joint-lots.csv"
    lots.write_text("".join(lots.read_text().splitlines(keepends=True)[:-1]))


def _price_moved(_plan: Plan, folder: Path) -> None:
    prices = folder / "data" / "prices.csv"
    prices.write_text(re.sub(r"(?m)^VWO,[\d.]+", "VWO,47.10", prices.read_text()))


def _too_large(_plan: Plan, folder: Path) -> None:
    settings = folder / "trimtab.toml"
    settings.write_text(settings.read_text() + '\n[execution]\nmax_order = "1000"\n')


def _edited_by_hand(plan: Plan, folder: Path) -> None:
    (path,) = (folder / "plans").glob(f"*{plan.id}.json")
    path.write_text(path.read_text().replace('"quantity": "12"', '"quantity": "13"', 1))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_rejected, "is not approved"),
        (_halted, "Trading was halted by Luis"),
        (_sold_elsewhere, "no longer fits the workspace"),
        (_price_moved, "trimtab plan --again"),
        (_too_large, "max_order"),
        (_edited_by_hand, "was edited after it was made"),
    ],
)
def test_what_the_command_refuses_is_refused(
    folder: Path, plan: Plan, change: Callable[[Plan, Path], None], said: str
) -> None:
    approved(plan)
    change(plan, folder)
    with pytest.raises(trimtab.Refused, match=said):
        plan.execute(confirm=plan.id)
    assert not (folder / ".trimtab" / "paper").exists()


def test_approving_is_refused_while_a_warning_is_open(plan: Plan) -> None:
    with pytest.raises(trimtab.Refused, match="read first: W1"):
        plan.approve()
    with pytest.raises(trimtab.InvalidValue, match="no warning W9"):
        plan.ack("W9")


def test_only_a_saved_plan_is_decided_on(ws: trimtab.Workspace, planned: Plan) -> None:
    here = replace(planned, root=ws.root)
    with pytest.raises(trimtab.InvalidValue, match=r"save it first: ws\.save\(plan\)"):
        here.approve()
    with pytest.raises(trimtab.InvalidValue, match="made of values"):
        Plan.of(planned.plan, planned.situation).approve()
    path = ws.save(here)
    other = json.loads(path.read_text())
    path.write_text(json.dumps(other | {"sha256": "0" * 64}))
    with pytest.raises(trimtab.InvalidValue, match="is another one"):
        here.approve()


def test_a_saved_plan_of_another_day_is_the_same(
    folder: Path, ws: trimtab.Workspace, plan: Plan
) -> None:
    found = ws.saved(plan.id.lower())
    assert repr(found) == f"<trimtab.SavedPlan {plan.id}>"
    assert found.to_json() == plan.to_json()
    assert "<iframe" in found._repr_html_()
    found.ack("W1")
    found.approve()
    assert isinstance(found.execute(), trimtab.Rehearsal)
    _edited_by_hand(plan, folder)
    with pytest.raises(trimtab.InputProblems, match="edited"):
        found.to_dict()
    with pytest.raises(trimtab.Refused, match="edited"):
        found.approve()
    with pytest.raises(trimtab.InputProblems, match="no saved plan"):
        ws.saved("ZZZZ")


def test_an_edited_plan_and_a_fresh_one_are_made_as_by_the_commands(
    ws: trimtab.Workspace, plan: Plan
) -> None:
    new = ws.edit(plan.id, drop=[12], hold="ijr", resize={14: "150"}, note="less")
    validate(new.to_dict(), schema_named("plan"))
    (edit,) = new.to_dict()["edited"]
    assert [(one["kind"], one["symbol"]) for one in edit["orders"]] == [
        ("drop", "IJH"),
        ("hold", "IJR"),
        ("resize", "VV"),
    ]
    ws.save(new)
    with pytest.raises(trimtab.Refused, match="read first"):
        new.approve()
    assert ws.plan_again(new.id).id == plan.id
    for sizes in ({14: 0.5}, {14: "many"}):
        with pytest.raises(trimtab.InvalidValue, match="shares"):
            ws.edit(plan.id, resize=sizes)  # type: ignore[arg-type]  # a float is what is refused
    with pytest.raises(trimtab.InvalidValue, match="nothing is asked"):
        ws.edit(plan.id)


@pytest.fixture
def sim(monkeypatch: pytest.MonkeyPatch) -> Iterator[EtradeSimulator]:
    with simulator(monkeypatch) as running:
        yield running


def test_live_orders_go_to_the_broker_under_the_same_guards(
    folder: Path, sim: EtradeSimulator
) -> None:
    all_sourced(folder)
    settings = folder / "trimtab.toml"
    settings.write_text(settings.read_text() + '\n[execution]\nmode = "live"\n')
    ws = trimtab.open_workspace(folder, as_of=DAY)
    address = ws.connect("etrade").authorise
    assert address is not None
    ws.connect("etrade", code=code_at(address))
    ws.sync()
    ws = ws.reopened()
    plan = ws.plan()
    ws.save(plan)
    plan.ack("W1")
    with pytest.raises(trimtab.Refused, match="is not approved"):
        plan.execute(confirm=plan.id)
    plan.approve()
    rehearsed = plan.execute()
    assert "orders to E*TRADE at 127.0.0.1:" in rehearsed.text()
    with pytest.raises(trimtab.Refused, match="nothing has been sent"):
        plan.execute(confirm="yes")
    assert placed(sim) == 0
    sent = plan.execute(confirm=plan.id)
    assert isinstance(sent, trimtab.Sent)
    assert sent.done
    assert placed(sim) == len(plan.orders)
    with pytest.raises(trimtab.Refused, match="was sent on"):
        plan.execute(confirm=plan.id)
    assert placed(sim) == len(plan.orders)
    assert sim.watchman.violations(sim.exchange) == []


def test_the_example_of_the_page_runs(
    ws: trimtab.Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Approve and send")[2]
    (code,) = re.findall(
        r"^```python\n(.*?)^```", section.partition("\n## ")[0], re.MULTILINE | re.DOTALL
    )
    names: dict[str, object] = {"ws": ws}
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102 - our own page
    sent = names["sent"]
    assert isinstance(sent, trimtab.Sent)
    assert sent.ending == "done"
    assert capsys.readouterr().out
