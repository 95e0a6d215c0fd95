"""How far each account has what was announced, and what a plan makes of it."""

from datetime import date
from pathlib import Path

import pytest

from tests.actions_workspace import AS_OF, SPLIT, Told
from trimtab.app.actions import apply_actions
from trimtab.domain import PlannerName
from trimtab.domain.announcement import ActionState
from trimtab.workspace import apply_changes, planning_problems
from trimtab.workspace.pending import action_standings, pending_actions

ANNOUNCED, DUE, UNCLEAR = ActionState.ANNOUNCED, ActionState.DUE, ActionState.UNCLEAR
BROUGHT, DISPUTED, TWICE = ActionState.BROUGHT, ActionState.DISPUTED, ActionState.TWICE


@pytest.fixture
def told(tmp_path: Path) -> Told:
    made = Told(tmp_path)
    made.write()
    made.announce(SPLIT)
    return made


def states(told: Told) -> dict[str, ActionState]:
    (standing,) = action_standings(told.open().loaded)
    return {one.account_id: one.state for one in standing.accounts}


def imported(told: Told, account: str, day: date) -> None:
    """As an import does: the lots of `account` are those of `day`."""
    name = f"data/{account}.csv"
    apply_changes(told.root, {name: told.text(name).encode()}, "import", days={account: day})


def test_an_action_is_due_where_its_security_was_held_when_its_day_began(told: Told) -> None:
    assert states(told) == {"joint": DUE, "roth": DUE, "second": DUE}
    told.announce("2026-06-10,split,OLD,4,,,,")
    assert states(told) == {"joint": DUE, "second": DUE}
    told.announce("2020-01-02,split,NVDA,4,,,,")
    assert states(told) == {}


def test_an_account_whose_holdings_are_not_told_is_not_concerned(told: Told) -> None:
    text = told.text("trimtab.toml").replace('history = "complete"\n', "")
    (told.root / "trimtab.toml").write_text(text)
    assert states(told) == {"joint": DUE, "roth": DUE}


def test_a_payment_of_the_week_before_is_not_that_of_this_week(told: Told) -> None:
    columns = "effective,type,symbol,cash_per_share"
    rows = [f"2026-06-0{day},return_of_capital,NVDA,1.00" for day in (2, 9)]
    told.announce(*rows, columns=columns)
    apply_actions(told.open())
    for standing in action_standings(told.open().loaded):
        assert {one.state for one in standing.accounts} == {ActionState.APPLIED}
    assert "NVDA,10,2020-01-02,980.01,L1" in told.text("data/joint.csv")


def test_an_action_whose_day_is_corrected_later_is_not_booked_again(told: Told) -> None:
    apply_actions(told.open())
    told.announce("2026-06-11,split,NVDA,4,,,,")
    assert set(states(told).values()) == {BROUGHT}


def test_an_action_of_a_day_to_come_is_announced(told: Told) -> None:
    told.announce("2026-06-16,split,NVDA,4,,,,")
    assert set(states(told).values()) == {ANNOUNCED}
    (pending,) = pending_actions(told.open().loaded, AS_OF)
    assert (pending.due, pending.applied, pending.accounts) == (
        False,
        False,
        ("joint", "roth", "second"),
    )


def test_on_its_day_an_action_is_due(told: Told) -> None:
    told.announce("2026-06-15,split,NVDA,4,,,,")
    (pending,) = pending_actions(told.open().loaded, AS_OF)
    assert pending.due


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ("2026-06-10,joint,split,NVDA,,4,", BROUGHT),
        ("2026-05-31,joint,split,NVDA,,4,", BROUGHT),
        ("2026-05-30,joint,split,NVDA,,4,", DUE),
        ("2026-06-09,joint,stock_dividend,NVDA,,3,", BROUGHT),
        ("2026-06-09,joint,stock_dividend,NVDA,,4,", DISPUTED),
        ("2026-06-10,joint,split,NVDA,,3,", DISPUTED),
        ("2026-06-10,joint,split,OLD,,4,", DUE),
        ("2026-06-10,roth,split,NVDA,,4,", DUE),
    ],
)
def test_a_row_of_about_the_day_that_says_the_same_brought_it(
    told: Told, row: str, state: ActionState
) -> None:
    day, account, kind, symbol, quantity, ratio, _ = row.split(",")
    lines = told.text("data/transactions.csv").splitlines()
    lines[0] += ",ratio"
    lines.append(f"{day},{account},{kind},{symbol},{quantity},,,{ratio}")
    (told.root / "data/transactions.csv").write_text("\n".join(lines) + "\n")
    assert states(told)["joint"] is state


def test_two_rows_of_one_split_are_told_twice(told: Told) -> None:
    text = told.text("data/transactions.csv").replace("lot_id\n", "lot_id,ratio\n")
    (told.root / "data/transactions.csv").write_text(text)
    told.add("data/transactions.csv", *(f"2026-06-1{n},joint,split,NVDA,,,,4" for n in (0, 2)))
    assert states(told)["joint"] is TWICE
    found = planning_problems(told.open().loaded, PlannerName.OPTIMAL)
    assert found[0].what == "the split of NVDA of 2026-06-10 is told twice in joint"
    assert "rows at data/transactions.csv:5 and data/transactions.csv:6 tell it" in found[0].why


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 6, 9), DUE),
        (date(2026, 6, 10), UNCLEAR),
        (date(2026, 6, 11), BROUGHT),
    ],
)
def test_lots_that_were_imported_after_the_day_have_it(
    told: Told, day: date, state: ActionState
) -> None:
    imported(told, "joint", day)
    assert states(told) == {"joint": state, "roth": DUE, "second": DUE}


def test_a_row_beside_older_lots_leaves_it_unclear(told: Told) -> None:
    text = told.text("data/transactions.csv").replace("lot_id\n", "lot_id,ratio\n")
    (told.root / "data/transactions.csv").write_text(text)
    told.add("data/transactions.csv", "2026-06-10,joint,split,NVDA,,,,4")
    assert states(told)["joint"] is BROUGHT
    imported(told, "joint", date(2026, 6, 9))
    assert states(told)["joint"] is UNCLEAR


def test_a_plan_waits_for_what_is_due(told: Told) -> None:
    found = planning_problems(told.open().loaded, PlannerName.OPTIMAL)
    assert [problem.what for problem in found] == [
        f"the split of NVDA of 2026-06-10 is due and not applied in {account}"
        for account in ("joint", "roth", "second")
    ]
    assert {problem.line for problem in found} == {2}
    told.announce("2026-06-16,split,NVDA,4,,,,")
    assert not planning_problems(told.open().loaded, PlannerName.OPTIMAL)


@pytest.mark.parametrize(("day", "stale"), [("2026-06-09", True), ("2026-06-10", False)])
def test_a_plan_refuses_a_price_from_before_a_split(told: Told, day: str, *, stale: bool) -> None:
    for account in ("joint", "roth"):
        imported(told, account, date(2026, 6, 11))
    text = told.text("data/transactions.csv").replace("lot_id\n", "lot_id,ratio\n")
    (told.root / "data/transactions.csv").write_text(text)
    told.add("data/transactions.csv", "2026-06-10,second,split,NVDA,,,,4")
    (told.root / "data/prices.csv").write_text(
        f"symbol,price,as_of\nNVDA,300,{day}\nOLD,30,2026-06-01\n"
    )
    found = planning_problems(told.open().loaded, PlannerName.OPTIMAL)
    assert [problem.what for problem in found] == (
        ["the price of NVDA is of 2026-06-09, before the split of 2026-06-10"] if stale else []
    )


def test_what_an_action_brings_outside_every_class_is_pending_for_a_month(told: Told) -> None:
    text = told.text("data/transactions.csv").replace("lot_id\n", "lot_id,ratio,new_symbol\n")
    (told.root / "data/transactions.csv").write_text(text)
    told.announce("2026-06-10,merger,OLD,1,NEW,,,")
    told.add("data/transactions.csv", "2026-06-10,second,merger,OLD,,,,1,NEW")
    imported(told, "joint", date(2026, 6, 11))
    told.add("data/prices.csv", "NEW,30,2026-06-12")
    loaded = told.open().loaded
    (pending,) = pending_actions(loaded, AS_OF)
    assert (pending.applied, pending.due, pending.outside) == (True, False, ("NEW",))
    assert pending_actions(loaded, date(2026, 7, 10))
    assert not pending_actions(loaded, date(2026, 7, 11))
