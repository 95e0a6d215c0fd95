"""The tracking error of classes in floating point: as the certificate has it, and kept by plans."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.optimize.instances import Shape, random_problem
from tests.optimize.risk_instances import random_covariance, with_covariance, with_limit
from tests.planners.build import account, asset_class, lot, situation
from tests.tracking_cases import covariance_of
from trimtab.domain import Policy
from trimtab.money import to_float
from trimtab.optimize.certificate.class_tracking import ClassTracking
from trimtab.optimize.class_risk import class_risk_of, class_variance, risk_of
from trimtab.optimize.closest import closest, unlimited
from trimtab.optimize.evaluate import evaluate, no_trades, outcome_of
from trimtab.optimize.moves.neighbours import pairs, singles
from trimtab.optimize.moves.plan_state import PlanState
from trimtab.optimize.moves.repair import repair
from trimtab.optimize.moves.scoring import changes, single_changes
from trimtab.optimize.solve import Status, solve

MIDDLE = Shape(classes=4, securities=12, accounts=2, lots=30)


@pytest.mark.parametrize("seed", range(20))
def test_the_model_and_the_certificate_tell_the_same_variance(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names, percents = "ABCD", rng.multinomial(100, [0.3, 0.3, 0.2, 0.2])
    classes = [
        asset_class(name, int(percent), [f"S{name}"])
        for name, percent in zip(names, percents, strict=True)
    ]
    given = situation(
        account("joint", lot("L", "SA", 1, 1)),
        classes=classes,
        prices={"SA": 1},
        policy=Policy(max_tracking_error=Decimal("0.02")),
    )
    given = replace(given, covariance=covariance_of(given.target, seed))
    assert given.covariance is not None
    weights = [
        Decimal(int(one)) / 1000 for one in rng.multinomial(1000, np.full(6, 1 / 6)).tolist()
    ]
    by_name = dict(zip((one.name for one in given.target.classes), weights, strict=True))
    exact = ClassTracking(given.target, given.covariance).variance(by_name)
    risk = class_risk_of(given)
    assert risk is not None
    off = [
        to_float(weight - one.weight)
        for weight, one in zip(weights, given.target.classes, strict=True)
    ]
    exposed = risk.root @ np.array(off)
    assert exposed @ exposed == pytest.approx(to_float(exact), rel=1e-9, abs=1e-15)
    assert risk.most == pytest.approx(0.0004)


def test_what_rounding_left_below_zero_widens_the_limit_of_bounds_alone() -> None:
    noisy = np.array([[0.04, 0.04], [0.04, 0.04 - 1e-12]])
    risk = risk_of(noisy, most=1e-4)
    assert risk.most == 1e-4
    assert 1e-4 < risk.loose < 1e-4 + 4e-12
    assert len(risk.root) == 1


@pytest.mark.parametrize("seed", range(6))
def test_moves_change_the_variance_and_j_as_the_plan_after_them_says(seed: int) -> None:
    problem = closest(with_limit(random_problem(seed, MIDDLE), seed, 0.9))
    assert problem.risk is not None
    problem = replace(problem, risk=replace(problem.risk, aversion=10.0))
    state = PlanState(problem, no_trades(problem))
    assert state.risk is not None
    for _ in range(5):
        near = pairs(state)
        if not len(near.user):
            break
        shares = near.user_there - state.quantities[near.user]
        others = near.raiser_there - state.quantities[near.raiser]
        scores = changes(state, near.user, shares, near.raiser, others)
        best = int(np.argmin(scores))
        move = (
            (int(near.user[best]), float(near.user_there[best])),
            (int(near.raiser[best]), float(near.raiser_there[best])),
        )
        effect = state.effect(move)
        assert effect.objective == pytest.approx(scores[best], abs=1e-5)
        state.apply(move, effect)
        told = evaluate(problem, state.trades)
        assert state.objective == pytest.approx(told.objective, abs=1e-4)
        after = class_variance(problem, outcome_of(problem, state.trades).classes)
        assert state.risk.variance == pytest.approx(after, rel=1e-6, abs=1e-15)
        one = singles(state)
        single = single_changes(state, one.leg, one.there - state.quantities[one.leg])
        for at in range(min(3, len(one.leg))):
            change = state.change(((int(one.leg[at]), float(one.there[at])),))
            assert change == pytest.approx(single[at], abs=1e-5)


@pytest.mark.parametrize(("seed", "classes"), [(1, 5), (4, 20)])
def test_a_limit_that_binds_is_solved_to_its_gap(seed: int, classes: int) -> None:
    solved_to_its_gap(seed, classes)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 30))
@pytest.mark.parametrize("classes", [5, 12, 20])
def test_many_limits_that_bind_are_solved_to_their_gap(seed: int, classes: int) -> None:
    solved_to_its_gap(seed, classes)


def solved_to_its_gap(seed: int, classes: int) -> None:
    shape = Shape(classes=classes, securities=2 * classes, accounts=2, lots=5 * classes, limits=0.0)
    problem = with_limit(random_problem(seed, shape), seed, 0.7)
    assert problem.risk is not None
    answer = solve(problem, time_limit=60.0, gap=1e-5 * problem.value, clock=lambda: 0.0)
    assert answer.status in (Status.PROVED, Status.INFEASIBLE)
    if answer.trades is not None:
        assert evaluate(problem, answer.trades).feasible
        reached = class_variance(problem, outcome_of(problem, answer.trades).classes)
        assert reached <= problem.risk.most
    else:
        # As near as any plan comes, and not near enough.
        least = solve(closest(problem), time_limit=60.0, gap=1.0, clock=lambda: 0.0)
        assert least.trades is not None
        reached = class_variance(problem, outcome_of(problem, least.trades).classes)
        assert reached > problem.risk.most


def test_repair_brings_a_plan_back_inside_the_limit() -> None:
    mended = 0
    for seed in range(8):
        problem = with_limit(random_problem(seed, replace(MIDDLE, limits=0.0)), seed, 0.95)
        best = solve(unlimited(problem), time_limit=9.0, gap=10.0, clock=lambda: 0.0)
        assert best.trades is not None
        state = PlanState(problem, best.trades)
        before = state.excess_variance
        assert before > 0.0
        repair(state)
        assert state.excess_variance <= before
        mended += evaluate(problem, state.trades).feasible
    # It is no search: from some plans no single move makes up the cash that coming closer took.
    assert mended >= 7


def test_a_covariance_without_a_limit_costs_nothing() -> None:
    problem = random_problem(5, MIDDLE)
    free = with_covariance(problem, 5)
    idle = no_trades(problem)
    assert evaluate(free, idle).objective == evaluate(problem, idle).objective
    assert random_covariance(problem, 5).shape == (6, 6)
