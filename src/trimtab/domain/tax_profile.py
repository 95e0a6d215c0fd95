"""What the household's tax return looks like, as far as a plan needs it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from trimtab.domain.checks import require_at_least_zero, require_fraction, require_whole_cents
from trimtab.money import ZERO

# 26 U.S.C. 1411(a)(1): the net investment income tax.
NIIT_RATE = Decimal("0.038")


class FilingStatus(Enum):
    """Filing status of the federal return."""

    SINGLE = "single"
    MARRIED_JOINT = "married_joint"
    MARRIED_SEPARATE = "married_separate"
    HEAD_OF_HOUSEHOLD = "head_of_household"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxProfile:
    """Marginal rates as fractions (0.24 = 24 %), and the year so far in dollars.

    realized_*      net gain realised this year before the plan; a loss is negative;
                    None: not given by the user
    carryforward_*  losses carried in from earlier years, as positive dollars of loss
    untold_sales    taxable sales of this year whose gain nothing tells; they count as no gain
    gains_budget    net gains a year in dollars that the user accepts; None = no budget
    gains_budget_hard  never exceed it, rather than warn
    """

    filing_status: FilingStatus
    federal_ordinary: Decimal
    federal_long: Decimal
    niit: bool = False
    state: Decimal = ZERO
    realized_short: Decimal | None = None
    realized_long: Decimal | None = None
    untold_sales: int = 0
    carryforward_short: Decimal = ZERO
    carryforward_long: Decimal = ZERO
    gains_budget: Decimal | None = None
    gains_budget_hard: bool = False

    def __post_init__(self) -> None:
        require_fraction("federal_ordinary", self.federal_ordinary)
        require_fraction("federal_long", self.federal_long)
        require_fraction("state", self.state)
        for name in ("carryforward_short", "carryforward_long"):
            require_at_least_zero(name, getattr(self, name))
        for name in (
            "realized_short",
            "realized_long",
            "carryforward_short",
            "carryforward_long",
            "gains_budget",
        ):
            amount = getattr(self, name)
            if amount is not None:
                require_whole_cents(name, amount)

    @property
    def _surtax(self) -> Decimal:
        return self.state + (NIIT_RATE if self.niit else ZERO)

    @property
    def rate_short(self) -> Decimal:
        """Tax per dollar of net short-term gain: ordinary + state + NIIT."""
        return self.federal_ordinary + self._surtax

    @property
    def rate_long(self) -> Decimal:
        """Tax per dollar of net long-term gain: long-term + state + NIIT."""
        return self.federal_long + self._surtax

    @property
    def rate_deduction(self) -> Decimal:
        """Tax saved per dollar of net loss set against other income.

        Ordinary + state, + NIIT where it applies: the allowed loss reduces other net investment
        income, Reg. 1.1411-4(d) (rule N6).
        """
        return self.federal_ordinary + self._surtax

    @property
    def loss_limit(self) -> Decimal:
        """Dollars of net capital loss a year that may offset other income, 26 U.S.C. 1211(b)."""
        separate = self.filing_status is FilingStatus.MARRIED_SEPARATE
        return Decimal(1500) if separate else Decimal(3000)
