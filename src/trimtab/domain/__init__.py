"""What exists: securities, lots, accounts, households, targets, prices, settings, plans.

Frozen values of the standard library only. Nothing here reads a file, a clock or a setting, and
nothing here rounds: amounts arrive in whole cents and leave unchanged.
"""

from trimtab.domain.account import Account, History, LotMethod, Registration
from trimtab.domain.cash_flow import CashFlow
from trimtab.domain.class_covariance import ClassCovariance
from trimtab.domain.factor_model import FactorModel
from trimtab.domain.fill import Fill
from trimtab.domain.household import Household, IdenticalGroups
from trimtab.domain.identifiers import AccountId, LotId, OrderId, Symbol
from trimtab.domain.lot import Lot, Origin
from trimtab.domain.market import Market, Quote
from trimtab.domain.order import DONE, OPEN, Order, OrderStatus, OrderType, Side
from trimtab.domain.plan import (
    AssetClassOutcome,
    Considered,
    Estimate,
    LotSale,
    NotDone,
    Plan,
    PlanWarning,
    Proof,
    ProofStatus,
    TrackingError,
    TradeIntent,
)
from trimtab.domain.plan_edit import EditKind, OrderEdit, PlanEdit
from trimtab.domain.policy import (
    GainRule,
    PlannerName,
    Policy,
    RankedTlhSettings,
    Reinvestments,
    WashLookback,
    WashPolicy,
)
from trimtab.domain.position import Position
from trimtab.domain.reason import Reason, ReasonBasis
from trimtab.domain.situation import Situation
from trimtab.domain.statement import Statement, StatementLot, StatementPosition
from trimtab.domain.target import (
    CASH_CLASS,
    OTHER_CLASS,
    AssetClass,
    DriftBand,
    RankedSecurity,
    TargetPortfolio,
)
from trimtab.domain.tax_profile import FilingStatus, TaxProfile
from trimtab.domain.term import Term
from trimtab.domain.transaction import Transaction, TransactionType

__all__ = [
    "CASH_CLASS",
    "DONE",
    "OPEN",
    "OTHER_CLASS",
    "Account",
    "AccountId",
    "AssetClass",
    "AssetClassOutcome",
    "CashFlow",
    "ClassCovariance",
    "Considered",
    "DriftBand",
    "EditKind",
    "Estimate",
    "FactorModel",
    "FilingStatus",
    "Fill",
    "GainRule",
    "History",
    "Household",
    "IdenticalGroups",
    "Lot",
    "LotId",
    "LotMethod",
    "LotSale",
    "Market",
    "NotDone",
    "Order",
    "OrderEdit",
    "OrderId",
    "OrderStatus",
    "OrderType",
    "Origin",
    "Plan",
    "PlanEdit",
    "PlanWarning",
    "PlannerName",
    "Policy",
    "Position",
    "Proof",
    "ProofStatus",
    "Quote",
    "RankedSecurity",
    "RankedTlhSettings",
    "Reason",
    "ReasonBasis",
    "Registration",
    "Reinvestments",
    "Side",
    "Situation",
    "Statement",
    "StatementLot",
    "StatementPosition",
    "Symbol",
    "TargetPortfolio",
    "TaxProfile",
    "Term",
    "TrackingError",
    "TradeIntent",
    "Transaction",
    "TransactionType",
    "WashLookback",
    "WashPolicy",
]
