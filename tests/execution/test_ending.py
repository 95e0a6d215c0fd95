"""The end of a run is written down once nothing more can come of it, whoever hears of that."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.execution.desk_of import LEGS, TestClock, desk_of, faulty, sendable
from tests.execution.test_cancelling import Stubborn
from trimtab.execution.cancelling import ask_for_all, until_over
from trimtab.execution.desk import Desk
from trimtab.execution.events import RunEnded
from trimtab.execution.journal import Journal
from trimtab.execution.run import Ending, carry_out, conclude, look
from trimtab.execution.sendable import SendingRules


def working(tmp_path: Path) -> Desk:
    """A plan of one sale, which works at the broker."""
    clock = TestClock()
    desk = desk_of(
        Stubborn(faulty(clock).paper),
        Journal(tmp_path / "j"),
        clock,
        plan=sendable(LEGS[0]),
        rules=SendingRules(patience=timedelta(0)),
    )
    assert carry_out(desk) is Ending.WORKING
    return desk


def test_a_run_of_which_all_was_cancelled_ends_also_while_trading_is_halted(tmp_path: Path) -> None:
    desk = working(tmp_path)
    assert conclude(desk) is None
    asked = ask_for_all(desk, [1], who="Ana")
    assert until_over(desk, asked, who="Ana", patience=timedelta(0)) == {}
    halted = replace(desk, gate=lambda: nullcontext(enter_result=False))
    assert look(halted) is Ending.SOME
    assert desk.state().outcome == "some"


def test_an_end_is_written_down_once(tmp_path: Path) -> None:
    desk = working(tmp_path)
    until_over(desk, ask_for_all(desk, [1], who="Ana"), who="Ana", patience=timedelta(0))
    other = replace(desk, journal=Journal(desk.journal.path))
    assert [conclude(desk), conclude(other)] == [Ending.SOME, Ending.SOME]
    ends = [one for one in desk.journal.events() if isinstance(one, RunEnded)]
    assert len(ends) == 1
