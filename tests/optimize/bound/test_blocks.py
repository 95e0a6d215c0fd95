"""Blocks against feasible points of their own, and against themselves divided."""

from itertools import product

import numpy as np
import pytest
from numpy.random import Generator

from tests.optimize.instances import Shape, random_problem
from trimtab.optimize.bound.blocks import Answer, Blocks, Ground, blocks_of
from trimtab.optimize.bound.branches import Row
from trimtab.optimize.bound.split import split_of
from trimtab.optimize.problem import Floats

_FEW = Shape(classes=3, securities=6, accounts=2, lots=14, limits=0.0)


def _ground(seed: int) -> Ground:
    return split_of(random_problem(seed, _FEW)).ground


def _some_costs(ground: Ground, seed: int) -> Floats:
    return np.random.default_rng(seed).normal(0.002, 0.02, ground.segments.count)


def _all_set(ground: Ground) -> list[Row]:
    """Every combination of positions, block by block."""
    rows = []
    for index, block in enumerate(ground.branches.blocks):
        positions = [range(len(ground.branches.switches[one].positions)) for one in block.switches]
        for chosen in product(*positions):
            set_to = dict(zip(block.switches, chosen, strict=True))
            rows.append(Row(block=index, set_to=set_to))
    return rows


def _costs_of(ground: Ground, costs: Floats, amounts: Floats) -> Floats:
    """Dollars of every block at `amounts`."""
    segments, count = ground.segments, len(ground.branches.blocks)
    spent = np.bincount(ground.block_of, weights=costs * amounts, minlength=count)
    change = np.bincount(ground.block_of, weights=segments.sign * amounts, minlength=count)
    return spent + ground.drift.cost(ground.drift.start + change)


def _random_amounts(ground: Ground, row: Row, rng: Generator) -> Floats:
    amounts = np.zeros(ground.segments.count)
    free = ground.free(row)
    # Alone: purchases of the whole of an account are rarely any good.
    size = rng.uniform(0.0, 1.0, len(free)) * rng.choice([0.0, 0.03, 1.0], len(free))
    amounts[free] = size * ground.segments.upper[free]
    forced = ground.forced(row)
    amounts[forced] = ground.segments.upper[forced]
    return amounts


def _answer(ground: Ground, seed: int, rows: list[Row]) -> tuple[Blocks, Floats, Answer]:
    blocks, costs = blocks_of(ground, rows), _some_costs(ground, seed)
    return blocks, costs, blocks.answer(costs)


@pytest.mark.parametrize("seed", range(25))
def test_a_block_costs_what_its_answer_costs(seed: int) -> None:
    ground = _ground(seed)
    _, costs, answer = _answer(ground, seed, _all_set(ground))
    assert answer.blocks == pytest.approx(_costs_of(ground, costs, answer.amounts), abs=1e-5)
    assert (answer.amounts >= -1e-9).all()
    assert (answer.amounts <= ground.segments.upper + 1e-9).all()


@pytest.mark.parametrize("seed", range(25))
def test_no_amounts_that_a_row_allows_cost_less(seed: int) -> None:
    ground, rng = _ground(seed), np.random.default_rng(seed)
    rows = _all_set(ground)
    _, costs, answer = _answer(ground, seed, rows)
    for row in rows:
        for _ in range(20):
            other = _costs_of(ground, costs, _random_amounts(ground, row, rng))
            assert answer.blocks[row.block] <= other[row.block] + 1e-5


@pytest.mark.parametrize("seed", range(25))
def test_no_small_step_from_the_answer_costs_less(seed: int) -> None:
    ground = _ground(seed)
    blocks, costs, answer = _answer(ground, seed, _all_set(ground))
    upper = ground.segments.upper
    for number in answer.rows:
        row = blocks.rows[number]
        for segment in ground.free(row):
            for step in (-1.0, 1.0):
                moved = answer.amounts.copy()
                moved[segment] = np.clip(moved[segment] + step, 0.0, upper[segment])
                cost = _costs_of(ground, costs, moved)[row.block]
                assert answer.blocks[row.block] <= cost + 1e-5


@pytest.mark.parametrize("seed", range(25))
def test_open_switches_are_never_above_set_ones(seed: int) -> None:
    ground = _ground(seed)
    _, _, opened = _answer(ground, seed, list(ground.branches.first_rows()))
    _, _, divided = _answer(ground, seed, _all_set(ground))
    assert (opened.blocks <= divided.blocks + 1e-5).all()


@pytest.mark.parametrize("seed", range(25))
def test_an_open_switch_on_no_bridge_costs_what_its_amounts_cost(seed: int) -> None:
    ground = _ground(seed)
    _, costs, answer = _answer(ground, seed, list(ground.branches.first_rows()))
    between = (answer.crossed > 0) & (answer.crossed < 1)
    on_bridge = {
        index
        for index, block in enumerate(ground.branches.blocks)
        if any(between[one] for one in block.switches)
    }
    cost = _costs_of(ground, costs, answer.amounts)
    for index in set(range(len(cost))) - on_bridge:
        assert answer.blocks[index] == pytest.approx(cost[index], abs=1e-5)
