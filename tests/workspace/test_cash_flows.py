"""[[cash_flows]] as payments soon due."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workspace.folder import AS_OF, Folder
from trimtab.domain import AccountId, CashFlow
from trimtab.workspace.cash_flow_section import days_of
from trimtab.workspace.settings.triggers import CashFlowSection

_IRA = '[[accounts]]\nid = "ira"\ntype = "traditional"\ncash = "100"\n'
_AWAY = '[[accounts]]\nid = "k401"\ntype = "held_away"\ncash = "100"\n'


def add(folder: Folder, *flows: str) -> None:
    text = "\n".join(f"[[cash_flows]]\n{flow}" for flow in flows)
    folder.change("[taxes]", f"{text}\n[taxes]")


def flow(
    day: str, amount: str = '"-500"', *, account: str = "", name: str = "", every: str = ""
) -> str:
    more = {"account": account, "name": name, "every": every}
    lines = [f"date = {day}", f"amount = {amount}"]
    return "\n".join([*lines, *(f'{key} = "{text}"' for key, text in more.items() if text)])


def due(folder: Folder, account: str = "joint") -> tuple[CashFlow, ...]:
    return folder.load().household.account(AccountId(account)).cash_flows


def test_a_withdrawal_within_the_days_ahead_is_set_aside_in_its_account(folder: Folder) -> None:
    add(folder, flow("2026-12-01", account="joint", name="Property tax"))
    assert due(folder) == (
        CashFlow(due=date(2026, 12, 1), amount=Decimal(-500), name="Property tax"),
    )
    joint = folder.load().household.account(AccountId("joint"))
    assert (joint.set_aside, joint.floor) == (Decimal(500), Decimal(500))


@pytest.mark.parametrize(("day", "there"), [
    ("2026-11-15", False), ("2026-11-16", True), ("2026-12-16", True), ("2026-12-17", False),
])  # fmt: skip
def test_the_days_ahead_begin_today_and_include_both_ends(
    folder: Folder, day: str, *, there: bool
) -> None:
    add(folder, flow(day))
    assert bool(due(folder)) is there


def test_the_setting_says_how_many_days(folder: Folder) -> None:
    add(folder, flow("2026-11-17"), flow("2026-11-16", '"-20"'))
    folder.change("[taxes]", "[policy]\nwithdrawal_days = 0\n[taxes]")
    assert [one.amount for one in due(folder)] == [-20]


def test_a_deposit_is_known_and_sets_nothing_aside(folder: Folder) -> None:
    add(folder, flow("2026-12-01", '"2000"'))
    joint = folder.load().household.account(AccountId("joint"))
    assert [one.amount for one in joint.cash_flows] == [2000]
    assert joint.set_aside == 0


def test_without_an_account_it_is_in_the_first_taxable_one(folder: Folder) -> None:
    folder.change("[[accounts]]", f"{_AWAY}{_IRA}[[accounts]]")
    add(folder, flow("2026-12-01"))
    assert due(folder)
    assert not due(folder, "ira")


def test_without_a_taxable_account_it_is_in_the_first_that_trades(folder: Folder) -> None:
    folder.change("[[accounts]]", f"{_AWAY}{_IRA}[[accounts]]")
    folder.change('id = "joint"\nname = "Joint"\ntype = "taxable"', 'id = "joint"\ntype = "roth"')
    add(folder, flow("2026-12-01"))
    assert due(folder, "ira")


def test_nothing_is_set_aside_where_no_orders_are_planned_and_a_note_says_so(
    folder: Folder,
) -> None:
    folder.change("[[accounts]]", f"{_AWAY}[[accounts]]")
    add(folder, flow("2026-12-01", account="k401"))
    assert not due(folder, "k401")
    assert "No orders" in folder.note("nothing is kept for this withdrawal").why


def test_a_payment_that_the_record_shows_is_not_due_any_more(folder: Folder) -> None:
    add(folder, flow("2026-11-20"), flow("2026-11-21"), flow("2026-11-20", '"-499"'))
    rows = (
        "date,account,type,symbol,quantity,amount\n"
        "{day},joint,withdrawal,,,500\n"
        "2026-11-16,joint,deposit,,,499\n"
    )
    folder.write("data/transactions.csv", rows.format(day="2026-11-13"))
    # One row is one payment: the earlier of two alike.
    assert [(one.due.day, int(one.amount)) for one in due(folder)] == [(20, -499), (21, -500)]
    folder.write("data/transactions.csv", rows.format(day="2026-11-12"))
    assert len(due(folder)) == 3


def test_a_deposit_that_came_early_is_not_expected_again(folder: Folder) -> None:
    add(folder, flow("2026-11-20", '"2000"'))
    folder.write(
        "data/transactions.csv",
        "date,account,type,symbol,quantity,amount\n2026-11-15,joint,deposit,,,2000\n",
    )
    assert due(folder) == ()


@pytest.mark.parametrize(("first", "every", "days"), [
    (date(2026, 1, 31), "month", ["2026-11-30", "2026-12-31", "2027-01-31"]),
    (date(2026, 8, 31), "quarter", ["2026-11-30", "2027-02-28"]),
    (date(2024, 2, 29), "year", ["2027-02-28", "2028-02-29"]),
    (date(2026, 12, 24), "once", ["2026-12-24"]),
    (date(2026, 11, 15), "once", []),
])  # fmt: skip
def test_it_repeats_on_its_day_or_on_the_last_of_a_shorter_month(
    first: date, every: str, days: list[str]
) -> None:
    section = CashFlowSection(date=first, amount=Decimal(-1), every=every)
    years = {"year": 2028, "month": 2027, "quarter": 2027, "once": 2030}
    last = date(years[every], 2, 29) if every == "year" else date(years[every], 2, 28)
    last = date(2027, 1, 31) if every == "month" else last
    assert [one.isoformat() for one in days_of(section, AS_OF, last)] == days


@pytest.mark.parametrize(("text", "words"), [
    (flow("2026-12-01", account="jont"), 'account "jont" is not known'),
    (flow("2026-12-01", "0"), "a cash flow of nothing"),
])  # fmt: skip
def test_a_wrong_cash_flow_is_one_problem(folder: Folder, text: str, words: str) -> None:
    add(folder, text)
    assert folder.problem().what == words
