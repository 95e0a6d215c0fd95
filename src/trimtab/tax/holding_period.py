"""Holding period of a capital asset: 26 U.S.C. 1222 and 1223, rules H1-H4.

A gain is long-term when the asset was held for more than one year. The day of acquisition is
excluded and the day of sale included (Rev. Rul. 66-7; Pub. 550, "Holding Period"), and the year is
counted by the calendar, never in days. An asset acquired on the last day of a month completes each
month on that month's last day (Rev. Rul. 66-7; Caspe v. United States, 694 F.2d 1116).
"""

from datetime import date

from trimtab.domain import Term
from trimtab.domain.term import first_long_term_day

__all__ = ["first_long_term_day", "is_long_term", "term_of"]


def is_long_term(holding_period_start: date, sold: date) -> bool:
    """True when a sale on `sold` is long-term; both dates are trade dates (Pub. 550, N7)."""
    return sold >= first_long_term_day(holding_period_start)


def term_of(holding_period_start: date, sold: date) -> Term:
    """The term of a sale on `sold`."""
    return Term.LONG if is_long_term(holding_period_start, sold) else Term.SHORT
