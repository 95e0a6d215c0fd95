"""What a broker says of an order, written down where it is news.

Several processes may ask at once: whoever sends, whoever cancels, whoever follows. An answer that
was read before another one was written down may be the older of the two, and is not written over
it.
"""

from collections.abc import Callable

from trimtab.domain.brokerage import OrderReport
from trimtab.execution.book import LegState, leg_after
from trimtab.execution.desk import Desk
from trimtab.execution.events import Placed, Progress


def hear(desk: Desk, number: int, ask: Callable[[], OrderReport]) -> None:
    """Ask how an order stands that the broker has, and write down what is news.

    Asked again where somebody else has written about the order in between. Raises what `ask` does.
    """
    while not _noted(desk, number, before=desk.state().leg(number), report=ask()):
        pass


def take(desk: Desk, placed: Placed, report: OrderReport) -> None:
    """Write down that the broker has an order, and what it said of it then."""
    # Once it is known to be there, others may ask about it: what they hear is newer.
    before = leg_after(placed, desk.state().leg(placed.leg))
    desk.journal.append(placed)
    _noted(desk, placed.leg, before=before, report=report)


def _noted(desk: Desk, number: int, *, before: LegState, report: OrderReport) -> bool:
    """False where the order does not stand any more as it did `before` the broker was asked."""
    known = (before.status, before.filled, before.average_price)
    if known == (report.status, report.filled, report.average_price):
        return True
    news = Progress(
        at=desk.clock.now(),
        run=desk.run,
        leg=number,
        status=report.status,
        filled=report.filled,
        average_price=report.average_price,
        commission=report.commission,
    )
    return desk.journal.append(news, where=lambda book: book.runs[desk.run].leg(number) == before)
