"""From a plan to tickets, from tickets to what was told: files, journal, history, refusals."""

import csv
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Run
from trimtab.app import open_workspace
from trimtab.cli import main
from trimtab.errors import TrimtabError
from trimtab.workspace.demo_data import sample_folder

DAY = ("--as-of", "2026-06-15")
# Neither a formula for a spreadsheet nor markup for a browser.
NAME = "=HYPERLINK(1)<b>&"


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with two plans, both acknowledged and approved; made once."""
    folder = tmp_path_factory.mktemp("approved") / "sample"
    shutil.copytree(sample_folder(), folder)
    settings = folder / "trimtab.toml"
    text = settings.read_text().replace('name = "Joint"', f'name = "{NAME}"')
    settings.write_text(text.replace('id = "joint"', 'id = "joint"\nbroker = "Vanguard"'))
    workspace = open_workspace(folder, as_of=date(2026, 6, 15))
    workspace.save(workspace.plan())
    workspace.save(workspace.plan(planner="never-sell"))
    for saved in (folder / "plans").iterdir():
        document = json.loads(saved.read_text())
        for warning in document["warnings"]:
            if warning["needs_ack"]:
                main(["-C", str(folder), "ack", document["id"], warning["id"], "-q"])
        assert main(["-C", str(folder), "approve", document["id"], "-q", *DAY]) == 0
    return folder


@pytest.fixture
def sample(approved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sample"
    shutil.copytree(approved, folder)
    monkeypatch.chdir(folder)
    return folder


def plans(sample: Path) -> Iterator[dict[str, Any]]:
    for saved in sorted((sample / "plans").glob("*.json")):
        yield json.loads(saved.read_text())


@pytest.fixture
def plan(sample: Path) -> dict[str, Any]:
    return next(one for one in plans(sample) if one["planner"] == "optimal")


@pytest.fixture
def other(sample: Path) -> dict[str, Any]:
    return next(one for one in plans(sample) if one["planner"] == "never-sell")


def journal(sample: Path) -> bytes:
    return (sample / ".trimtab" / "journal.jsonl").read_bytes()


def export(run: Run, plan: dict[str, Any], *more: str) -> dict[str, Any]:
    done = run("execute", plan["id"], "--export-csv", "tickets", "--json", *more, *DAY)
    assert done.code == 0, done.err
    document: dict[str, Any] = json.loads(done.out)
    return document


def sheets(plan: dict[str, Any]) -> Iterator[tuple[Path, list[dict[str, str]]]]:
    for path in sorted(Path("tickets").glob(f"{plan['id']}-*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            yield path, list(csv.DictReader(file))


def fill_in(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def all_filled(plan: dict[str, Any]) -> list[str]:
    """Fill in every order at its limit; the arguments that read the files back."""
    arguments = []
    for path, rows in sheets(plan):
        for row in rows:
            row |= {
                "result": "filled",
                "filled shares": row["shares"],
                "average price": row["limit price"],
            }
        fill_in(path, rows)
        arguments += ["--from", str(path)]
    return arguments


def state_of(run: Run, plan: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("orders", plan["id"], "--json", *DAY).out)["runs"][0]
    return document


def test_the_files_have_the_plans_orders_lots_and_dollars(run: Run, plan: dict[str, Any]) -> None:
    document = export(run, plan)
    rows = [row for _, found in sheets(plan) for row in found]
    by_number = {int(row["order"]): row for row in rows}
    told = {one["n"]: one for account in document["accounts"] for one in account["orders"]}
    assert set(by_number) == set(told) == {order["n"] for order in plan["orders"]}
    taxable = {one["id"] for one in plan["accounts"] if one["taxable"]}
    for order in plan["orders"]:
        row = by_number[order["n"]]
        assert (row["account"], row["side"], row["symbol"], row["shares"]) == (
            order["account"],
            order["side"],
            order["symbol"],
            order["quantity"],
        )
        apart = Decimal(row["limit price"]) / Decimal(order["price"]) - 1
        assert abs(apart) < Decimal("0.002")
        lots = [
            (lot["lot_id"], lot["acquired"], lot["quantity"], lot["basis"])
            for lot in told[order["n"]]["lots"]
        ]
        assert lots == [
            (lot["lot_id"], lot["acquired"], lot["quantity"], lot["basis"])
            for lot in order["lots"]
            if order["account"] in taxable
        ]
        assert all(f"lot {lot[0]}" in row["lots to sell"] for lot in lots)
    for _, found in sheets(plan):
        sides = [row["side"] for row in found]
        assert sides == sorted(sides, reverse=True)
        assert len({row["account"] for row in found}) == 1
    assert {"account": "Roth IRA", "symbol": "VWO"} in document["stop_reinvesting"]
    assert document["do_not_buy"] == plan["do_not_buy"]
    assert f"'{NAME}" in {row["account name"] for row in rows}


def test_only_the_days_of_the_plans_own_sales_move_with_the_sale(
    run: Run, plan: dict[str, Any]
) -> None:
    # By hand, 26 U.S.C. 1091(a): 30 days after a sale are in its window. SCHH was sold at a loss on
    # 28 May: 27 June is the last of them. What is sold on 15 June may be bought again on 16 July.
    export(run, plan)
    told = run("execute", plan["id"], "--export-csv", "tickets", "--force", *DAY)
    said = " ".join(told.out.split())
    assert "SCHH: not before 28 Jun 2026, in no account" in said
    assert "16 Jul 2026 is counted from sales on 15 Jun 2026: for each day that a sale is" in said
    assert "28 Jun 2026 stays: it is counted from what was sold before this plan." in said


def test_from_tickets_to_filled_to_history_and_no_data_file_changes(
    sample: Path, run: Run, plan: dict[str, Any]
) -> None:
    data = {path: path.read_bytes() for path in (sample / "data").iterdir()}
    export(run, plan)
    assert {one["status"] for one in state_of(run, plan)["orders"]} == {"submitted"}
    arguments = all_filled(plan)
    done = run("orders", plan["id"], *arguments, "--as", "Ana", *DAY)
    assert done.code == 0, done.err
    assert "trimtab import FILE" in done.err
    state = state_of(run, plan)
    assert (state["outcome"], state["live"], state["broker"]) == ("done", True, "tickets")
    for order, planned in zip(state["orders"], plan["orders"], strict=True):
        assert (order["status"], order["filled"]) == ("filled", planned["quantity"])
    before = journal(sample)
    assert run("orders", plan["id"], *arguments, "--as", "Luis", *DAY).code == 0
    assert journal(sample) == before
    texts = [one["text"] for one in json.loads(run("history", "--json").out)["entries"]]
    assert texts[0].startswith(f"Plan {plan['id']}: every order is filled; gain ")
    assert sum(text.endswith("told by Ana") for text in texts) == len(plan["orders"])
    assert f"Tickets of plan {plan['id']} written into tickets" in texts
    assert data == {path: path.read_bytes() for path in (sample / "data").iterdir()}
    again = run("execute", plan["id"], "--export-csv", "more", *DAY)
    assert again.code == 6
    assert "was sent on" in again.err


def test_one_order_at_a_time_in_parts_and_given_up(run: Run, plan: dict[str, Any]) -> None:
    export(run, plan)
    tell = ("orders", plan["id"])
    assert run(*tell, "--partly", "3", "--quantity", "100", "--price", "46", *DAY).code == 0
    assert run(*tell, "--filled", "3", "--quantity", "640", "--price", "$45.98", *DAY).code == 0
    assert run(*tell, "--cancelled", "14", "--quantity", "1", "--price", "283.9", *DAY).code == 0
    assert run(*tell, "--cancelled", "13", *DAY).code == 0
    found = {one["n"]: (one["status"], one["filled"]) for one in state_of(run, plan)["orders"]}
    assert [found[n] for n in (3, 13, 14)] == [
        ("filled", "640"),
        ("cancelled", "0"),
        ("cancelled", "1"),
    ]
    text = run("orders", plan["id"], *DAY).out
    assert "open ticket" in text
    export(run, plan, "--force")
    page = Path(f"tickets/{plan['id']}-tickets.html").read_text()
    assert page.count("&#10003;") == page.count("; do not type it.") == 3
    slip = run(*tell, "--filled", "3", "--quantity", "640", "--price", "46.10", *DAY)
    assert slip.code == 3
    assert "--sure" in slip.err
    sure = (*tell, "--filled", "3", "--quantity", "640", "--price", "46.10", "--sure")
    assert run(*sure, *DAY).code == 0
    told = json.loads(run("history", "--json").out)["entries"][0]["text"]
    assert "640 of 640 VWO" in told
    assert "$46.10" in told


def test_every_wrong_row_of_every_file_is_named_and_nothing_written(
    sample: Path, run: Run, plan: dict[str, Any]
) -> None:
    export(run, plan)
    before = journal(sample)
    arguments = all_filled(plan)
    for path, rows in sheets(plan):
        rows[0]["filled shares"] = "999999"
        fill_in(path, rows)
    found = run("orders", plan["id"], *arguments, "--from", "none.csv", *DAY)
    assert found.code == 3
    assert "none.csv" in found.err
    assert found.err.count("999999 are told") == len(arguments) // 2
    Path("none.csv").write_text("a,b\n")
    assert run("orders", plan["id"], *arguments, "--from", "none.csv", *DAY).code == 3
    found = run("orders", plan["id"], *arguments, *DAY)
    assert found.code == 3
    assert found.err.count("999999 are told") == len(arguments) // 2
    assert journal(sample) == before


@pytest.mark.parametrize("why", ["unapproved", "halted", "edited", "limit", "changed", "moved"])
def test_what_stops_a_live_run_stops_tickets_and_nothing_is_written(
    sample: Path, run: Run, plan: dict[str, Any], why: str
) -> None:
    settings = sample / "trimtab.toml"
    if why == "unapproved":
        run("reject", plan["id"])
    elif why == "halted":
        run("halt", "--note", "call")
    elif why == "edited":
        (saved,) = (sample / "plans").glob(f"*{plan['id']}.json")
        saved.write_text(saved.read_text().replace('"quantity": "12"', '"quantity": "13"', 1))
    elif why == "limit":
        settings.write_text(settings.read_text() + '\n[execution]\nmax_daily = "1000"\n')
    elif why == "changed":
        lots = sample / "data" / "joint-lots.csv"
        lots.write_text("".join(lots.read_text().splitlines(keepends=True)[:-1]))
    else:
        prices = sample / "data" / "prices.csv"
        moved = prices.read_text().replace("VOO,562.30,", "VOO,600.00,")
        assert moved != prices.read_text()
        prices.write_text(moved)
    before = journal(sample)
    found = run("execute", plan["id"], "--export-csv", "tickets", *DAY)
    assert found.code == 6, found.err
    assert not (sample / "tickets").exists()
    assert journal(sample) == before


def test_files_that_are_there_stay_unless_asked_and_then_only_tickets_go(
    sample: Path, run: Run, plan: dict[str, Any]
) -> None:
    export(run, plan)
    first = {path: path.read_bytes() for path in Path("tickets").iterdir()}
    before = journal(sample)
    refused = run("execute", plan["id"], "--export-csv", "tickets", *DAY)
    assert refused.code == 3
    assert refused.err.count("exists") == len(first)
    export(run, plan, "--force")
    assert journal(sample) == before
    assert {path: path.read_bytes() for path in Path("tickets").iterdir()} == first
    Path(f"tickets/{plan['id']}-joint.csv").write_text("my own notes\n")
    kept = run("execute", plan["id"], "--export-csv", "tickets", "--force", *DAY)
    assert kept.code == 3
    assert Path(f"tickets/{plan['id']}-joint.csv").read_text() == "my own notes\n"
    assert run("execute", plan["id"], "--export-csv", "no/such/folder", *DAY).code == 3
    assert run("execute", plan["id"], "--export-csv", "trimtab.toml", *DAY).code == 3


def test_a_second_folder_with_the_same_tickets_has_to_be_asked_for(
    sample: Path, run: Run, plan: dict[str, Any]
) -> None:
    export(run, plan)
    before = journal(sample)
    refused = run("execute", plan["id"], "--export-csv", "more", *DAY)
    assert refused.code == 6
    assert 'already in the folder "tickets"' in refused.err
    assert not Path("more").exists()
    assert journal(sample) == before
    forced = run("execute", plan["id"], "--export-csv", "more", "--force", *DAY)
    assert forced.code == 0
    assert 'in "tickets", too: throw those away' in " ".join(forced.err.split())
    assert journal(sample).count(b'"event":"Intended"') == len(plan["orders"])
    # Both are known from now on, by whichever way they are named.
    known = run("execute", plan["id"], "--export-csv", str(sample / "more"), "--force", *DAY)
    assert known.code == 0
    third = run("execute", plan["id"], "--export-csv", "third", *DAY)
    assert 'in the folder "tickets" and in "more",' in " ".join(third.err.split())


@pytest.mark.parametrize(
    "folder", ["data", "plans", "plans/new", ".trimtab", ".trimtab/imports", "downloads", "held"]
)
def test_the_rooms_of_the_workspace_take_no_tickets(
    sample: Path, run: Run, plan: dict[str, Any], folder: str
) -> None:
    settings = sample / "trimtab.toml"
    edit(settings, "[data]", '[data]\nvalidate_with = "downloads/"')
    (sample / "held").mkdir()
    (sample / "downloads").mkdir()
    (sample / "data" / "roth-lots.csv").rename(sample / "held" / "roth-lots.csv")
    edit(settings, "data/roth-lots.csv", "held/roth-lots.csv")
    before = journal(sample)
    refused = run("execute", plan["id"], "--export-csv", folder, *DAY)
    assert refused.code == 3
    assert f"{folder} belongs to the workspace" in refused.err
    assert journal(sample) == before
    assert not list((sample / folder).glob("*.html"))


def test_a_disk_that_fails_leaves_orders_that_are_written_again_as_they_were(
    sample: Path, run: Run, plan: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise TrimtabError(f"cannot write {path}: No space left on device ({len(data)} bytes)")

    with monkeypatch.context() as broken:
        broken.setattr("trimtab.app.trading.tickets.write_atomically", full)
        assert run("execute", plan["id"], "--export-csv", "tickets", *DAY).code == 1
    # Nobody knows whether the paper is there: the orders count.
    assert {one["status"] for one in state_of(run, plan)["orders"]} == {"unknown"}
    document = export(run, plan)
    orders = [one for account in document["accounts"] for one in account["orders"]]
    assert {one["status"] for one in state_of(run, plan)["orders"]} == {"submitted"}
    assert len(orders) == len(plan["orders"])
    assert journal(sample).count(b'"event":"Intended"') == len(plan["orders"])


# The command line of a process that is gone just before it writes its second file.
KILLED = """
import os, signal, sys
from trimtab.app.trading import tickets
from trimtab.cli import main
write, files = tickets.write_atomically, []
def last(path, data):
    files.append(path)
    if len(files) > 1:
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, data)
tickets.write_atomically = last
main(sys.argv[1:])
"""


def test_a_process_that_is_killed_between_journal_and_files_leaves_what_is_written_again(
    sample: Path, run: Run, plan: dict[str, Any]
) -> None:
    command = ("execute", plan["id"], "--export-csv", "tickets", *DAY)
    killed = subprocess.run([sys.executable, "-c", KILLED, *command], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(Path("tickets").iterdir())) == 1
    assert {one["status"] for one in state_of(run, plan)["orders"]} == {"unknown"}
    assert run("execute", plan["id"], "--live", *DAY).code == 6, "they may have been typed"
    document = export(run, plan, "--force")
    orders = [one for account in document["accounts"] for one in account["orders"]]
    assert len(orders) == len(plan["orders"])
    assert {one["status"] for one in state_of(run, plan)["orders"]} == {"submitted"}
    assert journal(sample).count(b'"event":"Intended"') == len(plan["orders"])
    assert run("orders", plan["id"], *all_filled(plan), *DAY).code == 0


def test_open_tickets_are_seen_by_everything_else(
    run: Run, plan: dict[str, Any], other: dict[str, Any]
) -> None:
    export(run, plan)
    refused = run("execute", other["id"], "--export-csv", "others", *DAY)
    assert refused.code == 6
    assert f"plan {plan['id']} is an open ticket" in refused.err
    live = run("execute", plan["id"], "--live", *DAY)
    assert live.code == 6
    assert "went out as tickets" in live.err
    cancel = run("cancel", f"{plan['id']}:3")
    assert cancel.code == 6
    assert f"trimtab orders {plan['id']} --cancelled 3" in cancel.err
    assert "type none of them" in run("halt").err
    assert run("execute", plan["id"], "--export-csv", "tickets", "--force", *DAY).code == 6
    # What has happened may be told all the same.
    assert run("orders", plan["id"], "--cancelled", "3", *DAY).code == 0


def one_filled(run: Run, plan: dict[str, Any]) -> None:
    """Order 1 is filled, which sells all of lot J15, and nothing comes of the others."""
    export(run, plan)
    for path, rows in sheets(plan):
        for row in rows:
            row["result"] = "cancelled"
            if row["order"] == "1":
                done = {"filled shares": row["shares"], "average price": row["limit price"]}
                row |= {"result": "filled", **done}
        fill_in(path, rows)
    files = [word for path, _ in sheets(plan) for word in ("--from", str(path))]
    assert run("orders", plan["id"], *files, *DAY).code == 0


def test_a_rehearsal_says_what_stands_in_the_way(run: Run, plan: dict[str, Any]) -> None:
    def said() -> set[str]:
        rehearsed = run("execute", plan["id"], "--json", *DAY)
        return {stop["code"] for stop in json.loads(rehearsed.out)["stops"]}

    assert said() == set()
    run("halt")
    assert said() == {"STOP.HALTED"}
    run("resume")
    export(run, plan)
    assert said() == {"STOP.ALREADY_SENT"}
    assert run("orders", plan["id"], *all_filled(plan), *DAY).code == 0
    assert said() == {"STOP.ALREADY_SENT"}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_next_tickets_wait_until_the_files_show_what_was_filled(
    sample: Path, run: Run, plan: dict[str, Any], other: dict[str, Any]
) -> None:
    one_filled(run, plan)
    lots, settings = sample / "data" / "joint-lots.csv", sample / "trimtab.toml"
    arguments = ("execute", other["id"], "--export-csv", "others", *DAY)
    # Neither a price nor a cash figure that changed says that anything was imported.
    edit(sample / "data" / "prices.csv", "VOO,562.30,", "VOO,562.40,")
    edit(settings, 'cash = "1900.00"', 'cash = "1900.01"')
    refused = run(*arguments)
    assert refused.code == 6
    assert f"plan {plan['id']}: order 1 (sell VOO in joint). Import" in " ".join(
        refused.err.split()
    )
    assert not Path("others").exists()
    rehearsed = json.loads(run("execute", other["id"], "--json", *DAY).out)
    assert "STOP.NOT_IMPORTED" in {stop["code"] for stop in rehearsed["stops"]}
    made = run("plan", "--planner", "ranked-tlh", *DAY)
    assert "note: this plan cannot be sent. Your files do not show" in made.err
    edit(lots, "VOO,12,", "VOO,1,")
    assert "(sell VOO in joint)" in " ".join(run(*arguments).err.split())
    kept = [line for line in lots.read_text().splitlines() if not line.startswith("VOO,1,")]
    lots.write_text("\n".join(kept) + "\n")
    assert "the cash of joint stands at $14,200.00" in " ".join(run(*arguments).err.split())
    edit(settings, 'cash = "14200.00"', 'cash = "20940.16"')
    assert "do not show" not in run(*arguments).err
    assert "do not show" not in run("plan", "--planner", "ranked-tlh", *DAY).err


def test_tickets_that_nobody_typed_may_be_written_once_more(run: Run, plan: dict[str, Any]) -> None:
    export(run, plan)
    for path, rows in sheets(plan):
        fill_in(path, [row | {"result": "not done"} for row in rows])
    files = [word for path, _ in sheets(plan) for word in ("--from", str(path))]
    assert run("orders", plan["id"], *files, *DAY).code == 0
    export(run, plan, "--force")
    assert {one["status"] for one in state_of(run, plan)["orders"]} == {"submitted"}
    assert state_of(run, plan)["run"] == f"{plan['id']}-2"


def test_a_person_may_say_that_the_files_show_it(
    run: Run, plan: dict[str, Any], other: dict[str, Any]
) -> None:
    one_filled(run, plan)
    said = run("orders", plan["id"], "--imported", "--as", "Ana", *DAY)
    assert said.code == 0
    told = json.loads(run("history", "--json").out)["entries"][0]["text"]
    assert told == f"Trades of plan {plan['id']} taken as imported, says Ana"
    assert run("orders", plan["id"], "--imported", *DAY).code == 6
    assert run("execute", other["id"], "--export-csv", "others", *DAY).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("execute", "ID", "--export-csv", "x", "--live"),
        ("execute", "ID", "--force"),
        ("orders", "--filled", "1", "--quantity", "1", "--price", "1"),
        ("orders", "ID", "--filled", "1", "--price", "1"),
        ("orders", "ID", "--filled", "1", "--partly", "2", "--quantity", "1"),
        ("orders", "ID", "--quantity", "1"),
        ("orders", "ID", "--from", "x.csv", "--price", "1"),
        ("orders", "ID", "--sure"),
        ("orders", "ID", "--sure", "--imported"),
        ("orders", "ID", "--cancelled", "1", "--imported"),
        ("orders", "--imported"),
    ],
)
def test_what_does_not_go_together_is_told(
    sample: Path, run: Run, plan: dict[str, Any], arguments: tuple[str, ...]
) -> None:
    before = journal(sample)
    named = [plan["id"] if word == "ID" else word for word in arguments]
    assert run(*named, *DAY).code == 2
    assert journal(sample) == before


def test_nothing_can_be_told_of_tickets_that_were_never_written(
    run: Run, plan: dict[str, Any]
) -> None:
    found = run("orders", plan["id"], "--cancelled", "1", *DAY)
    assert found.code == 3
    assert "were ever written" in found.err


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


def test_the_page_loads_nothing_and_no_line_of_the_terminal_is_too_long(
    run: Run, plan: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    export(run, plan)
    page = Path(f"tickets/{plan['id']}-tickets.html").read_text()
    parsed = _Tags()
    parsed.feed(page)
    assert "script" not in parsed.tags
    assert parsed.links == ["#tickets"]
    assert "=HYPERLINK(1)&lt;b&gt;&amp;" in page
    assert "SpecID" in page
    for number in (order["n"] for order in plan["orders"]):
        assert f'<span class="num">{number}</span>' in page
    for width in (98, 80, 60, 40):
        monkeypatch.setenv("COLUMNS", str(width))
        text = run("execute", plan["id"], "--export-csv", "tickets", "--force", *DAY).out
        assert max(map(len, text.splitlines())) <= width
        assert text.index("SELL") < text.index("----") < text.index("BUY 1")
