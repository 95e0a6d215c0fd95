"""Targets chosen by risk: from a workspace and what was asked for to new weights."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from trimtab import risk
from trimtab.app.measured_risk import required_target
from trimtab.app.rounded_weights import rounded_percents
from trimtab.domain import AssetClass, TargetPortfolio
from trimtab.errors import InputProblems, InvalidValue, Problem
from trimtab.money import ONE, ZERO, exact_text, to_float
from trimtab.report.target_proposal import TargetProposal, TargetRow
from trimtab.risk.names import EstimatorName, MeasureName
from trimtab.workspace import Loaded
from trimtab.workspace.class_series import ClassSeries, moves_like, required_series
from trimtab.workspace.returns_data import ChosenReturns, ReturnsData
from trimtab.workspace.settings.goal import Pair
from trimtab.workspace.target_edit import NewWeight, write_weights
from trimtab.workspace.wording import did_you_mean, one_of

_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRequest:
    """What was asked for; percent as people say it.

    target_risk  size of the risk, above zero: volatility a year, or a loss over the horizon;
                 None: as little as can be
    least, most  bounds of classes by name, 0 to 100
    parity       every class contributes alike
    """

    measure: MeasureName
    target_risk: Decimal | None = None
    least: Mapping[str, Decimal] = field(default_factory=dict)
    most: Mapping[str, Decimal] = field(default_factory=dict)
    parity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One class that the problem is about: bounds in percent; `moves` False keeps its weight."""

    asset_class: AssetClass
    series: str | None
    low: Decimal
    high: Decimal


def propose_target(loaded: Loaded, request: TargetRequest) -> TargetProposal:
    """New weights as asked, nothing written.

    Raises InputProblems where targets or returns are missing or do not serve, and InvalidValue
    where no weights do what was asked.
    """
    target, data = required_target(loaded), loaded.returns
    _check_bounds(target, request)
    found = required_series(target, data)
    parts = _parts(target, found, request)
    chosen = data.of(part.series for part in parts if part.series is not None)
    _require_enough_rows(data, chosen, sum(part.series is not None for part in parts))
    problem = _problem(target, parts, data.measure(request.measure), data, chosen)
    answer = _answer(problem, request)
    after = rounded_percents(
        [float(one) * problem.share for one in answer.weights],
        [(part.low, part.high) for part in parts],
        _WHOLE - _fixed(target, parts),
    )
    new = {part.asset_class.name: weight for part, weight in zip(parts, after, strict=True)}
    return _proposal(loaded, request, _Solved(parts, problem, answer, new), chosen)


def write_proposal(root: Path, proposal: TargetProposal) -> Path:
    """Put the weights into the file, in one step; see `target_edit.write_weights`."""
    return write_weights(
        root,
        tuple(
            NewWeight(name=row.name, before=row.now, after=row.new, band=row.new_band)
            for row in proposal.rows
        ),
    )


@dataclass(frozen=True, slots=True)
class _Solved:
    parts: tuple[_Part, ...]
    problem: "risk.allocation.AllocationProblem"
    answer: "risk.allocation.Allocation"
    new: Mapping[str, Decimal]


def _answer(
    problem: "risk.allocation.AllocationProblem", request: TargetRequest
) -> "risk.allocation.Allocation":
    if request.parity:
        return risk.allocation.risk_parity(problem)
    if request.target_risk is None:
        return risk.allocation.least_risk(problem)
    return risk.allocation.nearest_with_risk(problem, to_float(request.target_risk / _WHOLE))


def _check_bounds(target: TargetPortfolio, request: TargetRequest) -> None:
    names = [one.name for one in target.asset_classes]
    for name in (*request.least, *request.most):
        if name not in names:
            hint = did_you_mean(name, names)
            raise InvalidValue(
                f'there is no class "{name}"; {one_of(names)}{f"; {hint}" if hint else ""}'
            )
    if request.parity and request.target_risk is not None:
        raise InvalidValue("--parity fixes the risk itself; leave --target-risk out")


def _parts(
    target: TargetPortfolio, found: ClassSeries, request: TargetRequest
) -> tuple[_Part, ...]:
    """The classes that the problem is about; the others keep their weight and do not move."""
    bounded = {*request.least, *request.most}
    parts = []
    for one in target.asset_classes:
        series = found.series.get(one.name)
        free = one.name in bounded if one.is_cash else _buyable(one)
        if one.name in bounded and not free:
            raise InvalidValue(f'"{one.name}" holds nothing that can be bought, so it stays at 0')
        if one.name in bounded and series is None and not one.is_cash:
            raise InvalidValue(f'"{one.name}" has no series of returns, so it stays at 0')
        if one.is_cash and free and request.parity:
            raise InvalidValue(f'"{one.name}" cannot contribute to the risk; leave its bound out')
        if series is None and not (one.is_cash and free):
            continue
        if not free and one.weight == ZERO:
            continue
        low, high = (ZERO, _WHOLE) if free else (one.weight * _WHOLE, one.weight * _WHOLE)
        parts.append(
            _Part(
                asset_class=one,
                series=series,
                low=request.least.get(one.name, low),
                high=request.most.get(one.name, high),
            )
        )
    return tuple(parts)


def _buyable(asset_class: AssetClass) -> bool:
    return any(one.buyable for one in asset_class.securities)


def _fixed(target: TargetPortfolio, parts: tuple[_Part, ...]) -> Decimal:
    """Percent of the household that is not in question."""
    inside = {part.asset_class.name for part in parts}
    outside = (one.weight for one in target.asset_classes if one.name not in inside)
    return sum(outside, ZERO) * _WHOLE


def _require_enough_rows(data: ReturnsData, chosen: ChosenReturns, series: int) -> None:
    plain = data.estimator.name in {EstimatorName.SAMPLE, EstimatorName.EWMA}
    if plain and len(chosen.returns.days) <= series:
        raise InputProblems(
            [
                Problem(
                    what=f"{len(chosen.returns.days)} returns are too few for {series} classes",
                    file=data.file.file,
                    why="The covariance is then singular, and some mix seems to have no risk",
                    fix='Add older days, or write `estimator = "shrinkage"` in [risk]',
                    docs="reference/risk.md",
                )
            ]
        )


def _problem(
    target: TargetPortfolio,
    parts: tuple[_Part, ...],
    measure: "risk.RiskMeasure",
    data: ReturnsData,
    chosen: ChosenReturns,
) -> "risk.allocation.AllocationProblem":
    share = ONE - _fixed(target, parts) / _WHOLE
    inside = {part.asset_class.name for part in parts}
    still = [one for one in target.asset_classes if one.name not in inside and one.weight > ZERO]
    bounds = [(part.asset_class.name, part.low, part.high) for part in parts]
    bounds += [(one.name, one.weight * _WHOLE, one.weight * _WHOLE) for one in still]
    risk.allocation.require_room(
        [name for name, _, _ in bounds],
        risk.vector(to_float(low / _WHOLE) for _, low, _ in bounds),
        risk.vector(to_float(high / _WHOLE) for _, _, high in bounds),
    )
    return risk.allocation.AllocationProblem(
        names=tuple(part.asset_class.name for part in parts),
        model=risk.model_with_cash(
            [part.series for part in parts], chosen.returns, measure, data.estimator
        ),
        low=risk.vector(to_float(part.low / _WHOLE / share) for part in parts),
        high=risk.vector(to_float(min(ONE, part.high / _WHOLE / share)) for part in parts),
        current=risk.vector(to_float(part.asset_class.weight / share) for part in parts),
        cash=tuple(at for at, part in enumerate(parts) if part.series is None),
        share=to_float(share),
    )


def _proposal(
    loaded: Loaded, request: TargetRequest, solved: _Solved, chosen: ChosenReturns
) -> TargetProposal:
    problem, data = solved.problem, loaded.returns
    target = required_target(loaded)
    share = problem.share
    before = risk.vector(to_float(part.asset_class.weight) / share for part in solved.parts)
    after = risk.vector(
        to_float(solved.new[part.asset_class.name] / _WHOLE) / share for part in solved.parts
    )
    shares = problem.risk_shares(before), problem.risk_shares(after)
    by_name = {
        part.asset_class.name: (shares[0][at], shares[1][at])
        for at, part in enumerate(solved.parts)
    }
    return TargetProposal(
        household=loaded.household.name,
        as_of=loaded.as_of,
        measure=request.measure.value,
        method=problem.model.measure.method.value,
        confidence=loaded.settings.risk.confidence,
        horizon_days=loaded.settings.risk.horizon_days,
        estimator=data.estimator.name.value,
        goal="parity" if request.parity else "least" if request.target_risk is None else "risk",
        target_risk=request.target_risk,
        rows=tuple(_rows(loaded, target, solved.new, by_name)),
        risk_before=problem.amount(before),
        risk_after=problem.amount(after),
        optimal=solved.answer.quality is risk.allocation.Quality.OPTIMAL,
        starts=solved.answer.starts,
        agreeing=solved.answer.agreeing,
        days=len(chosen.returns.days),
        first=chosen.returns.days[0],
        last=chosen.returns.days[-1],
        left_out=chosen.left_out,
        periods_per_year=data.periods_per_year,
        inferred=data.inferred,
        file=data.file.file,
        kind=data.file.kind,
    )


def _rows(
    loaded: Loaded,
    target: TargetPortfolio,
    new: Mapping[str, Decimal],
    shares: Mapping[str, tuple[float, float]],
) -> Iterator[TargetRow]:
    found = dict(moves_like(required_series(target, loaded.returns)))
    sections = loaded.settings.targets.classes if loaded.settings.targets else ()
    for one, section in zip(target.asset_classes, sections, strict=True):
        now = section.weight
        after = new.get(one.name, now)
        band = (section.band.low, section.band.high) if isinstance(section.band, Pair) else None
        part = shares.get(one.name)
        yield TargetRow(
            name=one.name,
            series=found.get(one.name, ""),
            now=now,
            new=after,
            band=band,
            new_band=None if band is None else _moved(band, after - now),
            share_before=None if part is None else part[0],
            share_after=None if part is None else part[1],
            moves=one.name in new,
        )


def _moved(band: tuple[Decimal, Decimal], by: Decimal) -> tuple[Decimal, Decimal]:
    """The band as far around the new weight as around the old one, cut off at 0 and 100."""
    low, high = (min(_WHOLE, max(ZERO, end + by)) for end in band)
    return Decimal(exact_text(low)), Decimal(exact_text(high))
