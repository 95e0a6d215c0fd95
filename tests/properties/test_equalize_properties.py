"""What `equalize` never does, whatever the portfolio, and what its step rule means one by one."""

from decimal import Decimal
from fractions import Fraction
from heapq import heapify, heapreplace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trimtab.domain import Symbol
from trimtab.errors import NoPlan
from trimtab.planners.equalize import Equalization, EqualizeOptions, ValuedPosition, equalize
from trimtab.planners.equalize.ideal import steps_down, steps_up

Positions = tuple[ValuedPosition, ...]


def cents(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda number: Decimal(number).scaleb(-2))


def few_dollars() -> st.SearchStrategy[Decimal]:
    """Round values from a short list, so that ties are common."""
    return st.sampled_from(["0", "100", "250", "1000"]).map(Decimal)


@st.composite
def portfolios(draw: st.DrawFn) -> Positions:
    size = draw(st.integers(1, 8))
    return tuple(
        ValuedPosition(
            symbol=Symbol(f"S{number}"),
            value=draw(st.one_of(few_dollars(), cents(0, 5_000_000))),
            price=draw(st.one_of(st.just(Decimal(100)), cents(1, 90_000))),
            unrealized_gain=draw(st.one_of(st.just(Decimal(0)), cents(-50_000, 50_000))),
        )
        for number in range(size)
    )


money = st.one_of(few_dollars(), cents(0, 2_000_000))
steps = st.one_of(st.none(), st.sampled_from(["0.01", "100", "333.33"]).map(Decimal))


def raised(positions: Positions, options: EqualizeOptions) -> Equalization:
    """The result; portfolios that cannot bring the money are no examples."""
    try:
        return equalize(positions, options)
    except NoPlan:
        assume(False)  # noqa: FBT003 - the function's only parameter
        raise


def assert_no_position_is_oversold(result: Equalization) -> None:
    for row in result.rows:
        assert row.position.value + row.shares_value >= Decimal("-0.005")


@given(portfolios(), money, steps)
def test_investing_never_sells_never_overspends_and_states_what_is_left(
    positions: Positions, invest: Decimal, step: Decimal | None
) -> None:
    result = equalize(positions, EqualizeOptions(invest=invest, step=step))
    assert all(row.trade_shares >= 0 and row.trade_value >= 0 for row in result.rows)
    assert result.bought + result.cash_left == invest
    assert result.cash_left >= 0


@given(portfolios(), money)
def test_ideal_buys_add_up_to_the_money_to_the_cent(positions: Positions, invest: Decimal) -> None:
    result = equalize(positions, EqualizeOptions(invest=invest))
    assert sum(row.trade_value for row in result.rows) == invest


@given(portfolios(), money)
def test_no_buy_is_more_than_one_share_away_from_its_ideal(
    positions: Positions, invest: Decimal
) -> None:
    for row in equalize(positions, EqualizeOptions(invest=invest)).rows:
        assert abs(row.shares_value - row.trade_value) <= row.position.price + Decimal("0.01")


@given(portfolios(), money, steps)
def test_raising_never_buys_never_oversells_and_brings_the_money(
    positions: Positions, raise_cash: Decimal, step: Decimal | None
) -> None:
    result = raised(positions, EqualizeOptions(raise_cash=raise_cash, step=step))
    assert all(row.trade_shares <= 0 and row.trade_value <= 0 for row in result.rows)
    assert_no_position_is_oversold(result)
    assert result.sold >= raise_cash
    assert result.cash_left == raise_cash - result.sold


@given(portfolios(), money, st.sampled_from(["invest", "raise_cash"]), steps)
def test_with_sales_allowed_cash_and_shares_are_conserved(
    positions: Positions, amount: Decimal, direction: str, step: Decimal | None
) -> None:
    options = EqualizeOptions(
        invest=amount if direction == "invest" else Decimal(0),
        raise_cash=amount if direction == "raise_cash" else Decimal(0),
        step=step,
        allow_sells=True,
    )
    result = raised(positions, options)
    assert_no_position_is_oversold(result)
    assert result.sold + options.invest >= result.bought + options.raise_cash


def after(result: Equalization) -> Positions:
    """The portfolio that the trades leave; half a cent may be missing from a position sold out."""
    return tuple(
        ValuedPosition(
            symbol=row.position.symbol,
            value=max(row.position.value + row.shares_value, Decimal(0)),
            price=row.position.price,
            unrealized_gain=row.position.unrealized_gain,
        )
        for row in result.rows
    )


@given(portfolios(), money)
def test_investing_what_was_left_trades_at_most_one_share_of_each(
    positions: Positions, invest: Decimal
) -> None:
    first = equalize(positions, EqualizeOptions(invest=invest))
    again = equalize(after(first), EqualizeOptions(invest=first.cash_left))
    assert all(row.trade_shares <= 1 for row in again.rows)


@given(portfolios(), money)
def test_equalizing_what_was_equalized_trades_at_most_one_share_of_each(
    positions: Positions, invest: Decimal
) -> None:
    first = equalize(positions, EqualizeOptions(invest=invest, allow_sells=True))
    again = equalize(after(first), EqualizeOptions(invest=first.cash_left, allow_sells=True))
    assert all(abs(row.trade_shares) <= 1 for row in again.rows)


numbers = st.one_of(
    st.integers(0, 6).map(Fraction), st.integers(0, 3000).map(lambda n: Fraction(n, 100))
)


@settings(max_examples=300)
@given(st.lists(numbers, min_size=1, max_size=7), st.integers(0, 40))
def test_steps_up_are_those_that_the_lowest_takes_one_by_one(
    values: list[Fraction], count: int
) -> None:
    step = Fraction(1)
    ties = list(reversed(range(len(values))))
    heap = [(value, tie) for value, tie in zip(values, ties, strict=True)]
    heapify(heap)
    for _ in range(count):
        heapreplace(heap, (heap[0][0] + step, heap[0][1]))
    ends = {tie: value for value, tie in heap}
    expected = tuple(ends[tie] - value for value, tie in zip(values, ties, strict=True))
    assert steps_up(values, ties, count, step) == expected


@settings(max_examples=300)
@given(st.lists(numbers, min_size=1, max_size=7), st.fractions(0, 1, max_denominator=50))
def test_steps_down_are_those_that_the_highest_gives_one_by_one(
    values: list[Fraction], part: Fraction
) -> None:
    step, amount = Fraction(1), sum(values, Fraction(0)) * part
    ties = list(reversed(range(len(values))))
    left, taken = amount, [Fraction(0)] * len(values)
    while left > 0:
        highest = min(range(len(values)), key=lambda i: (taken[i] - values[i], ties[i]))
        move = min(step, values[highest] - taken[highest])
        taken[highest] += move
        left -= move
    assert steps_down(values, ties, amount, step) == tuple(taken)
