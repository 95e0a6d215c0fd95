"""What the whole record comes to: sales, lots, wash sales and years."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trimtab.domain import AccountId, Lot, Term
from trimtab.errors import Problem
from trimtab.ledger import RealizedGain
from trimtab.money import ZERO
from trimtab.tax.netting import NetCapitalGain
from trimtab.tax.wash_sale import OpenLoss, WashSale


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLine:
    """One line of Form 8949: a lot, or a part of one with its own basis or date, sold at one time.

    sale_id       the transaction; its lines share it
    realized      shares, dates, proceeds, basis and the disallowed loss as adjustment
    stated_gain   the gain that the statement gives, where lots do not tell; a loss is negative
    permanent     the part of the disallowed loss that no basis takes up, dollars, >= 0
    exempt        the part of `permanent` that exempt-interest dividends deny (H6)
    long_loss     the part of a short-term loss that counts as long-term (H6), below zero or zero
    final_on      the first day on which no purchase can change it; None: final already (W18)
    incomplete    its lot is not known, so neither are its basis and term
    """

    sale_id: str
    realized: RealizedGain
    stated_gain: Decimal | None = None
    permanent: Decimal = ZERO
    exempt: Decimal = ZERO
    long_loss: Decimal = ZERO
    final_on: date | None = None
    source: str = ""
    incomplete: bool = False

    @property
    def account_id(self) -> AccountId:
        """Where it was sold."""
        return self.realized.account_id

    @property
    def lot(self) -> Lot:
        """The shares sold, as they were held."""
        return self.realized.lot

    @property
    def sold(self) -> date:
        """Trade date."""
        return self.realized.sold

    @property
    def disallowed(self) -> Decimal:
        """Dollars of loss denied, permanently or not, >= 0."""
        return self.realized.adjustment

    @property
    def term(self) -> Term:
        """Short or long."""
        return self.realized.term

    @property
    def economic_gain(self) -> Decimal | None:
        """Dollars before the wash-sale rule: from the lot, else as stated; None: not known."""
        gain = self.realized.economic_gain
        return self.stated_gain if gain is None else gain

    @property
    def gain(self) -> Decimal | None:
        """Dollars that count this year: the gain with what is disallowed added back."""
        gain = self.economic_gain
        return None if gain is None else gain + self.disallowed

    @property
    def provisional(self) -> bool:
        """True while a purchase can still change it (W18)."""
        return self.final_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLot:
    """A lot, or a part of one with its own basis or date, held at the end."""

    account_id: AccountId
    lot: Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxYear:
    """A year's gains, dollars; a loss is negative.

    net_short, net_long  the year's own results before anything is carried in
    netting              with carryovers and the limit; None for a year whose rules are not known
    disallowed           losses denied this year, >= 0
    permanent            the part of them that no basis takes up
    exempt               the part of `permanent` that exempt-interest dividends deny (H6)
    unknown              sales whose gain is not known and counts as nothing here
    actions              those of them that are mergers and the like, of no known term
    """

    net_short: Decimal = ZERO
    net_long: Decimal = ZERO
    netting: NetCapitalGain | None = None
    disallowed: Decimal = ZERO
    permanent: Decimal = ZERO
    exempt: Decimal = ZERO
    unknown: int = 0
    actions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxHistory:
    """Everything that the transactions of a household say.

    sales       of taxable accounts, in the order in which they were made
    open_lots   what every account holds, in order of account, security and acquisition
    open_losses recent loss sales that a purchase would still undo (P2)
    problems    rows that do not fit; each was left out, the rest stands
    incomplete  what could not be computed from the record, and how it was counted
    """

    as_of: date
    sales: tuple[SaleLine, ...] = ()
    open_lots: tuple[OpenLot, ...] = ()
    wash_sales: tuple[WashSale, ...] = ()
    open_losses: tuple[OpenLoss, ...] = ()
    years: Mapping[int, TaxYear] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    incomplete: tuple[Problem, ...] = ()
