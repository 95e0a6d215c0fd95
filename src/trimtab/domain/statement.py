"""What a broker's exported file says, before it becomes the household's own record."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain.identifiers import Symbol
from trimtab.domain.transaction import Transaction
from trimtab.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLot:
    """One lot as the broker lists it; None where the file does not say.

    quantity              shares, above zero
    basis                 total dollars, whole cents
    lot_id                the broker's own name of the lot
    wash_adjustment       the part of `basis` that the broker added for a wash sale
    line                  1-based line of the file
    """

    symbol: Symbol
    quantity: Decimal
    acquired: date | None
    basis: Decimal | None
    holding_period_start: date | None = None
    lot_id: str | None = None
    wash_adjustment: Decimal | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPosition:
    """A whole position as the broker totals it; the lots must add up to it.

    price  dollars per share · value  dollars; None where the file does not say
    """

    symbol: Symbol
    quantity: Decimal
    price: Decimal | None = None
    value: Decimal | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Everything read from one file for one account.

    format        the format's name for people, such as `IBKR Flex statement (XML)`
    account_hint  the account as the broker names it; empty when the file does not say
    as_of         date of the figures; None when the file does not say
    lots_given    False when the file says nothing about lots, as opposed to there being none
    only          positions and lots are of these symbols alone; empty: of the whole account
    whole         the broker itself lists all that the account holds: nothing listed is nothing held
    cash          dollars; None when the file does not say
    problems      rows that could not be used, each with what to do about it
    notes         what was left out on purpose, in sentences
    """

    format: str
    account_hint: str = ""
    as_of: date | None = None
    rows_read: int = 0
    positions: tuple[StatementPosition, ...] = ()
    lots: tuple[StatementLot, ...] = ()
    lots_given: bool = True
    only: tuple[Symbol, ...] = ()
    whole: bool = False
    cash: Decimal | None = None
    transactions: tuple[Transaction, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
