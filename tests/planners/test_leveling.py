"""Amounts near their targets within bounds."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from trimtab.planners.leveling import Bounded, level


def part(target: int, low: int = 0, high: int | None = None) -> Bounded:
    return Bounded(
        target=Fraction(target),
        low=Fraction(low),
        high=None if high is None else Fraction(high),
    )


def dollars(parts: list[Bounded], total: Fraction) -> tuple[int, ...]:
    return tuple(map(int, level(parts, total)))


def test_targets_that_add_up_are_met() -> None:
    assert dollars([part(30), part(70)], Fraction(100)) == (30, 70)


def test_a_shortfall_is_shared_in_equal_dollars() -> None:
    assert dollars([part(30), part(70)], Fraction(90)) == (25, 65)


def test_what_a_lower_bound_keeps_the_others_do_without() -> None:
    assert dollars([part(30, low=50), part(70)], Fraction(100)) == (50, 50)


def test_what_an_upper_bound_cannot_take_the_others_get() -> None:
    assert dollars([part(30, high=10), part(70)], Fraction(100)) == (10, 90)


def test_more_than_every_target_goes_to_those_without_an_upper_bound() -> None:
    assert dollars([part(10, high=10), part(20), part(20)], Fraction(100)) == (10, 45, 45)


def test_less_than_the_lower_bounds_gives_the_lower_bounds() -> None:
    assert dollars([part(30, low=50), part(70, low=20)], Fraction(60)) == (50, 20)


@st.composite
def bounded(draw: st.DrawFn) -> Bounded:
    low, width = draw(st.integers(0, 50)), draw(st.one_of(st.none(), st.integers(0, 50)))
    return part(draw(st.integers(-20, 100)), low, None if width is None else low + width)


@given(st.lists(bounded(), max_size=6), st.integers(0, 500))
def test_amounts_add_up_and_no_exchange_between_two_of_them_is_better(
    parts: list[Bounded], total: int
) -> None:
    parts = [part(20), *parts]
    amounts = level(parts, Fraction(total))
    assert all(
        x >= p.low and (p.high is None or x <= p.high) for x, p in zip(amounts, parts, strict=True)
    )
    if total < sum(p.low for p in parts):
        return
    assert sum(amounts) == total
    # First-order conditions: money moves only from a part that is further above its target.
    can_give = [x - p.target for x, p in zip(amounts, parts, strict=True) if x > p.low]
    can_take = [
        x - p.target for x, p in zip(amounts, parts, strict=True) if p.high is None or x < p.high
    ]
    assert max(can_give, default=Fraction(-(10**9))) <= min(can_take)
