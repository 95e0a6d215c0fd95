"""Four target portfolios that `trimtab init` offers, and targets made of present holdings.

They are examples to edit, not advice. Which funds may stand in for each other is the user's own
judgement; the lists name funds that track different indexes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import Symbol
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, split_by_weight

_HUNDRED = Decimal(100)
_WEIGHT_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """One [[targets.class]]: `weight` in percent, `hold` in order of preference."""

    name: str
    weight: Decimal
    hold: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPortfolio:
    """A named target; the weights of `classes` add up to 100."""

    key: str
    title: str
    classes: tuple[TargetLine, ...]


def _line(name: str, weight: int, *symbols: str) -> TargetLine:
    return TargetLine(name=name, weight=Decimal(weight), hold=tuple(map(Symbol, symbols)))


def _three_funds(key: str, title: str, us: int, abroad: int, bonds: int) -> ModelPortfolio:
    return ModelPortfolio(
        key=key,
        title=title,
        classes=(
            _line("US stocks", us, "VTI", "ITOT", "SCHB"),
            _line("International stocks", abroad, "VXUS", "IXUS"),
            _line("US bonds", bonds, "BND", "AGG", "SCHZ"),
        ),
    )


MODEL_PORTFOLIOS = (
    _three_funds("growth", "80% stocks, 20% bonds, three funds", 52, 28, 20),
    _three_funds("balanced", "60% stocks, 40% bonds, three funds", 39, 21, 40),
    _three_funds("careful", "30% stocks, 70% bonds, three funds", 20, 10, 70),
    ModelPortfolio(
        key="eight-classes",
        title="Eight classes: US stocks by size, abroad, real estate, bonds",
        classes=(
            _line("US large cap", 38, "IVV", "SCHX", "VV"),
            _line("US mid cap", 10, "IJH", "VO", "SCHM"),
            _line("US small cap", 6, "IJR", "SCHA", "VB"),
            _line("Intl developed", 20, "VEA", "IEFA", "SCHF"),
            _line("Emerging markets", 7, "VWO", "IEMG", "SCHE"),
            _line("Real estate", 5, "VNQ", "SCHH", "USRT"),
            _line("Short bonds", 5, "BSV", "SCHO"),
            _line("Core bonds", 9, "BND", "AGG", "SCHZ"),
        ),
    ),
)


def model_portfolio(key: str) -> ModelPortfolio:
    """The model of that key; InvalidValue names the known ones."""
    for model in MODEL_PORTFOLIOS:
        if model.key == key:
            return model
    known = ", ".join(model.key for model in MODEL_PORTFOLIOS)
    raise InvalidValue(f"there is no model portfolio {key!r}; known: {known}")


def targets_from_holdings(
    values: Mapping[Symbol, Decimal], cash: Decimal
) -> tuple[TargetLine, ...]:
    """What is held now as the target: one class per security, in percent with two decimals.

    `values` are dollars by security, above zero, and `cash` dollars >= 0. The weights add up to 100
    exactly (largest remainder); a holding too small for 0.01 % is left out. Raises InvalidValue
    when nothing is held.
    """
    amounts = {"Cash": cash, **{str(symbol): value for symbol, value in values.items()}}
    if sum(amounts.values(), ZERO) <= 0:
        raise InvalidValue("nothing is held yet, so there is no target to make of it")
    weights = split_by_weight(_HUNDRED, tuple(amounts.values()), _WEIGHT_STEP)
    lines = [
        TargetLine(name=name, weight=weight, hold=() if name == "Cash" else (Symbol(name),))
        for name, weight in zip(amounts, weights, strict=True)
        if weight > 0
    ]
    # Cash last, as in every other trimtab.toml.
    return tuple(sorted(lines, key=lambda line: not line.hold))
