"""`plan`, `show`, `explain`, `report`: made, saved once, and read again from the file alone."""

import json
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run, browser, contents
from trimtab.app import Plan


def saved(folder: Path) -> list[Path]:
    return sorted((folder / "plans").glob("*.json"))


def plan_id(folder: Path) -> str:
    document: dict[str, str] = json.loads(saved(folder)[0].read_text())
    return document["id"]


def test_the_same_inputs_and_day_give_the_same_bytes(run: Run, sample: Path) -> None:
    first = run("plan", "--as-of", AS_OF, "--json")
    bytes_of_first = contents(sample)
    assert run("plan", "--as-of", AS_OF, "--json") == first
    assert contents(sample) == bytes_of_first


def test_the_saved_plan_is_the_printed_one_and_the_journal_alone_notes_it(
    run: Run, sample: Path
) -> None:
    before = contents(sample)
    printed = run("plan", "--as-of", AS_OF, "--json").out
    (file,) = saved(sample)
    assert file.read_text() == printed
    after = contents(sample)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {f"plans/{file.name}", ".trimtab/journal.jsonl"}


def test_out_writes_the_plan_a_second_time(run: Run, sample: Path) -> None:
    run("plan", "--as-of", AS_OF, "--out", "mine.json")
    assert (sample / "mine.json").read_bytes() == saved(sample)[0].read_bytes()


@pytest.mark.parametrize(("arguments", "account"), [([], "joint"), (["--account", "roth"], "roth")])
@pytest.mark.usefixtures("sample")
def test_invested_money_is_there_before_the_trades(
    run: Run, arguments: list[str], account: str
) -> None:
    before = json.loads(run("plan", "--as-of", AS_OF, "--json").out)
    after = json.loads(run("plan", "--as-of", AS_OF, "--json", "--invest", "5,000", *arguments).out)
    more = {
        was["id"]: float(now["cash_before"]) - float(was["cash_before"])
        for was, now in zip(before["accounts"], after["accounts"], strict=True)
    }
    assert {name for name, amount in more.items() if amount} == {account}
    assert more[account] == 5000
    assert after["assumptions"]["invest"] == f"$5,000.00 into {account}, before the trades"


@pytest.mark.usefixtures("sample")
def test_raised_money_is_left_over(run: Run) -> None:
    plan = json.loads(run("plan", "--as-of", AS_OF, "--json", "--raise", "20000").out)
    cash = {account["id"]: float(account["cash_after"]) for account in plan["accounts"]}
    assert cash["joint"] >= 23000
    assert "raise_sheltered" not in plan["assumptions"]


@pytest.mark.parametrize("planner", ["optimal", "equal-weight"])
@pytest.mark.usefixtures("sample")
def test_money_can_be_raised_in_one_account(run: Run, planner: str) -> None:
    asked = ("--raise", "1500", "--account", "tira", "--planner", planner)
    plan = json.loads(run("plan", "--as-of", AS_OF, "--json", *asked).out)
    cash = {account["id"]: float(account["cash_after"]) for account in plan["accounts"]}
    assert cash["tira"] >= 1500


@pytest.mark.usefixtures("sample")
def test_the_planner_of_the_command_wins_over_the_file(run: Run) -> None:
    plan = json.loads(run("plan", "--as-of", AS_OF, "--json", "--planner", "never-sell").out)
    assert plan["planner"] == "never-sell"
    assert [order for order in plan["orders"] if order["side"] == "sell"] == []


def test_an_interruption_while_planning_leaves_no_file(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_plan: Plan) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Plan, "to_json", interrupt)
    before = contents(sample)
    assert run("plan", "--as-of", AS_OF).code == 130
    assert contents(sample) == before


def test_show_prints_what_plan_printed_also_when_the_data_changed_since(
    run: Run, sample: Path
) -> None:
    printed = run("plan", "--as-of", AS_OF).out
    (sample / "trimtab.toml").write_text("version = 1\n[household]\nname = 'gone'\n")
    assert run("show", plan_id(sample)).out == printed
    assert run("show", plan_id(sample).lower()).out == printed


def test_show_as_json_is_the_file(run: Run, sample: Path) -> None:
    run("plan", "--as-of", AS_OF)
    assert run("show", plan_id(sample), "--json").out == saved(sample)[0].read_text()


@pytest.mark.parametrize("command", ["show", "explain", "report"])
@pytest.mark.usefixtures("sample")
def test_a_plan_that_was_never_made_is_named(run: Run, command: str) -> None:
    ran = run(command, "ZZZZ")
    assert ran.code == 3
    assert "ZZZZ" in ran.err


def test_explain_tells_of_a_security_only_what_concerns_it(run: Run, sample: Path) -> None:
    run("plan", "--as-of", AS_OF)
    about = json.loads(run("explain", plan_id(sample), "VNQ", "--json").out)
    assert {order["symbol"] for order in about["orders"]} == {"VNQ"}
    assert "VNQ" in run("explain", plan_id(sample), "VNQ").out


def test_explain_without_a_subject_is_explain_all(run: Run, sample: Path) -> None:
    run("plan", "--as-of", AS_OF)
    assert run("explain", plan_id(sample)) == run("explain", plan_id(sample), "--all")


def test_explain_names_what_it_can_tell_of_when_asked_for_something_else(
    run: Run, sample: Path
) -> None:
    run("plan", "--as-of", AS_OF)
    assert run("explain", plan_id(sample), "NOTHING").code == 3


def test_report_writes_one_page_beside_the_plan(run: Run, sample: Path) -> None:
    run("plan", "--as-of", AS_OF)
    ran = run("report", plan_id(sample))
    page = saved(sample)[0].with_suffix(".html")
    assert page.read_text().lstrip().lower().startswith("<!doctype html>")
    assert str(page.relative_to(sample)) in ran.out


def test_report_writes_where_it_is_told_to(run: Run, sample: Path) -> None:
    run("plan", "--as-of", AS_OF)
    run("report", plan_id(sample), "-o", "mine.html")
    assert (sample / "mine.html").exists()
    assert not saved(sample)[0].with_suffix(".html").exists()


def test_report_opens_the_page_that_it_wrote(
    run: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = browser(monkeypatch)
    run("plan", "--as-of", AS_OF)
    run("report", plan_id(sample), "-o", "mine.html", "--open")
    assert opened == [(sample / "mine.html").as_uri()]
