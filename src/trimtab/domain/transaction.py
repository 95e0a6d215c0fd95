"""What the household's statements say happened, one row of transactions.csv each."""

from dataclasses import dataclass
from datetime import date
from datetime import time as time_of_day
from decimal import Decimal
from enum import Enum

from trimtab.domain.identifiers import AccountId, LotId, OrderId, Symbol
from trimtab.money import ZERO


class TransactionType(Enum):
    """The `type` column of transactions.csv."""

    BUY = "buy"
    SELL = "sell"
    REINVEST = "reinvest"
    DIVIDEND = "dividend"
    CAPITAL_GAIN_DISTRIBUTION = "capital_gain_distribution"
    EXEMPT_DIVIDEND = "exempt_dividend"
    SPLIT = "split"
    STOCK_DIVIDEND = "stock_dividend"
    MERGER = "merger"
    SPINOFF = "spinoff"
    SPLIT_OFF = "split_off"
    RECAPITALIZATION = "recapitalization"
    RETURN_OF_CAPITAL = "return_of_capital"
    SYMBOL_CHANGE = "symbol_change"
    WORTHLESS = "worthless"
    RIGHTS = "rights"
    VEST = "vest"
    GIFT_IN = "gift_in"
    INHERITANCE = "inheritance"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"


# W6: what the law of wash sales counts as acquiring a security. Splits, spin-offs, tax-free
# mergers, gifts, inheritances and transfers between own accounts bring shares without being
# acquisitions.
ACQUISITIONS = frozenset({TransactionType.BUY, TransactionType.REINVEST, TransactionType.VEST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One recorded row; None where the statement does not say.

    trade_date      the trade date; the ex date for distributions
    quantity        shares, without sign
    price           dollars per share
    amount          total dollars without sign: net proceeds of a sale, total cost of a purchase;
                    wins over `price`
    fee             dollars, >= 0
    gain            dollars of gain of a sale; a loss is negative
    lot_id          the lot bought, or the lot sold
    order_id        fills of one order share it (W7)
    row_id          the statement's own id of the row
    acquired, holding_period_start   of a lot that comes in with a past
    wash_used       shares of the lot already used as a replacement; None when the row does not say
    ratio           new shares per old one
    new_price       fair value of one new security, dollars
    basis_fraction  the part of the basis that moves to the new security, 0-1
    source          `file:line`, for messages
    """

    trade_date: date
    account_id: AccountId
    type: TransactionType
    symbol: Symbol | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    fee: Decimal = ZERO
    gain: Decimal | None = None
    lot_id: LotId | None = None
    order_id: OrderId | None = None
    row_id: str | None = None
    time: time_of_day | None = None
    acquired: date | None = None
    holding_period_start: date | None = None
    wash_used: Decimal | None = None
    new_symbol: Symbol | None = None
    ratio: Decimal | None = None
    new_price: Decimal | None = None
    cash_per_share: Decimal | None = None
    basis_fraction: Decimal | None = None
    source: str = ""

    @property
    def is_acquisition(self) -> bool:
        """True when the row can replace shares sold at a loss (W6)."""
        return self.type in ACQUISITIONS

    @property
    def is_sale(self) -> bool:
        """True for a sale of shares."""
        return self.type is TransactionType.SELL

    def total(self) -> Decimal | None:
        """Dollars of the trade, unrounded: `amount`, else quantity times price with the fee.

        A fee adds to the cost of a purchase and comes off the proceeds of a sale. None when the row
        gives neither.
        """
        if self.amount is not None:
            return self.amount
        if self.quantity is None or self.price is None:
            return None
        gross = self.quantity * self.price
        return gross - self.fee if self.is_sale else gross + self.fee
