"""A plan as it is sent: its orders, what it was made from, and the settings that bind sending."""

import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from trimtab.domain.account import LotMethod
from trimtab.domain.identifiers import AccountId, LotId, OrderId, Symbol
from trimtab.domain.order import OrderType, Side
from trimtab.errors import InvalidValue
from trimtab.money import ZERO

# E*TRADE takes at most twenty letters and digits as a client's name of an order.
_LONGEST_NAME = 20
_OF_DIGEST = 8


def made_afresh(plan: str) -> str:
    """What to do where a plan may not be sent any more, as the end of a message."""
    return f"Make a fresh one from the same settings: trimtab plan --again {plan}"


def account_options(accounts: Iterable[AccountId]) -> str:
    """As `trimtab execute` takes them, each after a space; empty for none."""
    return "".join(f" --account {shlex.quote(one)}" for one in accounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One order of a plan.

    number       its number in the plan, from 1
    price        dollars per share at which the plan was made
    lots         the lots of a sale and the shares of each, adding up to `quantity`
    asset_class  what it belongs to: a purchase may depend on a sale of the same class
    gain         dollars that the plan expects a sale to realise; None for purchases, and where
                 gains are not taxed
    lot_gains    the part of `gain` of each of `lots`, which are sold in that order; empty where the
                 order is not known
    """

    number: int
    account_id: AccountId
    side: Side
    symbol: Symbol
    quantity: Decimal
    price: Decimal
    lots: tuple[tuple[LotId, Decimal], ...] = ()
    asset_class: str = ""
    gain: Decimal | None = None
    lot_gains: tuple[Decimal, ...] = ()

    @property
    def value(self) -> Decimal:
        """Dollars at the plan's price, unrounded."""
        return self.quantity * self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassAim:
    """One asset class of the household: `target` a fraction, `value` in dollars before the plan."""

    name: str
    target: Decimal
    value: Decimal
    is_cash: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendable:
    """What is sent, and what it stands on.

    made_at    aware moment at which the plan was made
    intact     False when the saved document does not have the content that its sha256 names
    open_acks  warnings that somebody has to read first
    classes    all asset classes of the household, cash among them
    planned_drift  half the sum of absolute weight gaps that the plan expects to leave
    holdings   shares by account and symbol from which the plan was made
    cash       dollars in each account by the workspace's files, where they say
    min_cash   dollars that stay in each account
    lot_methods  what trimtab.toml says of how each account's broker chooses lots
    edited     ids of the plans that people edited until it was this one, the first one first
    agreeing   by number of a sale that is taxed: the methods that take exactly its lots
    sources    where each account is, as trimtab.toml names it; empty where it is at no broker
    as_of      the day that the plan counts terms and windows from; None where nobody says
    left_out   orders of the plan, in other accounts than those of `legs`, that are not sent with
               them; empty where `legs` are all
    """

    plan: str
    sha256: str
    made_at: datetime
    legs: tuple[Leg, ...]
    intact: bool = True
    open_acks: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    classes: tuple[ClassAim, ...] = ()
    planned_drift: Decimal | None = None
    holdings: Mapping[AccountId, Mapping[Symbol, Decimal]] = field(default_factory=dict)
    cash: Mapping[AccountId, Decimal] = field(default_factory=dict)
    min_cash: Mapping[AccountId, Decimal] = field(default_factory=dict)
    lot_methods: Mapping[AccountId, LotMethod] = field(default_factory=dict)
    agreeing: Mapping[int, frozenset[LotMethod]] = field(default_factory=dict)
    sources: Mapping[AccountId, str] = field(default_factory=dict)
    as_of: date | None = None
    left_out: tuple[Leg, ...] = ()

    def __post_init__(self) -> None:
        seen: dict[tuple[AccountId, Side, Symbol], int] = {}
        for leg in self.legs:
            key = (leg.account_id, leg.side, leg.symbol)
            if key in seen:
                # Two orders that look alike cannot be told apart after a lost answer.
                raise InvalidValue(
                    f"orders {seen[key]} and {leg.number} of plan {self.plan} are both to "
                    f"{leg.side.value} {leg.symbol} in {leg.account_id}; join them into one"
                )
            seen[key] = leg.number

    def name_of(self, leg: Leg) -> OrderId:
        """Our name of the order, the same whenever it is asked for: at most 20 letters and digits.

        The plan's id and content are in it, so that no other plan ever has it.
        """
        name = f"{self.plan}{self.sha256[:_OF_DIGEST].upper()}{leg.number:03d}"
        if len(name) > _LONGEST_NAME or not name.isalnum():
            raise InvalidValue(f"{name} is no name for an order: up to 20 letters and digits")
        return OrderId(name)

    def held(self, leg: Leg) -> Decimal:
        """Shares of the security of `leg` in its account by the workspace's files."""
        return self.holdings.get(leg.account_id, {}).get(leg.symbol, ZERO)

    @property
    def made_afresh(self) -> str:
        """As the function of that name, for this plan."""
        return made_afresh(self.plan)

    def accounts(self) -> tuple[AccountId, ...]:
        """The accounts traded in, once, in the order of the plan."""
        return tuple(dict.fromkeys(leg.account_id for leg in self.legs))

    def only(self, accounts: Collection[AccountId]) -> "Sendable":
        """The part of the plan in `accounts`; all of it for none.

        Cash never leaves its account in a plan, so that each part pays for itself.
        """
        every = sorted((*self.legs, *self.left_out), key=lambda leg: leg.number)
        names = set(accounts) or {leg.account_id for leg in every}
        return replace(
            self,
            legs=tuple(leg for leg in every if leg.account_id in names),
            left_out=tuple(leg for leg in every if leg.account_id not in names),
        )

    @property
    def part(self) -> tuple[AccountId, ...]:
        """The accounts that are sent alone, in the order of the plan; empty where all of it is."""
        return self.accounts() if self.left_out else ()

    def sells(self) -> tuple[Leg, ...]:
        """The sales, in the order of the plan."""
        return tuple(leg for leg in self.legs if leg.side is Side.SELL)

    def buys(self) -> tuple[Leg, ...]:
        """The purchases, in the order of the plan."""
        return tuple(leg for leg in self.legs if leg.side is Side.BUY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRules:
    """The settings under [execution], and how patient a run is.

    limit_offset    fraction of the price by which a limit order gives way
    max_order       dollars of one order at most; None: no limit
    max_daily       dollars traded a day at most, sales and purchases added; None: no limit
    expires         age at which a plan may no longer be sent
    max_price_move  fraction that a price may have moved since the plan
    patience        how long a run waits for orders to fill
    quiet           how long an order is looked for whose answer was lost, before a person is asked
    queue           True where sales may be sent while the market is closed, to wait until it opens
    """

    order_type: OrderType = OrderType.LIMIT
    limit_offset: Decimal = Decimal("0.001")
    max_order: Decimal | None = None
    max_daily: Decimal | None = None
    expires: timedelta = timedelta(hours=24)
    max_price_move: Decimal = Decimal("0.01")
    patience: timedelta = timedelta(minutes=10)
    quiet: timedelta = timedelta(seconds=120)
    queue: bool = False

    def __post_init__(self) -> None:
        if self.limit_offset < ZERO or self.max_price_move < ZERO:
            raise InvalidValue("limit_offset and max_price_move must not be negative")

    @property
    def may_wait(self) -> bool:
        """True where a sale may wait at the broker: at the market it would trade at any price."""
        return self.queue and self.order_type is OrderType.LIMIT
