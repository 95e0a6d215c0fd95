"""What one would write in an afternoon: a linear or a mixed-integer model handed to HiGHS.

Both know each lot's rate, half-spreads, cash, and drift by tangents to its squares. The linear
model has nothing that keeps a loss from being bought back; the mixed-integer one buys or sells a
security but not both, in whole shares. Neither knows that gains and losses of the year meet before
they are taxed: the households that both are given (`Size.simple`) are those where that makes no
difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from trimtab.optimize.problem import Floats, Problem
from trimtab.optimize.tax_curve import TaxCurve

# Tangents to drift touch it here, in half-widths off target.
TANGENTS = (*np.arange(0.125, 4.0, 0.25), *np.arange(4.25, 8.0, 0.5), 9.0, 11.0, 14.0, 18.0)


# Held at 3.5 times its target, ten half-widths over it, a security costs 40 cents of drift for each
# further dollar, more than any loss saves: no purchase worth making is larger. Without a limit as
# near as this on what a switch allows, the mixed-integer model is hopeless.
_ENOUGH = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares sold by lot and bought by place, as the solver left them."""

    sold: Sequence[float]
    bought: Sequence[float]


def solve_direct(problem: Problem, tax: TaxCurve, *, whole: bool, seconds: float) -> Shares:
    """The linear model of `problem`, or with `whole` the mixed-integer one, to 0.1 bp."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver's signature
    model.setOptionValue("time_limit", seconds)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 1e-5 * problem.value)
    return _Told(model, problem, tax, whole=whole).solve()


class _Told:
    def __init__(
        self, model: highspy.Highs, problem: Problem, tax: TaxCurve, *, whole: bool
    ) -> None:
        self.model, self.problem, self.whole = model, problem, whole
        places, lots = problem.places, problem.lots
        rates = np.where(lots.long, tax.rate_long, tax.rate_short) - tax.rate_later
        gain = np.where(lots.taxed, lots.gain / lots.shares * rates, 0.0)
        price = places.price[lots.place]
        cost = gain + places.half_spread[lots.place] * price
        target = problem.classes.target[places.asset_class]
        # In whole shares: HiGHS 1.15's presolve calls a plan $10,000 too dear optimal where integer
        # columns have fractional limits.
        most = np.floor(_ENOUGH * target * problem.value / places.price)
        self.sold = self._columns(cost, lots.shares)
        self.bought = self._columns(places.half_spread * places.price, most * places.can_buy)
        self.most = most

    def _columns(self, cost: Floats, upper: Floats) -> list[int]:
        first = self.model.getNumCol()
        for each, most in zip(cost, upper, strict=True):
            self.model.addCol(float(each), 0.0, float(most), 0, [], [])
            if self.whole:
                self.model.changeColIntegrality(
                    self.model.getNumCol() - 1, highspy.HighsVarType.kInteger
                )
        return list(range(first, self.model.getNumCol()))

    def _free(self, cost: float) -> int:
        self.model.addCol(cost, 0.0, highspy.kHighsInf, 0, [], [])
        return int(self.model.getNumCol()) - 1

    def _row(self, low: float, terms: dict[int, float]) -> None:
        columns = np.array(list(terms), dtype=np.int32)
        values = np.array(list(terms.values()), dtype=np.float64)
        self.model.addRow(float(low), highspy.kHighsInf, len(terms), columns, values)

    def solve(self) -> Shares:
        """Add what the columns must obey, and run."""
        self._cash()
        self._drift()
        if self.whole:
            self._one_side()
        self.model.run()
        found = list(self.model.getSolution().col_value)
        count = len(self.sold)
        return Shares(sold=found[:count], bought=found[count : count + len(self.bought)])

    def _flow(self, *, spread: float) -> dict[int, float]:
        """Dollars of cash that a share sold or bought brings."""
        places, lots = self.problem.places, self.problem.lots
        cost = spread * places.half_spread
        sales = ((1 - cost) * places.price)[lots.place]
        purchases = -(1 + cost) * places.price
        return dict(zip([*self.sold, *self.bought], [*sales, *purchases], strict=True))

    def _cash(self) -> None:
        accounts = self.problem.accounts
        self._row(float(accounts.floor[0] - accounts.cash[0]), self._flow(spread=1.0))

    def _drift(self) -> None:
        problem, classes, places = self.problem, self.problem.classes, self.problem.places
        changes: list[dict[int, float]] = [{} for _ in classes.names]
        for place, column in enumerate(self.bought):
            changes[places.asset_class[place]][column] = float(places.price[place])
        for lot, column in enumerate(self.sold):
            place = problem.lots.place[lot]
            changes[places.asset_class[place]][column] = -float(places.price[place])
        changes[classes.cash] = self._flow(spread=1.0)
        for index, change in enumerate(changes):
            if change:
                off = float(classes.held[index] - classes.target[index] * problem.value)
                self._tangents(index, change, off)

    def _tangents(self, index: int, change: dict[int, float], off: float) -> None:
        classes, value = self.problem.classes, self.problem.value
        level = self._free(1.0)
        for sign, widths in ((1.0, classes.above), (-1.0, classes.below)):
            width = float(widths[index]) * value
            for at in TANGENTS:
                # Drift at `at` half-widths, and its slope there, per dollar.
                slope = 2 * self.problem.drift_aversion * at
                touch = self.problem.drift_aversion * at * at * width
                row = {column: -sign * slope * each for column, each in change.items()}
                # level >= touch + slope (sign (off + change) - at width)
                self._row(touch + slope * (sign * off - at * width), {level: 1.0, **row})

    def _one_side(self) -> None:
        """A security is bought or sold: that also keeps its losses from being washed."""
        lots = self.problem.lots
        of_place: list[list[int]] = [[] for _ in self.bought]
        for lot, column in enumerate(self.sold):
            of_place[lots.place[lot]].append(column)
        for place, column in enumerate(self.bought):
            self.model.addCol(0.0, 0.0, 1.0, 0, [], [])
            buys = int(self.model.getNumCol()) - 1
            self.model.changeColIntegrality(buys, highspy.HighsVarType.kInteger)
            self._row(0.0, {buys: float(self.most[place]), column: -1.0})
            for sale in of_place[place]:
                shares = float(lots.shares[sale - self.sold[0]])
                self._row(-shares, {buys: -shares, sale: -1.0})
