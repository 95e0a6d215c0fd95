"""[taxes] as a TaxProfile: percent to fractions."""

from decimal import Decimal

from trimtab.domain import TaxProfile
from trimtab.workspace.settings.taxes import TaxesSection

_PERCENT = 100
REQUIRED_FOR_TAX = ("filing_status", "federal_ordinary", "federal_long")


def tax_profile(taxes: TaxesSection | None) -> TaxProfile | None:
    """The profile; None when the filing status or one of the two federal rates is not given."""
    if (
        taxes is None
        or taxes.filing_status is None
        or taxes.federal_ordinary is None
        or taxes.federal_long is None
    ):
        return None
    budget = taxes.gains_budget
    return TaxProfile(
        filing_status=taxes.filing_status,
        federal_ordinary=taxes.federal_ordinary / _PERCENT,
        federal_long=taxes.federal_long / _PERCENT,
        niit=taxes.niit,
        state=taxes.state / _PERCENT,
        realized_short=taxes.realized_short,
        realized_long=taxes.realized_long,
        carryforward_short=taxes.carryforward_short,
        carryforward_long=taxes.carryforward_long,
        gains_budget=budget if isinstance(budget, Decimal) else None,
        gains_budget_hard=taxes.gains_budget_mode == "hard",
    )


def missing_for_tax(taxes: TaxesSection | None) -> tuple[str, ...]:
    """The keys of [taxes] that a plan that counts tax still needs."""
    if taxes is None:
        return REQUIRED_FOR_TAX
    return tuple(key for key in REQUIRED_FOR_TAX if getattr(taxes, key) is None)
