"""What people decide: a warning is read, a plan approved or turned down, trading halted."""

import getpass

from trimtab.app.trading.leaving import left
from trimtab.app.trading.office import Office
from trimtab.app.trading.plan_to_send import PlanToSend, changed_since
from trimtab.errors import InvalidValue, Refused
from trimtab.execution.events import Acknowledged, Approved, Halted, Rejected, Resumed
from trimtab.workspace import Loaded


def name_of(who: str | None) -> str:
    """Who decides: the name given, or the user's own."""
    return who or getpass.getuser()


def acknowledge(office: Office, plan: PlanToSend, warning: str, *, who: str, note: str) -> None:
    """Note that somebody has read a warning of exactly this plan.

    Raises InvalidValue where the plan has no such warning.
    """
    known = [one["id"] for one in plan.document["warnings"]]
    wanted = warning.strip().upper()
    if wanted not in known:
        raise InvalidValue(
            f"plan {plan.sendable.plan} has no warning {warning}; "
            f"it has {', '.join(known) or 'none'}"
        )
    office.journal.append(
        Acknowledged(
            at=office.clock.now(),
            plan=plan.sendable.plan,
            sha256=plan.sendable.sha256,
            warning=wanted,
            who=who,
            note=note,
        )
    )


def approve(office: Office, plan: PlanToSend, *, who: str, note: str) -> None:
    """Note that somebody approves exactly this content.

    Refused where the plan was edited, a warning is still open, or it no longer fits the workspace.
    """
    sendable, book = plan.sendable, office.book()
    if not sendable.intact:
        raise Refused(
            f"plan {sendable.plan} was edited after it was made; it cannot be approved. "
            f"{sendable.made_afresh}"
        )
    left = [one for one in sendable.open_acks if (sendable.sha256, one) not in book.read]
    if left:
        raise Refused(
            f"read first: {', '.join(left)} of plan {sendable.plan}; then "
            f"`trimtab ack {sendable.plan} {left[0]}`"
        )
    stop = changed_since(office.root, plan)
    if stop is not None:
        raise Refused(stop.text)
    office.journal.append(
        Approved(
            at=office.clock.now(),
            plan=sendable.plan,
            sha256=sendable.sha256,
            who=who,
            note=note,
            sources=tuple(f"{name}={source}" for name, source in sendable.sources.items()),
        )
    )


def reject(office: Office, loaded: Loaded, plan: PlanToSend, *, who: str, note: str) -> str:
    """Note that somebody turns the plan down: nothing of it is sent unless it is approved again.

    What was begun of it and is not at work at a broker is over. Returns a sentence of that; empty
    where nothing was begun.
    """
    office.journal.append(
        Rejected(
            at=office.clock.now(),
            plan=plan.sendable.plan,
            sha256=plan.sendable.sha256,
            who=who,
            note=note,
        )
    )
    return left(office, loaded, plan.sendable.sha256)


def halt(office: Office, *, who: str, why: str) -> None:
    """Stop all sending, at once: whoever sends does not begin with another order.

    One that is on its way just then is waited for by `until_at_rest`.
    """
    office.journal.append(Halted(at=office.clock.now(), who=who, why=why))


def until_at_rest(office: Office) -> None:
    """Wait until no order is on its way; after `halt` none will be."""
    with office.shut():
        pass


def resume(office: Office, *, who: str) -> bool:
    """Allow sending again; False where nothing was halted."""
    if office.book().halted is None:
        return False
    office.journal.append(Resumed(at=office.clock.now(), who=who))
    return True
