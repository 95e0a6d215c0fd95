"""How far a portfolio has fallen from its highest value."""

import numpy as np
from numpy.typing import ArrayLike

from trimtab.risk.arrays import Floats
from trimtab.risk.checks import series


def drawdowns(returns: ArrayLike) -> Floats:
    """After each period the value over the highest so far, less one: fractions <= 0, shape (T,).

    The value before the first period counts too, so that a first loss is a fall. Returns compound.
    """
    value = np.cumprod(1.0 + series(returns))
    highest = np.maximum.accumulate(np.concatenate(([1.0], value)))[1:]
    return value / highest - 1.0


def max_drawdown(returns: ArrayLike) -> float:
    """The deepest fall from a high, a fraction <= 0; zero when the value never falls."""
    return float(drawdowns(returns).min())
