"""What of a plan went out before: each of its orders at most once, over all its runs.

A plan may go out in parts, each for some of its accounts: to brokers the one, as tickets the other.
"""

from trimtab.domain.identifiers import AccountId
from trimtab.execution.book import Book, Run
from trimtab.execution.relatives import sent_relative
from trimtab.execution.sendable import Sendable, account_options
from trimtab.execution.view import Stop, View


class NotSentBefore:
    """No run of these orders has ended, none goes on by another way, and no edit was sent.

    A run counts where it is for an account that is sent now. Tickets of which nothing at all was
    traded do not: the person who could have typed them says that they are over, and the same plan
    made again has the same name.
    """

    def check(self, view: View) -> Stop | None:
        """STOP.ALREADY_SENT with the run."""
        for run in view.book.runs_of(view.sendable.sha256):
            if not run.live or not run.covers(view.sendable.part):
                continue
            if run.outcome is None and view.run not in {"", run.run}:
                return Stop(
                    code="STOP.ALREADY_SENT",
                    text=f"The orders of plan {run.plan}{_where(run)} went out as {run.broker} on "
                    f"{run.started_at:%Y-%m-%d} and are not done: trimtab orders "
                    f"{_name(run)}{_left(view)}",
                )
            if run.outcome is not None and not came_to_nothing(run):
                return Stop(code="STOP.ALREADY_SENT", text=_sent_before(run, view))
        relative = sent_relative(view.book, view.sendable)
        if relative is None:
            return None
        return Stop(
            code="STOP.ALREADY_SENT",
            text=f"Plan {relative.plan} was sent on {relative.started_at:%Y-%m-%d}, and one is an "
            "edit of the other: orders would go out twice. Sync, then make a new one: trimtab plan",
        )


class NotOvertaken:
    """No other plan was sent after a part of this one had traded.

    It was made from what that part had left, and what is left of this one was not.
    """

    def check(self, view: View) -> Stop | None:
        """STOP.OVERTAKEN with the other plan. A run that was begun before goes on."""
        parts = [run for run in view.other_parts() if run.traded]
        if not parts or view.run in view.book.runs:
            return None
        first = min(run.started_at for run in parts)
        for run in view.book.runs.values():
            other = run.live and run.sha256 != view.sendable.sha256
            if other and run.started_at >= first and (run.traded or run.has_open_orders):
                return Stop(
                    code="STOP.OVERTAKEN",
                    text=f"Plan {run.plan} was sent on {run.started_at:%Y-%m-%d}, after a part of "
                    f"plan {view.sendable.plan}: what is left of that fits no more. Sync, then "
                    "make a new one: trimtab plan",
                )
        return None


def came_to_nothing(run: Run) -> bool:
    """True where its orders are tickets of which nothing was traded."""
    return run.by_hand and not run.traded


def never_sent(book: Book, plan: Sendable) -> tuple[AccountId, ...]:
    """Accounts of the whole plan whose orders no run with real money is for, in its order.

    Tickets that are over and came to nothing count as never written, as for `NotSentBefore`.
    """
    runs = [
        run
        for run in book.runs_of(plan.sha256)
        if run.live and (run.outcome is None or not came_to_nothing(run))
    ]
    accounts = plan.only(()).accounts()
    return tuple(one for one in accounts if not any(run.covers((one,)) for run in runs))


def _where(run: Run) -> str:
    return f" in {', '.join(run.accounts)}" if run.accounts else ""


def _name(run: Run) -> str:
    return run.run if run.accounts else run.plan


def _left(view: View) -> str:
    """What of the plan may still be sent, as a sentence; empty where nothing may."""
    left = never_sent(view.book, view.sendable)
    if not left:
        return ""
    command = f"trimtab execute {view.sendable.plan}{account_options(left)}"
    return f". Orders in {', '.join(left)} were not sent yet: {command}"


def _sent_before(run: Run, view: View) -> str:
    what = f"in {', '.join(run.accounts)} by run {run.run} " if run.accounts else ""
    told = f"Plan {run.plan} was sent {what}on {run.started_at:%Y-%m-%d} ({run.outcome})"
    left = _left(view)
    if left:
        return f"{told}{left}"
    told = f"{told}. Make a new one: trimtab plan"
    others = any(one.has_open_orders for one in view.other_parts())
    if run.traded or view.others_traded or others:
        return told
    # Nothing moved: the same files make the same plan, of the same name.
    return f"{told}; where that is the same one again: trimtab edit {run.plan} --note AGAIN"
