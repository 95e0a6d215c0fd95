"""Holding period of a capital asset: 26 U.S.C. 1222 and 1223, rules H1-H4.

A gain is long-term when the asset was held for more than one year. The day of acquisition is
excluded and the day of sale included (Rev. Rul. 66-7; Pub. 550, "Holding Period"), and the year is
counted by the calendar, never in days. An asset acquired on the last day of a month completes each
month on that month's last day (Rev. Rul. 66-7; Caspe v. United States, 694 F.2d 1116).
"""

from datetime import date, timedelta

from trimtab.domain import Term

_ONE_DAY = timedelta(days=1)


def first_long_term_day(holding_period_start: date) -> date:
    """The first day on which a sale is long-term.

    The day after the anniversary; for a start on a month's last day, the first day of the
    thirteenth following month, so that 28 February 2015 gives 1 March 2016 and not 29 February
    (H2).
    """
    next_day = holding_period_start + _ONE_DAY
    if next_day.day == 1:
        # A month's last day: the thirteenth following month begins one year after the next day.
        return next_day.replace(year=next_day.year + 1)
    return holding_period_start.replace(year=holding_period_start.year + 1) + _ONE_DAY


def is_long_term(holding_period_start: date, sold: date) -> bool:
    """True when a sale on `sold` is long-term; both dates are trade dates (Pub. 550, N7)."""
    return sold >= first_long_term_day(holding_period_start)


def term_of(holding_period_start: date, sold: date) -> Term:
    """The term of a sale on `sold`."""
    return Term.LONG if is_long_term(holding_period_start, sold) else Term.SHORT
