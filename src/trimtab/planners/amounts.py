"""How much to buy in each class: the targets of the classes bought, filled like water."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trimtab.planners.choice import Choice
from trimtab.planners.trades import Need
from trimtab.planners.water_filling import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleCash:
    """Cash as one of the classes to fill.

    weight  its target, fraction of the household
    floor   dollars that stay cash whatever the targets are, >= 0
    """

    weight: Decimal
    floor: Decimal


def needs_of(
    choices: Mapping[str, Choice],
    held: Mapping[str, Decimal],
    money: Decimal,
    idle: IdleCash | None = None,
) -> tuple[Need, ...]:
    """Ideal purchases x_i - l_i of every class with a choice, exact, in the order of `choices`.

    With l_i what a class holds (`held`, dollars), T = `money` + sum l_i and chi_i = T times the
    class's share of the weights of the classes bought: minimise sum (x_i - chi_i)^2 subject to
    sum x_i = T and x_i >= l_i (trimtab.planners.water_filling). With `idle`, cash is one more
    class, and part of the money may stay in it. Classes whose weights are all 0 have no share of
    anything, and nothing is bought.
    """
    bought = [choice for choice in choices.values() if choice.symbol is not None]
    weights = [Fraction(choice.asset_class.weight) for choice in bought]
    floors = [Fraction(held[choice.asset_class.name]) for choice in bought]
    if idle is not None:
        weights.append(Fraction(idle.weight))
        floors.append(Fraction(idle.floor))
    amounts = _amounts(weights, floors, Fraction(money))
    return tuple(
        Need(class_name=choice.asset_class.name, symbol=choice.symbol, amount=amount)
        for choice, amount in zip(bought, amounts, strict=False)  # idle cash, last, buys nothing
        if choice.symbol is not None
    )


def _amounts(weights: list[Fraction], floors: list[Fraction], money: Fraction) -> list[Fraction]:
    whole = sum(weights, Fraction(0))
    if whole == 0:
        return [Fraction(0)] * len(weights)
    total = money + sum(floors, Fraction(0))
    targets = [total * weight / whole for weight in weights]
    levels = fill(targets, floors, total)
    return [level - floor for level, floor in zip(levels, floors, strict=True)]
