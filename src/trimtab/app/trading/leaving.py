"""Runs that are left where they are: what was not sent of them is not sent any more.

A run ends by itself when every order of its plan is settled. One that was halted, cancelled or
refused in the middle goes on when it is asked to. It is over when its plan is turned down, or when
another plan is sent: that one was made from the accounts as the first one left them, and both
together would trade twice.
"""

from trimtab.app.trading.office import Office
from trimtab.app.trading.plan_to_send import plan_to_send
from trimtab.errors import InputProblems, Refused
from trimtab.execution.book import Run
from trimtab.execution.events import RunEnded
from trimtab.execution.run import Ending, ending_of
from trimtab.report.numbers import count
from trimtab.workspace import Loaded


def ends_before_another(office: Office, loaded: Loaded, sha256: str) -> tuple[RunEnded, ...]:
    """The ends of all runs with real money that go on and of which nothing may trade.

    sha256  of the plan that is about to be sent: its own runs, for other accounts, go on
    """
    return tuple(
        _end_of(office, loaded, run)
        for run in office.book().runs.values()
        if run.live and run.sha256 != sha256 and _can_be_left(run)
    )


def left(office: Office, loaded: Loaded, sha256: str) -> str:
    """Write down that the runs of a plan that was turned down are over; a sentence of it.

    Empty where none went on. A run with orders that may trade is left as it is, and named, and so
    is one that another trimtab is sending just now.
    """
    open_runs = [
        run for run in office.book().runs_of(sha256) if run.outcome is None and not run.by_hand
    ]
    if not open_runs:
        return ""
    try:
        with office.alone():
            return " ".join(_left(office, loaded, office.book().runs[run.run]) for run in open_runs)
    except Refused as error:
        return f"What was begun of it goes on: {error}."


def _left(office: Office, loaded: Loaded, run: Run) -> str:
    if not _can_be_left(run):
        number = sum(leg.may_trade for leg in run.legs.values())
        return (
            f"Nothing more of run {run.run} is sent, but {count(number, 'order')} may still trade: "
            f"`trimtab orders {run.plan}` lists them, `trimtab cancel {run.run}:N` takes one back."
        )
    office.journal.append(_end_of(office, loaded, run))
    return f"Run {run.run} is over: what was left of it is not sent any more."


def _can_be_left(run: Run) -> bool:
    return run.outcome is None and not run.by_hand and not run.has_open_orders


def _end_of(office: Office, loaded: Loaded, run: Run) -> RunEnded:
    """With what it came to, where its plan is still there to compare it with."""
    now = office.clock.now()
    bare = RunEnded(at=now, run=run.run, outcome=Ending.SOME.value)
    try:
        plan = plan_to_send(loaded, run.plan, office.book()).sendable
    except InputProblems:
        return bare
    if plan.sha256 != run.sha256:
        return bare
    return ending_of(plan.only(run.accounts), run, Ending.SOME, at=now)
