"""Orders that were sent: listed with their plans, settled by a person, cancelled."""

from collections.abc import Sequence

from trimtab.app.trading.job import Job
from trimtab.app.trading.office import Office
from trimtab.app.trading.plan_to_send import plan_to_send
from trimtab.errors import InvalidValue, Refused
from trimtab.execution.book import LegState, Run
from trimtab.execution.events import CancelAsked, FoundAbsent
from trimtab.execution.lost import note
from trimtab.execution.sendable import Leg
from trimtab.workspace import Loaded


def runs_with_legs(
    office: Office, loaded: Loaded, plan_id: str | None = None
) -> Sequence[tuple[Run, Sequence[Leg]]]:
    """Every run, the newest first, each with the orders of its plan; those of one plan if named."""
    book = office.book()
    wanted = None if plan_id is None else plan_id.strip().upper()
    return [
        (run, plan_to_send(loaded, run.plan, book).sendable.legs)
        for run in reversed(tuple(book.runs.values()))
        if wanted in {None, run.plan}
    ]


def declare_absent(office: Office, name: str, *, who: str) -> None:
    """Note that somebody has looked, and the broker does not have the order `ID:N`.

    Refused unless its answer was lost: any other order is known to be there, or not to be. Refused
    while orders are sent, too: one that is on its way just now is not lost yet.
    """
    with office.alone():
        run, number, state = _found(office, name)
        if number not in run.unknown():
            raise Refused(f"order {name} is {state.status.value}: nothing about it is unknown")
        office.journal.append(FoundAbsent(at=office.clock.now(), run=run.run, leg=number, who=who))


def cancel(office: Office, loaded: Loaded, name: str, *, who: str) -> str:
    """Ask the broker to cancel the order `ID:N`; what it says of it then, as a sentence.

    Refused unless the broker has it and may still trade it.
    """
    run, number, state = _found(office, name)
    if not state.working or state.order is None or state.broker_order_id is None:
        raise Refused(f"order {name} is {state.status.value}: there is nothing to cancel")
    plan = plan_to_send(loaded, run.plan, office.book())
    job = Job(
        office=office,
        loaded=loaded,
        plan=plan,
        told=lambda _: None,
        live=run.live,
        only=(state.order.account_id,),
    )
    counter = job.counter()
    account = counter.accounts[state.order.account_id]
    office.journal.append(CancelAsked(at=office.clock.now(), run=run.run, leg=number, who=who))
    counter.broker.cancel(account, state.broker_order_id)
    report = counter.broker.order(account, state.broker_order_id)
    note(job.desk(counter), number, report)
    return f"Order {name} is {report.status.value}; {report.filled} shares were traded."


def _found(office: Office, name: str) -> tuple[Run, int, LegState]:
    """The newest run of the plan in `ID:N`, and the order's number and state in it."""
    plan_id, _, number = name.strip().upper().partition(":")
    if not number.isdigit():
        raise InvalidValue(f"{name!r} names no order; write plan and number, such as 7K3F:3")
    runs = [run for run in office.book().runs.values() if run.plan == plan_id]
    if not runs:
        raise InvalidValue(f"no order of a plan {plan_id} was ever sent")
    return runs[-1], int(number), runs[-1].leg(int(number))
