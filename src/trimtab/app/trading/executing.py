"""Executing a plan from the first check to the last order, whoever is asked to confirm it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from trimtab.app.linking.known import require_brokers
from trimtab.app.trading.job import Job
from trimtab.app.trading.office import Office
from trimtab.app.trading.parts import BROKERS, PAPER, TICKETS, part_of
from trimtab.app.trading.plan_to_send import PlanToSend
from trimtab.app.trading.sending import Outcome, blocked, execute, reconcile, rehearse
from trimtab.errors import Refused
from trimtab.report.trading import RehearsalView
from trimtab.workspace import Loaded


def job_for(
    office: Office,
    loaded: Loaded,
    plan: PlanToSend,
    told: Callable[[str], None],
    *,
    accounts: Sequence[str] = (),
    by_hand: bool = False,
    waits: Callable[[str], None] = lambda _: None,
) -> Job:
    """The plan about to be sent. Refused where it was edited by hand.

    accounts  whose orders alone it is about, as `part_of` takes them
    by_hand   True where they become tickets
    told, waits  as those of `Job`
    """
    if not plan.sendable.intact:
        raise Refused(
            f"plan {plan.sendable.plan} was edited after it was made; nothing of it is sent. "
            f"{plan.sendable.made_afresh}"
        )
    job = Job(office=office, loaded=loaded, plan=plan, told=told, waits=waits)
    way = TICKETS if by_hand else BROKERS if job.is_live else PAPER
    part = part_of(office.book(), loaded, plan, accounts, way=way, told=told)
    return replace(job, plan=part)


def rehearsal_of(job: Job) -> RehearsalView:
    """What sending would do, for a person to read. Changes nothing anywhere."""
    _need_brokers(job)
    found, counter = rehearse(job), job.counter()
    return RehearsalView(
        plan=job.plan.sendable.plan,
        broker=counter.broker.name,
        live=counter.live,
        before=found.before,
        orders=found.orders,
        previews=found.previews,
        refused=found.refused,
        stops=found.stops,
        session=counter.session(),
        queue=job.rules.queue,
        left_out=job.plan.sendable.left_out,
    )


def _quietly(_: str) -> AbstractContextManager[None]:
    return nullcontext()


def carry_through(
    job: Job,
    confirm: Callable[[], None],
    *,
    during: Callable[[str], AbstractContextManager[None]] = _quietly,
) -> Outcome:
    """Send the plan's orders, or go on where an earlier try was cut off.

    confirm  asks a person, or looks at what one has given; raises Refused where it is not meant
    during   entered around what takes time, with what that is; never while `confirm` asks

    A run whose answers were lost is taken up first, and comes back as it is while one is not found.
    Refused with all that speaks against sending; nothing was sent then.
    """
    _need_brokers(job)
    with during("Looking at what was sent before"):
        lost = reconcile(job)
    if lost is not None:
        return lost
    with during("Looking whether it may be sent"):
        stops = blocked(job)
    if stops:
        raise Refused("\n".join(stop.text for stop in stops))
    confirm()
    with during(f"Sending the orders of {job.plan.sendable.plan}"):
        return execute(job)


def _need_brokers(job: Job) -> None:
    if job.is_live:
        require_brokers("sending orders to a broker")
