"""The convex relaxation of a household, one quadratic program for each piece of the tax, by PIQP.

Told from the definitions of J, sharing nothing with the planner but its arrays. Left out is all
that needs a switch: which side of an order, wash sales, smallest and fewest orders, commissions,
turnover. What is left is below J of every plan, by much where a loss may be sold and bought back.
"""

from dataclasses import dataclass

import numpy as np
import piqp
from scipy import sparse

from trimtab.optimize.problem import Floats, Problem
from trimtab.optimize.tax_curve import TaxPiece

_TOLERANCE = 1e-8


class NoAnswer(RuntimeError):
    """The solver gave up."""


def relaxed_bound(problem: Problem) -> float:
    """Dollars of J, for all plans in free quantities."""
    pieces: tuple[TaxPiece | None, ...] = (None,) if problem.tax is None else problem.tax.pieces
    return min(_Relaxed(problem, piece).solve() for piece in pieces)


@dataclass(frozen=True, slots=True)
class _Relaxed:
    """Columns: dollars sold by lot, bought by place, over and under target by class; % of V."""

    problem: Problem
    piece: TaxPiece | None

    def solve(self) -> float:
        """The optimum, dollars; inf where no plan ends on this piece."""
        if not self._within_reach():
            return float("inf")
        problem, classes = self.problem, self.problem.classes
        lots, places, count = len(problem.lots.ids), len(problem.places.price), len(classes.target)
        unit = problem.value / 100
        cost, constant = self._cost()
        aversion = 2 * problem.drift_aversion / 100
        square = np.concatenate(
            [np.zeros(lots + places), aversion / classes.above, aversion / classes.below]
        )
        off, start = self._off(unit)
        identity = sparse.identity(count)
        equal = sparse.hstack([off, -identity, identity], format="csc")
        rows, limits = self._rows(unit)
        rows = sparse.csc_matrix(np.hstack([rows, np.zeros((len(rows), 2 * count))]))
        upper = np.concatenate(
            [
                problem.lots.value / unit,
                np.where(problem.places.can_buy, 300.0, 0.0),
                np.full(2 * count, 1000.0),
            ]
        )
        solver = piqp.SparseSolver()
        solver.settings.max_iter = 1000
        solver.settings.eps_abs = solver.settings.eps_rel = _TOLERANCE
        solver.setup(
            sparse.diags(square, format="csc"),
            cost,
            equal,
            -start,
            rows,
            np.full(len(limits), -1e6),
            limits,
            np.zeros(len(upper)),
            upper,
        )
        status = solver.solve()
        if status == piqp.PIQP_PRIMAL_INFEASIBLE:
            return float("inf")
        if status != piqp.PIQP_SOLVED:
            raise NoAnswer(f"PIQP: {status}")
        return float(solver.result.info.primal_obj) * unit + constant

    def _within_reach(self) -> bool:
        """Could sales bring the year onto this piece, limit by limit?

        PIQP takes its thousand rounds to find out that they could not.
        """
        tax, value = self.problem.tax, self.problem.lots.value
        if tax is None or self.piece is None:
            return True
        short, long = self._gains()
        return all(
            by_short * tax.short0
            + by_long * tax.long0
            + float(np.minimum(0.0, (by_short * short + by_long * long) * value).sum())
            <= most
            for by_short, by_long, most in self.piece.rows
        )

    def _gains(self) -> tuple[Floats, Floats]:
        """Short and long gain per dollar sold of each lot."""
        lots = self.problem.lots
        each = np.where(lots.taxed, lots.gain / lots.value, 0.0)
        return np.where(lots.long, 0.0, each), np.where(lots.long, each, 0.0)

    def _cost(self) -> tuple[Floats, float]:
        """Per unit of each column, and dollars that no trade changes."""
        problem, places, tax = self.problem, self.problem.places, self.problem.tax
        at = problem.lots.place
        sold = places.half_spread[at] - places.holding_cost[at]
        constant = float(places.held @ places.holding_cost)
        if tax is not None and self.piece is not None:
            short, long = self._gains()
            piece = self.piece
            sold = sold + (piece.short - tax.rate_later) * short
            sold = sold + (piece.long - tax.rate_later) * long
            constant += piece.constant + piece.short * tax.short0 + piece.long * tax.long0
            constant -= float(tax.tau(tax.short0, tax.long0))
        drift = np.zeros(2 * len(problem.classes.target))
        return np.concatenate([sold, places.half_spread + places.holding_cost, drift]), constant

    def _flows(self) -> tuple[Floats, Floats]:
        """Cash per dollar sold of each lot, and per dollar bought at each place."""
        places = self.problem.places
        return 1 - places.half_spread[self.problem.lots.place], -(1 + places.half_spread)

    def _off(self, unit: float) -> tuple[sparse.csc_matrix, Floats]:
        """Units off target by class: a matrix over sales and purchases, and without trades."""
        problem, classes, places = self.problem, self.problem.classes, self.problem.places
        at = places.asset_class
        count = len(at) + len(problem.lots.place)
        matrix = sparse.lil_matrix((len(classes.target), count))
        columns = np.arange(count)
        signs = np.concatenate([-np.ones(len(problem.lots.place)), np.ones(len(at))])
        matrix[np.concatenate([at[problem.lots.place], at]), columns] = signs
        matrix[classes.cash, :] = np.concatenate(self._flows())
        return matrix.tocsc(), classes.held / unit - 100 * classes.target

    def _rows(self, unit: float) -> tuple[Floats, Floats]:
        """Rows over sales and purchases, each at most its limit."""
        problem, accounts, places = self.problem, self.problem.accounts, self.problem.places
        flow = np.concatenate(self._flows())
        account = np.concatenate([places.account[problem.lots.place], places.account])
        rows = [-np.where(account == one, flow, 0.0) for one in range(len(accounts.cash))]
        room = (accounts.cash - accounts.floor) / unit
        rows.append(-flow)
        limits = [*room, room.sum() - problem.limits.raise_total / unit]
        tax, nothing = problem.tax, np.zeros(len(places.price))
        if tax is not None and self.piece is not None:
            short, long = self._gains()
            told = list(self.piece.rows)
            if np.isfinite(problem.limits.max_gain):
                told.append((1.0, 1.0, problem.limits.max_gain))
            for by_short, by_long, most in told:
                rows.append(np.concatenate([by_short * short + by_long * long, nothing]))
                left = most - by_short * tax.short0 - by_long * tax.long0
                limits.append(min(left / unit, 1e6))
        return np.array(rows), np.array(limits)
