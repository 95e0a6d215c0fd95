"""A problem laid out for its dual: segments, blocks, and the cases of the tax and the turnover."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.optimize.blocks import Ground, blocks_of, ground_of
from trimtab.optimize.branches import Row, branches_of
from trimtab.optimize.coupling import Case, cases_of, coupling_of
from trimtab.optimize.drift import Drift, drift_of
from trimtab.optimize.dual import Dual
from trimtab.optimize.problem import Problem
from trimtab.optimize.segments import Segments, segments_of
from trimtab.optimize.spans import Spans, no_spans, risk_spans

# Cuts for each answer of the dual: more of them take fewer answers and a larger program.
_PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """A problem, its ground, and its cases; the best plan is the best of the cases' best."""

    problem: Problem
    segments: Segments
    drift: Drift
    ground: Ground
    cases: tuple[Case, ...]
    spans: Spans

    def dual(self, case: Case, rows: Sequence[Row]) -> Dual:
        """The dual of `case` where blocks are held to `rows`."""
        classes = (self.problem.classes.cash,)
        count = len(self.ground.branches.blocks)
        return Dual(
            blocks=blocks_of(self.ground, rows),
            coupling=coupling_of(
                self.problem, self.segments, case, classes, self.drift, spans=self.spans
            ),
            part=np.arange(count) * min(_PARTS, count) // max(1, count),
        )


def split_of(problem: Problem, spans: Spans | None = None) -> Split:
    """The split of `problem`, with costs over several classes besides."""
    segments, drift = segments_of(problem), drift_of(problem)
    branches = branches_of(problem, segments)
    spans = no_spans(problem) if spans is None else spans
    if problem.risk is not None and problem.risk.aversion > 0.0:
        spans = spans.and_also(risk_spans(problem, problem.risk))
    return Split(
        problem=problem,
        segments=segments,
        drift=drift,
        ground=ground_of(segments, branches, drift, problem.classes.cash),
        cases=cases_of(problem, segments),
        spans=spans,
    )
