"""What the journal says: whole or damaged, halted, what is open, and what nobody knows."""

from pathlib import Path

import pytest

from tests.app.doctor.patient import by_name, patient
from tests.execution.desk_of import MORNING
from tests.execution.test_journal import ORDER, PLAN
from trimtab.app.doctor.orders import order_findings
from trimtab.app.doctor.subject import Subject
from trimtab.app.trading.office import journal_of
from trimtab.execution import events as happened
from trimtab.report.diagnosis import Finding, Level

INTENDED = happened.Intended(at=MORNING, run="7K3F-1", leg=1, attempt=1, order=ORDER, known=())
PLACED = happened.Placed(at=MORNING, run="7K3F-1", leg=1, broker_order_id="9")
ENDED = happened.RunEnded(at=MORNING, run="7K3F-1", outcome="some")
REFUSED = happened.Declined(at=MORNING, run="7K3F-1", leg=1, message="no")


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return patient(tmp_path)


def begun(*, by_hand: bool = False) -> happened.RunStarted:
    return happened.RunStarted(
        at=MORNING, run="7K3F-1", **PLAN, broker="b", live=True, by_hand=by_hand
    )


def after(subject: Subject, *events: happened.Event) -> dict[str, Finding]:
    journal_of(subject.root).append_all(events)
    return by_name(order_findings(subject))


def test_before_the_first_plan_there_is_no_journal_and_none_is_made(subject: Subject) -> None:
    assert "No plan" in by_name(order_findings(subject))["journal"].text
    assert not (subject.root / ".trimtab").exists()


def test_an_order_of_which_nobody_knows_is_a_problem(subject: Subject) -> None:
    found = after(subject, begun(), INTENDED)["unknown_orders"]
    assert found.level is Level.PROBLEM
    assert "Run 7K3F-1: of order 1 nobody knows" in found.text
    assert "trimtab execute 7K3F --live" in found.fix


def test_a_run_with_an_order_at_the_broker_goes_on(subject: Subject) -> None:
    found = after(subject, begun(), INTENDED, PLACED)
    assert "Run 7K3F-1 is not done: 1 order may still trade" in found["open_run"].text
    assert found["open_run"].level is Level.WARNING


def test_a_run_that_was_left_in_the_middle_goes_on_or_is_turned_down(subject: Subject) -> None:
    found = after(subject, begun(), INTENDED, REFUSED)["open_run"]
    assert found.text.endswith("not all of its plan was sent, and none of it may trade")
    assert "trimtab reject 7K3F" in found.fix


def test_tickets_wait_for_a_person(subject: Subject) -> None:
    found = after(subject, begun(by_hand=True), INTENDED, PLACED)["open_run"]
    assert "Tickets of 7K3F-1: 1 order not told yet" in found.text
    assert "--filled" in found.fix


def test_a_run_that_ended_leaves_nothing_open(subject: Subject) -> None:
    found = after(subject, begun(), INTENDED, REFUSED, ENDED)
    assert found["runs"].text == "1 run, none of them open"
    assert {one.level for one in found.values()} == {Level.OK}
    assert found["journal"].text == "The journal is whole: 4 entries"


def test_a_halt_is_told_with_who_and_why_until_it_is_lifted(subject: Subject) -> None:
    found = after(subject, happened.Halted(at=MORNING, who="Luis", why="call"))["halted"]
    assert found.text == "Luis has halted all sending on 2026-06-15 14:00 UTC: call"
    assert "halted" not in after(subject, happened.Resumed(at=MORNING, who="Luis"))


def test_a_journal_that_was_changed_is_a_problem_with_its_line(subject: Subject) -> None:
    after(subject, happened.Halted(at=MORNING, who="Luis", why=""), begun())
    file = journal_of(subject.root).path
    file.write_bytes(file.read_bytes().replace(b"Luis", b"Lola"))
    found = by_name(order_findings(subject))["journal"]
    assert found.level is Level.PROBLEM
    assert "journal.jsonl:1" in found.text
    assert "Put back a copy" in found.fix
