"""Ends of runs that are left: also without their plan, and never of one that is being sent."""

from datetime import date
from pathlib import Path

import pytest

from tests.execution.desk_of import MORNING
from tests.execution.test_journal import ORDER
from trimtab.app import open_workspace
from trimtab.app.clock import SystemClock
from trimtab.app.trading.leaving import ends_before_another, left
from trimtab.app.trading.office import Office, open_office
from trimtab.execution.events import Intended, Placed, RunStarted
from trimtab.workspace import Loaded
from trimtab.workspace.demo_data import sample_folder

SHA = "a" * 64


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return open_workspace(sample_folder(), as_of=date(2026, 6, 15)).loaded


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path, SystemClock())


def begin(office: Office, name: str, *, live: bool = True, by_hand: bool = False) -> None:
    office.journal.append(
        RunStarted(
            at=MORNING,
            run=f"{name}-1",
            plan=name,
            sha256=SHA,
            broker="b",
            live=live,
            by_hand=by_hand,
        )
    )


def work(office: Office, run: str) -> None:
    """Order 1 of the run is at the broker."""
    office.journal.append(Intended(at=MORNING, run=run, leg=1, attempt=1, order=ORDER, known=()))
    office.journal.append(Placed(at=MORNING, run=run, leg=1, broker_order_id="9"))


def test_what_may_trade_on_paper_or_by_hand_is_left_alone(office: Office, loaded: Loaded) -> None:
    begin(office, "AAAA")
    begin(office, "BBBB", live=False)
    begin(office, "CCCC", by_hand=True)
    begin(office, "DDDD")
    work(office, "DDDD-1")
    (end,) = ends_before_another(office, loaded, "b" * 64)
    assert (end.run, end.outcome) == ("AAAA-1", "some")
    assert end.left is None, "its plan is gone: nobody knows what it came to"


def test_a_run_that_is_being_sent_is_not_ended_beside_it(office: Office, loaded: Loaded) -> None:
    begin(office, "AAAA")
    with office.alone():
        told = left(office, loaded, SHA)
    assert told.startswith("What was begun of it goes on: another trimtab is sending orders")
    assert office.book().runs["AAAA-1"].outcome is None
    assert left(office, loaded, SHA).startswith("Run AAAA-1 is over")
    assert office.book().runs["AAAA-1"].outcome == "some"
    assert left(office, loaded, SHA) == ""
