"""Trades that are not made yet, and what the wash-sale rule would make of them (P1-P8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain import AccountId, LotId, Symbol
from trimtab.money import ZERO
from trimtab.tax.history import SaleLine
from trimtab.tax.wash_sale import WashFlag, WashSale


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSale:
    """Shares to sell today at `price` dollars; `lot_id` None: the account's method picks."""

    account_id: AccountId
    symbol: Symbol
    quantity: Decimal
    price: Decimal
    lot_id: LotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPurchase:
    """Shares to buy today, or expected on a later day `on`: a reinvestment, a plan, a vest."""

    account_id: AccountId
    symbol: Symbol
    quantity: Decimal
    price: Decimal = ZERO
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Today's trades, and what is scheduled for the next 30 days."""

    sales: tuple[ProposedSale, ...] = ()
    purchases: tuple[ProposedPurchase, ...] = ()
    scheduled: tuple[ProposedPurchase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the law makes of a proposal, dollars >= 0 unless said otherwise.

    disallowed            losses denied by today's trades: of today's sales, and of earlier ones
    permanent             the part of them that no basis takes up
    deferred              the part that is still in the basis of shares held after today; 0 for a
                          full exit (P6)
    allowed_gain          today's sales as they would be reported; a loss is negative
    expected_disallowed   more losses denied by what is scheduled
    expected_permanent    the part of them that no basis takes up
    final_on              the first day on which no purchase can undo today's losses; None: there
                          are none left to undo (W18)
    booked                every sale of the record, then today's: what `WashSale.line` counts
    first_today           the place of today's first sale among them
    economic_gain         what today's sales gain before the rule looks at them, by lot
    """

    disallowed: Decimal
    permanent: Decimal
    deferred: Decimal
    allowed_gain: Decimal
    expected_disallowed: Decimal
    expected_permanent: Decimal
    wash_sales: tuple[WashSale, ...]
    flags: frozenset[WashFlag]
    final_on: date | None
    booked: tuple[SaleLine, ...]
    first_today: int
    economic_gain: Mapping[LotId, Decimal]

    @property
    def provisional(self) -> bool:
        """True while a later purchase could undo a loss of today."""
        return self.final_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleOutlook:
    """Selling a lot at a loss today.

    replacing      shares of other orders that would replace shares sold
    safe_quantity  shares that can be sold without any wash: none while others replace (P8)
    clear_from     the first day on which nothing bought until now replaces them
    """

    replacing: Decimal
    safe_quantity: Decimal
    clear_from: date

    def disallowed_quantity(self, quantity: Decimal) -> Decimal:
        """Shares of `quantity` sold whose loss is denied."""
        return min(quantity, self.replacing)

    def allowed_quantity(self, quantity: Decimal) -> Decimal:
        """Shares of `quantity` sold whose loss counts."""
        return max(ZERO, quantity - self.replacing)
