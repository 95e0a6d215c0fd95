"""`trimtab actions`: listed, booked once, taken back to the byte."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import validate

from tests.actions_workspace import SPLIT, Told
from tests.cli.running import Ran, Run, data_files
from trimtab.app.schemas import schema_named
from trimtab.domain import AccountId, Symbol
from trimtab.workspace import apply_changes

DAY = ("--as-of", "2026-06-15")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    made = Told(tmp_path / "home")
    made.root.mkdir()
    made.write()
    made.announce(SPLIT)
    monkeypatch.chdir(made.root)
    return made


def applied(run: Run, *more: str) -> Ran:
    ran = run("actions", "--apply", *more, *DAY)
    assert ran.code == 0, ran.err
    return ran


def held_in_second(told: Told, symbol: str) -> Decimal:
    second = told.open_record().household.account(AccountId("second"))
    return second.quantity_of(Symbol(symbol))


def test_a_split_is_booked_into_lots_and_record_with_the_users_own_cells_kept(
    told: Told, run: Run
) -> None:
    ran = applied(run)
    assert (
        "4-for-1 split of NVDA, 2026-06-10, in joint: 10 NVDA in 1 lot become 40 NVDA." in ran.out
    )
    assert told.text("data/joint.csv").splitlines()[1:] == [
        "NVDA,40,2020-01-02,1000.01,L1,gift of Ana",
        "NVDA,3,2026-06-10,400.00,L2,of the very day",
        "OLD,7,2021-02-03,100.00,L3,",
    ]
    assert told.text("data/roth.csv").splitlines()[1:] == [
        "NVDA,20,2020-01-02,500.00,roth-NVDA-2020-01-02",
        "NVDA,20,2020-01-02,501.00,roth-NVDA-2020-01-02-2",
    ]
    assert told.text("data/transactions.csv").splitlines()[4:] == [
        f"2026-06-10,{account},split,NVDA,,,,split-NVDA-2026-06-10/{account},4"
        for account in ("joint", "roth", "second")
    ]
    assert held_in_second(told, "NVDA") == 13


def test_what_was_booked_is_not_booked_again(told: Told, run: Run) -> None:
    applied(run)
    before = data_files(told.root)
    ran = applied(run)
    assert "Written" not in ran.out
    assert data_files(told.root) == before


def test_undo_restores_every_byte_and_it_can_be_booked_anew(told: Told, run: Run) -> None:
    before = data_files(told.root)
    applied(run)
    after = data_files(told.root)
    ran = run("actions", "--undo", *DAY)
    assert ran.out.startswith("Taken back: 4-for-1 split of NVDA, 2026-06-10 in joint; ")
    assert data_files(told.root) == before
    applied(run)
    assert data_files(told.root) == after


def test_without_a_booking_there_is_nothing_to_take_back(told: Told, run: Run) -> None:
    assert told.root.is_dir()
    ran = run("actions", "--undo", *DAY)
    assert (ran.code, ran.out) == (0, "There is no booking to take back.\n")
    assert json.loads(run("actions", "--undo", "--json", *DAY).out)["undone"] is None


def test_an_import_after_it_has_to_be_taken_back_first(told: Told, run: Run) -> None:
    applied(run)
    apply_changes(told.root, {"data/prices.csv": b"symbol,price\nNVDA,1\nOLD,2\n"}, "import x.csv")
    before = data_files(told.root)
    ran = run("actions", "--undo", *DAY)
    assert ran.code == 6
    assert "is another one: import x.csv" in " ".join(ran.err.split())
    assert data_files(told.root) == before


def test_an_edit_after_it_is_not_overwritten(told: Told, run: Run) -> None:
    applied(run)
    told.add("data/joint.csv", "OLD,1,2022-01-03,5.00,L9,")
    assert run("actions", "--undo", *DAY).code == 6
    assert "L9" in told.text("data/joint.csv")


def test_an_action_that_does_not_fit_stops_all_of_them(told: Told, run: Run) -> None:
    told.announce(SPLIT, "2026-06-12,spinoff,OLD,0.5,NEW,,,")
    before = data_files(told.root)
    ran = run("actions", "--apply", *DAY)
    assert ran.code == 3
    assert ran.err.count("the spin-off of NEW from OLD cannot divide the basis") == 1
    assert "data/corporate_actions.csv:3" in ran.err
    assert data_files(told.root) == before


@pytest.mark.parametrize("arguments", [("actions",), ("actions", "--apply")])
def test_a_row_that_cannot_be_used_stops_the_others(
    told: Told, run: Run, arguments: tuple[str, ...]
) -> None:
    told.announce(SPLIT, "2026-06-12,split,OLD,,,,,")
    before = data_files(told.root)
    ran = run(*arguments, *DAY)
    assert ran.code == 3
    assert "a row of type split has no ratio" in ran.err
    assert data_files(told.root) == before


def test_an_action_that_later_sales_contradict_is_refused(told: Told, run: Run) -> None:
    told.announce("2026-06-10,split,NVDA,0.5,,,,")
    before = data_files(told.root)
    ran = run("actions", "--apply", *DAY)
    assert ran.code == 3
    assert "3 NVDA shares leave, but only 2 are held" in ran.err
    assert data_files(told.root) == before


def test_a_merger_for_stock_and_cash_pays_into_the_account(told: Told, run: Run) -> None:
    # OLD: 7 shares for 100.00 become 3.5 of NEW at 40, and 14.00 in cash; half a share for 20.00.
    told.announce(
        "2026-06-12,merger,OLD,0.5,NEW,2,40,40",
        columns="effective,type,symbol,ratio,new_symbol,cash_per_share,new_price,fraction_price",
    )
    ran = applied(run)
    joint = told.open_record().household.account(AccountId("joint"))
    assert str(joint.cash) == "134.00"
    assert 'name = "Rivera"  # a comment that stays' in told.text("trimtab.toml")
    assert "NEW,3,2021-02-03,85.71,L3," in told.text("data/joint.csv")
    assert "realised $19.71" in " ".join(ran.out.split())


def test_actions_on_what_others_brought_follow_in_one_run(told: Told, run: Run) -> None:
    told.announce("2026-06-12,split,NEW,2,,,,", "2026-06-11,symbol_change,OLD,,NEW,,,")
    applied(run)
    assert "NEW,14,2021-02-03,100.00,L3," in told.text("data/joint.csv")
    assert (
        told.open_record().household.account(AccountId("second")).quantity_of(Symbol("NEW")) == 20
    )


def test_actions_of_one_day_follow_each_other_too(told: Told, run: Run) -> None:
    told.announce("2026-06-11,split,NEW,2,,,,", "2026-06-11,symbol_change,OLD,,NEW,,,")
    applied(run)
    assert "NEW,14,2021-02-03,100.00,L3," in told.text("data/joint.csv")
    assert (
        told.open_record().household.account(AccountId("second")).quantity_of(Symbol("NEW")) == 20
    )


def test_what_the_brokers_file_brought_is_left_alone(told: Told, run: Run) -> None:
    after = told.text("data/joint.csv").replace("NVDA,10", "NVDA,40").encode()
    apply_changes(told.root, {"data/joint.csv": after}, "import", days={"joint": date(2026, 6, 12)})
    ran = applied(run)
    assert "in joint: the lots were imported as of 2026-06-12, after it." in ran.out
    assert "NVDA,40,2020-01-02,1000.01,L1" in told.text("data/joint.csv")
    assert ",joint,split" not in told.text("data/transactions.csv")


@pytest.mark.parametrize("row", [False, True])
def test_what_is_unclear_is_booked_once_where_the_user_says_so(
    told: Told, run: Run, *, row: bool
) -> None:
    day = date(2026, 6, 9 if row else 10)
    same = told.text("data/joint.csv").encode()
    apply_changes(told.root, {"data/joint.csv": same}, "import", days={"joint": day})
    if row:
        text = told.text("data/transactions.csv").replace("lot_id\n", "lot_id,ratio\n")
        (told.root / "data/transactions.csv").write_text(text)
        told.add("data/transactions.csv", "2026-06-11,joint,split,NVDA,,,,4")
    applied(run)
    assert "NVDA,10,2020-01-02,1000.01,L1" in told.text("data/joint.csv")
    for _ in range(2):
        applied(run, "--account", "joint")
        assert "NVDA,40,2020-01-02,1000.01,L1" in told.text("data/joint.csv")
    assert told.text("data/transactions.csv").count(",joint,split") == 1


def test_a_household_without_a_record_gets_one(told: Told, run: Run) -> None:
    text = told.text("trimtab.toml").replace('transactions = "data/transactions.csv"\n', "")
    (told.root / "trimtab.toml").write_text(text.replace('history = "complete"\n', ""))
    (told.root / "data/transactions.csv").unlink()
    before = data_files(told.root)
    applied(run)
    assert 'transactions = "data/transactions.csv"' in told.text("trimtab.toml")
    assert len(told.text("data/transactions.csv").splitlines()) == 3
    run("actions", "--undo", *DAY)
    assert data_files(told.root) == before


def test_nothing_of_a_day_to_come_is_written_down(
    told: Told, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Today(date):
        @classmethod
        def today(cls) -> "Today":
            return cls(2026, 6, 9)

    monkeypatch.setattr("trimtab.app.actions.date", Today)
    before = data_files(told.root)
    applied(run)
    assert data_files(told.root) == before


def test_the_json_document_fits_its_schema(told: Told, run: Run) -> None:
    told.announce(SPLIT, "2026-06-12,merger,OLD,,,5,,", "2026-07-01,split,NVDA,2,,,,")
    for arguments in (("--json",), ("--apply", "--json")):
        document = json.loads(run("actions", *arguments, *DAY).out)
        validate(document, schema_named("actions"))
    assert [one["account"] for one in document["booked"]] == [
        "joint",
        "roth",
        "second",
        "joint",
        "second",
    ]
    assert document["booked"][3]["gains"][0]["gain"] == "-65.00"


def test_status_names_what_is_due_and_what_is_to_come(told: Told, run: Run) -> None:
    told.announce(SPLIT, "2026-07-01,merger,OLD,1,NEW,,,")
    out = run("status", *DAY).out
    assert "1 corporate action due: trimtab actions" in out
    assert "NEW stands in no class: merger of OLD into NEW brings it." in out
    assert run("status", "--exit-code", *DAY).code == 10
    document = json.loads(run("status", "--json", *DAY).out)
    validate(document, schema_named("status"))
    assert [one["due"] for one in document["corporate_actions"]] == [True, False]


@pytest.mark.parametrize("width", ["60", "80", "98"])
def test_no_line_is_wider_than_the_terminal(
    told: Told, run: Run, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    told.announce(SPLIT, "2026-07-01,merger,OLD,1,NEW,,,")
    monkeypatch.setenv("COLUMNS", width)
    for arguments in (("actions",), ("status",), ("actions", "--apply")):
        assert max(map(len, run(*arguments, *DAY).out.splitlines())) <= int(width)


@pytest.mark.parametrize(
    "arguments", [("--undo", "--apply"), ("--undo", "--account", "joint"), ("--account", "joint")]
)
def test_options_that_do_not_go_together_are_a_usage_error(
    told: Told, run: Run, arguments: tuple[str, ...]
) -> None:
    assert told.root.is_dir()
    assert run("actions", *arguments, *DAY).code == 2
