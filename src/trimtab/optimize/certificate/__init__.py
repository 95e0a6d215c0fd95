"""J and every hard limit from the orders alone, in Decimal; no code is shared with the model."""

from trimtab.optimize.certificate.certifying import Certificate, certify
from trimtab.optimize.certificate.limit import Limit, Violation
from trimtab.optimize.certificate.limits import LIMITS
from trimtab.optimize.certificate.proposed import ProposedPurchase, ProposedSale
from trimtab.optimize.certificate.tracking import FactorModel, Tracking

__all__ = [
    "LIMITS",
    "Certificate",
    "FactorModel",
    "Limit",
    "ProposedPurchase",
    "ProposedSale",
    "Tracking",
    "Violation",
    "certify",
]
