"""Tracking error of classes whose members carry weights of their own: e'Qe, exact.

y_i  dollars of member i after trading     Y_c  dollars of its class
m_i  weight of i within the class, 0 for a stand-in
e_i  (y_i - m_i Y_c) / V                   Q    F diag(factor variances) F' + diag(d)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from trimtab.domain import FactorModel, Situation, Symbol
from trimtab.money import ZERO
from trimtab.optimize.certificate.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """Which classes hold an index directly, and how its members move.

    members  by class name the members' weights within the class, fractions that sum to 1
    """

    members: Mapping[str, Mapping[Symbol, Decimal]] = field(default_factory=dict)
    model: FactorModel = field(default_factory=FactorModel)

    @classmethod
    def of(cls, situation: Situation) -> Self:
        """What the household's own target and factor model say."""
        members = {one.name: one.members for one in situation.target.asset_classes if one.members}
        return cls(members=members, model=situation.factors)


def active_weights(book: Book, tracking: Tracking) -> dict[Symbol, Decimal]:
    """e, over the securities held and the members of every class that carries weights."""
    target = book.situation.target
    held: dict[Symbol, Decimal] = {}
    for (_, symbol), amount in book.values_after.items():
        held[symbol] = held.get(symbol, ZERO) + amount
    active: dict[Symbol, Decimal] = {}
    if book.value == 0:
        return active
    for name, weights in tracking.members.items():
        in_class = {
            one: amount for one, amount in held.items() if target.class_of(one).name == name
        }
        whole = sum(in_class.values(), ZERO)
        for symbol in dict.fromkeys((*weights, *in_class)):
            off = in_class.get(symbol, ZERO) - weights.get(symbol, ZERO) * whole
            active[symbol] = off / book.value
    return active


def active_variance(book: Book, tracking: Tracking) -> Decimal:
    """Variance e'Qe after the plan, a year."""
    active, model = active_weights(book, tracking), tracking.model
    exposed = [ZERO for _ in model.variances]
    total = ZERO
    for symbol, off in active.items():
        total += model.own_of(symbol) * off * off
        for number, exposure in enumerate(model.exposures_of(symbol)):
            exposed[number] += exposure * off
    return total + sum(
        (
            variance * whole * whole
            for variance, whole in zip(model.variances, exposed, strict=True)
        ),
        ZERO,
    )


def tracking_cost(book: Book, tracking: Tracking) -> Decimal:
    """`te_aversion` V e'Qe, dollars: a level, part of term 4."""
    return book.situation.policy.te_aversion * book.value * active_variance(book, tracking)
