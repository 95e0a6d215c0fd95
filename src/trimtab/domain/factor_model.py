"""How securities move together: a few factors, and what each security does on its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain.checks import require_at_least_zero
from trimtab.domain.identifiers import Symbol
from trimtab.errors import InvalidValue
from trimtab.money import ONE, ZERO

# One market factor with a volatility of 16 % a year, and 25 % of each security's own.
_MARKET_VARIANCE = Decimal("0.16") ** 2
_OWN_VARIANCE = Decimal("0.25") ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorModel:
    """Covariance Q = F diag(variances) F' + diag(own), a year; the factors are uncorrelated.

    A security that is not named has exposure 1 to the first factor, none to the others, and the
    default variance of its own.

    exposures  F, by security, one number for each factor
    variances  of the factors, a year, >= 0
    own        each security's own variance, a year, >= 0
    """

    exposures: Mapping[Symbol, tuple[Decimal, ...]] = field(default_factory=dict)
    variances: tuple[Decimal, ...] = (_MARKET_VARIANCE,)
    own: Mapping[Symbol, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, variance in enumerate(self.variances, start=1):
            require_at_least_zero(f"variance of factor {number}", variance)
        for symbol, variance in self.own.items():
            require_at_least_zero(f"variance of {symbol}", variance)
        for symbol, exposures in self.exposures.items():
            if len(exposures) != len(self.variances):
                raise InvalidValue(
                    f"{symbol} has {len(exposures)} exposures, there are {len(self.variances)} "
                    "factors"
                )

    def exposures_of(self, symbol: Symbol) -> tuple[Decimal, ...]:
        """The exposures of `symbol`, one for each factor."""
        default = (ONE, *(ZERO for _ in self.variances))[: len(self.variances)]
        return self.exposures.get(symbol, default)

    def own_of(self, symbol: Symbol) -> Decimal:
        """The variance of `symbol` that no factor explains, a year."""
        return self.own.get(symbol, _OWN_VARIANCE)
