"""Money is conserved: splits add up, rounding stays within a step, groups close."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from trimtab.domain import IdenticalGroups, Lot, LotId, Symbol
from trimtab.money import (
    CENT,
    ceil_to_step,
    exact_text,
    floor_to_cents,
    floor_to_step,
    from_solver,
    split_by_weight,
    to_cents,
    to_float,
)

STEPS = st.sampled_from([Decimal(text) for text in ("1", "0.001", "0.01", "0.5", "0.3", "100")])
AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=9)
CENTS = st.integers(-(10**14), 10**14).map(lambda count: count * CENT)
SHARES = st.integers(1, 10**10).map(lambda count: count * Decimal("0.0001"))
WEIGHTS = st.lists(
    st.decimals(min_value=0, max_value=10**9, places=6), min_size=1, max_size=12
).filter(any)
FRACTIONS = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)


def half_up(value: Fraction) -> int:
    """The nearest integer, halves away from zero."""
    size = floor(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


@given(st.integers(-(10**9), 10**9), WEIGHTS, STEPS)
def test_the_parts_of_a_split_sum_to_the_whole(
    count: int, weights: list[Decimal], step: Decimal
) -> None:
    assert sum(split_by_weight(count * step, weights, step)) == count * step


@given(st.integers(-(10**9), 10**9), WEIGHTS, STEPS)
def test_each_part_is_a_multiple_of_the_step_within_one_step_of_its_exact_share(
    count: int, weights: list[Decimal], step: Decimal
) -> None:
    total = Fraction(count) * Fraction(step)
    whole = sum(map(Fraction, weights))
    for part, weight in zip(split_by_weight(count * step, weights, step), weights, strict=True):
        assert (Fraction(part) / Fraction(step)).denominator == 1
        assert abs(Fraction(part) - total * Fraction(weight) / whole) < Fraction(step)


@given(st.integers(0, 10**9), WEIGHTS)
def test_a_larger_weight_never_gets_the_smaller_part(count: int, weights: list[Decimal]) -> None:
    parts = split_by_weight(count * CENT, weights)
    pairs = sorted(zip(weights, parts, strict=True))
    for (small, less), (large, more) in pairwise(pairs):
        assert less <= more or small == large


@given(st.integers(0, 10**9), WEIGHTS)
def test_among_equal_weights_the_earlier_part_is_never_the_smaller(
    count: int, weights: list[Decimal]
) -> None:
    parts = split_by_weight(count * CENT, [*weights, *weights])
    for early, late in zip(parts, parts[len(weights) :], strict=False):
        assert early >= late


@given(AMOUNTS)
def test_to_cents_of_a_decimal_is_the_nearest_cent(amount: Decimal) -> None:
    assert to_cents(amount) == half_up(Fraction(amount) * 100) * CENT
    assert to_cents(amount) == amount.quantize(CENT, rounding=ROUND_HALF_UP)


@given(FRACTIONS)
def test_to_cents_of_a_fraction_is_the_nearest_cent(amount: Fraction) -> None:
    assert to_cents(amount) == half_up(amount * 100) * CENT


@given(FRACTIONS)
def test_floor_to_cents_of_a_fraction_is_the_cent_below(amount: Fraction) -> None:
    assert floor_to_cents(amount) == floor(amount * 100) * CENT


@given(st.one_of(AMOUNTS, FRACTIONS), STEPS)
def test_a_quantity_lies_between_the_steps_around_it(
    quantity: Decimal | Fraction, step: Decimal
) -> None:
    steps = Fraction(quantity) / Fraction(step)
    assert floor_to_step(quantity, step) == floor(steps) * step
    assert ceil_to_step(quantity, step) == -floor(-steps) * step


@given(CENTS)
def test_cents_survive_the_way_to_a_solver_and_back(amount: Decimal) -> None:
    # 10**14 cents have fewer digits than a float64 keeps.
    assert from_solver(to_float(amount), CENT) == amount


@given(AMOUNTS)
def test_exact_text_reads_back_to_the_same_number(amount: Decimal) -> None:
    text = exact_text(amount)
    assert Decimal(text) == amount
    assert "E" not in text


@given(
    quantity=SHARES,
    taken=SHARES,
    basis=st.none() | st.integers(0, 10**12).map(lambda count: count * CENT),
    wash=st.integers(0, 10**9).map(lambda count: count * CENT),
)
def test_splitting_a_lot_conserves_shares_basis_and_wash_adjustment(
    quantity: Decimal, taken: Decimal, basis: Decimal | None, wash: Decimal
) -> None:
    lot = Lot(
        lot_id=LotId("L1"),
        symbol=Symbol("VTI"),
        quantity=quantity + taken,
        basis=basis,
        acquired=None,
        wash_adjustment=wash,
    )
    first, rest = lot.split(taken)
    assert (first.quantity, rest.quantity) == (taken, quantity)
    assert first.wash_adjustment + rest.wash_adjustment == wash
    if first.basis is None or rest.basis is None:
        assert first.basis is rest.basis is basis is None
    else:
        assert first.basis + rest.basis == basis


SYMBOLS = [Symbol(letter) for letter in "ABCDEFGHIJ"]


@given(st.lists(st.lists(st.sampled_from(SYMBOLS), max_size=4), max_size=8))
def test_identical_groups_are_the_components_that_union_find_gives(
    declared: list[list[Symbol]],
) -> None:
    parent = {symbol: symbol for symbol in SYMBOLS}

    def root(symbol: Symbol) -> Symbol:
        while parent[symbol] != symbol:
            symbol = parent[symbol]
        return symbol

    for group in declared:
        for symbol in group:
            parent[root(symbol)] = root(group[0])

    groups = IdenticalGroups(declared)
    for symbol in SYMBOLS:
        expected = {other for other in SYMBOLS if root(other) == root(symbol)}
        assert groups.of(symbol) == expected
