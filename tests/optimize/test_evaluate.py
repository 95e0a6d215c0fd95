from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.optimize.hand import hand_problem, shares
from tests.optimize.instances import HOUSEHOLD, random_problem
from tests.optimize.plainly import plain_objective, plain_outcome
from tests.optimize.plans import random_trades, whole_trades
from trimtab.optimize.evaluate import evaluate, no_trades, outcome_of
from trimtab.optimize.problem import Problem, Trades

SEEDS = st.integers(0, 100_000)


def labels(problem: Problem, trades: Trades, *, whole_shares: bool = True) -> list[str]:
    found = evaluate(problem, trades, whole_shares=whole_shares).violations
    assert all(amount > 0.0 for _, amount in found)
    return [label for label, _ in found]


def test_every_term_is_the_one_worked_out_by_hand() -> None:
    # Sell 100 AAA of the gain (long gain $2,000, $10,000), buy 150 BBB ($7,500). S 1,000, L 2,000.
    found = evaluate(hand_problem(), shares(gain=100, bought=(0, 150, 0)))
    assert found.terms == {
        "tax_now": pytest.approx(0.2 * 2_000),
        "tax_later": pytest.approx(-0.1 * 2_000),
        "trading": pytest.approx(0.001 * 17_500 + 2 * 5),
        # Stocks at target; Bonds 45,525, 2.475 points under; Cash 4,447.50, 2.4475 points over.
        "drift": pytest.approx(2_000 * (0.02475**2 / 0.05 + 0.024475**2 / 0.01)),
        "holding": pytest.approx(0.0002 * 50_000),
    }
    assert found.objective == pytest.approx(sum(found.terms.values()))
    assert found.violations == ()


def test_a_loss_beyond_the_limit_saves_less_and_adds_tax_later() -> None:
    # The whole short loss: S = 1,000 - 2,000 = -1,000: tau -350 against +400, later +200.
    terms = evaluate(hand_problem(), shares(loss=400)).terms
    assert terms["tax_now"] == pytest.approx(-350 - 400)
    assert terms["tax_later"] == pytest.approx(200)


def test_no_trades_cost_their_drift_and_holding_alone() -> None:
    problem = hand_problem()
    terms = evaluate(problem, no_trades(problem)).terms
    # Stocks 10 points over, Bonds 9.975 under, Cash 0.025 under.
    assert terms["drift"] == pytest.approx(2_000 * (0.2 + 0.09975**2 / 0.05 + 0.00025**2 / 0.01))
    assert terms["holding"] == pytest.approx(12.0)
    assert terms["tax_now"] == terms["tax_later"] == terms["trading"] == 0.0


@pytest.mark.parametrize(
    ("trades", "label"),
    [
        (shares(bought=(0, 40, 0)), "cash floor of A"),
        (shares(gain=201), "shares of lot gain"),
        (shares(gain=0.5, loss=10), "step, sale of AAA in A"),
        (shares(bought=(0, 2.5, 0)), "step, purchase of BBB in A"),
        (shares(bought=(0, 1, 0)), "min_trade, purchase of BBB in A"),
        (shares(flat=1), "min_trade, sale of BBB in A"),
        (shares(bought=(0, 0, 10)), "no purchase of BB2 in A"),
        (shares(gain=10, bought=(10, 0, 0)), "one side of AAA in A"),
        (shares(loss=10, bought=(10, 0, 0)), "wash in group 0"),
        (shares(gain=-1), "quantities at or above zero"),
    ],
)
def test_each_limit_broken_is_named(trades: Trades, label: str) -> None:
    assert label in labels(hand_problem(), trades)


@pytest.mark.parametrize(
    ("limits", "trades", "label"),
    [
        ({"raise_total": 2_000.0}, shares(), "cash to raise"),
        ({"max_orders": 1}, shares(gain=20, bought=(0, 30, 0)), "max_orders"),
        ({"max_turnover": 1_499.0}, shares(gain=20, bought=(0, 30, 0)), "max_turnover"),
        ({"max_gain": 1_399.0}, shares(gain=20), "max_gain"),
    ],
)
def test_each_limit_over_the_plan_holds_at_its_edge(
    limits: dict[str, float], trades: Trades, label: str
) -> None:
    assert labels(hand_problem(**limits), trades) == [label]
    ((name, limit),) = limits.items()
    wider = limit - 525.0 if name == "raise_total" else limit + 1.0
    assert labels(hand_problem(**{name: wider}), trades) == []


def test_hard_bands_hold_on_both_sides() -> None:
    problem = hand_problem()
    bands = replace(problem.classes, high=np.array([0.6, 1.0, 1.0]), low=np.array([0.5, 0.0, 0.0]))
    problem = replace(problem, classes=bands)
    assert labels(problem, no_trades(problem)) == []
    assert labels(problem, shares(gain=101)) == ["lower limit of Stocks"]
    assert labels(problem, shares(bought=(5, 0, 0))) == ["upper limit of Stocks"]


def test_a_lot_sold_entire_may_bring_its_fraction_along() -> None:
    problem = hand_problem()
    assert labels(problem, shares(flat=760.5)) == []
    assert labels(problem, shares(flat=760)) == []
    assert labels(problem, shares(flat=760.4)) == ["step, sale of BBB in A"]
    assert labels(problem, shares(flat=760.4), whole_shares=False) == []


def test_a_small_order_may_close_the_whole_place() -> None:
    problem = hand_problem(min_trade=50_000.0)
    assert labels(problem, shares(flat=760.5)) == []
    assert labels(problem, shares(flat=760)) == ["min_trade, sale of BBB in A"]


def test_a_loss_is_washed_by_lots_that_stay() -> None:
    problem = hand_problem()
    problem = replace(problem, lots=replace(problem.lots, needs={1: (0,)}))
    assert labels(problem, shares(loss=10, gain=199)) == ["wash of lot loss by lots that stay"]
    assert labels(problem, shares(loss=10, gain=200)) == []


def test_noise_of_a_solver_is_no_trade() -> None:
    problem = hand_problem()
    noise = shares(loss=1e-10, bought=(1e-10, 1e-10, 0))
    assert evaluate(problem, noise) == evaluate(problem, no_trades(problem))


@given(SEEDS, st.sampled_from([whole_trades, random_trades]))
def test_j_is_what_plain_python_in_fractions_says(
    seed: int, plan: Callable[[Problem, int], Trades]
) -> None:
    problem = random_problem(seed)
    trades = plan(problem, seed)
    expected = plain_objective(problem, trades)
    assert evaluate(problem, trades).objective == pytest.approx(expected, abs=1e-5, rel=1e-12)


@given(SEEDS)
def test_what_leaves_the_classes_arrives_in_cash_or_is_a_cost(seed: int) -> None:
    problem = random_problem(seed, HOUSEHOLD if seed % 20 == 0 else None)
    trades = random_trades(problem, seed)
    outcome, plain = outcome_of(problem, trades), plain_outcome(problem, trades)
    cost = evaluate(problem, trades).terms["trading"]
    assert outcome.classes.sum() + cost == pytest.approx(problem.value, rel=1e-12)
    assert outcome.cash == pytest.approx([float(one) for one in plain.cash], abs=1e-6)
    assert outcome.orders == plain.orders


@given(SEEDS)
def test_washes_are_found_exactly_where_both_sides_of_a_group_are_open(seed: int) -> None:
    problem = random_problem(seed)
    trades = whole_trades(problem, seed)
    plain = plain_outcome(problem, trades)
    both = plain.groups_bought & plain.groups_lost
    expected = {f"wash in group {group}" for group in both if problem.limits.exclusive[group]}
    assert {one for one in labels(problem, trades) if one.startswith("wash in")} == expected


@given(
    SEEDS, st.floats(-60_000, 60_000, allow_nan=False), st.floats(-60_000, 60_000, allow_nan=False)
)
def test_tau_at_a_point_is_tau_of_arrays(seed: int, short: float, long: float) -> None:
    tax = random_problem(seed, HOUSEHOLD).tax
    assert tax is not None
    assert tax.tau_at(short, long) == pytest.approx(float(tax.tau(short, long)), abs=1e-9)
