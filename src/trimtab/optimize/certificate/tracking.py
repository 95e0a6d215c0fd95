"""Tracking error of classes whose members carry weights of their own: e'Qe, exact.

y_i  dollars of member i after trading     Y_c  dollars of its class
m_i  weight of i within the class, 0 for a stand-in
e_i  (y_i - m_i Y_c) / V                   Q    F diag(factor variances) F' + diag(d)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain import Symbol
from trimtab.money import ONE, ZERO
from trimtab.optimize.certificate.book import Book

# One market factor with a volatility of 16 % a year, and 25 % of each member's own.
_MARKET_VARIANCE = Decimal("0.16") ** 2
_OWN_VARIANCE = Decimal("0.25") ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorModel:
    """Q. A security that is not named has exposure 1 to the first factor and the default variance.

    exposures  F, by security, one number for each factor
    variances  of the factors, a year
    own        d: each security's own variance, a year
    """

    exposures: Mapping[Symbol, tuple[Decimal, ...]] = field(default_factory=dict)
    variances: tuple[Decimal, ...] = (_MARKET_VARIANCE,)
    own: Mapping[Symbol, Decimal] = field(default_factory=dict)

    def variance_of(self, active: Mapping[Symbol, Decimal]) -> Decimal:
        """Variance of the active weights e, e'Qe, a year."""
        default = (ONE, *(ZERO for _ in self.variances[1:]))
        total = sum(
            (self.own.get(symbol, _OWN_VARIANCE) * off * off for symbol, off in active.items()),
            ZERO,
        )
        for number, variance in enumerate(self.variances):
            exposures = (
                self.exposures.get(symbol, default)[number] * off for symbol, off in active.items()
            )
            total += variance * sum(exposures, ZERO) ** 2
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """Which classes hold an index directly, and how its members move.

    members  by class name the members' weights within the class, fractions that sum to 1
    """

    members: Mapping[str, Mapping[Symbol, Decimal]] = field(default_factory=dict)
    model: FactorModel = field(default_factory=FactorModel)


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
    return tracking.model.variance_of(active_weights(book, tracking))


def tracking_cost(book: Book, tracking: Tracking) -> Decimal:
    """`te_aversion` V e'Qe, dollars: a level, part of term 4."""
    return book.situation.policy.te_aversion * book.value * active_variance(book, tracking)
