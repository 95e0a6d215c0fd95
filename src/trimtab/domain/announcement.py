"""What companies announced to do to their shares, and how far each account has it in its lots."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.domain.market import Quote
from trimtab.domain.transaction import TransactionType


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedAction:
    """One row of corporate_actions.csv.

    effective       the first day on which the shares trade as changed: the ex date
    account_id      the one account that it is for; None: every account that holds the security
    ratio           new shares for each old one; on top of it for a stock dividend or a spin-off
    price, new_price  fair value of one old and one new share afterwards, dollars
    basis_fraction  the part of the basis that moves to the new security, 0-1
    fraction_price  dollars a share paid in place of a fraction; None: fractions stay
    source          `file:line`, for messages
    """

    action_id: str
    effective: date
    type: TransactionType
    symbol: Symbol
    announced: date | None = None
    account_id: AccountId | None = None
    new_symbol: Symbol | None = None
    ratio: Decimal | None = None
    price: Decimal | None = None
    new_price: Decimal | None = None
    cash_per_share: Decimal | None = None
    basis_fraction: Decimal | None = None
    fraction_price: Decimal | None = None
    source: str = ""

    @property
    def rescales(self) -> bool:
        """True when a price from before it is no price of what is held after it."""
        return self.type in _RESCALING


_RESCALING = frozenset(
    {TransactionType.SPLIT, TransactionType.STOCK_DIVIDEND, TransactionType.SPINOFF}
)


class ActionState(Enum):
    """How far an account has an action.

    ANNOUNCED  its day is to come
    DUE        its day has come, and the account's lots are still as before
    UNCLEAR    it is not certain whether the account's lots have it
    APPLIED    booked by `trimtab actions --apply`
    BROUGHT    a row or a file of the broker, or the user, brought it
    DISPUTED   a row of the record tells it otherwise
    TWICE      two rows tell it
    """

    ANNOUNCED = "announced"
    DUE = "due"
    UNCLEAR = "unclear"
    APPLIED = "applied"
    BROUGHT = "brought"
    DISPUTED = "disputed"
    TWICE = "twice"

    @classmethod
    def open_ones(cls) -> tuple["ActionState", ...]:
        """Those that keep the lots from being what they should be, or leave it uncertain."""
        return (cls.DUE, cls.UNCLEAR, cls.DISPUTED, cls.TWICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAction:
    """An action in one account; `said` tells in words why the state is what it is."""

    account_id: AccountId
    state: ActionState
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStanding:
    """An action in every account that it concerns; none when nobody holds the security.

    outside  securities that it brings and that stand in no class of the target
    """

    action: AnnouncedAction
    accounts: tuple[AccountAction, ...]
    outside: tuple[Symbol, ...] = ()

    def having(self, *states: ActionState) -> tuple[AccountId, ...]:
        """The accounts in one of `states`."""
        return tuple(one.account_id for one in self.accounts if one.state in states)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAction:
    """An action that asks for something: it is to come, to be applied, or has just been.

    accounts  those that it concerns
    due       its day has come and it is not in the lots of every account
    applied   it is in the lots, and what it brought stands in no class: see `outside`
    """

    action: AnnouncedAction
    accounts: tuple[AccountId, ...]
    due: bool
    applied: bool
    outside: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StalePrice:
    """A price of a day before an action that the lots have; without a day it may be one."""

    quote: Quote
    action: AnnouncedAction

    @property
    def certain(self) -> bool:
        """True when the price has a day, and it lies before the action."""
        return self.quote.as_of is not None
