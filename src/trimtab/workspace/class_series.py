"""Which series each class and each holding moves like, and what follows from it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import (
    AssetClass,
    ClassCovariance,
    Household,
    Market,
    Symbol,
    TargetPortfolio,
)
from trimtab.errors import InputProblems, Problem
from trimtab.money import ZERO, from_solver, to_cents
from trimtab.workspace.returns_data import ReturnsData

# Covariances of a year are of the order of a hundredth.
_COVARIANCE_STEP = Decimal("0.000000000001")
_DOCS = "reference/risk.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSeries:
    """What the classes of a target move like.

    series  by the name of a class the name of its series, in the order of the target
    absent  classes other than cash that have no series
    cash    the class of uninvested money where it has no series: it neither gains nor moves
    """

    series: Mapping[str, str]
    absent: tuple[AssetClass, ...]
    cash: str | None


def class_series(target: TargetPortfolio, names: Collection[str]) -> ClassSeries:
    """The series called like the class, else that of its first security that has one.

    names  of all series; a class's securities count in order of preference, `count` last
    """
    found: dict[str, str] = {}
    absent = []
    for asset_class in target.asset_classes:
        candidates = (asset_class.name, *(one.symbol for one in asset_class.securities))
        name = next((one for one in candidates if one in names), None)
        if name is not None:
            found[asset_class.name] = str(name)
        elif not asset_class.is_cash:
            absent.append(asset_class)
    cash = None if target.cash.name in found else target.cash.name
    return ClassSeries(series=found, absent=tuple(absent), cash=cash)


def required_series(
    target: TargetPortfolio, data: ReturnsData, *, weighted: bool = True
) -> ClassSeries:
    """As `class_series`; InputProblems that name each class without a series.

    weighted  True: a class of weight 0 may be without one
    """
    found = class_series(target, data.names)
    problems = [_no_series(one, data) for one in found.absent if one.weight > ZERO or not weighted]
    if problems:
        raise InputProblems(problems)
    return found


def target_weights(target: TargetPortfolio, found: ClassSeries) -> dict[str, Decimal]:
    """The target's weights by series; cash without a series is left out."""
    weights: dict[str, Decimal] = {}
    for asset_class in target.asset_classes:
        name = found.series.get(asset_class.name)
        if name is not None:
            weights[name] = weights.get(name, ZERO) + asset_class.weight
    return weights


def holding_weights(
    household: Household, market: Market, target: TargetPortfolio, data: ReturnsData
) -> dict[str, Decimal]:
    """What is held, as fractions of the household by series; cash is left out.

    A security moves like its own series, else like its class. InputProblems name each security that
    has neither. Empty for a household without value.
    """
    found = class_series(target, data.names)
    values: dict[str, Decimal] = {}
    problems: dict[Symbol, Problem] = {}
    total = ZERO
    for account in household.accounts:
        total += account.cash
        for held in account.positions:
            value = to_cents(held.quantity * market.price(held.symbol))
            total += value
            name = found.series.get(target.class_of(held.symbol).name)
            if held.symbol in data.names:
                name = str(held.symbol)
            if name is None:
                problems[held.symbol] = _no_returns(held.symbol, data)
            else:
                values[name] = values.get(name, ZERO) + value
    if problems:
        raise InputProblems(problems.values())
    return {name: value / total for name, value in values.items()} if total > ZERO else {}


def class_covariance(target: TargetPortfolio, data: ReturnsData) -> ClassCovariance:
    """Covariance of the classes' annual returns by the estimator of [risk]; cash has none.

    InputProblems where a class has no series, also one of weight 0, or a series has gaps.
    """
    found = required_series(target, data, weighted=False)
    names = tuple(found.series)
    values = data.of(found.series.values()).returns.of(found.series.values())
    annual = data.estimator.moments(values).covariance * data.periods_per_year
    rows = [[from_solver(float(one), _COVARIANCE_STEP) for one in row] for row in annual]
    if found.cash is not None:
        rows = [[*row, ZERO] for row in rows] + [[ZERO] * (len(names) + 1)]
        names = (*names, found.cash)
    return ClassCovariance(names=names, matrix=tuple(tuple(row) for row in rows))


def moves_like(found: ClassSeries) -> Iterator[tuple[str, str]]:
    """(class, series) where the two are called differently."""
    return ((name, series) for name, series in found.series.items() if name != series)


def _no_series(asset_class: AssetClass, data: ReturnsData) -> Problem:
    wanted = ", ".join(one.symbol for one in asset_class.securities[:5]) or "nothing"
    return Problem(
        what=f'the class "{asset_class.name}" has no series in {data.file.file}',
        file=data.file.file,
        why=f"It holds {wanted}; series there: {', '.join(data.names[:20])}",
        fix=f'Add a column for one of its securities, or one called "{asset_class.name}"',
        docs=_DOCS,
    )


def _no_returns(symbol: Symbol, data: ReturnsData) -> Problem:
    return Problem(
        what=f"{symbol} is held and has no series in {data.file.file}",
        file=data.file.file,
        why="Neither it nor its class has one, so its risk is not known",
        fix=f"Add a column {symbol}",
        docs=_DOCS,
    )
