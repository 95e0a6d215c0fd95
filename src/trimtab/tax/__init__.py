"""What it means: the tax law as plain functions, one rule each, named and cited."""

from trimtab.tax.holding_period import first_long_term_day, is_long_term, term_of
from trimtab.tax.netting import NetCapitalGain, net_capital_gain, tax_on_gains
from trimtab.tax.recent_trades import Purchase, Sale
from trimtab.tax.wash_window import Damage, WashWindow

__all__ = [
    "Damage",
    "NetCapitalGain",
    "Purchase",
    "Sale",
    "WashWindow",
    "first_long_term_day",
    "is_long_term",
    "net_capital_gain",
    "tax_on_gains",
    "term_of",
]
