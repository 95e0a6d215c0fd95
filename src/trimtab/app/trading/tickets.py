"""A plan's orders as tickets: the guards asked, the journal written, then the files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trimtab.app.trading.job import Job
from trimtab.app.trading.leaving import ends_before_another
from trimtab.app.trading.not_imported import not_imported
from trimtab.app.trading.packet import packet_of
from trimtab.app.trading.plan_to_send import changed_since
from trimtab.app.trading.ticket_files import (
    Files,
    name_in,
    refuse_files,
    refuse_second,
    ticket_files,
)
from trimtab.domain import AccountId, Market, Symbol
from trimtab.domain.account import Account
from trimtab.domain.brokerage import Freshness, LiveQuote
from trimtab.errors import InputProblems, InvalidValue, Problem, Refused, in_file_order
from trimtab.execution.book import Run
from trimtab.execution.events import RunEnded, RunStarted, SaidImported, TicketsWritten
from trimtab.execution.guards import TICKETS, TICKETS_AGAIN, stops
from trimtab.execution.tickets import BROKER, Packet, intended, orders_of, written
from trimtab.execution.told import Objection, Told, ended, news, objections
from trimtab.execution.view import Stop, View
from trimtab.workspace import write_atomically


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """What was written, and where.

    again  True when the run had begun before
    elsewhere  other folders with the same tickets, as the journal names them
    """

    packet: Packet
    run: Run
    files: tuple[Path, ...]
    again: bool
    elsewhere: tuple[str, ...] = ()


def write_tickets(job: Job, folder: Path, *, force: bool) -> Tickets:
    """Write the orders of the plan into `folder`, one CSV for each account and one page.

    The orders are in the journal before a file is there, and open from then on. A run that goes on
    keeps its orders, and its files are written once more. Raises Refused with all that speaks
    against it, and for a second folder, unless `force` is given; and InputProblems where a file
    stands in the way. Nothing was changed then.
    """
    office, sendable = job.office, job.plan.sendable
    _refuse_unknown_accounts(job)
    with office.alone():
        begun = open_run(_runs(job), sendable.part)
        found = _stops(job, begun)
        if found:
            raise Refused("\n".join(stop.text for stop in found))
        name = begun.run if begun else f"{sendable.plan}-{len(_runs(job)) + 1}"
        orders = orders_of(sendable, begun, _quotes(job), job.rules, _accounts(job))
        # Another part of the plan may be in the same folder.
        page = name if sendable.part else sendable.plan
        paths = ticket_files(folder, sendable.plan, sendable.accounts(), page=page)
        before = begun.folders if begun else ()
        refuse_files(office.root, paths, force=force)
        refuse_second(office.root, folder, before, force=force)
        with office.gate() as may_write:
            if not may_write:
                raise Refused("trading was halted just now; no ticket was written")
            now = office.clock.now()
            start = RunStarted(
                at=now,
                run=name,
                plan=sendable.plan,
                sha256=sendable.sha256,
                broker=BROKER,
                live=True,
                by_hand=True,
                accounts=sendable.part,
            )
            here = name_in(office.root, folder)
            there = TicketsWritten(at=now, run=name, plan=sendable.plan, folder=here)
            office.journal.append_all(
                (
                    *(() if begun else (*_ends_before(job), start)),
                    *intended(name, begun, orders, sendable, now),
                    *(() if here in before else (there,)),
                )
            )
            packet = packet_of(job, office.book().runs[name], now)
            _write(paths, packet)
            office.journal.append_all(written(office.book().runs[name], office.clock.now()))
        run = office.book().runs[name]
        return Tickets(
            packet=packet,
            run=run,
            files=paths.all(),
            again=begun is not None,
            elsewhere=tuple(one for one in run.folders if one != here),
        )


def open_run(runs: Sequence[Run], accounts: tuple[AccountId, ...]) -> Run | None:
    """The run by hand among `runs` for these accounts that goes on; None where there is none."""
    return next(
        (run for run in runs if run.by_hand and run.outcome is None and run.accounts == accounts),
        None,
    )


def tell(
    job: Job,
    given: Sequence[tuple[str, Told]],
    *,
    who: str,
    sure: bool,
    problems: Sequence[Problem] = (),
) -> Run:
    """Write down what became of the plan's newest tickets: all that is given, or nothing of it.

    given     each with the file where it stands; empty where it was typed
    problems  what could not be read at all

    Raises InputProblems with these, and with everything given that cannot be.
    """
    office, told = job.office, [one for _, one in given]
    with office.alone():
        all_of_them = told_run(job)
        wrong = objections(all_of_them, told, sure=sure)
        if wrong or problems:
            files = {id(one): file for file, one in given}
            told_wrong = (_problem(one, files[id(one.told)]) for one in wrong)
            raise InputProblems(in_file_order((*problems, *told_wrong)))
        now = office.clock.now()
        found = {
            run.run: news(run, [one for one in told if one.leg in numbers], who=who, at=now)
            for run, numbers in _newest_tickets(job)
        }
        office.journal.append_all([event for events in found.values() for event in events])
        for name, events in found.items():
            run = office.book().runs[name]
            plan = job.plan.only(run.accounts).sendable
            end = ended(run, plan, changed=bool(events), at=office.clock.now())
            if end is not None:
                office.journal.append(end)
        return told_run(job)


def say_imported(job: Job, name: str, *, who: str) -> str:
    """Write down that the files show all that was traded so far, as somebody says; of what.

    name  a run of the plan, for its orders alone; else the plan's own, for those of all its runs

    Refused where nothing was traded, or the files show it already.
    """
    office, plan = job.office, job.plan.sendable
    wanted = name.strip().upper()
    with office.alone():
        runs = [run for run in _runs(job) if run.run == wanted]
        of = f"run {wanted}" if runs else f"plan {plan.plan}"
        traded = [
            run
            for run in runs or _runs(job)
            if run.live and any(leg.filled > leg.shown for leg in run.legs.values())
        ]
        if not traded:
            raise Refused(f"nothing was traded of {of} that your files may not show")
        now = office.clock.now()
        office.journal.append_all(
            [SaidImported(at=now, run=run.run, plan=run.plan, who=who) for run in traded]
        )
        return of


def told_run(job: Job) -> Run:
    """The plan's tickets as one run, each as it was written last, also where they are of several.

    InvalidValue where none were ever written.
    """
    newest = _newest_tickets(job)
    if not newest:
        plan = job.plan.sendable.plan
        raise InvalidValue(
            f"no tickets of plan {plan} were ever written; what became of orders that trimtab sent "
            f"is asked of the broker: trimtab execute {plan} --live"
        )
    legs = {
        number: run.legs[number]
        for run, numbers in newest
        for number in run.legs
        if number in numbers
    }
    return replace(newest[-1][0], legs=legs)


def _newest_tickets(job: Job) -> Sequence[tuple[Run, frozenset[int]]]:
    """Runs by hand, the oldest first, each with the orders whose newest ticket is of it.

    A run none of whose tickets is the newest one of its order is left out.
    """
    found: list[tuple[Run, frozenset[int]]] = []
    later: set[int] = set()
    for run in reversed([run for run in _runs(job) if run.by_hand]):
        own = frozenset(run.legs) - later
        later |= own
        if own or not found:
            found.append((run, own))
    return found[::-1]


def _ends_before(job: Job) -> tuple[RunEnded, ...]:
    return ends_before_another(job.office, job.loaded, job.plan.sendable.sha256)


def _runs(job: Job) -> tuple[Run, ...]:
    return job.office.book().runs_of(job.plan.sendable.sha256)


def _stops(job: Job, begun: Run | None) -> tuple[Stop, ...]:
    sendable = job.plan.sendable
    view = View(
        sendable=sendable,
        rules=job.rules,
        book=job.office.book(),
        now=job.office.clock.now(),
        snapshots={},
        quotes=_quotes(job),
        run=begun.run if begun else f"{sendable.plan}-{len(_runs(job)) + 1}",
    )
    if begun is not None:
        return stops(view, TICKETS_AGAIN)
    found = stops(view, TICKETS)
    changed = None
    if sendable.intact:
        changed = changed_since(
            job.office.root, job.plan, others_traded=view.others_traded, today=job.loaded.as_of
        )
    missing = not_imported(job.loaded, job.office.book(), but=sendable.sha256)
    return (*found, *(stop for stop in (changed, missing) if stop is not None))


def _refuse_unknown_accounts(job: Job) -> None:
    known = _accounts(job)
    without = [one for one in job.plan.sendable.accounts() if one not in known]
    if without:
        raise Refused(
            f"trimtab.toml has no account {', '.join(without)} any more, in which plan "
            f"{job.plan.sendable.plan} trades. Put it back, or make a new plan: trimtab plan"
        )


def _accounts(job: Job) -> Mapping[AccountId, Account]:
    return {one.account_id: one for one in job.loaded.household.accounts}


def _quotes(job: Job) -> Mapping[Symbol, LiveQuote]:
    """The prices of the workspace's file, of whatever age: a person sees the market's own."""
    market: Market = job.loaded.market
    now = job.office.clock.now()
    return {
        symbol: LiveQuote(
            symbol=symbol,
            last=quote.price,
            bid=quote.bid,
            ask=quote.ask,
            at=now,
            freshness=Freshness.CLOSING,
        )
        for symbol, quote in market.quotes.items()
    }


def _write(paths: Files, packet: Packet) -> None:
    # Late: the template engine is needed here alone.
    from trimtab.brokers.tickets import tickets_csv
    from trimtab.report.tickets.page import tickets_html

    for account in packet.accounts:
        text = tickets_csv(packet.plan, account)
        write_atomically(paths.csv[account.account_id], text.encode())
    write_atomically(paths.page, tickets_html(packet).encode())


def _problem(one: Objection, file: str) -> Problem:
    what = f"order {one.told.leg} {one.what}"
    return Problem(what=what, file=file or None, line=one.told.line, fix=one.fix)
