"""What the journal remembers: one small type for each thing that happened.

Every event names what it concerns completely, so that the state after any of them is a fold over
those before it and nothing else. `plan` is the plan's id, `sha256` its content, `leg` the number of
the order in the plan, `at` an aware moment.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trimtab.domain.identifiers import AccountId
from trimtab.domain.order import Order, OrderStatus
from trimtab.errors import InvalidValue
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Root of everything that the journal holds."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise InvalidValue(f"the time of an event of {type(self).__name__} needs a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted(Event):
    """A plan was made and saved.

    edited  the id of the plan whose orders a person changed; empty for a planner's own plan
    """

    plan: str
    sha256: str
    edited: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(Event):
    """Somebody has read a warning that needs it."""

    plan: str
    sha256: str
    warning: str
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Event):
    """Somebody has approved exactly this content.

    sources  `joint=broker:etrade:****1234`: where each account of the household was then
    """

    plan: str
    sha256: str
    who: str
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(Event):
    """Somebody has turned the plan down; an approval before it counts no more."""

    plan: str
    sha256: str
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """Orders of a plan are about to be sent. `live` False: a rehearsal, or on paper.

    by_hand   True where they are written as tickets, which a person types at the broker's own site
    accounts  whose orders alone it is for; empty: all of the plan
    """

    run: str
    plan: str
    sha256: str
    broker: str
    live: bool
    by_hand: bool = False
    accounts: tuple[AccountId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEvent(Event):
    """Something that concerns one order of a run."""

    run: str
    leg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended(LegEvent):
    """The next thing to happen is that this order is sent. Written, and on the disk, before it is.

    known    the orders that the broker listed just before; the new one is none of them
    attempt  1 for the first time that this leg is sent
    why      why it is less than the plan has; empty where it is not
    price    dollars per share at which the plan counts it
    held     shares of its security in the account by the workspace's files
    cash     dollars in the account by these; None where they do not say
    waits_until  the close of the session for which it waits at the broker; None: sent in one

    `price`, `held` and `cash` are None in journals from before they were noted.
    """

    attempt: int
    order: Order
    known: tuple[str, ...]
    why: str = ""
    price: Decimal | None = None
    held: Decimal | None = None
    cash: Decimal | None = None
    waits_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(LegEvent):
    """The broker has the order.

    adopted  True when it was found in the broker's list after the answer to sending it was lost
    who      who said that it is this one; empty where nobody had to
    """

    broker_order_id: str
    adopted: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(LegEvent):
    """The broker has definitely not taken the order."""

    message: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost(LegEvent):
    """The answer to sending the order was lost: the broker may have it."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAbsent(LegEvent):
    """Somebody has looked, and the broker does not have the order."""

    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(LegEvent):
    """What the broker said of an order. Amounts as in `OrderReport`.

    who  who told it, where a person did; empty where the broker was asked
    """

    status: OrderStatus
    filled: Decimal
    average_price: Decimal | None = None
    commission: Decimal = ZERO
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped(LegEvent):
    """The leg is not sent in this run."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAsked(LegEvent):
    """The broker is about to be asked to cancel."""

    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAnswered(LegEvent):
    """What the broker said to being asked to cancel; empty where it takes it, and may still fill.

    What became of the order is told by `Progress`.
    """

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketsWritten(Event):
    """The tickets of a run are about to be written into a folder in which they were not before.

    folder  by its way from the workspace where it is in it, else in full
    """

    run: str
    plan: str
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidImported(Event):
    """Somebody says that the workspace's files show all that a run has traded so far."""

    run: str
    plan: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded(Event):
    """Nothing more is sent in this run.

    The rest as in `realised.Realised`; None in journals from before it was noted.
    """

    run: str
    outcome: str
    gain: Decimal | None = None
    planned_gain: Decimal | None = None
    worse: Decimal | None = None
    left: Decimal | None = None
    drift: Decimal | None = None
    planned_drift: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Halted(Event):
    """Nothing may be sent by anybody until `Resumed`."""

    who: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """Sending is allowed again."""

    who: str
