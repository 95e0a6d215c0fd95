"""Losses on fund shares held six months or less, 26 U.S.C. 852(b)(4), rule H6."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from trimtab.money import ZERO

_MONTHS = 6
_YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLoss:
    """A loss divided, dollars: `disallowed` >= 0, `long` and `short` below zero or zero."""

    disallowed: Decimal
    long: Decimal
    short: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Dollars for each share of one lot, in today's shares.

    exempt  exempt-interest dividends
    gains   capital gain distributions
    """

    exempt: Decimal = ZERO
    gains: Decimal = ZERO
    restated: frozenset[int] = frozenset()


def fund_loss_split(
    gain: Decimal,
    *,
    exempt_interest_dividends: Decimal = ZERO,
    capital_gain_distributions: Decimal = ZERO,
) -> FundLoss:
    """What becomes of a loss (`gain` below zero) on fund shares held six months or less.

    It is disallowed up to the exempt-interest dividends received on the shares (852(b)(4)(B)), then
    long-term up to the capital gain distributions (852(b)(4)(A)), and the rest is short-term. A
    gain is left alone. A fund that declares exempt dividends daily is excepted (852(b)(4)(E)):
    give none. An exchange-traded fund is a fund.
    """
    loss = max(ZERO, -gain)
    disallowed = min(loss, exempt_interest_dividends)
    long = min(loss - disallowed, capital_gain_distributions)
    return FundLoss(disallowed=disallowed, long=-long, short=min(gain, ZERO) + disallowed + long)


def held_six_months_or_less(holding_period_start: date, sold: date) -> bool:
    """True until the day on which six months end, counted as a holding period is (H1, H2)."""
    return sold <= _six_months_after(holding_period_start)


def _six_months_after(start: date) -> date:
    months = start.month - 1 + _MONTHS
    year, month = start.year + months // _YEAR_MONTHS, months % _YEAR_MONTHS + 1
    last = monthrange(year, month)[1]
    # Begun on a month's last day, the period ends on a month's last day (Rev. Rul. 66-7).
    month_end = (start + timedelta(days=1)).day == 1
    return date(year, month, last if month_end else min(start.day, last))
