"""What became of tickets, as a person tells it: checked against the orders, then written down.

Nobody can be asked whether it is true. So what contradicts the ticket is refused, and what
contradicts something told before, or has a price beyond the limit or far from it, is taken only
from somebody who says that it is meant. Telling the same again changes nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trimtab.domain.order import DONE, Order, OrderStatus, Side
from trimtab.execution.book import LegState, Run
from trimtab.execution.events import Event, Progress, RunEnded
from trimtab.execution.run import Ending, ending_of
from trimtab.execution.sendable import Sendable
from trimtab.money import ZERO, exact_text

# A price further from the limit, or from the plan's price, than this share of it is rather a slip
# of the pen.
_FAR = Decimal("0.1")

# Something was left of it when no more came.
_NO_MORE = frozenset({OrderStatus.CANCELLED, OrderStatus.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One order, as a person tells it.

    status         FILLED, PARTLY_FILLED: the rest still works; another of `DONE`: no more comes
    filled         shares traded in all, not since it was told last
    average_price  dollars per share of these; None exactly where there are none
    commission     dollars of fees in all, >= 0
    line           of the file where it stands; None where it was typed
    """

    leg: int
    status: OrderStatus
    filled: Decimal
    average_price: Decimal | None = None
    commission: Decimal = ZERO
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why something told cannot be taken, and what to do."""

    told: Told
    what: str
    fix: str


def objections(run: Run, told: Sequence[Told], *, sure: bool) -> tuple[Objection, ...]:
    """Everything in `told` that cannot be written down; `sure` takes what is merely unlikely."""
    times = Counter(one.leg for one in told)
    found = []
    for one in told:
        state = run.leg(one.leg)
        if times[one.leg] > 1:
            said = "is told more than once"
            found.append(Objection(told=one, what=said, fix="Keep one row with all of it"))
        elif state.order is None:
            names = ", ".join(map(str, sorted(run.legs))) or "none"
            fix = f"Its tickets are {names}"
            found.append(Objection(told=one, what=f"is no ticket of plan {run.plan}", fix=fix))
        else:
            found += _against_order(one, state.order)
            found += [] if sure else _unlikely(one, state, state.order)
    return tuple(found)


def news(run: Run, told: Sequence[Told], *, who: str, at: datetime) -> tuple[Event, ...]:
    """What has to be written down of `told`: nothing of what is known already."""
    return tuple(
        Progress(
            at=at,
            run=run.run,
            leg=one.leg,
            status=one.status,
            filled=one.filled,
            average_price=one.average_price,
            commission=one.commission,
            who=who,
        )
        for one in told
        if _is_news(one, run.leg(one.leg))
    )


def ended(run: Run, sendable: Sendable, *, changed: bool, at: datetime) -> RunEnded | None:
    """The end of the run once nothing more comes of any order of its plan; None before.

    changed  something was told just now: what stands already is told once more, with its figures
    """
    states = [run.leg(leg.number) for leg in sendable.legs]
    if not all(state.settled for state in states):
        return None
    filled = all(state.status is OrderStatus.FILLED for state in states)
    ending = Ending.DONE if filled else Ending.SOME
    if run.outcome == ending.value and not changed:
        return None
    return ending_of(sendable, run, ending, at=at)


def _is_news(told: Told, state: LegState) -> bool:
    before = (state.status, state.filled, state.average_price, state.commission)
    return before != (told.status, told.filled, told.average_price, told.commission)


def _against_order(told: Told, order: Order) -> list[Objection]:
    """Where it cannot be: more shares than the ticket has, a fill without a price."""
    found = []
    shares, whole = exact_text(told.filled), exact_text(order.quantity)
    if not ZERO <= told.filled <= order.quantity:
        found.append(
            Objection(
                told=told,
                what=f"is for {whole} shares, and {shares} are told",
                fix="Write the shares of this order alone; what was traded besides comes with "
                "`trimtab import`",
            )
        )
    elif told.status is OrderStatus.FILLED and told.filled != order.quantity:
        found.append(
            Objection(
                told=told,
                what=f"is for {whole} shares, and {shares} are told as filled",
                fix="Write `partly` while the rest may still trade, `cancelled` when no more will",
            )
        )
    elif told.status is OrderStatus.PARTLY_FILLED and told.filled in {ZERO, order.quantity}:
        found.append(
            Objection(
                told=told,
                what=f"is told as partly filled with {shares} of {whole} shares",
                fix="Write `filled` when all are traded; leave it empty while none is",
            )
        )
    elif told.status in _NO_MORE and told.filled == order.quantity:
        found.append(
            Objection(
                told=told,
                what=f"is told as {told.status.value} with all of its {whole} shares",
                fix="Write `filled` when all were traded, fewer shares when they were not",
            )
        )
    elif told.status is OrderStatus.REJECTED and told.filled:
        fix = "Write `cancelled` where some shares were traded"
        found.append(
            Objection(told=told, what=f"is told as rejected with {shares} shares", fix=fix)
        )
    if (told.average_price is None) != (told.filled == ZERO):
        what = "has shares without a price" if told.filled else "has a price without shares"
        fix = "Write both, or neither where nothing was traded"
        found.append(Objection(told=told, what=what, fix=fix))
    if told.average_price is not None and told.average_price <= ZERO:
        fix = "Write the price of one share, above zero"
        found.append(Objection(told=told, what=f"has the price {told.average_price}", fix=fix))
    if told.commission < ZERO:
        fix = "Write what the broker took, as a number from zero up"
        found.append(Objection(told=told, what=f"has fees of {told.commission}", fix=fix))
    return found


def _unlikely(told: Told, state: LegState, order: Order) -> list[Objection]:
    """Where it takes back what was told before, or the price is far from the limit."""
    found = []
    sure = "Look again; where it is right, say so with --sure"
    if state.filled > told.filled or (state.status in DONE and _is_news(told, state)):
        at = "" if state.average_price is None else f" at {exact_text(state.average_price)}"
        before = f"{state.status.value}, {exact_text(state.filled)} shares{at}"
        found.append(Objection(told=told, what=f"was told before as {before}", fix=sure))
    if told.average_price is not None:
        said = _odd_price(told.average_price, state, order)
        if said:
            found.append(Objection(told=told, what=said, fix=sure))
    return found


def _odd_price(price: Decimal, state: LegState, order: Order) -> str:
    """What is odd about a price: beyond the limit, or far from what is likely; empty: nothing."""
    limit, given = order.limit_price, exact_text(price)
    if limit is not None and (price < limit if order.side is Side.SELL else price > limit):
        than = "below" if order.side is Side.SELL else "above"
        return f"has the price {given}, {than} its limit {exact_text(limit)}"
    expected = limit or state.price
    if expected is not None and abs(price - expected) > expected * _FAR:
        what = "the plan's price" if limit is None else "its limit"
        return f"has the price {given}, far from {what} {exact_text(expected)}"
    return ""
