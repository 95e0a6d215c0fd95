"""Theory's no-trade bands beside the household's own."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trimtab.domain import AssetClass, TargetPortfolio
from trimtab.money import ZERO, from_solver, to_float
from trimtab.report.band_comparison import BandComparison, BandLine, OwnBand
from trimtab.risk.no_trade import Market, band_cost, half_width, turnover

_STEP = Decimal("0.0000000001")
_WHOLE = Decimal(100)
_POINT = Decimal(10000)


def compare_bands(
    cost: Decimal,
    volatility: Decimal,
    aversion: Decimal,
    *,
    target: TargetPortfolio | None = None,
    weights: Sequence[Decimal] = (),
) -> BandComparison:
    """The theory for every class with a weight, or for the weights given.

    cost        of selling and buying back, basis points
    volatility  of a class against the rest, percent a year
    weights     percent, in place of the classes
    """
    market = Market(
        cost=to_float(cost / _POINT),
        volatility=to_float(volatility / _WHOLE),
        aversion=to_float(aversion),
    )
    lines = (
        [_line("", weight / _WHOLE, None, market) for weight in weights]
        if weights or target is None
        else list(_of_target(target, market))
    )
    return BandComparison(cost=cost, volatility=volatility, aversion=aversion, lines=tuple(lines))


def _of_target(target: TargetPortfolio, market: Market) -> Iterator[BandLine]:
    for asset_class in target.asset_classes:
        if asset_class.weight > ZERO:
            yield _line(asset_class.name, asset_class.weight, asset_class, market)


def _line(name: str, weight: Decimal, asset_class: AssetClass | None, market: Market) -> BandLine:
    center = to_float(weight)
    half = half_width(center, market)
    room = half > 0
    return BandLine(
        name=name,
        weight=weight,
        half_width=from_solver(half, _STEP),
        cost=from_solver(band_cost(center, half, half, market), _STEP) if room else ZERO,
        turnover=from_solver(turnover(center, half, half, market), _STEP) if room else ZERO,
        own=None if asset_class is None else _own(asset_class, market),
    )


def _own(asset_class: AssetClass, market: Market) -> OwnBand | None:
    band, weight = asset_class.band, asset_class.weight
    if band is None:
        return None
    below, above = weight - band.low, band.high - weight
    cost = None
    if below + above > ZERO:
        found = band_cost(to_float(weight), to_float(below), to_float(above), market)
        cost = from_solver(found, _STEP)
    return OwnBand(low=band.low, high=band.high, cost=cost)
