"""Cuts that leaves and cases lend each other."""

from random import Random

import numpy as np
import pytest

from tests.optimize.instances import HOUSEHOLD, Shape, random_problem
from tests.optimize.risk_instances import with_covariance
from trimtab.optimize.bound.branches import Row
from trimtab.optimize.bound.bundle import Aim, Climb
from trimtab.optimize.bound.cuts import Cuts, Pool
from trimtab.optimize.bound.dual import Dual
from trimtab.optimize.bound.split import Split, split_of
from trimtab.optimize.problem import Floats, Problem

# Many identical pairs and recent purchases: switches with needs, in few classes.
_SWITCHED = Shape(classes=4, securities=16, accounts=2, lots=60, value=300_000.0)


def _some_rows(split: Split, random: Random) -> tuple[Row, ...]:
    """Rows that hold switches, and segments, at random."""
    branches, rows = split.ground.branches, []
    for index, block in enumerate(branches.blocks):
        held = [one for one in block.switches if random.random() < 0.6]
        set_to = {one: random.randrange(len(branches.switches[one].positions)) for one in held}
        without = frozenset(one for one in block.free if random.random() < 0.1)
        rows.append(Row(block=index, set_to=set_to, without=without))
    return tuple(rows)


def _some_prices(dual: Dual, seed: int) -> Floats:
    prices = np.random.default_rng(seed).normal(0.0, 0.03, len(dual.coupling.limit))
    return np.where(dual.coupling.free, prices, np.abs(prices))


@pytest.mark.parametrize("seed", range(12))
def test_a_cut_that_another_leaf_or_case_found_never_lies_under_the_dual(seed: int) -> None:
    split, random = split_of(random_problem(seed, _SWITCHED)), Random(seed)
    pool, lent = Pool(split.parts), 0
    for number in range(12):
        dual = split.dual(random.choice(split.cases), _some_rows(split, random))
        point = dual.at(_some_prices(dual, 100 * seed + number))
        if np.isfinite(point.value):
            pool.add(point, dual.coupling)
    for number in range(6):
        dual = split.dual(random.choice(split.cases), _some_rows(split, random))
        prices = _some_prices(dual, 1_000 + 100 * seed + number)
        coupling, here = dual.coupling, dual.at(prices).answer.blocks
        allowed = dual.blocks.allow(np.array(pool.amounts))
        for flows, fixed, may in zip(pool.flows, pool.fixed, allowed, strict=True):
            cut = fixed + flows @ (coupling.cost_mix + coupling.mix @ prices)
            for part in range(split.parts.count):
                own = split.parts.of_block == part
                if may[own].all():
                    lent += 1
                    assert cut[part] >= here[own].sum() - 1e-5
    assert lent > 0


def _limited(problem: Problem, seed: int) -> Problem:
    """Under a limit of the tracking error, of 1 % a year."""
    return with_covariance(problem, seed, 1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_a_cut_of_the_limit_of_tracking_error_holds_in_every_case(seed: int) -> None:
    split = split_of(_limited(random_problem(seed, HOUSEHOLD), seed))
    rows, pool = split.ground.branches.first_rows(), Pool(split.parts)
    duals = [split.dual(case, rows) for case in split.cases]
    for number, dual in enumerate(duals):
        assert dual.coupling.terms == len(dual.coupling.split) + 1
        pool.add(dual.at(_some_prices(dual, 100 * seed + number)), dual.coupling)
    for number, dual in enumerate(duals):
        rows_of, terms = dual.coupling.tied
        for more in range(5):
            point = dual.at(_some_prices(dual, 1_000 + 100 * seed + 10 * number + more))
            here = point.levels[split.parts.count :]
            for level, slope in pool.ties:
                cut = level + np.bincount(terms, weights=slope * point.prices[rows_of])
                assert (cut >= here - 1e-5).all()
        # Where it was found the cut is the dual itself.
        point = dual.at(_some_prices(dual, 100 * seed + number))
        level, slope = pool.ties[number]
        touching = level + np.bincount(terms, weights=slope * point.prices[rows_of])
        assert touching == pytest.approx(point.levels[split.parts.count :], abs=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_the_mixture_of_answers_keeps_the_limit_of_tracking_error(seed: int) -> None:
    problem = _limited(random_problem(seed, HOUSEHOLD), seed)
    split = split_of(problem)
    dual = split.dual(split.cases[0], split.ground.branches.first_rows())
    climb = Climb(dual, np.zeros(len(dual.coupling.limit))).go(Aim(close=1e-6 * problem.value))
    assert np.isfinite(climb.promise)
    coupling = dual.coupling
    ball = (
        coupling.limit[coupling.on_ball] - climb.mixture() @ coupling.weights[:, coupling.on_ball]
    )
    # The sign of a row is that of its tie: dollars off, less what the segments make of it.
    assert np.linalg.norm(ball) <= coupling.ball.radius * (1.0 + 1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_a_leaf_allows_what_it_answers_itself(seed: int) -> None:
    split, random = split_of(random_problem(seed, _SWITCHED)), Random(seed)
    for number in range(8):
        dual = split.dual(split.cases[0], _some_rows(split, random))
        answer = dual.at(_some_prices(dual, 100 * seed + number)).answer
        # The row taken has to allow it, so that the block does.
        assert dual.blocks.allow(answer.amounts[None, :]).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_leaf_does_not_allow_what_its_rows_close(seed: int) -> None:
    split = split_of(random_problem(seed, HOUSEHOLD))
    dual = split.dual(split.cases[0], split.ground.branches.first_rows())
    amounts = dual.at(_some_prices(dual, seed)).answer.amounts
    used = int(np.argmax(amounts))
    block = int(split.ground.block_of[used])
    rows = [
        Row(block=index, without=frozenset({used}) if index == block else frozenset())
        for index in range(len(split.ground.branches.blocks))
    ]
    allowed = split.dual(split.cases[0], rows).blocks.allow(amounts[None, :])[0]
    assert not allowed[block]


@pytest.mark.parametrize("limited", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_a_climb_on_shared_cuts_comes_as_far_as_one_on_its_own(seed: int, *, limited: bool) -> None:
    problem = random_problem(seed, HOUSEHOLD)
    problem = _limited(problem, seed) if limited else problem
    split, random, aim = split_of(problem), Random(seed), Aim(close=1e-6 * problem.value)
    pool = Pool(split.parts)
    shared = [Cuts(coupling, pool) for coupling in split.couplings]
    for _ in range(2):
        rows = _some_rows(split, random)
        for case, cuts in zip(split.cases, shared, strict=True):
            dual = split.dual(case, rows)
            start = np.zeros(len(dual.coupling.limit))
            alone, lent = Climb(dual, start).go(aim), Climb(dual, start, cuts).go(aim)
            if np.isfinite(alone.best.value):
                assert lent.best.value == pytest.approx(alone.best.value, abs=2e-6 * problem.value)
                assert lent.promise >= lent.best.value - 1e-6
            else:
                assert not np.isfinite(lent.best.value)
