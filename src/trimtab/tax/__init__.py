"""What it means: the tax law as plain functions, one rule each, named and cited."""

from trimtab.tax.history import OpenLot, SaleLine, TaxHistory, TaxYear
from trimtab.tax.holding_period import first_long_term_day, is_long_term, term_of
from trimtab.tax.netting import NetCapitalGain, net_capital_gain, tax_on_gains
from trimtab.tax.rebuild import rebuild
from trimtab.tax.recent_trades import Purchase, Sale
from trimtab.tax.wash_sale import OpenLoss, WashFlag, WashRules, WashSale
from trimtab.tax.wash_window import Damage, WashWindow
from trimtab.tax.years import CarriedIn

__all__ = [
    "CarriedIn",
    "Damage",
    "NetCapitalGain",
    "OpenLoss",
    "OpenLot",
    "Purchase",
    "Sale",
    "SaleLine",
    "TaxHistory",
    "TaxYear",
    "WashFlag",
    "WashRules",
    "WashSale",
    "WashWindow",
    "first_long_term_day",
    "is_long_term",
    "net_capital_gain",
    "rebuild",
    "tax_on_gains",
    "term_of",
]
