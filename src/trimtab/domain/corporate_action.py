"""What companies do to their shares, one small type each (rules C1-C12).

Ratios are new shares per old one. Prices and fair values are dollars per share. `cash_in_lieu` is
what was paid for the fraction of a share; None when the fraction stays in the account.
`stated_quantity` is what the statement says that the account holds, or receives, afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain.event import Event
from trimtab.domain.identifiers import LotId, Symbol
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class CorporateAction(Event):
    """Changes every lot of `symbol` that the account held before."""

    symbol: Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(CorporateAction):
    """A split, or a reverse split where `ratio` is below 1 (C1)."""

    ratio: Decimal
    stated_quantity: Decimal | None = None
    cash_in_lieu: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDividend(CorporateAction):
    """Shares paid as a dividend on shares of the same class, 26 U.S.C. 305.

    ratio       new shares for each old one, on top of it; or
    quantity    new shares in all
    fair_value  dollars per new share when the dividend is taxable (305(b)); None: it is not
    lot_id      of the new lot when the dividend is taxable
    """

    lot_id: LotId
    ratio: Decimal | None = None
    quantity: Decimal | None = None
    fair_value: Decimal | None = None
    cash_in_lieu: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOfCapital(CorporateAction):
    """A distribution that is no dividend, 26 U.S.C. 301(c)(2)-(3); dollars a share, or in all."""

    per_share: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(CorporateAction):
    """`amount` dollars of which `dividend` is a dividend and the rest comes out of basis."""

    amount: Decimal
    dividend: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMerger(CorporateAction):
    """Stock for stock, 26 U.S.C. 354: total basis and dates carry over, lot by lot (C4)."""

    new_symbol: Symbol
    ratio: Decimal
    stated_quantity: Decimal | None = None
    cash_in_lieu: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMerger(CorporateAction):
    """Cash for stock: a sale of every lot on the effective date (C5)."""

    cash_per_share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherProperty:
    """Property besides stock and money, for each old share."""

    symbol: Symbol
    ratio: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedMerger(CorporateAction):
    """Stock and boot for stock, 26 U.S.C. 356 (C6).

    new_price  fair value of one new share on the effective date
    dividend   dollars of the recognised gain that are a dividend (356(a)(2)), for all lots together
    """

    new_symbol: Symbol
    ratio: Decimal
    new_price: Decimal
    cash_per_share: Decimal
    other: OtherProperty | None = None
    dividend: Decimal = ZERO
    stated_quantity: Decimal | None = None
    cash_in_lieu: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClass:
    """One class of stock received, `ratio` shares for each old one, `price` dollars a new share."""

    symbol: Symbol
    ratio: Decimal
    price: Decimal
    stated_quantity: Decimal | None = None
    cash_in_lieu: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recapitalization(CorporateAction):
    """One class becomes several; basis by fair value, Reg. 1.358-2(c) Example 3."""

    receives: tuple[NewClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOff(CorporateAction):
    """`surrendered` shares for `received` new ones, 26 U.S.C. 355; the rest stays.

    received    before a fraction is paid in cash
    designated  shares given up of each lot; the earliest lots without it, Reg. 1.358-2(a)(2)(vii)
    """

    new_symbol: Symbol
    surrendered: Decimal
    received: Decimal
    designated: Mapping[LotId, Decimal] = field(default_factory=dict)
    cash_in_lieu: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spinoff(CorporateAction):
    """Shares of another company on top of the old ones, 26 U.S.C. 355 (C7).

    ratio           new shares for each old one; or
    quantity        new shares in all
    basis_fraction  the part of the basis that moves, from the company's Form 8937; or
    price, new_price  fair value of one old and one new share afterwards
    taxable         not under 355: a dividend at fair value, and a new date
    """

    new_symbol: Symbol
    ratio: Decimal | None = None
    quantity: Decimal | None = None
    basis_fraction: Decimal | None = None
    price: Decimal | None = None
    new_price: Decimal | None = None
    taxable: bool = False
    cash_in_lieu: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolChange(CorporateAction):
    """A new name for the same thing, an F reorganisation too (C9)."""

    new_symbol: Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Worthless(CorporateAction):
    """Wholly worthless or abandoned: a loss on the year's last day, 26 U.S.C. 165(g) (C10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights(CorporateAction):
    """Rights to buy more, 26 U.S.C. 305(a), 307.

    Basis moves by fair value when the rights are worth at least 15 % of the stock, or when the
    holder elects it (`basis_fraction` given, or `elected`); otherwise the rights have none.
    """

    new_symbol: Symbol
    ratio: Decimal
    price: Decimal | None = None
    new_price: Decimal | None = None
    basis_fraction: Decimal | None = None
    elected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsExercise(CorporateAction):
    """`quantity` rights called `symbol` and `paid` dollars become as many shares, held from now."""

    new_symbol: Symbol
    quantity: Decimal
    paid: Decimal
    lot_id: LotId
