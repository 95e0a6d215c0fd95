"""How the classes of a target move together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import combinations

from trimtab.domain.checks import first_repeated
from trimtab.errors import InvalidValue
from trimtab.money import ZERO

# What rounding of an estimate may leave below zero, as a part of the largest variance.
_ROUNDING = Decimal("0.000000001")
_DIGITS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCovariance:
    """Covariance of the annual returns of classes: symmetric and positive semidefinite.

    names   of the classes, each once, in the order of the rows
    matrix  row by row, fractions squared a year: 0.0256 is the variance of a volatility of 16 %
    """

    names: tuple[str, ...]
    matrix: tuple[tuple[Decimal, ...], ...]

    def __post_init__(self) -> None:
        twice = first_repeated(self.names)
        if twice is not None:
            raise InvalidValue(f"{twice} stands twice in the covariance of classes")
        self._require_square()
        for row, name in zip(self.matrix, self.names, strict=True):
            for covariance, other in zip(row, self.names, strict=True):
                if not covariance.is_finite():
                    raise InvalidValue(
                        f"covariance of {name} and {other} must be finite, got {covariance}"
                    )
        self._require_symmetric()
        self._require_semidefinite()

    def between(self, first: str, second: str) -> Decimal | None:
        """Covariance of two classes, fractions squared a year; None when one has no row."""
        if first not in self.names or second not in self.names:
            return None
        return self.matrix[self.names.index(first)][self.names.index(second)]

    def _require_square(self) -> None:
        size = len(self.names)
        if len(self.matrix) != size:
            raise InvalidValue(f"covariance of {size} classes has {len(self.matrix)} rows")
        for row, name in zip(self.matrix, self.names, strict=True):
            if len(row) != size:
                raise InvalidValue(
                    f"the row of {name} in the covariance of {size} classes has {len(row)} numbers"
                )

    def _require_symmetric(self) -> None:
        for (i, first), (j, second) in combinations(enumerate(self.names), 2):
            here, there = self.matrix[i][j], self.matrix[j][i]
            if here != there:
                raise InvalidValue(
                    f"covariance of {first} and {second} is {here} in one row and {there} in the "
                    "other, they must be equal"
                )

    def _require_semidefinite(self) -> None:
        """No mix of the classes has a variance below zero, but for rounding."""
        for name, row, place in zip(self.names, self.matrix, range(len(self.names)), strict=True):
            if row[place] < ZERO:
                raise InvalidValue(f"variance of {name} must not be negative, got {row[place]}")
        with localcontext() as context:
            context.prec = _DIGITS
            if not _is_semidefinite(self.matrix):
                raise InvalidValue(
                    f"the covariance of {', '.join(self.names)} is not positive semidefinite: some "
                    "mix of these classes would have a variance below zero"
                )


def _is_semidefinite(matrix: Sequence[Sequence[Decimal]]) -> bool:
    """Elimination with the largest variance left as the pivot: no variance falls below zero.

    Source: G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed., section 4.2.8.
    """
    left = [list(row) for row in matrix]
    largest = max((row[place] for place, row in enumerate(left)), default=ZERO)
    if largest == ZERO:  # without variance there is no covariance
        return not any(any(row) for row in left)
    rounding = largest * _ROUNDING
    while left:
        pivot = max(range(len(left)), key=lambda place: left[place][place])
        variance = left[pivot][pivot]
        if variance <= rounding:
            return all(abs(covariance) <= rounding for row in left for covariance in row)
        of_pivot = left[pivot]
        left = [
            [
                covariance - row[pivot] * of_pivot[column] / variance
                for column, covariance in enumerate(row)
                if column != pivot
            ]
            for place, row in enumerate(left)
            if place != pivot
        ]
    return True
