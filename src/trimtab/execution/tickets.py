"""Orders that a person types at a broker's own site: what has to be on the paper for each of them.

No broker is asked and nothing is sent. A ticket is an open order from the moment it is written,
because somebody may be typing it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from trimtab.domain.account import Account, LotMethod
from trimtab.domain.brokerage import Capabilities, ClientIds, LiveQuote, LotChoice
from trimtab.domain.identifiers import AccountId, LotId, Symbol
from trimtab.domain.order import Order, OrderStatus, Side
from trimtab.domain.term import Term
from trimtab.errors import InvalidValue
from trimtab.execution.book import LegState, Run
from trimtab.execution.events import Event, Intended, Placed
from trimtab.execution.pricing import order_for
from trimtab.execution.sendable import Leg, Sendable, SendingRules
from trimtab.money import ZERO, to_cents

BROKER = "tickets"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLot:
    """Shares of one lot that a sale takes.

    quantity  shares, above zero
    basis     dollars of these shares, whole cents
    """

    lot_id: LotId
    acquired: date
    quantity: Decimal
    basis: Decimal
    term: Term

    @property
    def unit_basis(self) -> Decimal:
        """Dollars per share, to the cent: how sites list a lot."""
        return to_cents(self.basis / self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One order to type, and how far it came.

    lots      of a sale in a taxable account, adding up to the order; empty where they do not matter
    depends   numbers of the sales of the same class in the account: what a purchase replaces
    """

    leg: Leg
    order: Order
    state: LegState
    lots: tuple[TicketLot, ...] = ()
    depends: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.lots and sum((lot.quantity for lot in self.lots), ZERO) != self.order.quantity:
            raise InvalidValue(f"lots of ticket {self.leg.number} do not add up to its shares")

    @property
    def at_limit(self) -> Decimal:
        """Dollars of the whole order at its limit, or at the plan's price where it has none."""
        return to_cents(self.order.quantity * (self.order.limit_price or self.leg.price))

    @property
    def is_open(self) -> bool:
        """True while more may come of it."""
        return not self.state.settled


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTickets:
    """The tickets of one account, sales before purchases, each in the order of the plan.

    broker    whose site it is; empty where the settings do not say
    cash      dollars in the account when the plan was made
    min_cash  dollars that stay in it
    """

    account_id: AccountId
    name: str
    broker: str
    taxable: bool
    lot_method: LotMethod
    cash: Decimal
    min_cash: Decimal
    tickets: tuple[Ticket, ...]

    def of(self, side: Side) -> tuple[Ticket, ...]:
        """The tickets of one side."""
        return tuple(one for one in self.tickets if one.order.side is side)

    def at_limits(self, side: Side) -> Decimal:
        """Dollars of one side, each order at its limit."""
        return sum((one.at_limit for one in self.of(side)), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untouchable:
    """Securities that nobody in the household may buy before `until`.

    moves  True where that day is counted from a sale of these tickets, as if it were made on the
           day of the plan; False for a sale of before, whose day is known
    """

    symbols: tuple[str, ...]
    until: date
    moves: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """Everything that goes onto the paper.

    as_of           day of the plan, from which the days of `untouchable` that move are counted
    good_until      aware moment from which no ticket may be typed any more
    prices_of       day of the newest price; None where none is dated
    max_price_move  fraction by which the market may be away from the plan's price
    reinvesting     account and security of each reinvestment that would buy what is untouchable
    unseen          accounts of which nothing is known
    """

    plan: str
    household: str
    as_of: date
    written_at: datetime
    good_until: datetime
    prices_of: date | None
    max_price_move: Decimal
    accounts: tuple[AccountTickets, ...]
    untouchable: tuple[Untouchable, ...] = ()
    reinvesting: tuple[tuple[str, str], ...] = ()
    unseen: tuple[str, ...] = ()

    def tickets(self) -> tuple[Ticket, ...]:
        """All of them, account by account."""
        return tuple(ticket for account in self.accounts for ticket in account.tickets)


def able(account: Account) -> Capabilities:
    """What a person can ask for at the site of `account`, by its own settings."""
    exact = account.lot_method is LotMethod.SPECIFIC
    return Capabilities(
        lot_choice=LotChoice.EXACT_LOTS if exact else LotChoice.ACCOUNT_DEFAULT,
        client_ids=ClientIds.NONE,
        preview=False,
        quantity_step=account.quantity_step,
        sells_by=None if exact else account.lot_method,
    )


def orders_of(
    sendable: Sendable,
    run: Run | None,
    quotes: Mapping[Symbol, LiveQuote],
    rules: SendingRules,
    accounts: Mapping[AccountId, Account],
) -> dict[int, Order]:
    """The order of each leg by its number: as it was written before, else as it is now."""
    found = {}
    for leg in sendable.legs:
        written = None if run is None else run.leg(leg.number).order
        found[leg.number] = written or order_for(
            leg,
            leg.quantity,
            quotes[leg.symbol],
            sendable,
            rules=rules,
            able=able(accounts[leg.account_id]),
        )
    return found


def intended(
    run: str, known: Run | None, orders: Mapping[int, Order], sendable: Sendable, at: datetime
) -> tuple[Event, ...]:
    """What is written down before the paper is: it may be typed from the moment it exists."""
    states = {
        leg.number: LegState() if known is None else known.leg(leg.number) for leg in sendable.legs
    }
    return tuple(
        Intended(
            at=at,
            run=run,
            leg=leg.number,
            attempt=states[leg.number].attempt + 1,
            order=orders[leg.number],
            known=(),
            price=leg.price,
            held=sendable.held(leg),
            cash=sendable.cash.get(leg.account_id),
        )
        for leg in sendable.legs
        if not states[leg.number].begun
    )


def written(run: Run, at: datetime) -> tuple[Event, ...]:
    """What is written down once the paper is there: each of its orders is open, under our name."""
    return tuple(
        Placed(at=at, run=run.run, leg=number, broker_order_id=str(leg.order.order_id))
        for number, leg in run.legs.items()
        if leg.order is not None and leg.status is OrderStatus.UNKNOWN and leg.lost
    )
