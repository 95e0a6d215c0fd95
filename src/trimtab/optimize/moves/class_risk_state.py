"""Tracking error of the classes of a plan that is being changed."""

from collections.abc import Mapping

import numpy as np

from trimtab.optimize.class_risk import class_variance
from trimtab.optimize.legs import Legs
from trimtab.optimize.problem import ClassRisk, Floats, Indices, Problem


class ClassRiskState:
    """d'Sd of a plan, and its slope by every class.

    cost      dollars of J for one unit of variance
    """

    def __init__(self, problem: Problem, risk: ClassRisk, legs: Legs) -> None:
        self._problem, self._risk, self._legs = problem, risk, legs
        self._matrix: Floats = risk.root.T @ risk.root / problem.value**2
        self._rows: list[list[float]] = self._matrix.tolist()
        self.cost = risk.aversion * problem.value
        self.variance, self._slope = 0.0, np.zeros(len(problem.classes.target))

    def reset(self, values: Floats) -> None:
        """Start again from classes worth `values` dollars."""
        self.variance = class_variance(self._problem, values)
        off = values - self._problem.classes.target * self._problem.value
        self._slope = self._matrix @ off

    def change(self, dollars: Mapping[int, float]) -> float:
        """Change of the variance by so many dollars more of each class."""
        parts = [(one, amount) for one, amount in dollars.items() if amount]
        total = 0.0
        for number, (one, amount) in enumerate(parts):
            row = self._rows[one]
            total += amount * (2.0 * float(self._slope[one]) + amount * row[one])
            for other, more in parts[:number]:
                total += 2.0 * amount * more * row[other]
        return total

    def apply(self, dollars: Mapping[int, float], change: float) -> None:
        """Make that change, `change` what it does to the variance."""
        self.variance += change
        for one, amount in dollars.items():
            if amount:
                self._slope = self._slope + self._matrix[one] * amount

    def changes(self, classes: Indices, dollars: Floats) -> Floats:
        """Change of the variance for many moves: `dollars` more of `classes`, a row for each move.

        A class may stand in a row more than once.
        """
        total = 2.0 * (self._slope[classes] * dollars).sum(axis=1)
        between = self._matrix[classes[:, :, None], classes[:, None, :]]
        return np.asarray(total + np.einsum("mi,mij,mj->m", dollars, between, dollars))

    def slopes(self) -> Floats:
        """Change of the variance for a share more of every leg, its cash included."""
        legs, cash = self._legs, self._problem.classes.cash
        into = self._slope[legs.asset_class] * legs.value + self._slope[cash] * legs.cash
        return np.asarray(2.0 * into)

    def curves(self) -> Floats:
        """Second derivative of the variance by a share more of every leg, its cash included."""
        legs, cash, matrix = self._legs, self._problem.classes.cash, self._matrix
        own = matrix[legs.asset_class, legs.asset_class] * legs.value**2
        mixed = 2.0 * matrix[legs.asset_class, cash] * legs.value * legs.cash
        return np.asarray(2.0 * (own + mixed + matrix[cash, cash] * legs.cash**2))
