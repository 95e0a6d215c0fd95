"""What the journal of orders says: whether it is whole, halted, and what is not settled."""

from collections.abc import Iterator

from trimtab.app.doctor.subject import Subject
from trimtab.app.trading.office import journal_of
from trimtab.errors import InputProblems
from trimtab.execution.book import Book, Run
from trimtab.execution.sendable import account_options
from trimtab.report.diagnosis import Finding, Level
from trimtab.report.numbers import count


def order_findings(subject: Subject) -> Iterator[Finding]:
    """The journal's chain, a halt that stands, and runs that are not done."""
    journal = journal_of(subject.root)
    try:
        events, book = journal.events(), journal.book()
    except InputProblems as found:
        damage = found.problems[0]
        yield Finding(
            name="journal",
            text=f"{damage.what[:1].upper()}{damage.what[1:]}, {damage.where}: {damage.why}",
            level=Level.PROBLEM,
            fix=damage.fix,
        )
        return
    if not events:
        yield Finding(name="journal", text="No plan was approved or sent yet")
        return
    yield Finding(
        name="journal", text=f"The journal is whole: {count(len(events), 'entry', 'entries')}"
    )
    yield from _halt(book)
    open_runs = [run for run in book.runs.values() if run.outcome is None or run.has_open_orders]
    for run in open_runs:
        yield _run(run)
    if book.runs and not open_runs:
        yield Finding(name="runs", text=f"{count(len(book.runs), 'run')}, none of them open")


def _halt(book: Book) -> Iterator[Finding]:
    halt = book.halted
    if halt is not None:
        why = f": {halt.why}" if halt.why else ""
        what = f"has halted all sending on {halt.at:%Y-%m-%d %H:%M} UTC"
        yield Finding(
            name="halted",
            text=f"{halt.who} {what}{why}",
            public=f"Somebody {what}",
            level=Level.WARNING,
            fix="To allow it again: trimtab resume",
        )


def _run(run: Run) -> Finding:
    unknown = run.unknown()
    again = f"trimtab execute {run.plan} --live{account_options(run.accounts)}"
    if unknown:
        numbers = ", ".join(str(one) for one in unknown)
        return Finding(
            name="unknown_orders",
            text=f"Run {run.run}: of order {numbers} nobody knows whether the broker has it",
            level=Level.PROBLEM,
            fix=f"It is looked for when you give the command again: {again}; where that finds "
            "nothing it says what to do",
        )
    orders = count(len(run.open_legs()), "order")
    on = f"To go on: {again}"
    if run.by_hand:
        what = f"Tickets of {run.run}: {orders} not told yet"
        fix = f"Tell what came of them: trimtab orders {run.plan} --filled N"
    elif run.has_open_orders:
        what = f"Run {run.run} is not done: {orders} may still trade"
        fix = f"{on}; to look: trimtab orders {run.plan}"
    else:
        what = f"Run {run.run} is not done: not all of its plan was sent, and none of it may trade"
        fix = f"{on}; to leave it as it is: trimtab reject {run.plan}"
    return Finding(name="open_run", text=what, level=Level.WARNING, fix=fix)
