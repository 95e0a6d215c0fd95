"""What it means: the tax law as plain functions, one rule each, named and cited."""

from trimtab.tax.chosen_rules import chosen_rules
from trimtab.tax.fund_loss import FundLoss, fund_loss_split
from trimtab.tax.history import OpenLot, SaleLine, TaxHistory, TaxYear
from trimtab.tax.holding_period import first_long_term_day, is_long_term, term_of
from trimtab.tax.income_tax import IncomeTax, YearIncome, federal_income_tax
from trimtab.tax.investment_income import (
    net_gain,
    net_investment_income,
    net_investment_income_tax,
)
from trimtab.tax.lot_selection import SaleTerms, Selection, select_lots
from trimtab.tax.netting import NetCapitalGain, net_capital_gain, tax_on_gains
from trimtab.tax.outlook import WashOutlook
from trimtab.tax.parameters import YearRules, known_years, year_rules
from trimtab.tax.proposal import (
    Assessment,
    Proposal,
    ProposedPurchase,
    ProposedSale,
    SaleOutlook,
)
from trimtab.tax.qualified_dividend import days_held_around, is_qualified_dividend
from trimtab.tax.rebuild import find_wash_sales, rebuild
from trimtab.tax.recent_trades import Purchase, Sale
from trimtab.tax.wash_estimate import EstimatedPurchase, LossSold, Washed, careful_estimate
from trimtab.tax.wash_sale import OpenLoss, WashFlag, WashRules, WashSale
from trimtab.tax.wash_screen import WashScreen, wash_screen
from trimtab.tax.wash_staying import NOTHING_SOLD, Staying, staying
from trimtab.tax.wash_window import Damage, WashWindow
from trimtab.tax.years import CarriedIn

__all__ = [
    "NOTHING_SOLD",
    "Assessment",
    "CarriedIn",
    "Damage",
    "EstimatedPurchase",
    "FundLoss",
    "IncomeTax",
    "LossSold",
    "NetCapitalGain",
    "OpenLoss",
    "OpenLot",
    "Proposal",
    "ProposedPurchase",
    "ProposedSale",
    "Purchase",
    "Sale",
    "SaleLine",
    "SaleOutlook",
    "SaleTerms",
    "Selection",
    "Staying",
    "TaxHistory",
    "TaxYear",
    "WashFlag",
    "WashOutlook",
    "WashRules",
    "WashSale",
    "WashScreen",
    "WashWindow",
    "Washed",
    "YearIncome",
    "YearRules",
    "careful_estimate",
    "chosen_rules",
    "days_held_around",
    "federal_income_tax",
    "find_wash_sales",
    "first_long_term_day",
    "fund_loss_split",
    "is_long_term",
    "is_qualified_dividend",
    "known_years",
    "net_capital_gain",
    "net_gain",
    "net_investment_income",
    "net_investment_income_tax",
    "rebuild",
    "select_lots",
    "staying",
    "tax_on_gains",
    "term_of",
    "wash_screen",
    "year_rules",
]
