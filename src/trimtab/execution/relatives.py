"""Plans that people edited from one another: of these at most one is sent."""

from trimtab.execution.book import Book, Run
from trimtab.execution.sendable import Sendable


def sent_relative(book: Book, plan: Sendable) -> Run | None:
    """A run of another plan of the same family of which orders traded, or may; None without one.

    Its orders are those of `plan` but for the edits: what it trades, `plan` would trade again.
    """
    family = _family(book, {plan.plan, *plan.edited})
    for run in book.runs.values():
        traded = run.has_open_orders or run.traded
        if run.live and traded and run.sha256 != plan.sha256 and run.plan in family:
            return run
    return None


def _family(book: Book, known: set[str]) -> set[str]:
    """Every plan that is linked with the `known` ones by edits, themselves included."""
    edits = [{one.plan, one.edited} for one in book.drafted.values() if one.edited]
    found, before = set(known), set[str]()
    while found != before:
        before = set(found)
        for pair in edits:
            if pair & found:
                found |= pair
    return found
