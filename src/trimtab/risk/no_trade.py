"""How wide a no-trade band is in theory, and what any band costs a year.

One risky part against everything else, a geometric Brownian motion, proportional costs, constant
relative risk aversion, a long horizon.

Notation
    p      target weight, in (0, 1); a = p (1 - p), by which the weight moves with the market
    g      relative risk aversion, above zero
    s      volatility of the part against the rest, a fraction a year
    e      cost of selling and buying back, a fraction: bought at the ask, sold at (1 - e) of it
    h      half the width of the band, a fraction of the portfolio

S. Gerhold, P. Guasoni, J. Muhle-Karbe and W. Schachermayer, "Transaction costs, trading volume, and
the liquidity premium", Finance and Stochastics 18 (2014), theorem 2.2 and section 3: to first order

    h = (3 / (4 g) a^2 e)^(1/3)    and a loss of certainty equivalent of g s^2 h^2 / 2 a year.

It follows from the weight being spread evenly over the band in the long run: a band from p - l to
p + u turns over s^2 a^2 / (2 (l + u)) a year on each side, and is off target by (l^2 - l u + u^2)/3
in the mean of squares, so that it costs

    e s^2 a^2 / (2 (l + u)) + g s^2 / 2 (l^2 - l u + u^2) / 3,

which is least for l = u = h. The width does not depend on the volatility; the cost does.
"""

from dataclasses import dataclass

from trimtab.errors import InvalidValue
from trimtab.risk.checks import require_positive


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """What the theory needs besides the weight: `cost` e, `volatility` s, `aversion` g."""

    cost: float
    volatility: float
    aversion: float

    def __post_init__(self) -> None:
        require_positive("cost", self.cost)
        require_positive("volatility", self.volatility)
        require_positive("aversion", self.aversion)
        if self.cost >= 1:
            raise InvalidValue(f"a cost of {self.cost:.0%} leaves nothing of a sale")


def half_width(weight: float, market: Market) -> float:
    """h, a fraction of the portfolio; zero for a weight of 0 or 1, which no market moves."""
    if not 0 <= weight <= 1:
        raise InvalidValue(f"a weight must be from 0 to 1, got {weight:g}")
    a = weight * (1.0 - weight)
    return float((3.0 / (4.0 * market.aversion) * a * a * market.cost) ** (1.0 / 3.0))


def band_cost(weight: float, below: float, above: float, market: Market) -> float:
    """What a band costs a year, a fraction of the portfolio: trading, and being off target.

    below, above  l and u, how far the band reaches from the weight, >= 0 and not both zero: without
                  any room the costs of trading have no limit
    """
    if min(below, above) < 0:
        raise InvalidValue(f"a band holds its weight, got {below:g} below and {above:g} above it")
    width = require_positive("the width of a band", below + above)
    a = weight * (1.0 - weight)
    variance = market.volatility**2
    trading = market.cost * variance * a * a / (2.0 * width)
    squares = (below * below - below * above + above * above) / 3.0
    return trading + market.aversion * variance / 2.0 * squares


def turnover(weight: float, below: float, above: float, market: Market) -> float:
    """What is sold a year to keep the weight in the band, a fraction of the portfolio."""
    width = require_positive("the width of a band", below + above)
    a = weight * (1.0 - weight)
    return market.volatility**2 * a * a / (2.0 * width)
