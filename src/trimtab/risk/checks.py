"""What a risk measure refuses, in one place and in the same words."""

import numpy as np
from numpy.typing import ArrayLike

from trimtab.errors import InvalidValue
from trimtab.risk.arrays import Floats

_FEWEST = 2

# An eigenvalue this far below zero, as a share of the largest, is more than rounding.
_PSD_TOLERANCE = 1e-10
_SYMMETRY = 1e-12


def require_confidence(confidence: float) -> float:
    """`confidence`, when 0 < confidence < 1; both ends are excluded."""
    if not 0 < confidence < 1:
        meant = f": did you mean {confidence / 100:g}?" if 1 < confidence < 100 else ""  # noqa: PLR2004 - what per cent means
        raise InvalidValue(
            f"confidence must lie between 0 and 1, both excluded, got {confidence:g}{meant}"
        )
    return confidence


def require_positive(what: str, value: float) -> float:
    """`value`, when it is finite and above zero."""
    if not np.isfinite(value) or value <= 0:
        raise InvalidValue(f"{what} must be above zero, got {value:g}")
    return value


def series(returns: ArrayLike, what: str = "returns") -> Floats:
    """One series of returns, shape (T,), T >= 2, all finite; a gap is never filled."""
    found = np.asarray(returns, dtype=np.float64)
    if found.ndim != 1 or found.size < _FEWEST:
        raise InvalidValue(f"{what} must be a row of at least two numbers, got {found.shape}")
    if not np.isfinite(found).all():
        at = int(np.flatnonzero(~np.isfinite(found))[0])
        raise InvalidValue(f"{what} have a gap: number {at + 1} is {found[at]}")
    return found


def matrix(returns: ArrayLike, what: str = "returns") -> Floats:
    """Returns of several series, shape (T, N), T >= 2, all finite; a gap is never filled."""
    found = np.asarray(returns, dtype=np.float64)
    if found.ndim != 2 or found.shape[0] < _FEWEST or not found.shape[1]:  # noqa: PLR2004 - rows and columns
        raise InvalidValue(
            f"{what} must be a table with at least two rows and one column, got {found.shape}"
        )
    if not np.isfinite(found).all():
        row, column = (int(at) for at in np.argwhere(~np.isfinite(found))[0])
        raise InvalidValue(
            f"{what} have a gap: row {row + 1}, column {column + 1} is {found[row, column]}"
        )
    return found


def require_covariance(covariance: ArrayLike) -> Floats:
    """`covariance`, shape (N, N), when it is symmetric and positive semi-definite.

    A portfolio of negative variance would be the answer to every question otherwise. Rounding may
    put an eigenvalue below zero by 1e-10 of the largest.
    """
    found = np.asarray(covariance, dtype=np.float64)
    if found.ndim != 2 or found.shape[0] != found.shape[1]:  # noqa: PLR2004 - rows and columns
        raise InvalidValue(f"a covariance has as many rows as columns, got {found.shape}")
    if not np.isfinite(found).all():
        raise InvalidValue("a covariance holds a value that is not a finite number")
    size = float(np.abs(found).max(initial=0.0))
    if float(np.abs(found - found.T).max(initial=0.0)) > _SYMMETRY * max(size, 1e-300):
        raise InvalidValue("a covariance must be symmetric")
    least = float(np.linalg.eigvalsh(found)[0]) if found.size else 0.0
    if least < -_PSD_TOLERANCE * size * found.shape[0]:
        raise InvalidValue(
            f"the covariance is not positive semi-definite: its smallest eigenvalue is {least:.3g}"
            ". Estimate it by shrinkage or factor, or from more rows"
        )
    return found
