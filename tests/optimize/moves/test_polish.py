from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.optimize.hand import hand_problem, shares
from tests.optimize.instances import HUNDRED, random_problem
from tests.optimize.plainly import plain_outcome
from tests.optimize.plans import start_for
from trimtab.optimize.evaluate import evaluate, no_trades, outcome_of
from trimtab.optimize.moves.polish import polish

SEEDS = st.integers(0, 100_000)
# Polishing a household takes a twentieth of a second.
FEW = settings(max_examples=settings().max_examples // 3)


@FEW
@given(SEEDS)
def test_polish_never_worsens_j_and_breaks_no_limit(seed: int) -> None:
    if (given_start := start_for(seed)) is None:
        return
    problem, start = given_start
    better = evaluate(problem, polish(problem, start))
    assert better.violations == ()
    assert better.objective <= evaluate(problem, start).objective + 1e-7


@FEW
@given(SEEDS)
def test_polish_conserves_shares_and_dollars(seed: int) -> None:
    if (given_start := start_for(seed)) is None:
        return
    problem, start = given_start
    better = polish(problem, start)
    assert (better.sold >= 0.0).all()
    assert (better.sold <= problem.lots.shares).all()
    outcome, plain = outcome_of(problem, better), plain_outcome(problem, better)
    spent = evaluate(problem, better).terms["trading"]
    assert outcome.classes.sum() == pytest.approx(problem.value - spent, rel=1e-12)
    assert float(sum(plain.classes)) == pytest.approx(problem.value - spent, rel=1e-12)


@FEW
@given(SEEDS)
def test_polish_has_nothing_left_to_do_after_polish(seed: int) -> None:
    if (given_start := start_for(seed)) is None:
        return
    problem, start = given_start
    once = polish(problem, start, evaluations=100_000)
    twice = polish(problem, once)
    gained = evaluate(problem, once).objective - evaluate(problem, twice).objective
    assert gained <= 1e-7 * problem.value


@pytest.mark.parametrize("evaluations", [0, 1, 5])
def test_a_spent_budget_stops_polish_at_a_plan_no_worse(evaluations: int) -> None:
    problem = random_problem(3, HUNDRED)
    start = no_trades(problem)
    stopped = evaluate(problem, polish(problem, start, evaluations=evaluations)).objective
    before = evaluate(problem, start).objective
    assert stopped < before if evaluations else stopped == before


def test_polish_finds_the_best_plan_of_two_quantities() -> None:
    # AAA sold out of its loss, BBB bought: every whole plan of the two in the neighbourhood.
    problem = hand_problem(commission=0.0)
    best = polish(problem, shares(loss=40, bought=(0, 80, 0)))
    found = evaluate(problem, best)
    grid = [
        evaluate(problem, shares(loss=float(a), bought=(0, float(b), 0)))
        for a, b in product(range(60, 401, 4), range(120, 521, 8))
    ]
    assert found.objective <= min(one.objective for one in grid if one.feasible) + 1e-9


def test_idle_cash_is_invested_by_buying_what_is_missing() -> None:
    problem = hand_problem()
    rich = replace(problem.accounts, cash=np.array([1_975.0]), floor=np.array([0.0]))
    target = replace(problem.classes, target=np.array([0.6, 0.4, 0.0]))
    problem = replace(problem, accounts=rich, classes=target)
    best = polish(problem, shares(bought=(0, 3, 0)))
    assert outcome_of(problem, best).cash[0] < 200.0
