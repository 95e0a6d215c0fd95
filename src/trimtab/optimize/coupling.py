"""The rows that tie the blocks together, and what a plan costs besides them, case by case.

A row is weights . amounts <= limit with a price >= 0, or it ties the dollars off target of a split
class to the amounts, with a price of any sign. The year's tax and the turnover limit are not
convex: each is divided into cases that are, and the best plan is the best of the cases' best.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.drift import Drift
from trimtab.optimize.problem import Floats, Indices, Problem
from trimtab.optimize.segments import Segments
from trimtab.optimize.spans import Ball, Spans, ball_of
from trimtab.optimize.tax_curve import TaxPiece

# A price per order is dollars, every other one dollars per dollar: one step of theirs is alike.
_ORDER_UNIT = 100.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One linear piece of the tax, and the side that keeps the turnover; None where no matter."""

    piece: TaxPiece | None
    turnover_sign: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coupling:
    """The rows of one case.

    weights   shape (N, M): of a dollar of each segment in each row
    limit     shape (M,)
    free      shape (M,): the price may have any sign
    cost      shape (N,): of a dollar of each segment, dollars of J, drift aside
    constant  dollars of J that no segment changes, drift of the split classes aside
    tax_rows  how many rows, the last ones, stand for the piece of the tax
    split     rows that stand for a class's drift, or for a span
    drift     of those classes and spans
    ball      the limit of the tracking error, and `on_ball` its rows
    unspread  shape of `split`: dollars of commissions, at most, that amounts leave out of what they
              take from the class, because segments spread them over more dollars than are traded.
              Where a class is so far over its target that a dollar less of it is worth more than a
              dollar, leaving them out is no relaxation: they may be paid all the same
    """

    weights: Floats
    limit: Floats
    free: np.ndarray[tuple[int], np.dtype[np.bool_]]
    cost: Floats
    constant: float
    tax_rows: int
    split: Indices
    drift: Drift
    unspread: Floats
    ball: Ball
    on_ball: Indices


def cases_of(problem: Problem, segments: Segments) -> tuple[Case, ...]:
    """Every case that a plan can reach."""
    turnover: tuple[float | None, ...] = (None,)
    if _turnover_matters(problem, segments):
        turnover = (-1.0, 1.0)
    pieces: tuple[TaxPiece | None, ...] = (None,)
    if problem.tax is not None:
        low, high = _reach(problem.tax.short0, segments.short * segments.upper)
        least, most = _reach(problem.tax.long0, segments.long * segments.upper)
        corners = [(low, least), (low, most), (high, least), (high, most)]
        pieces = tuple(
            piece
            for piece in problem.tax.pieces
            if all(
                min(u * short + v * long for short, long in corners) <= w + 1e-9 * problem.value
                for u, v, w in piece.rows
            )
        )
    return tuple(Case(piece=piece, turnover_sign=sign) for piece in pieces for sign in turnover)


def coupling_of(
    problem: Problem,
    segments: Segments,
    case: Case,
    split: tuple[int, ...],
    drift: Drift,
    *,
    spans: Spans,
) -> Coupling:
    """The rows of `case`; `split` are the classes whose drift a price stands for."""
    classes, paid = [*split], _commissions(problem, segments)
    ball = ball_of(problem, unspread=paid)
    rows = [
        *_class_rows(problem, segments, classes, drift),
        *_span_rows(problem, segments, spans.weights, spans.drift.start),
        *_span_rows(problem, segments, ball.weights, ball.start),
        *_limits(problem, segments, case),
    ]
    tied = len(classes) + len(spans.weights)
    cost, constant = _costs(problem, segments, case)
    cost = cost + _into(problem, segments, spans.tilt)
    # Segments' classes are inside a block or split; the others stay where they are.
    moved = np.zeros(len(drift.start), dtype=np.bool_)
    moved[problem.places.asset_class[segments.place]] = True
    moved[classes] = True
    return Coupling(
        weights=np.column_stack([weights for weights, _ in rows]),
        limit=np.array([limit for _, limit in rows]),
        free=np.arange(len(rows)) < tied + len(ball.start),
        cost=cost,
        constant=constant + float(drift.cost(drift.start)[~moved].sum()),
        tax_rows=0 if case.piece is None else len(case.piece.rows),
        split=np.arange(tied),
        drift=drift.at(np.array(classes, dtype=np.intp)).and_also(spans.drift),
        unspread=np.array(
            [paid if one == problem.classes.cash else 0.0 for one in classes]
            + [0.0] * (tied - len(classes))
        ),
        ball=ball,
        on_ball=np.arange(tied, tied + len(ball.start)),
    )


def _commissions(problem: Problem, segments: Segments) -> float:
    """Dollars of commissions that a plan can pay at most."""
    limits = problem.limits
    sides = len(np.unique(2 * segments.place + (segments.sign > 0)))
    orders = min(sides, limits.max_orders) if limits.max_orders else sides
    return limits.commission * orders


def _class_rows(
    problem: Problem, segments: Segments, classes: list[int], drift: Drift
) -> Iterator[tuple[Floats, float]]:
    """Dollars off target of each class, less what the segments make of it."""
    of_class = problem.places.asset_class[segments.place]
    for index in classes:
        change = np.where(of_class == index, segments.sign, 0.0)
        if index == problem.classes.cash:
            change = change + segments.cash
        yield -change, float(drift.start[index])


def _span_rows(
    problem: Problem, segments: Segments, weights: Floats, start: Floats
) -> Iterator[tuple[Floats, float]]:
    """Dollars off of each span, less what the segments make of it."""
    for row, before in zip(weights, start, strict=True):
        yield -_into(problem, segments, row), float(before)


def _into(problem: Problem, segments: Segments, weights: Floats) -> Floats:
    """What a dollar of each segment adds to the classes, weighted."""
    of_class = problem.places.asset_class[segments.place]
    into = segments.sign * weights[of_class] + segments.cash * weights[problem.classes.cash]
    return np.asarray(into, dtype=np.float64)


def _limits(problem: Problem, segments: Segments, case: Case) -> Iterator[tuple[Floats, float]]:
    accounts, limits = problem.accounts, problem.limits
    of_account = problem.places.account[segments.place]
    room = accounts.cash - accounts.floor
    for index in range(len(room)):
        yield np.where(of_account == index, -segments.cash, 0.0), float(room[index])
    for amount, among in problem.raises():
        into = np.where(among[of_account], -segments.cash, 0.0)
        yield into, float(room[among].sum() - amount)
    if limits.max_orders > 0:
        yield segments.orders * _ORDER_UNIT, limits.max_orders * _ORDER_UNIT
    if case.turnover_sign is not None:
        yield np.where(segments.sign == case.turnover_sign, 1.0, 0.0), limits.max_turnover
    if problem.tax is None:
        return
    gain, before = segments.short + segments.long, problem.tax.short0 + problem.tax.long0
    if limits.max_gain < np.inf:
        yield gain, limits.max_gain - before
    if case.piece is not None:
        for u, v, w in case.piece.rows:
            limit = w - u * problem.tax.short0 - v * problem.tax.long0
            yield u * segments.short + v * segments.long, limit


def _costs(problem: Problem, segments: Segments, case: Case) -> tuple[Floats, float]:
    constant = float(problem.places.holding_cost @ problem.places.held)
    tax, piece = problem.tax, case.piece
    if tax is None or piece is None:
        return segments.cost, constant
    now = piece.value(tax.short0, tax.long0) - float(tax.tau(tax.short0, tax.long0))
    short, long = piece.short - tax.rate_later, piece.long - tax.rate_later
    return segments.cost + short * segments.short + long * segments.long, constant + now


def _turnover_matters(problem: Problem, segments: Segments) -> bool:
    limit = problem.limits.max_turnover
    sales = float(segments.upper[segments.sign < 0].sum())
    return limit < min(sales, float(segments.upper[segments.sign > 0].sum()))


def _reach(before: float, changes: Floats) -> tuple[float, float]:
    return before + float(np.minimum(0.0, changes).sum()), before + float(
        np.maximum(0.0, changes).sum()
    )
