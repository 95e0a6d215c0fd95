"""What happens to an account: trades, transfers, distributions of cash.

Amounts are dollars in whole cents, quantities are shares; neither carries a sign, the type says
which way things move. Reorganisations of companies are in `corporate_action`.
"""

from dataclasses import dataclass
from datetime import date
from datetime import time as time_of_day
from decimal import Decimal
from typing import ClassVar

from trimtab.domain.identifiers import AccountId, LotId, OrderId, Symbol
from trimtab.domain.lot import Origin
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in one account.

    on       the trade date, or the ex date of a distribution (Rev. Rul. 66-97, N7)
    time     of that day; None when it is not known
    source   `file:line`, for messages
    row_id   the statement's own id of the row
    """

    on: date
    account_id: AccountId
    time: time_of_day | None = None
    source: str = ""
    row_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival(Event):
    """Shares come in as one lot.

    named                 True when the record itself gives `lot_id`; else the name is made up here
    basis                 dollars; None when it is not known
    order                 fills of one order are one purchase (W7); None: an order of its own
    acquired              the day of the original purchase; None: `on`
    holding_period_start  None: `acquired`
    replacement_used      shares of it that already replaced shares sold at a loss (W9)
    """

    origin: ClassVar[Origin]

    symbol: Symbol
    lot_id: LotId
    quantity: Decimal
    basis: Decimal | None
    named: bool = True
    order: OrderId | None = None
    acquired: date | None = None
    holding_period_start: date | None = None
    replacement_used: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Buy(Arrival):
    """A purchase; `basis` is its total cost with the fee (Pub. 550, "Basis of Investment")."""

    origin = Origin.PURCHASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reinvest(Arrival):
    """A dividend buys more; `basis` is the fair value, at a discount too (Pub. 550; C3)."""

    origin = Origin.REINVESTMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Vest(Arrival):
    """Shares received as pay; `basis` is their fair value, and they are acquired (W6)."""

    origin = Origin.VEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift(Arrival):
    """A gift received with the giver's basis and holding period, 26 U.S.C. 1015, 1223(2)."""

    origin = Origin.GIFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance(Arrival):
    """Inherited shares at their value on death; long-term always, 26 U.S.C. 1014, 1223(9)."""

    origin = Origin.INHERITANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferIn(Arrival):
    """Own shares come from another account, with their past; no acquisition (W6)."""

    origin = Origin.TRANSFER


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure(Event):
    """Shares leave. `lot_id` None: the account's method picks the lots (L1)."""

    symbol: Symbol
    quantity: Decimal
    lot_id: LotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sell(Departure):
    """A sale.

    proceeds     dollars after fees; None when they are not known
    stated_gain  the gain that the statement gives; a loss is negative
    """

    proceeds: Decimal | None
    stated_gain: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOut(Departure):
    """Own shares go to another account; nothing is realised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashFlow(Event):
    """Money comes in, `amount` dollars >= 0.

    symbol  the security that paid; None for a deposit
    """

    amount: Decimal
    symbol: Symbol | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDividend(CashFlow):
    """A dividend in cash: income, no change of basis (C3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalGainDistribution(CashFlow):
    """A fund's long-term gain passed on, 26 U.S.C. 852(b)(3)(B); long-term in its year (N1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptDividend(CashFlow):
    """A fund's exempt-interest dividend, 26 U.S.C. 852(b)(5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit(CashFlow):
    """Money from outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(CashFlow):
    """Money leaves."""
