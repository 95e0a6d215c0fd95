"""A problem laid out for its dual: segments, blocks, and the cases of the tax and the turnover."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.bound.blocks import Blocks, Ground, blocks_of, ground_of
from trimtab.optimize.bound.branches import Row, branches_of
from trimtab.optimize.bound.coupling import (
    Case,
    Coupling,
    cases_of,
    coupling_of,
    flows_of,
    most_commissions,
)
from trimtab.optimize.bound.drift import Drift, drift_of
from trimtab.optimize.bound.dual import Dual
from trimtab.optimize.bound.flows import Parts, parts_of
from trimtab.optimize.bound.segments import Segments, segments_of
from trimtab.optimize.bound.spans import Spans, ball_of, no_spans, risk_spans
from trimtab.optimize.problem import Problem
from trimtab.optimize.selling_order import chains_of

# Cuts for each answer of the dual: more of them take fewer answers and a larger program.
_PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """A problem, its ground, and its cases; the best plan is the best of the cases' best.

    couplings  of the cases
    parts      of the blocks
    """

    problem: Problem
    segments: Segments
    drift: Drift
    ground: Ground
    cases: tuple[Case, ...]
    couplings: tuple[Coupling, ...]
    parts: Parts

    def dual(self, case: Case, rows: Sequence[Row], blocks: Blocks | None = None) -> Dual:
        """The dual of `case` where blocks are held to `rows`; `blocks` are those, if known."""
        return Dual(
            blocks=blocks or blocks_of(self.ground, rows),
            coupling=self.couplings[self.cases.index(case)],
            own=self.parts,
        )


def split_of(problem: Problem, spans: Spans | None = None) -> Split:
    """The split of `problem`, with costs over several classes besides."""
    segments, drift = segments_of(problem), drift_of(problem)
    branches, spans = branches_of(problem, segments), spans or no_spans(problem)
    if problem.risk is not None and problem.risk.aversion > 0.0:
        spans = spans.and_also(risk_spans(problem, problem.risk))
    chains = chains_of(problem.lots)
    ground = ground_of(segments, branches, drift, problem.classes.cash, chains)
    cases, classes = cases_of(problem, segments), (problem.classes.cash,)
    paid = most_commissions(problem, segments)
    ball = ball_of(problem, unspread=paid)
    flows = flows_of(problem, segments, classes, spans=spans, ball=ball)
    count = len(branches.blocks)
    return Split(
        problem=problem,
        segments=segments,
        drift=drift,
        ground=ground,
        cases=cases,
        couplings=tuple(
            coupling_of(
                problem,
                segments,
                case,
                classes,
                drift,
                spans=spans,
                ball=ball,
                flows=flows,
                commissions=paid,
            )
            for case in cases
        ),
        parts=parts_of(
            np.arange(count) * min(_PARTS, count) // max(1, count), ground.block_of, flows.each
        ),
    )
