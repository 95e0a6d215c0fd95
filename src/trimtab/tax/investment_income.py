"""Net investment income tax, 26 U.S.C. 1411, rule N6."""

from decimal import Decimal

from trimtab.domain import FilingStatus
from trimtab.money import ZERO, to_cents
from trimtab.tax.netting import NetCapitalGain
from trimtab.tax.parameters import niit_rules


def net_investment_income_tax(
    net_investment_income: Decimal, *, modified_agi: Decimal, status: FilingStatus
) -> Decimal:
    """3.8 % of the smaller of net investment income and the excess of MAGI over the threshold.

    Dollars in, dollars to the cent out, >= 0; 1411(a)(1), thresholds 1411(b).
    """
    rules = niit_rules(status)
    excess = min(net_investment_income, modified_agi - rules.threshold)
    return to_cents(rules.rate * max(ZERO, excess))


def net_gain(netting: NetCapitalGain, property_gain: Decimal = ZERO) -> Decimal:
    """The net gain in net investment income, >= 0: 1411(c)(1)(A)(iii), Reg. 1.1411-4(d)(2).

    property_gain  other gain on property, ordinary in character; the allowed capital loss offsets
                   it (Reg. 1.1411-4(d)(3)(ii) Example 2)
    """
    return max(ZERO, property_gain + _counted(netting))


def net_investment_income(
    other: Decimal, netting: NetCapitalGain, property_gain: Decimal = ZERO
) -> Decimal:
    """Interest, dividends and the like (`other`), and net gain, >= 0.

    The capital loss that the income tax allows beyond gains reduces the other income: Reg.
    1.1411-4(f)(4), as Example 1 of 1.1411-4(d)(3)(ii) has it.
    """
    return max(ZERO, other + property_gain + _counted(netting))


def _counted(netting: NetCapitalGain) -> Decimal:
    return max(netting.total, ZERO) - netting.deductible_loss
