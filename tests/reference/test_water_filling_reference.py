"""The closed form against what cannot share its mistakes: conditions, enumeration, trial points."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.planners.water_filling import KktResiduals, drain, fill, kkt_residuals

Case = tuple[list[Fraction], list[Fraction], Fraction]

ZERO = Fraction(0)
EXACT = KktResiduals(budget=ZERO, floor=ZERO, stationarity=ZERO)


def amounts() -> st.SearchStrategy[Fraction]:
    """Cents, a few small whole numbers so that ties are common, ratios, and very large amounts."""
    return st.one_of(
        st.integers(-3, 5).map(Fraction),
        st.integers(0, 10**9).map(lambda cents: Fraction(cents, 100)),
        st.fractions(-100, 100, max_denominator=97),
        st.sampled_from([ZERO, Fraction(10**18), Fraction(1, 10**12)]),
    )


@st.composite
def cases(draw: st.DrawFn, most: int = 12) -> Case:
    size = draw(st.integers(1, most))
    targets = draw(st.lists(amounts(), min_size=size, max_size=size))
    floors = draw(st.lists(amounts(), min_size=size, max_size=size))
    spread = draw(st.one_of(st.just(ZERO), amounts().map(abs)))
    return targets, floors, sum(floors, ZERO) + spread


def distance(point: Sequence[Fraction], targets: Sequence[Fraction]) -> Fraction:
    return sum(((x - chi) ** 2 for x, chi in zip(point, targets, strict=True)), ZERO)


def by_enumeration(targets: list[Fraction], floors: list[Fraction], total: Fraction) -> Fraction:
    """The least distance over every choice of places held at their floor: 2^n small problems."""
    best: Fraction | None = None
    for held in product((True, False), repeat=len(targets)):
        free = [i for i, at_floor in enumerate(held) if not at_floor]
        point = list(floors)
        left = total - sum((floors[i] for i, at_floor in enumerate(held) if at_floor), ZERO)
        if not free and left != 0:
            continue
        for i in free:
            point[i] = targets[i] + (left - sum(targets[j] for j in free)) / len(free)
        if all(x >= low for x, low in zip(point, floors, strict=True)):
            reached = distance(point, targets)
            best = reached if best is None else min(best, reached)
    assert best is not None
    return best


@settings(max_examples=300)
@given(cases())
def test_every_optimality_condition_holds_exactly(case: Case) -> None:
    assert kkt_residuals(*case, fill(*case)) == EXACT


@pytest.mark.parametrize("seed", range(4))
def test_every_optimality_condition_holds_on_thousands_of_random_portfolios(seed: int) -> None:
    # One random portfolio in five makes the known iterative solution overspend.
    random = Random(seed)
    for _ in range(1000):
        size = random.randint(1, 15)
        weights = [random.randint(0, 30) for _ in range(size)]
        floors = [Fraction(random.randint(0, 5_000_000), 100) for _ in range(size)]
        total = sum(floors) + Fraction(random.randint(0, 3_000_000), 100)
        targets = [total * weight / (sum(weights) or 1) for weight in weights]
        answer = fill(targets, floors, total)
        assert kkt_residuals(targets, floors, total, answer) == EXACT


@settings(max_examples=100)
@given(cases(most=6))
def test_no_choice_of_places_at_their_floor_gives_a_nearer_point(case: Case) -> None:
    targets, floors, total = case
    assert distance(fill(*case), targets) == by_enumeration(targets, floors, total)


@settings(max_examples=100)
@given(cases(), st.randoms(use_true_random=False))
def test_no_feasible_point_is_nearer(case: Case, random: Random) -> None:
    targets, floors, total = case
    parts = [random.randint(0, 9) for _ in floors]
    spread = total - sum(floors)
    other = [
        low + spread * part / sum(parts) if sum(parts) else low + spread / len(floors)
        for low, part in zip(floors, parts, strict=True)
    ]
    assert distance(fill(*case), targets) <= distance(other, targets)


@settings(max_examples=100)
@given(cases(), amounts().map(abs))
def test_more_money_lowers_no_place(case: Case, more: Fraction) -> None:
    targets, floors, total = case
    before, after = fill(*case), fill(targets, floors, total + more)
    assert all(new >= old for old, new in zip(before, after, strict=True))


@settings(max_examples=100)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_places_does_not_matter(case: Case, random: Random) -> None:
    targets, floors, total = case
    order = list(range(len(targets)))
    random.shuffle(order)
    shuffled = fill([targets[i] for i in order], [floors[i] for i in order], total)
    answer = fill(*case)
    assert shuffled == tuple(answer[i] for i in order)


@settings(max_examples=100)
@given(cases())
def test_draining_is_the_nearest_point_under_the_caps(case: Case) -> None:
    targets, caps, above = case
    total = 2 * sum(caps) - above
    answer = drain(targets, caps, total)
    mirrored = kkt_residuals(
        [-chi for chi in targets], [-cap for cap in caps], -total, [-x for x in answer]
    )
    assert mirrored == EXACT
