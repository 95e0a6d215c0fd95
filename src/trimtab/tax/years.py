"""The years of a record: results by term, the limit on losses, and what is carried on (N1-N4, N7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.domain import FilingStatus, Term
from trimtab.domain.event import CapitalGainDistribution
from trimtab.money import ZERO
from trimtab.tax.history import SaleLine, TaxYear
from trimtab.tax.netting import net_capital_gain
from trimtab.tax.parameters import capital_loss_limit


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedIn:
    """Losses carried into a year, positive dollars of loss, with their character (N3)."""

    short: Decimal = ZERO
    long: Decimal = ZERO


def years_of(
    sales: Sequence[SaleLine],
    distributions: Sequence[CapitalGainDistribution],
    *,
    filing_status: FilingStatus,
    last_year: int,
    carried_in: CarriedIn | None = None,
) -> Mapping[int, TaxYear]:
    """Every year with a sale, a distribution or a loss carried into it, in order.

    The year of a sale is that of its trade date (N7). A distribution of capital gain is long-term
    gain (N1). Gains that are not known count as nothing here and are listed as incomplete.
    """
    own = _own_results(sales, distributions)
    if not own and carried_in is None:
        return {}
    years: dict[int, TaxYear] = {}
    carried = CarriedIn()
    for year in range(min(own, default=last_year), max((*own, last_year)) + 1):
        if year == last_year and carried_in is not None:
            carried = carried_in
        if year not in own and carried == CarriedIn():
            continue
        years[year], carried = _netted(own.get(year, TaxYear()), year, filing_status, carried)
    return years


def _own_results(
    sales: Sequence[SaleLine], distributions: Sequence[CapitalGainDistribution]
) -> dict[int, TaxYear]:
    own: dict[int, TaxYear] = {}
    for line in sales:
        one = own.get(line.sold.year, TaxYear())
        gain = line.gain or ZERO
        long = line.term is Term.LONG
        own[line.sold.year] = TaxYear(
            net_short=one.net_short + (ZERO if long else gain),
            net_long=one.net_long + (gain if long else ZERO),
            disallowed=one.disallowed + line.disallowed,
            permanent=one.permanent + line.permanent,
        )
    for event in distributions:
        one = own.get(event.on.year, TaxYear())
        own[event.on.year] = replace(one, net_long=one.net_long + event.amount)
    return own


def _netted(
    year: TaxYear, number: int, status: FilingStatus, carried: CarriedIn
) -> tuple[TaxYear, CarriedIn]:
    limit = capital_loss_limit(number, status)
    if limit is None:
        return year, CarriedIn()
    netting = net_capital_gain(
        year.net_short,
        year.net_long,
        carried_short=carried.short,
        carried_long=carried.long,
        limit=limit,
    )
    after = CarriedIn(short=netting.carryover_short, long=netting.carryover_long)
    return replace(year, netting=netting), after
