"""The search for a household that holds an index: relaxations that touch nearer and nearer.

Each round searches a relaxation (`index_relaxation`) that touches where the best plan so far ends,
at perfect tracking first. Every round's bound holds for the problem itself, and every plan is
valued by its true J; as plans settle, the relaxation touches where they lie and the bound meets
them. Where a limit of the tracking error binds, its price rises until plans keep to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.evaluate import no_trades
from trimtab.optimize.index_relaxation import Relaxation, relaxation_of
from trimtab.optimize.problem import Floats, Problem, Tracking, Trades
from trimtab.optimize.search import Found, Goal, Search
from trimtab.optimize.split import split_of
from trimtab.optimize.tracking import values_after, variance_of

Finish = Callable[[Trades, float], tuple[Trades, float] | None]

_MOST_ROUNDS = 12

# A round that narrows the gap by less than this part is the last one.
_HARDLY = 0.1

# The price of the limit to begin with where tracking error costs nothing by itself.
_FIRST_PRICE = 1.0

# A plan within this part of the limit, in variance, is on it.
_ON_LIMIT = 0.01


@dataclass(slots=True, kw_only=True)
class _Best:
    """What all rounds came to; `free` is the last plan before it was rounded."""

    trades: Trades | None = None
    objective: float = float("inf")
    bound: float = -float("inf")
    leaves: int = 0
    answers: int = 0
    free: Trades | None = None

    @property
    def gap(self) -> float:
        return self.objective - self.bound


def search_index(problem: Problem, tracking: Tracking, goal: Goal, finish: Finish) -> Found:
    """The best plan and its bound; `goal` counts the leaves of each round."""
    best, price = _Best(), _Price(tracking)
    values = _tracked(problem, tracking)
    idle = finish(no_trades(problem), -np.inf)
    if idle is not None:
        best.trades, best.objective = idle
    for number in range(_MOST_ROUNDS):
        relaxation = relaxation_of(problem, tracking, values, price=price.now)
        before = best.gap
        _round(relaxation, goal, finish, best)
        if best.gap <= goal.gap or not goal.patience() or best.free is None:
            break
        values = values_after(problem, tracking, best.free)
        moved = price.move(variance_of(problem, tracking, values))
        if not moved and number > 0 and not best.gap < (1.0 - _HARDLY) * before:
            break
    return Found(
        trades=best.trades,
        objective=best.objective,
        bound=best.bound,
        leaves=best.leaves,
        answers=best.answers,
    )


def _round(relaxation: Relaxation, goal: Goal, finish: Finish, best: _Best) -> None:
    """Search `relaxation`; its amounts are those of the problem less a constant."""
    constant = relaxation.constant

    def finished(trades: Trades, enough: float) -> tuple[Trades, float] | None:
        best.free = trades
        plan = finish(trades, enough + constant)
        return None if plan is None else (plan[0], plan[1] - constant)

    found = Search(
        split=split_of(relaxation.problem, relaxation.spans),
        goal=goal,
        finish=finished,
        objective=best.objective - constant,
        trades=best.trades,
    ).run()
    best.trades, best.objective = found.trades, found.objective + constant
    best.bound = max(best.bound, found.bound + constant)
    best.leaves += found.leaves
    best.answers += found.answers


def _tracked(problem: Problem, tracking: Tracking) -> Floats:
    """What every security would be worth with every class on target and no tracking error."""
    target = problem.classes.target[tracking.asset_class]
    return np.asarray(tracking.weight * target * problem.value)


class _Price:
    """mu of the limit of the tracking error, between a price too low and one too high."""

    def __init__(self, tracking: Tracking) -> None:
        self._aversion, self._most = tracking.aversion, tracking.most
        self._low, self._high = 0.0, float("inf")
        self.now = 0.0

    def move(self, variance: float) -> bool:
        """Change the price by what a plan at it has; whether it changed."""
        most = self._most
        over = variance > most * (1.0 + _ON_LIMIT)
        under = variance < most * (1.0 - _ON_LIMIT) and self.now > 0.0
        if most <= 0.0 or not (over or under):
            return False
        if over:
            self._low = self.now
        else:
            self._high = self.now
        # What plans do against a force falls with its square: e is about force / (a + mu).
        total = (self._aversion + self.now or _FIRST_PRICE) * float(np.sqrt(variance / most))
        guess = max(0.0, total - self._aversion)
        inside = self._low < guess < self._high
        self.now = guess if inside else (self._low + min(self._high, 4.0 * self._low + 1.0)) / 2.0
        return True
