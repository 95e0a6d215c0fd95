"""The cases that are not convex: several starts, each improved by moves between two parts.

A historical value at risk has many local optima, and so has "exactly this much risk" seen from
below. Nothing here is proved; `allocating` says how many starts came to the same answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np

from trimtab.risk.allocation.problem import AllocationProblem, projected
from trimtab.risk.arrays import Floats

# Of many portfolios (M, N) what is made small, (M,). What is not below the limit given beside them
# may be infinite.
Values = Callable[[Floats, float], Floats]

_FIRST_STEP = 0.25
# Weights are written to a hundredth of a percent.
_LAST_STEP = 5e-5
_RANDOM_MOVES = 2
_SEED = 20_260_615
_GAIN = 1e-12
# The direction of a shorter one is made of rounding.
_SHORTEST_RAY = 1e-6
_GRID = 5
_HALVINGS = 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # an array has no single truth
class Found:
    """Where one start ended: weights of shape (N,), and what was made small there."""

    weights: Floats
    value: float


class Sought(NamedTuple):
    """How much risk, within which distance, and whether a ray can cross it only once."""

    amount: float
    limit: float
    convex: bool


def descend(problem: AllocationProblem, start: Floats, value: Values) -> Found:
    """From `start` to weights that no move of a step down to `_LAST_STEP` makes better.

    value  infinite where it is not defined. Weights keep bounds and sum
    """
    rng = np.random.default_rng(_SEED)
    weights, best = start, float(value(start[None, :], np.inf)[0])
    step = _FIRST_STEP
    while step >= _LAST_STEP:
        candidates = _moves(problem, weights, step, rng)
        values = value(candidates, best) if len(candidates) else np.array([np.inf])
        at = int(np.argmin(values))
        if values[at] < best - _GAIN * max(1.0, abs(best)):
            weights, best = candidates[at], float(values[at])
        else:
            step /= 2.0
    return Found(weights=weights, value=best)


def nearest_crossing(
    problem: AllocationProblem, base: Floats, start: Floats, amount: float, *, convex: bool
) -> Found | None:
    """Weights near `base` with A(w) = amount, from the direction of `start`; None without any.

    Every ray from `base` has its own first crossing, and of these the nearest is sought: moves turn
    the ray. `base` is the point within the bounds that is nearest to the current weights, and the
    value found the distance to these.

    convex  True: A is convex and lower at `base`, so that a ray crosses once at most
    """
    moved = float(np.linalg.norm(base - problem.current))

    def distances(weights: Floats, limit: float) -> Floats:
        # The angle at `base` is not below a right one, so that no way to it exceeds this.
        longest = sqrt(max(limit * limit - moved * moved, 0.0))
        ends = _ends(problem, base, weights, Sought(amount, longest, convex))
        return np.where(np.isnan(ends[:, 0]), np.inf, _norms(ends - problem.current))

    ended = descend(problem, start, distances)
    if not np.isfinite(ended.value):
        return None
    (weights,) = _ends(problem, base, ended.weights[None, :], Sought(amount, np.inf, convex))
    return Found(weights=np.clip(weights, problem.low, problem.high), value=ended.value)


def random_starts(problem: AllocationProblem, count: int) -> list[Floats]:
    """Weights all over the place that keep the bounds; always the same ones."""
    drawn = np.random.default_rng(_SEED).dirichlet(np.ones(len(problem.names)), count)
    return [projected(one, problem.low, problem.high) for one in drawn]


def _moves(
    problem: AllocationProblem, weights: Floats, step: float, rng: np.random.Generator
) -> Floats:
    """Portfolios one move away: `step` from one part to another, and in random directions."""
    count = len(weights)
    turns = np.eye(count)[None, :, :] - np.eye(count)[:, None, :]
    pairs = turns.reshape(-1, count)[np.ptp(turns.reshape(-1, count), axis=1) > 0]
    drawn = rng.normal(size=(_RANDOM_MOVES * count, count))
    drawn -= drawn.mean(axis=1, keepdims=True)
    sizes = np.linalg.norm(drawn, axis=1, keepdims=True)
    directions = np.concatenate((pairs, drawn / np.where(sizes > 0, sizes, 1.0))) * step
    room = _room(problem, weights, directions)
    wanted = np.minimum(room, 1.0)
    # Clipped of what rounding puts beyond a bound.
    moved = np.clip(weights + wanted[:, None] * directions, problem.low, problem.high)
    return moved[wanted * step > _LAST_STEP / 100.0]


def _room(problem: AllocationProblem, weights: Floats, directions: Floats) -> Floats:
    """How many times each direction can be gone before a bound is met, shape (M,), >= 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(directions > 0, (problem.high - weights) / directions, np.inf)
        down = np.where(directions < 0, (problem.low - weights) / directions, np.inf)
    room: Floats = np.maximum(np.minimum(up, down).min(axis=1), 0.0)
    return room


def _ends(problem: AllocationProblem, base: Floats, weights: Floats, sought: Sought) -> Floats:
    """Where on the rays from `base` through weights (M, N) the risk first is what is sought.

    Not a number where that is beyond the limit or a bound comes first. Looked for at a few places
    of each ray, then by halving.
    """
    rays = weights - base
    lengths = _norms(rays)
    real = lengths > _SHORTEST_RAY
    rays = rays / np.where(real, lengths, 1.0)[:, None]
    far = np.where(real, _room(problem, base, rays), 0.0)
    far = np.minimum(far, sought.limit)
    above = problem.amount(base) > sought.amount
    grid = 1 if sought.convex else _GRID
    at = far[:, None] * (np.arange(1, grid + 1) / grid)[None, :]
    seen = problem.amounts((base + at[:, :, None] * rays[:, None, :]).reshape(-1, len(base)))
    seen = seen.reshape(at.shape)
    beyond = ((seen > sought.amount) != above) & np.isfinite(seen)
    found = np.full(rays.shape, np.nan)
    rows = np.flatnonzero(beyond.any(axis=1))
    first = beyond[rows].argmax(axis=1)
    high = at[rows, first]
    low = np.where(first > 0, at[rows, np.maximum(first - 1, 0)], 0.0)
    for _ in range(_HALVINGS if rows.size else 0):
        middle = (low + high) / 2.0
        risky = problem.amounts(base + middle[:, None] * rays[rows]) > sought.amount
        low, high = np.where(risky != above, low, middle), np.where(risky != above, middle, high)
    found[rows] = base + high[:, None] * rays[rows]
    return found


def _norms(rows: Floats) -> Floats:
    lengths: Floats = np.linalg.norm(rows, axis=1)
    return lengths
