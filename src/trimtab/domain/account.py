"""Accounts and how the tax law registers them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from trimtab.domain.cash_flow import CashFlow
from trimtab.domain.checks import (
    first_repeated,
    require_above_zero,
    require_at_least_zero,
    require_whole_cents,
)
from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.domain.lot import Lot
from trimtab.domain.position import Position
from trimtab.errors import InvalidValue
from trimtab.money import ONE, ZERO


class Registration(Enum):
    """How an account is taxed; the values are those of `type` in trimtab.toml."""

    TAXABLE = "taxable"
    TRADITIONAL_IRA = "traditional"
    ROTH_IRA = "roth"
    HSA = "hsa"
    HELD_AWAY = "held_away"


class LotMethod(Enum):
    """Which lots the broker sells; `specific` means the ones that the order names (L1-L5)."""

    SPECIFIC = "specific"
    FIFO = "fifo"
    LIFO = "lifo"
    HIFO = "hifo"
    LOFO = "lofo"
    MIN_TAX = "min-tax"
    AVERAGE = "average"


class History(Enum):
    """Whether the recorded transactions reach back to the account's first purchase."""

    PARTIAL = "partial"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account.

    cash                   dollars and whole cents; may be below zero (a margin debit)
    min_cash               dollars that stay in the account, >= 0
    quantity_step          shares are traded in multiples of it; 1 = whole shares
    dividend_reinvestment  symbols whose dividends buy more of the same
    tracked                False when nothing is known of its holdings
    cash_flows             payments soon due, in order of their day; what goes out stays in cash
    listed                 True when a file lists its lots: it is the truth, also when it is empty
    """

    account_id: AccountId
    registration: Registration
    name: str = ""
    owner: str = ""
    positions: tuple[Position, ...] = ()
    cash: Decimal = ZERO
    min_cash: Decimal = ZERO
    lot_method: LotMethod = LotMethod.SPECIFIC
    quantity_step: Decimal = ONE
    dividend_reinvestment: frozenset[Symbol] = frozenset()
    history: History = History.PARTIAL
    tracked: bool = True
    cash_flows: tuple[CashFlow, ...] = ()
    listed: bool = False

    def __post_init__(self) -> None:
        require_whole_cents(f"cash of account {self.account_id}", self.cash)
        require_whole_cents(f"min_cash of account {self.account_id}", self.min_cash)
        require_at_least_zero(f"min_cash of account {self.account_id}", self.min_cash)
        require_above_zero(f"quantity_step of account {self.account_id}", self.quantity_step)
        twice = first_repeated(position.symbol for position in self.positions)
        if twice is not None:
            raise InvalidValue(f"account {self.account_id} has two positions of {twice}")
        if self.positions and not self.listed:
            object.__setattr__(self, "listed", True)

    @property
    def label(self) -> str:
        """The name for people: `name`, or the id where no name was given."""
        return self.name or self.account_id

    @property
    def set_aside(self) -> Decimal:
        """Dollars that withdrawals soon due will take, >= 0; deposits count when they come."""
        return sum((-flow.amount for flow in self.cash_flows if flow.amount < 0), ZERO)

    @property
    def floor(self) -> Decimal:
        """Dollars that a plan leaves in cash: `min_cash`, and what is set aside on top of it."""
        return self.min_cash + self.set_aside

    @property
    def taxable(self) -> bool:
        """True when sales here are taxed this year."""
        return self.registration is Registration.TAXABLE

    @property
    def tradable(self) -> bool:
        """True when trimtab may plan orders here."""
        return self.registration is not Registration.HELD_AWAY

    @property
    def lots(self) -> Iterator[Lot]:
        """Every lot, by position, in the order of the file."""
        return (lot for position in self.positions for lot in position.lots)

    def quantity_of(self, symbol: Symbol) -> Decimal:
        """Shares of `symbol` held here; zero when none are."""
        for position in self.positions:
            if position.symbol == symbol:
                return position.quantity
        return ZERO
