"""The rows that tie the blocks together, and what a plan costs besides them, case by case.

A row is weights . amounts <= limit with a price >= 0, or it ties the dollars off target of a split
class to the amounts, with a price of any sign. The year's tax and the turnover limit are not
convex: each is divided into cases that are, and the best plan is the best of the cases' best.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.bound.drift import Drift
from trimtab.optimize.bound.segments import Segments, purchase_room
from trimtab.optimize.bound.spans import Ball, Spans
from trimtab.optimize.problem import Floats, Indices, Problem
from trimtab.optimize.tax_curve import TaxPiece

# A price per order is dollars, every other one dollars per dollar: one step of theirs is alike.
_ORDER_UNIT = 100.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One convex piece of the tax, and the side that keeps the turnover; None where no matter."""

    piece: TaxPiece | None
    turnover_sign: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coupling:
    """The rows of one case.

    weights   shape (N, M): of a dollar of each segment in each row
    mix       shape (B, M): what each row is made of, by flow (`Flows`)
    cost_mix  shape (B,): what `cost` is made of
    limit     shape (M,)
    free      shape (M,): the price may have any sign
    most      shape (M,): the price is no more, inf: a row that may be missed has its fine here
    cost      shape (N,): of a dollar of each segment, dollars of J, drift aside
    constant  dollars of J that no segment changes, drift of the split classes aside
    tax_rows  how many rows, the last ones, stand for the piece of the tax
    split     rows that stand for a class's drift, or for a span
    drift     of those classes and spans
    ball      the limit of the tracking error, and `on_ball` its rows, which come after `split`
    unspread  shape of `split`: dollars of commissions, at most, that amounts leave out of what they
              take from the class, because segments spread them over more dollars than are traded.
              Where a class is so far over its target that a dollar less of it is worth more than a
              dollar, leaving them out is no relaxation: they may be paid all the same
    """

    weights: Floats
    mix: Floats
    cost_mix: Floats
    limit: Floats
    free: np.ndarray[tuple[int], np.dtype[np.bool_]]
    most: Floats
    cost: Floats
    constant: float
    tax_rows: int
    split: Indices
    drift: Drift
    unspread: Floats
    ball: Ball
    on_ball: Indices

    @property
    def terms(self) -> int:
        """How many terms of the dual stand for ties: one for each of `split`, one for the ball."""
        return len(self.split) + bool(len(self.on_ball))

    @property
    def tied(self) -> tuple[Indices, Indices]:
        """The rows of ties, and to which of `terms` each belongs."""
        own, last = np.arange(len(self.split)), np.full(len(self.on_ball), len(self.split))
        return np.concatenate((self.split, self.on_ball)), np.concatenate((own, last))


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
            for piece in problem.tax.convex_pieces
            if all(
                min(u * short + v * long for short, long in corners) <= w + 1e-9 * problem.value
                for u, v, w in piece.region
            )
        )
    return tuple(Case(piece=piece, turnover_sign=sign) for piece in pieces for sign in turnover)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flows:
    """What rows and costs are made of, the same in every case, shape (N, B).

    In this order: one for each tie of a split class, span or sum of the ball, one for the cash out
    of each account, then orders, sales, purchases, short and long gain, and the cost that no case
    changes.
    """

    each: Floats
    ties: int
    accounts: int

    def only(self, *some: tuple[int, float]) -> Floats:
        """A mixture of a few flows: (number, factor)."""
        mixture = np.zeros(self.each.shape[1])
        for number, factor in some:
            mixture[number] += factor
        return mixture

    @property
    def orders(self) -> int:
        """The number of the flow of orders; sales, purchases, short, long and cost follow."""
        return self.ties + self.accounts


def flows_of(
    problem: Problem,
    segments: Segments,
    split: tuple[int, ...],
    *,
    spans: Spans,
    ball: Ball,
) -> Flows:
    """The flows of a dollar of every segment; `split` are the classes that a price stands for."""
    ties = [
        *_class_rows(problem, segments, split),
        *_span_rows(problem, segments, spans.weights),
        *_span_rows(problem, segments, ball.weights),
    ]
    of_account = problem.places.account[segments.place]
    cash = [
        np.where(of_account == index, -segments.cash, 0.0)
        for index in range(len(problem.accounts.cash))
    ]
    return Flows(
        each=np.column_stack(
            [
                *ties,
                *cash,
                segments.orders * _ORDER_UNIT,
                np.where(segments.sign < 0, 1.0, 0.0),
                np.where(segments.sign > 0, 1.0, 0.0),
                segments.short,
                segments.long,
                segments.cost + _into(problem, segments, spans.tilt),
            ]
        ),
        ties=len(ties),
        accounts=len(cash),
    )


def coupling_of(
    problem: Problem,
    segments: Segments,
    case: Case,
    split: tuple[int, ...],
    drift: Drift,
    *,
    spans: Spans,
    ball: Ball,
    flows: Flows,
    commissions: float,
) -> Coupling:
    """The rows of `case`; `split` are the classes whose drift a price stands for.

    `commissions` are dollars that a plan can pay at most (`most_commissions`).
    """
    classes = [*split]
    starts = [float(drift.start[one]) for one in classes]
    starts += [*spans.drift.start.tolist(), *ball.start.tolist()]
    rows = [
        *((flows.only((tie, 1.0)), start) for tie, start in enumerate(starts)),
        *_limits(problem, flows, case),
    ]
    tied = len(classes) + len(spans.weights)
    cost_mix, constant = _costs(problem, flows, case)
    # Segments' classes are inside a block or split; the others stay where they are.
    moved = np.zeros(len(drift.start), dtype=np.bool_)
    moved[problem.places.asset_class[segments.place]] = True
    moved[classes] = True
    mix = np.column_stack([mixture for mixture, _ in rows])
    tax_rows = 0 if case.piece is None else len(case.piece.rows)
    most = np.full(len(rows), np.inf)
    if case.piece is not None:
        first = len(rows) - tax_rows
        most[first : first + len(case.piece.fines)] = case.piece.fines
    return Coupling(
        weights=flows.each @ mix,
        mix=mix,
        cost_mix=cost_mix,
        limit=np.array([limit for _, limit in rows]),
        free=np.arange(len(rows)) < len(starts),
        most=most,
        cost=flows.each @ cost_mix,
        constant=constant + float(drift.cost(drift.start)[~moved].sum()),
        tax_rows=tax_rows,
        split=np.arange(tied),
        drift=drift.at(np.array(classes, dtype=np.intp))
        .within(_most_moved(problem, segments) + commissions)
        .and_also(spans.drift),
        unspread=np.array(
            [commissions if one == problem.classes.cash else 0.0 for one in classes]
            + [0.0] * (tied - len(classes))
        ),
        ball=ball,
        on_ball=np.arange(tied, tied + len(ball.start)),
    )


def most_commissions(problem: Problem, segments: Segments) -> float:
    """Dollars of commissions that a plan can pay at most."""
    limits = problem.limits
    sides = len(np.unique(2 * segments.place + (segments.sign > 0)))
    orders = min(sides, limits.max_orders) if limits.max_orders else sides
    return limits.commission * orders


def _most_moved(problem: Problem, segments: Segments) -> float:
    """Dollars by which no plan moves a class: all that is sold, and all that can be bought."""
    return float(segments.upper[segments.sign < 0].sum() + purchase_room(problem).sum())


def _class_rows(problem: Problem, segments: Segments, classes: tuple[int, ...]) -> Iterator[Floats]:
    """What a dollar of each segment takes from the dollars of each class."""
    of_class = problem.places.asset_class[segments.place]
    for index in classes:
        change = np.where(of_class == index, segments.sign, 0.0)
        if index == problem.classes.cash:
            change = change + segments.cash
        yield -change


def _span_rows(problem: Problem, segments: Segments, weights: Floats) -> Iterator[Floats]:
    """The same of each sum over classes."""
    for row in weights:
        yield -_into(problem, segments, row)


def _into(problem: Problem, segments: Segments, weights: Floats) -> Floats:
    """What a dollar of each segment adds to the classes, weighted."""
    of_class = problem.places.asset_class[segments.place]
    into = segments.sign * weights[of_class] + segments.cash * weights[problem.classes.cash]
    return np.asarray(into, dtype=np.float64)


def _limits(problem: Problem, flows: Flows, case: Case) -> Iterator[tuple[Floats, float]]:
    accounts, limits = problem.accounts, problem.limits
    room, ties = accounts.cash - accounts.floor, flows.ties
    orders, sales, purchases, short, long = range(flows.orders, flows.orders + 5)
    for index in range(len(room)):
        yield flows.only((ties + index, 1.0)), float(room[index])
    for amount, among in problem.raises():
        every = ((ties + index, 1.0) for index in np.flatnonzero(among).tolist())
        yield flows.only(*every), float(room[among].sum() - amount)
    if limits.max_orders > 0:
        yield flows.only((orders, 1.0)), limits.max_orders * _ORDER_UNIT
    if case.turnover_sign is not None:
        side = sales if case.turnover_sign < 0 else purchases
        yield flows.only((side, 1.0)), limits.max_turnover
    if problem.tax is None:
        return
    before = problem.tax.short0 + problem.tax.long0
    if limits.max_gain < np.inf:
        yield flows.only((short, 1.0), (long, 1.0)), limits.max_gain - before
    if case.piece is not None:
        for u, v, w in case.piece.rows:
            limit = w - u * problem.tax.short0 - v * problem.tax.long0
            yield flows.only((short, u), (long, v)), limit


def _costs(problem: Problem, flows: Flows, case: Case) -> tuple[Floats, float]:
    constant = float(problem.places.holding_cost @ problem.places.held)
    short, long, cost = range(flows.orders + 3, flows.orders + 6)
    tax, piece = problem.tax, case.piece
    if tax is None or piece is None:
        return flows.only((cost, 1.0)), constant
    now = piece.value(tax.short0, tax.long0) - float(tax.tau(tax.short0, tax.long0))
    paid = ((short, piece.short - tax.rate_later), (long, piece.long - tax.rate_later))
    return flows.only(*paid, (cost, 1.0)), constant + now


def _turnover_matters(problem: Problem, segments: Segments) -> bool:
    limit = problem.limits.max_turnover
    sales = float(segments.upper[segments.sign < 0].sum())
    return limit < min(sales, float(segments.upper[segments.sign > 0].sum()))


def _reach(before: float, changes: Floats) -> tuple[float, float]:
    return before + float(np.minimum(0.0, changes).sum()), before + float(
        np.maximum(0.0, changes).sum()
    )
