"""Orders that were sent: listed with their plans, settled by a person, cancelled."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from trimtab.app.trading.job import Job
from trimtab.app.trading.office import Office
from trimtab.app.trading.plan_to_send import PlanToSend, as_sent, plan_to_send
from trimtab.domain import AccountId
from trimtab.errors import InputProblems, InvalidValue, Refused
from trimtab.execution.book import LegState, Run
from trimtab.execution.cancelling import ask_to_cancel, look_at
from trimtab.execution.desk import Desk
from trimtab.execution.events import FoundAbsent
from trimtab.execution.lost import adopt_by_hand
from trimtab.execution.run import conclude
from trimtab.execution.sendable import Sendable
from trimtab.workspace import Loaded


def runs_with_plans(
    office: Office, loaded: Loaded, plan_id: str | None = None
) -> Sequence[tuple[Run, Sendable]]:
    """Every run, the newest first, each with its plan; those of one plan, or one run, if named.

    Of a run for some accounts the plan has their orders alone.
    """
    book = office.book()
    wanted = None if plan_id is None else plan_id.strip().upper()
    return [
        (run, plan_to_send(loaded, run.plan, book).sendable.only(run.accounts))
        for run in reversed(tuple(book.runs.values()))
        if wanted in {None, run.plan, run.run}
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


def adopt(office: Office, loaded: Loaded, name: str, broker_order_id: str, *, who: str) -> str:
    """Take the broker's order of that name as the lost order `ID:N`; a sentence of what it is.

    Refused unless the answer to that order was lost, and the broker has an order of that name which
    is the same in all that counts and belongs to no other order of ours.
    """
    with office.alone():
        run, number, state = _found(office, name)
        if number not in run.unknown():
            raise Refused(f"order {name} is {state.status.value}: nothing about it is unknown")
        desk = desk_of(office, loaded, run, (_account_of(run, state),))
        report = adopt_by_hand(desk, number, broker_order_id, who=who)
    return f"Order {name} is {report.broker_order_id} at the broker, {report.status.value}."


def cancel(office: Office, loaded: Loaded, name: str, *, who: str) -> str:
    """Ask the broker to cancel the order `ID:N`; what it says of it then, as a sentence.

    Refused unless the broker has it and may still trade it. Where it was done first, its own list
    says what became of it.
    """
    run, number, state = _found(office, name)
    if state.lost and not run.by_hand:
        raise Refused(
            f"nobody knows whether the broker has order {name}: its answer was lost. `trimtab "
            "halt` looks for it, and cancels it where it is found; or look at the broker's own page"
        )
    if not state.working or state.broker_order_id is None:
        raise Refused(f"order {name} is {state.status.value}: there is nothing to cancel")
    if run.by_hand:
        raise Refused(
            f"order {name} is a ticket that a person types: trimtab cannot reach it. Cancel it at "
            f"the broker's site, then: trimtab orders {run.plan} --cancelled {number}, with "
            "--quantity and --price where some shares were traded before"
        )
    desk = desk_of(office, loaded, run, (_account_of(run, state),))
    late = "" if ask_to_cancel(desk, number, who=who) else "It was too late to cancel. "
    look_at(desk, number)
    conclude(desk)
    now = desk.state().leg(number)
    return f"{late}Order {name} is {now.status.value}; {now.filled} shares were traded."


def desk_of(
    office: Office,
    loaded: Loaded,
    run: Run,
    accounts: tuple[AccountId, ...],
    *,
    told: Callable[[str], None] = lambda _: None,
    waits: Callable[[str], None] = lambda _: None,
) -> Desk:
    """The desk of `run` as it was begun, with the brokers of these accounts alone.

    told, waits  as those of `Job`
    """
    job = Job(
        office=office,
        loaded=loaded,
        plan=_plan_of(office, loaded, run),
        told=told,
        live=run.live,
        only=accounts,
        waits=waits,
    )
    return replace(job.desk(job.counter()), run=run.run)


def _plan_of(office: Office, loaded: Loaded, run: Run) -> PlanToSend:
    """The plan of `run`; its orders alone, as the journal has them, where its file is gone."""
    try:
        return plan_to_send(loaded, run.plan, office.book()).only(run.accounts)
    except InputProblems:
        return as_sent(run)


def _account_of(run: Run, state: LegState) -> AccountId:
    if state.order is None:
        raise Refused(f"nothing of it was sent in run {run.run}")
    return state.order.account_id


def _found(office: Office, name: str) -> tuple[Run, int, LegState]:
    """The run that `ID:N` means, and the order's number and state in it.

    ID is a run, such as 7K3F-2, or a plan: the run of it that has open orders, else its newest one;
    of runs for some accounts those that had this order. Refused where two have some: an order that
    is meant in one of them may be found in the other.
    """
    wanted, _, number = name.partition(":")
    if not number.strip().isdigit():
        raise InvalidValue(f"{name!r} names no order; write run and number, such as 7K3F-1:3")
    run = run_named(
        office, wanted, among=lambda one: int(number) in one.legs, rest=f":{number.strip()}"
    )
    return run, int(number), run.leg(int(number))


def run_named(office: Office, name: str, *, among: Callable[[Run], bool], rest: str = "") -> Run:
    """The run that `name` means: a run, or a plan's run with open orders, else its newest one.

    among  which of them are meant rather than the others, where any are
    rest   what comes behind the name where one has to be chosen
    """
    wanted = name.strip().upper()
    runs = [run for run in office.book().runs.values() if wanted in {run.run, run.plan}]
    if not runs:
        raise InvalidValue(f"no order of a plan or run {wanted} was ever sent")
    runs = list(filter(among, runs)) or runs
    unsettled = [run for run in runs if run.has_open_orders]
    if len(unsettled) > 1:
        names = " or ".join(f"{run.run}{rest}" for run in unsettled)
        raise Refused(f"{wanted} has two runs with open orders; say which one: {names}")
    return (unsettled or runs)[-1]
