"""Where everything stands: the journal's events folded into runs, legs, approvals and the halt."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import singledispatch

from trimtab.domain.identifiers import AccountId
from trimtab.domain.order import DONE, OPEN, Order, OrderStatus
from trimtab.errors import InvalidValue
from trimtab.execution import events as happened
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Shares of an order that were traded, and the aware moment at which that was heard."""

    at: datetime
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LegState:
    """One order of a plan, as far as it came.

    status         DRAFTED until it is about to be sent; UNKNOWN from then until the broker answers,
                   and where it says of an order that it has what nobody here understands
    order          what was sent last; None before
    sent_at        when it was sent first
    known          the broker's orders just before it was sent first: of an attempt that somebody
                   held to be absent there may be an order after all
    filled         shares traded so far
    average_price  dollars per share of these
    message        why it was declined, lost or skipped
    skipped        it is not sent in this run
    price, held, cash  as in `events.Intended`, when it was sent first
    waits_until    as in `events.Intended`, when it was sent last
    parts          the shares traded, adding up to `filled`, in the order of hearing of them
    shown          shares of these that the workspace's files have shown, or that somebody says so
    """

    status: OrderStatus = OrderStatus.DRAFTED
    attempt: int = 0
    order: Order | None = None
    sent_at: datetime | None = None
    known: tuple[str, ...] = ()
    broker_order_id: str | None = None
    filled: Decimal = ZERO
    average_price: Decimal | None = None
    commission: Decimal = ZERO
    message: str = ""
    skipped: bool = False
    price: Decimal | None = None
    held: Decimal | None = None
    cash: Decimal | None = None
    waits_until: datetime | None = None
    parts: tuple[Part, ...] = ()
    shown: Decimal = ZERO

    @property
    def begun(self) -> bool:
        """True when it was sent, or decided against; False when it may still be sent."""
        return self.skipped or self.status is not OrderStatus.DRAFTED

    @property
    def settled(self) -> bool:
        """True when nothing more will come of it by itself."""
        return self.skipped or self.status in DONE

    @property
    def lost(self) -> bool:
        """True when it was sent, and nobody knows whether the broker has it."""
        return self.status is OrderStatus.UNKNOWN and self.broker_order_id is None

    @property
    def working(self) -> bool:
        """True when the broker has it and may still trade it, whatever it calls that."""
        return self.status in OPEN and not self.lost

    @property
    def may_trade(self) -> bool:
        """True when more may come of it: the broker has it, or nobody knows whether it does."""
        return self.status in OPEN and not self.skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One time that a plan's orders were sent. `outcome` is None while it goes on.

    by_hand   its orders are tickets: no broker is asked about them, a person tells what came of
              them
    accounts  whose orders alone it is for; empty: all of the plan
    folders   where its tickets were written
    """

    run: str
    plan: str
    sha256: str
    broker: str
    live: bool
    started_at: datetime
    by_hand: bool = False
    accounts: tuple[AccountId, ...] = ()
    folders: tuple[str, ...] = ()
    legs: Mapping[int, LegState] = field(default_factory=dict)
    outcome: str | None = None

    def leg(self, number: int) -> LegState:
        """The state of a leg; one that nothing happened to yet is DRAFTED."""
        return self.legs.get(number, LegState())

    def covers(self, accounts: Collection[AccountId]) -> bool:
        """True where it is for an order of one of `accounts`; none at all stand for every one."""
        return not self.accounts or not accounts or not set(self.accounts).isdisjoint(accounts)

    @property
    def traded(self) -> bool:
        """True where shares of an order were traded."""
        return any(leg.filled for leg in self.legs.values())

    def unknown(self) -> tuple[int, ...]:
        """Legs of which nobody knows whether the broker has them."""
        return tuple(number for number, leg in self.legs.items() if leg.lost)

    def open_legs(self) -> Mapping[int, LegState]:
        """Legs that were sent and may still trade, those of which nothing is known among them."""
        return {n: leg for n, leg in self.legs.items() if leg.begun and not leg.settled}

    @property
    def has_open_orders(self) -> bool:
        """True where the broker may still trade an order of it, or nobody knows whether it does."""
        return any(leg.may_trade for leg in self.legs.values())

    def all_shown(self) -> "Run":
        """The same, with all that was traded so far shown by the workspace's files."""
        left = {n: leg for n, leg in self.legs.items() if leg.filled != leg.shown}
        if not left:
            return self
        seen = {number: replace(leg, shown=leg.filled) for number, leg in left.items()}
        return replace(self, legs={**self.legs, **seen})

    def adopted_ids(self, account_id: AccountId) -> frozenset[str]:
        """The broker's names of all orders of one account that belong to legs."""
        return frozenset(
            leg.broker_order_id
            for leg in self.legs.values()
            if leg.broker_order_id is not None
            and leg.order is not None
            and leg.order.account_id == account_id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything that the journal says.

    drafted    by sha256, when the plan was made
    approved   by sha256, the approval that stands
    read       (sha256, warning) of the warnings that were acknowledged
    halted     the halt that stands; None when sending is allowed
    """

    drafted: Mapping[str, happened.Drafted] = field(default_factory=dict)
    approved: Mapping[str, happened.Approved] = field(default_factory=dict)
    read: frozenset[tuple[str, str]] = frozenset()
    runs: Mapping[str, Run] = field(default_factory=dict)
    halted: happened.Halted | None = None

    def runs_of(self, sha256: str) -> tuple[Run, ...]:
        """The runs of exactly this plan, the oldest first."""
        return tuple(run for run in self.runs.values() if run.sha256 == sha256)

    def unfinished(self) -> tuple[Run, ...]:
        """Runs that did not end, or that hold an order of which nothing is known."""
        return tuple(run for run in self.runs.values() if run.outcome is None or run.unknown())


def book_of(events: Iterable[happened.Event]) -> Book:
    """The state after `events`, the oldest first."""
    book = Book()
    for event in events:
        book = book_after(event, book)
    return book


@singledispatch
def book_after(event: happened.Event, _book: Book) -> Book:
    """The state after `event`, which one of the functions below handles."""
    raise InvalidValue(f"nobody knows what {type(event).__name__} changes")


@book_after.register
def _(event: happened.Drafted, book: Book) -> Book:
    return replace(book, drafted={event.sha256: event, **book.drafted})


@book_after.register
def _(event: happened.Acknowledged, book: Book) -> Book:
    return replace(book, read=book.read | {(event.sha256, event.warning)})


@book_after.register
def _(event: happened.Approved, book: Book) -> Book:
    return replace(book, approved={**book.approved, event.sha256: event})


@book_after.register
def _(event: happened.Rejected, book: Book) -> Book:
    left = {sha: one for sha, one in book.approved.items() if sha != event.sha256}
    return replace(book, approved=left)


@book_after.register
def _(event: happened.Halted, book: Book) -> Book:
    return replace(book, halted=event)


@book_after.register
def _(_event: happened.Resumed, book: Book) -> Book:
    return replace(book, halted=None)


@book_after.register
def _(event: happened.RunStarted, book: Book) -> Book:
    run = Run(
        run=event.run,
        plan=event.plan,
        sha256=event.sha256,
        broker=event.broker,
        live=event.live,
        started_at=event.at,
        by_hand=event.by_hand,
        accounts=event.accounts,
    )
    # None begins before the files show what was traded until then: `not_imported` is asked first.
    # But of its own plan: that goes out for other accounts while what these traded is not on file.
    before = {
        name: one if one.sha256 == event.sha256 else one.all_shown()
        for name, one in book.runs.items()
    }
    return replace(book, runs={**before, event.run: run})


@book_after.register
def _(event: happened.TicketsWritten, book: Book) -> Book:
    run = book.runs[event.run]
    there = replace(run, folders=(*run.folders, event.folder))
    return replace(book, runs={**book.runs, event.run: there})


@book_after.register
def _(event: happened.SaidImported, book: Book) -> Book:
    return replace(book, runs={**book.runs, event.run: book.runs[event.run].all_shown()})


@book_after.register
def _(event: happened.RunEnded, book: Book) -> Book:
    ended = replace(book.runs[event.run], outcome=event.outcome)
    return replace(book, runs={**book.runs, event.run: ended})


@book_after.register
def _(event: happened.LegEvent, book: Book) -> Book:
    run = book.runs[event.run]
    legs = {**run.legs, event.leg: leg_after(event, run.leg(event.leg))}
    return replace(book, runs={**book.runs, event.run: replace(run, legs=legs)})


@singledispatch
def leg_after(event: happened.LegEvent, leg: LegState) -> LegState:  # noqa: ARG001 - the fallback
    """The state of a leg after `event`; what the functions below do not name changes nothing."""
    return leg


@leg_after.register
def _(event: happened.Intended, leg: LegState) -> LegState:
    return LegState(
        status=OrderStatus.UNKNOWN,
        attempt=event.attempt,
        order=event.order,
        sent_at=leg.sent_at or event.at,
        known=leg.known if leg.sent_at else event.known,
        message=event.why,
        price=event.price,
        held=leg.held if leg.sent_at else event.held,
        cash=leg.cash if leg.sent_at else event.cash,
        waits_until=event.waits_until,
    )


@leg_after.register
def _(event: happened.Placed, leg: LegState) -> LegState:
    taken = replace(leg, status=OrderStatus.SUBMITTED, broker_order_id=event.broker_order_id)
    if not event.adopted:
        return taken
    return replace(taken, message="its answer was lost, and it was found at the broker")


@leg_after.register
def _(event: happened.Declined, leg: LegState) -> LegState:
    return replace(leg, status=OrderStatus.REJECTED, message=event.message)


@leg_after.register
def _(event: happened.Lost, leg: LegState) -> LegState:
    return replace(leg, message=event.message)


@leg_after.register
def _(_event: happened.FoundAbsent, leg: LegState) -> LegState:
    return replace(leg, status=OrderStatus.DRAFTED, message="not at the broker")


@leg_after.register
def _(event: happened.Progress, leg: LegState) -> LegState:
    return replace(
        leg,
        status=event.status,
        filled=event.filled,
        average_price=event.average_price,
        commission=event.commission,
        parts=_parts_after(event, leg),
        shown=min(leg.shown, event.filled),
    )


def _parts_after(event: happened.Progress, leg: LegState) -> tuple[Part, ...]:
    """The parts with what `event` adds; what it takes back goes from the latest ones."""
    more, parts = event.filled - leg.filled, list(leg.parts)
    if more > ZERO:
        return (*parts, Part(at=event.at, quantity=more))
    while more < ZERO:
        last = parts.pop()
        more += last.quantity
        if more > ZERO:
            parts.append(replace(last, quantity=more))
    return tuple(parts)


@leg_after.register
def _(event: happened.Skipped, leg: LegState) -> LegState:
    return replace(leg, skipped=True, message=event.why)
