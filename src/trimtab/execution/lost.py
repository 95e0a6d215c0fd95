"""An order whose answer was lost: found in the broker's own list, or left for a person to settle.

Never sent again from here. A broker that knows our names is asked for the name, and its list is
looked through for it; for any other, an order counts as ours when it was not there before, belongs
to no other leg, and is in all that the list shows the order that was sent.
"""

from datetime import timedelta

from trimtab.domain.brokerage import ClientIds, OrderReport
from trimtab.domain.identifiers import AccountId
from trimtab.domain.order import Order
from trimtab.errors import BrokerError, Definite, RateLimited, Refused, Unavailable
from trimtab.execution.book import Book, LegState
from trimtab.execution.desk import Desk
from trimtab.execution.events import Placed
from trimtab.execution.hearing import take
from trimtab.ports import FindsByName

# How far the broker's clock may be behind ours.
_SKEW = timedelta(minutes=5)


def settle_lost(desk: Desk) -> tuple[int, ...]:
    """Look for every leg whose answer was lost; the numbers of those that are still unknown."""
    return tuple(number for number in desk.state().unknown() if not find(desk, number))


def find(desk: Desk, number: int) -> bool:
    """Look for the order of one leg until it is found or patience is over; True when it is found.

    One empty list proves nothing: a broker may show an order only after a while.
    """
    desk.waits(f"order {number} to be listed by the broker")
    try:
        return _found(desk, number)
    finally:
        desk.waits("")


def _found(desk: Desk, number: int) -> bool:
    silent: BrokerError | None = None
    for _ in desk.within(desk.rules.quiet):
        try:
            candidates = _candidates(desk, number)
        except (RateLimited, Unavailable) as error:
            silent = error
            continue
        silent = None
        if len(candidates) == 1:
            adopt(desk, number, candidates[0])
            return True
        if candidates:
            names = ", ".join(one.broker_order_id for one in candidates)
            desk.told(
                f"order {number}: the broker lists {len(candidates)} orders that it may be "
                f"({names}). Look at the broker's own page which one it is, and then: trimtab "
                f"orders {desk.run} --adopt {number}=NAME"
            )
            return False
    desk.told(f"order {number}: {_not_found(desk.run, number, silent)}")
    return False


def _not_found(run: str, number: int, silent: BrokerError | None) -> str:
    """What to do about an order that was not found. `silent`: the last look had no answer."""
    if silent is not None:
        return (
            f"the broker could not be asked whether it has it ({silent}). Give the same command "
            "again later; until then nothing more of this plan is sent"
        )
    return (
        "the broker does not list it. Look at the broker's own page; when it is not there: trimtab "
        f"orders --absent {run}:{number}; when it is: trimtab orders {run} --adopt {number}=NAME"
    )


def adopt_by_hand(desk: Desk, number: int, broker_order_id: str, *, who: str) -> OrderReport:
    """Take the order of that name as the one that was sent for this leg, as `who` says that it is.

    Refused where the broker has none of that name, it differs in what it does, or it cannot be it.
    """
    book = desk.book()
    state = book.runs[desk.run].leg(number)
    if state.order is None:
        raise Refused(f"order {number} of {desk.run} was never sent")
    account_id = state.order.account_id
    try:
        report = desk.broker.order(desk.accounts[account_id], broker_order_id)
    except Definite as error:
        raise Refused(f"{error}, in {account_id}") from error
    why = _not_it(report, state, state.order)
    if broker_order_id in _taken(book, account_id):
        why = "it belongs to another order of ours"
    if why:
        raise Refused(f"{broker_order_id} is not order {number} of {desk.run}: {why}")
    adopt(desk, number, report, who=who)
    return report


def _not_it(report: OrderReport, state: LegState, order: Order) -> str:
    """Why the broker's order cannot be the one that was sent; empty where it can."""
    if report.broker_order_id in state.known:
        return "the broker listed it before this order was sent"
    if report.client_order_id not in {None, order.order_id}:
        return f"it has another name of ours, {report.client_order_id}"
    theirs = (report.side, report.symbol, report.quantity)
    if theirs != (order.side, order.symbol, order.quantity):
        return (
            f"it is to {report.side.value} {report.quantity} {report.symbol}, not to "
            f"{order.side.value} {order.quantity} {order.symbol}"
        )
    if report.lots and sorted(report.lots) != sorted(order.lots):
        return "it names other lots"
    return ""


def adopt(desk: Desk, number: int, report: OrderReport, *, who: str = "") -> None:
    """Take the broker's order as the one that was sent for this leg."""
    placed = Placed(
        at=desk.clock.now(),
        run=desk.run,
        leg=number,
        broker_order_id=report.broker_order_id,
        adopted=True,
        who=who,
    )
    take(desk, placed, report)
    desk.told(f"order {number}: found at the broker as {report.broker_order_id}")


def _candidates(desk: Desk, number: int) -> tuple[OrderReport, ...]:
    book = desk.book()
    state = book.runs[desk.run].leg(number)
    if state.order is None:  # nothing was ever sent for it
        return ()
    account = desk.accounts[state.order.account_id]
    if isinstance(desk.broker, FindsByName):
        named = desk.broker.order_named(account, state.order.order_id)
        if named is not None:
            return (named,)
    listed = desk.orders(account, sent_at=state.sent_at)
    if desk.broker.capabilities(account).client_ids is ClientIds.READABLE:
        return tuple(one for one in listed if one.client_order_id == state.order.order_id)
    taken = _taken(book, state.order.account_id)
    return tuple(
        one
        for one in listed
        if one.broker_order_id not in state.known
        and one.broker_order_id not in taken
        and _alike(one, state.order)
        and _in_time(one, state)
    )


def _taken(book: Book, account_id: AccountId) -> frozenset[str]:
    """Names that belong to legs already; another account's broker may use the same ones."""
    return frozenset(name for run in book.runs.values() for name in run.adopted_ids(account_id))


def _alike(report: OrderReport, order: Order) -> bool:
    return (report.side, report.symbol, report.quantity, report.order_type, report.limit_price) == (
        order.side,
        order.symbol,
        order.quantity,
        order.order_type,
        order.limit_price,
    ) and (not report.lots or sorted(report.lots) == sorted(order.lots))


def _in_time(report: OrderReport, state: LegState) -> bool:
    if report.placed_at is None or state.sent_at is None:
        return True
    return report.placed_at >= state.sent_at - _SKEW
