"""The search for a household that holds an index: relaxations that touch nearer and nearer.

Each round searches a relaxation (`index_relaxation`) that touches where the best plan so far ends,
at perfect tracking first. Every round's bound holds for the problem itself, and every plan is
valued by its true J; as plans settle, the relaxation touches where they lie and the bound meets
them. Where a limit of the tracking error binds, its price rises until plans keep to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.bound.index_relaxation import Relaxation, relaxation_of
from trimtab.optimize.bound.search import Found, Goal, Search
from trimtab.optimize.bound.split import split_of
from trimtab.optimize.evaluate import evaluate, no_trades, tracking_variance
from trimtab.optimize.problem import Floats, Problem, Tracking, Trades
from trimtab.optimize.tracking import values_after, variance_of

Finish = Callable[[Trades, float], tuple[Trades, float] | None]

_MOST_ROUNDS = 12

# A round that narrows the gap by less than this part is the last one.
_HARDLY = 0.1

# The price of the limit to begin with where tracking error costs nothing by itself.
_FIRST_PRICE = 1.0

# Powers of the variance by which the price moves, from step to step.
_POWERS = (0.3, 3.0)

# Rounds that only look for the price, and their leaves.
_PRICE_ROUNDS, _PRICE_LEAVES = 10, 15

# From this part of the squares that are linear in a relaxation, its plans overshoot.
_OVERSHOOTS = 0.3

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

    def near(self, problem: Problem) -> Trades:
        """The last plan in any dollars, or the best there is."""
        return self.free or self.trades or no_trades(problem)

    def offer(self, plan: tuple[Trades, float] | None) -> None:
        """Keep `plan` where it is better."""
        if plan is not None and plan[1] < self.objective:
            self.trades, self.objective = plan

    def count(self, found: Found, constant: float) -> None:
        """Take note of a search of a relaxation, whose J is less by `constant`."""
        self.bound = max(self.bound, found.bound + constant)
        self.leaves += found.leaves
        self.answers += found.answers


def search_index(problem: Problem, tracking: Tracking, goal: Goal, finish: Finish) -> Found:
    """The best plan and its bound; `goal` counts the leaves of each round."""
    best = _Best()
    best.offer(finish(no_trades(problem), -np.inf))
    values, price = _tracked(problem, tracking), 0.0
    if np.isfinite(tracking.most):
        values, price = _priced(problem, tracking, goal, finish, best)
    for number in range(_MOST_ROUNDS):
        before = best.gap
        relaxation = relaxation_of(problem, tracking, values, price=price)
        _round(relaxation, goal, finish, best)
        if best.gap <= goal.gap or not goal.patience():
            break
        if number > 0 and not best.gap < (1.0 - _HARDLY) * before:
            break
        values = _nearer(values, values_after(problem, tracking, best.near(problem)), relaxation)
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
    best.count(found, constant)


def _priced(
    problem: Problem, tracking: Tracking, goal: Goal, finish: Finish, best: _Best
) -> tuple[Floats, float]:
    """Where plans in any dollars lie that pay for their tracking error, at the price of the limit.

    Searches round nothing, so that a price takes little time; the plan that each ends with is made
    one that keeps the limit. What they bound holds as well, and the highest bound has the price.
    """
    values, price = _tracked(problem, tracking), _Price(tracking)
    quick = Goal(gap=goal.gap, leaves=_PRICE_LEAVES, patience=goal.patience)
    best_bound, chosen = -np.inf, (values, 0.0)
    for _ in range(_PRICE_ROUNDS):
        relaxation = relaxation_of(problem, tracking, values, price=price.now)
        split = split_of(relaxation.problem, relaxation.spans)
        valued = _Valued(problem=problem, tracking=tracking, relaxation=relaxation, price=price.now)
        found = Search(split=split, goal=quick, finish=valued).run()
        best.count(found, relaxation.constant)
        if found.trades is None:
            break
        there = values_after(problem, tracking, found.trades)
        touched, values = values, _nearer(values, there, relaxation)
        if found.bound + relaxation.constant > best_bound:
            best_bound = found.bound + relaxation.constant
            # Under a price plans may leap from one end to the other: what bounded well stays.
            chosen = (touched if price.now > 0.0 else values), price.now
        best.offer(finish(found.trades, -np.inf))
        if not goal.patience():
            break
        if price.narrow or not price.move(variance_of(problem, tracking, there)):
            break
    return chosen if best_bound > -np.inf else (values, price.now)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Valued:
    """Plans in any dollars, valued as they are: by J, and the price of the limit besides."""

    problem: Problem
    tracking: Tracking
    relaxation: Relaxation
    price: float

    def __call__(self, trades: Trades, _: float) -> tuple[Trades, float]:
        """`trades` with their value, on the scale of the relaxation."""
        plain = evaluate(self.problem, trades, whole_shares=False).objective
        over = tracking_variance(self.problem, trades) - self.tracking.most
        paid = self.price * self.problem.value * over
        return trades, plain + paid - self.relaxation.constant


def _nearer(before: Floats, there: Floats, relaxation: Relaxation) -> Floats:
    """Where to touch next: at `there`, or half way where the relaxation would overshoot."""
    return there if relaxation.linear < _OVERSHOOTS else np.asarray((before + there) / 2.0)


def _tracked(problem: Problem, tracking: Tracking) -> Floats:
    """What every security would be worth with every class on target and no tracking error."""
    target = problem.classes.target[tracking.asset_class]
    return np.asarray(tracking.weight * target * problem.value)


class _Price:
    """mu of the limit of the tracking error, between a price too low and one too high."""

    def __init__(self, tracking: Tracking) -> None:
        self._aversion, self._most = tracking.aversion, tracking.most
        self._low, self._high = tracking.aversion, float("inf")
        self._last: tuple[float, float] | None = None
        self.now = 0.0

    @property
    def narrow(self) -> bool:
        """Nothing is left between a price too low and one too high."""
        return self._high < (1.0 + _ON_LIMIT) * self._low

    def move(self, variance: float) -> bool:
        """Change the price by the variance of plans at it; whether it changed."""
        most, total = self._most, self._aversion + self.now
        over = variance > most * (1.0 + _ON_LIMIT)
        under = variance < most * (1.0 - _ON_LIMIT) and self.now > 0.0
        if most <= 0.0 or not (over or under):
            return False
        if over:
            self._low = max(self._low, total)
        else:
            self._high = min(self._high, total)
        guess = (total or _FIRST_PRICE) * (variance / most) ** self._power(total, variance)
        if not self._low < guess < self._high:
            guess = (max(self._low, _FIRST_PRICE) * min(self._high, 9.0 * self._low + 1.0)) ** 0.5
        self._last = total, variance
        self.now = max(0.0, guess - self._aversion)
        return True

    def _power(self, total: float, variance: float) -> float:
        """How far the price has to follow the variance: as it did last time.

        Half where it is not known: what plans do against a force falls with the force's square.
        """
        if self._last is None or self._last[0] <= 0.0 or self._last[1] == variance:
            return 0.5
        power = np.log(total / self._last[0]) / np.log(self._last[1] / variance)
        return float(np.clip(power, *_POWERS)) if power > 0.0 else 0.5
