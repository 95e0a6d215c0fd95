"""The risk of what is held and of the target, by the household's own settings."""

from dataclasses import dataclass
from decimal import Decimal

from trimtab import risk
from trimtab.domain import TargetPortfolio
from trimtab.errors import InputProblems, InvalidValue, Problem
from trimtab.money import from_solver, to_float
from trimtab.risk.names import MeasureName
from trimtab.workspace import Loaded
from trimtab.workspace.class_series import holding_weights, required_series, target_weights
from trimtab.workspace.returns_data import ReturnsData

_STEP = Decimal("0.0000000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRisk:
    """One measure of two portfolios, on the same days.

    measure   how it was measured; `measure.amount` gives the size of either figure
    holdings  what is held; the sign is the measure's own: below zero for a value at risk
    target    the target
    days      returns that it rests on, and the last day of them
    left_out  days left out because some series had a gap
    """

    measure: "risk.RiskMeasure"
    holdings: float
    target: float
    days: int
    last: str
    left_out: int

    @property
    def amounts(self) -> tuple[Decimal, Decimal]:
        """Sizes of the two figures, of the holdings and of the target: more is more risk."""
        sizes = (self.measure.amount(self.holdings), self.measure.amount(self.target))
        return from_solver(sizes[0], _STEP), from_solver(sizes[1], _STEP)


def measured_risk(loaded: Loaded, name: MeasureName) -> MeasuredRisk:
    """The risk of the household and of its target.

    Raises InputProblems where targets, prices or returns that it needs are missing or have gaps.
    """
    if loaded.unfit:
        raise InputProblems(loaded.unfit)
    target, data = required_target(loaded), loaded.returns
    held = holding_weights(loaded.household, loaded.market, target, data)
    aim = target_weights(target, required_series(target, data))
    chosen = data.of((*held, *aim))
    measure = data.measure(name)
    return MeasuredRisk(
        measure=measure,
        holdings=_risk(held, chosen.returns, measure, data),
        target=_risk(aim, chosen.returns, measure, data),
        days=len(chosen.returns.days),
        last=chosen.returns.days[-1].isoformat(),
        left_out=chosen.left_out,
    )


def measure_named(name: str | MeasureName) -> MeasureName:
    """The measure of that name; InvalidValue lists the known ones."""
    if isinstance(name, MeasureName):
        return name
    try:
        return MeasureName(name)
    except ValueError:
        known = ", ".join(one.value for one in MeasureName)
        raise InvalidValue(f"there is no measure {name!r}; measures: {known}") from None


def required_target(loaded: Loaded) -> TargetPortfolio:
    """The target; InputProblems when the file has none."""
    if loaded.target is None:
        raise InputProblems([Problem(what="there are no targets", fix="Add [[targets.class]].")])
    return loaded.target


def _risk(
    weights: dict[str, Decimal],
    returns: "risk.Returns",
    measure: "risk.RiskMeasure",
    data: ReturnsData,
) -> float:
    if not weights:
        return 0.0
    floats = {name: to_float(weight) for name, weight in weights.items()}
    return risk.portfolio_risk(floats, returns, measure, data.estimator)
