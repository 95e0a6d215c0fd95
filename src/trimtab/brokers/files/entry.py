"""A row of a broker's list of transactions in neutral terms, and what its words mean."""

from dataclasses import dataclass
from datetime import date
from datetime import time as time_of_day
from decimal import Decimal
from typing import TypeAlias

from trimtab.domain import OrderId, Symbol, TransactionType
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row; None where the file does not say.

    line            1-based; None where the file has no lines worth naming
    day             the trade date
    action          the broker's own words for what happened
    name            the security as the file writes it; `symbol` when it is known already
    left_out        in words what the row is about, where the file says that it is no share or fund
    quantity        shares, with the file's sign
    amount          dollars; above zero is money that came in
    fee             dollars, without sign
    ratio           new shares per old one
    """

    line: int | None
    day: date
    action: str
    name: str = ""
    symbol: Symbol | None = None
    description: str = ""
    left_out: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    fee: Decimal = ZERO
    gain: Decimal | None = None
    row_id: str | None = None
    order_id: OrderId | None = None
    time: time_of_day | None = None
    acquired: date | None = None
    ratio: Decimal | None = None
    new_symbol: Symbol | None = None
    cash_per_share: Decimal | None = None

    @property
    def moves_shares(self) -> bool:
        """True when the row gives a number of shares that is not zero."""
        return bool(self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotBooked:
    """A row that is understood and has no place among the transactions. `why` is a noun phrase."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """A row that matters, and that the file does not say enough about."""

    why: str
    fix: str


Meaning: TypeAlias = TransactionType | NotBooked | ByHand

INTEREST = NotBooked(why="interest, no matter of lots")
FEES = NotBooked(why="a fee that belongs to no trade")
TAX = NotBooked(why="tax withheld, no matter of lots")
CORE_CASH = NotBooked(why="money moved within the account's cash")

CANCELLED = ByHand(
    why="It cancels or corrects another row",
    fix="Take out both by hand, and write what is true into the transactions file",
)
UNKNOWN = ByHand(
    why="trimtab does not know these words, so the row is left out",
    fix="Write it into the transactions file by hand, and please report the words",
)
ANOTHER_CURRENCY = ByHand(
    why="Its amounts are in another currency than US dollars, and trimtab counts in dollars",
    fix="Write the row with its dollars into the transactions file by hand",
)
OPTION_ENDED = ByHand(
    why="Shares that come or go by an option have the strike and the premium in their basis or "
    "proceeds, which the row does not give",
    fix="Write a row of type buy or sell with the whole amount by hand",
)
SPLIT_WITHOUT_RATIO = ByHand(
    why="The file gives shares and not the ratio of the split",
    fix="Write a row of type split with the ratio (new shares per old one) by hand",
)
CASH_IN_LIEU = ByHand(
    why="It is the sale of a fraction of a share whose size the file does not give",
    fix="Write a row of type sell with that fraction and this amount by hand",
)
REORGANISATION = ByHand(
    why="The file does not say enough about what was exchanged for what",
    fix="Write a row of type merger, spinoff or symbol_change by hand, from the company's notice",
)
SHORT_SALE = ByHand(
    why="trimtab does not do short sales; the row is left out",
    fix="Keep short positions in an account that is not planned here",
)


def cash_or_shares(entry: Entry) -> Meaning:
    """A transfer: of shares when the row gives a number of them, else of money, by its sign."""
    if entry.moves_shares:
        came_in = (entry.quantity or ZERO) > ZERO
        return TransactionType.TRANSFER_IN if came_in else TransactionType.TRANSFER_OUT
    came_in = (entry.amount or ZERO) > ZERO
    return TransactionType.DEPOSIT if came_in else TransactionType.WITHDRAWAL
