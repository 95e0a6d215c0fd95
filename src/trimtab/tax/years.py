"""The years of a record: results by term, the limit on losses, what is carried on (N1-N4)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from trimtab.domain import FilingStatus, Term
from trimtab.domain.event import CapitalGainDistribution, Event
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
    unmeasured: Sequence[Event] = (),
    filing_status: FilingStatus,
    last_year: int,
    carried_in: CarriedIn | None = None,
) -> Mapping[int, TaxYear]:
    """Every year with a sale, a distribution or a loss carried into it, in order.

    The year of a sale is that of its trade date (N7). A distribution of capital gain is long-term
    gain (N1). Gains that are not known, of sales and of `unmeasured` actions, count as nothing here
    and are listed as incomplete.
    """
    own = _own_results(sales, distributions, unmeasured)
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
    sales: Sequence[SaleLine],
    distributions: Sequence[CapitalGainDistribution],
    unmeasured: Sequence[Event],
) -> dict[int, TaxYear]:
    sums: dict[int, _Sums] = defaultdict(_Sums)
    for line in sales:
        year, gain = sums[line.sold.year], line.gain or ZERO
        if line.gain is None:
            year.unknown.add(line.sale_id)
        if line.term is Term.LONG:
            year.long += gain
        else:
            year.short += gain - line.long_loss
            year.long += line.long_loss
        year.exempt += line.exempt
        year.disallowed += line.disallowed
        year.permanent += line.permanent
    for event in distributions:
        sums[event.on.year].long += event.amount
    for action in unmeasured:
        sums[action.on.year].actions += 1
    return {
        number: TaxYear(
            net_short=year.short,
            net_long=year.long,
            disallowed=year.disallowed,
            permanent=year.permanent,
            exempt=year.exempt,
            unknown=len(year.unknown) + year.actions,
            actions=year.actions,
        )
        for number, year in sums.items()
    }


@dataclass(slots=True)
class _Sums:
    short: Decimal = ZERO
    long: Decimal = ZERO
    disallowed: Decimal = ZERO
    permanent: Decimal = ZERO
    exempt: Decimal = ZERO
    unknown: set[str] = field(default_factory=set)
    actions: int = 0


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
