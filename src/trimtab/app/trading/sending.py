"""Rehearsing and executing a plan: the guards asked, the run carried out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trimtab.app.trading.job import Job
from trimtab.app.trading.not_imported import not_imported
from trimtab.app.trading.plan_to_send import changed_since
from trimtab.domain import Order, Side
from trimtab.domain.brokerage import Preview
from trimtab.errors import Definite, Refused
from trimtab.execution.book import Run
from trimtab.execution.guards import GUARDS, REHEARSAL, Guard, stops
from trimtab.execution.lost import settle_lost
from trimtab.execution.pricing import order_for
from trimtab.execution.run import Ending, carry_out, refresh
from trimtab.execution.sendable import Leg
from trimtab.execution.view import Stop, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What sending would do: each order as it would go out, and what the broker says of it.

    refused  the broker's own words by the number of the order
    before   how many orders of the plan were sent in the run that goes on, or given up there
    """

    before: int = 0
    orders: tuple[tuple[Leg, Order], ...] = ()
    previews: Mapping[int, Preview] = field(default_factory=dict)
    refused: Mapping[int, str] = field(default_factory=dict)
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended, and where each order stands."""

    ending: Ending
    run: Run


def rehearse(job: Job) -> Rehearsed:
    """What `execute` would send now, and what speaks against it. Changes nothing anywhere.

    What was sent before in the run that goes on is left out: none of it goes out again. Purchases
    are shown as planned: their size is settled when the sales are done.
    """
    counter, sendable = job.counter(), job.plan.sendable
    view = job.view(counter)
    run = view.book.runs.get(view.run)
    left = [leg for leg in sendable.legs if run is None or not run.leg(leg.number).begun]
    orders, previews, refused = [], {}, {}
    for leg in left:
        if leg.symbol not in view.quotes:
            continue
        account = counter.accounts[leg.account_id]
        able, quote = counter.broker.capabilities(account), view.quotes[leg.symbol]
        order = order_for(leg, leg.quantity, quote, sendable, rules=view.rules, able=able)
        orders.append((leg, order))
        if leg.side is Side.SELL:
            try:
                previews[leg.number] = counter.broker.preview(account, order)
            except Definite as error:
                refused[leg.number] = str(error)
    return Rehearsed(
        before=len(sendable.legs) - len(left),
        orders=tuple(orders),
        previews=previews,
        refused=refused,
        stops=_stops(job, view, REHEARSAL),
    )


def reconcile(job: Job) -> Outcome | None:
    """Take up a run that was cut off: lost answers looked for, working orders asked about.

    How the run stands where an answer is still lost: nothing more may be sent then. None otherwise.
    """
    with job.office.alone():
        return _reconciled(job)


def blocked(job: Job) -> tuple[Stop, ...]:
    """Everything that speaks against sending now; empty when it may go. Reconcile first."""
    return _stops(job, job.view(job.counter()), GUARDS)


def execute(job: Job) -> Outcome:
    """Send the plan's orders, or go on where an earlier try was cut off.

    Lost answers are settled first; while one is left, nothing more is sent. Then every guard is
    asked. Raises Refused with all that they say; nothing was sent then.
    """
    with job.office.alone():
        lost = _reconciled(job)
        if lost is not None:
            return lost
        found = blocked(job)
        if found:
            raise Refused("\n".join(stop.text for stop in found))
        counter = job.counter()
        job.begin(counter)
        desk = job.desk(counter)
        ending = carry_out(desk)
        return Outcome(ending=ending, run=desk.state())


def _reconciled(job: Job) -> Outcome | None:
    """As `reconcile`, for whoever is alone already; nothing is asked where no run was begun."""
    if job.run() not in job.office.book().runs:
        return None
    desk = job.desk(job.counter())
    if settle_lost(desk):
        return Outcome(ending=Ending.UNKNOWN, run=desk.state())
    refresh(desk)
    return None


def _stops(job: Job, view: View, guards: Sequence[Guard]) -> tuple[Stop, ...]:
    found = stops(view, guards)
    # What the plan itself has traded is in the broker's books, not yet in the workspace's files.
    begun = any(run.traded for run in view.own_runs())
    if not view.sendable.intact:
        return found
    if begun:
        return (*found, *_forbidden_by_now(job, view))
    changed = changed_since(
        job.office.root, job.plan, others_traded=view.others_traded, today=job.loaded.as_of
    )
    missing = not_imported(job.loaded, view.book, but=view.sendable.sha256)
    return (*found, *(stop for stop in (changed, missing) if stop is not None))


def _forbidden_by_now(job: Job, view: View) -> Iterator[Stop]:
    """Orders not begun that the settings of now forbid: that may be why a run was stopped."""
    policy, runs = job.loaded.policy, view.own_runs()
    for leg in view.sendable.legs:
        if any(run.leg(leg.number).begun for run in runs):
            continue
        selling = leg.side is Side.SELL
        allowed = policy.may_sell if selling else policy.may_buy
        if not allowed(leg.account_id, leg.symbol):
            setting = "policy.never_sell" if selling else "policy.never_buy"
            yield Stop(
                code="STOP.LOTS_CHANGED",
                text=f"Order {leg.number} would {'sell' if selling else 'buy'} {leg.symbol} in "
                f"{leg.account_id}, which {setting} forbids by now. {view.made_afresh}",
            )
