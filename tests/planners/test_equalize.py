"""`equalize` on small portfolios: who trades, how much, in whole shares, and what is left."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from trimtab.domain import Symbol
from trimtab.errors import InvalidValue, NoPlan
from trimtab.planners.equalize import Equalization, EqualizeOptions, ValuedPosition, equalize
from trimtab.planners.equalize.ideal import steps_down, steps_up

# The example that the older portfolio-balancer documents: symbol, value, price, unrealized gain.
SECTORS = """\
FTEC 15000.00 128.62 3343.9673
VAW 10000.00 180.51 893.3955
VCR 6798.48 279.68 1700.9984
VDC 8000 192.75 -1192.065125
VHT 12000.43 242.65 18.5908
VIS 9000 203.87 -2382.175
VNQ 9500 83.1 -1745.915301
VOX 9500.14 105.39 -2075.3452
VPU 13000.99 140.63 4933.423
VSMAX 20100.44 94.73 802.809999"""


def portfolio(text: str) -> tuple[ValuedPosition, ...]:
    """Positions from lines of `symbol value price [gain]`, apart by line or semicolon."""
    rows = [line.split() for line in text.replace(";", "\n").splitlines()]
    return tuple(
        ValuedPosition(
            symbol=Symbol(row[0]),
            value=Decimal(row[1]),
            price=Decimal(row[2]),
            unrealized_gain=Decimal(row[3]) if len(row) > 3 else Decimal(0),
        )
        for row in rows
    )


def options(
    *, invest: str = "0", raise_cash: str = "0", step: str | None = None, allow_sells: bool = False
) -> EqualizeOptions:
    return EqualizeOptions(
        invest=Decimal(invest),
        raise_cash=Decimal(raise_cash),
        step=None if step is None else Decimal(step),
        allow_sells=allow_sells,
    )


def ideals(result: Equalization) -> dict[str, str]:
    return {str(r.position.symbol): str(r.trade_value) for r in result.rows if r.trade_value}


def shares(result: Equalization) -> dict[str, int]:
    return {str(r.position.symbol): r.trade_shares for r in result.rows if r.trade_shares}


def test_the_documented_example_moves_the_same_steps() -> None:
    result = equalize(portfolio(SECTORS), options(invest="5000", step="100"))
    assert ideals(result) == {
        "VCR": "2800.00",
        "VDC": "1500.00",
        "VIS": "600.00",
        "VNQ": "100.00",
    }


def test_the_documented_example_does_not_overspend() -> None:
    # Rounding each amount to the nearest share, as that tool does, would buy 10, 8, 3 and 1 here
    # for 5033.51.
    result = equalize(portfolio(SECTORS), options(invest="5000", step="100"))
    assert result.bought <= 5000
    assert result.cash_left == 5000 - result.bought
    assert shares(result) == {"VCR": 10, "VDC": 7, "VIS": 3, "VNQ": 2}


def test_new_money_raises_the_lowest_to_one_level_exactly() -> None:
    result = equalize(portfolio("A 100 10; B 200 10; C 900 10"), options(invest="500"))
    assert ideals(result) == {"A": "300.00", "B": "200.00"}
    assert shares(result) == {"A": 30, "B": 20}
    assert result.cash_left == 0


def test_ideal_amounts_add_up_to_the_money_though_the_level_is_no_whole_cent() -> None:
    result = equalize(portfolio("A 0 7; B 0 7; C 0 7"), options(invest="100"))
    assert ideals(result) == {"A": "33.34", "B": "33.33", "C": "33.33"}


def test_the_largest_unfilled_fraction_gets_the_share_that_cash_still_pays_for() -> None:
    # 50 each: 2.5 shares of A and 3.57 of B; the 18 left after rounding down pay for one B more.
    result = equalize(portfolio("A 0 20; B 0 14"), options(invest="100"))
    assert shares(result) == {"A": 2, "B": 4}
    assert result.cash_left == 4


def test_a_share_that_cash_does_not_pay_for_is_passed_over() -> None:
    result = equalize(portfolio("A 0 900; B 0 300"), options(invest="1000"))
    assert shares(result) == {"B": 2}
    assert result.cash_left == 400


def test_a_price_above_the_budget_buys_nothing_and_says_so() -> None:
    result = equalize(portfolio("A 100 5000"), options(invest="1000"))
    assert result.is_empty
    assert result.cash_left == 1000
    assert result.verdict == "Nothing to do: every ideal trade is less than one share."


def test_one_position_takes_all_the_money() -> None:
    result = equalize(portfolio("A 100 10"), options(invest="95"))
    assert ideals(result) == {"A": "95.00"}
    assert shares(result) == {"A": 9}


def test_equal_positions_share_new_money_equally() -> None:
    result = equalize(portfolio("A 70 1; B 70 1; C 70 1"), options(invest="30"))
    assert shares(result) == {"A": 10, "B": 10, "C": 10}


def test_without_money_or_leave_to_sell_there_is_nothing_to_do() -> None:
    result = equalize(portfolio("A 100 10; B 200 10"))
    assert result.is_empty
    assert result.verdict == (
        "Nothing to do: there is no money to invest or to raise, "
        "and sales to equalize are not allowed."
    )


def test_no_positions_and_nothing_asked_is_nothing_to_do() -> None:
    result = equalize(())
    assert result.rows == ()
    assert result.verdict == "Nothing to do: there are no positions."


def test_money_for_no_positions_is_refused() -> None:
    with pytest.raises(InvalidValue, match="no position to invest 5 in"):
        equalize((), options(invest="5"))


def test_raising_lowers_the_largest_to_one_level() -> None:
    result = equalize(portfolio("A 100 1; B 500 1; C 700 1"), options(raise_cash="400"))
    assert ideals(result) == {"B": "-100.00", "C": "-300.00"}
    assert shares(result) == {"B": -100, "C": -300}
    assert result.cash_left == 0


def test_raising_brings_at_least_the_money_asked_for_and_states_the_surplus() -> None:
    result = equalize(portfolio("A 1000 46; B 100 10"), options(raise_cash="100"))
    assert shares(result) == {"A": -3}
    assert result.sold == 138
    assert result.cash_left == -38


def test_among_equals_the_smallest_unrealized_gain_is_sold() -> None:
    positions = portfolio("A 1000 100 50; B 1000 100 -20; C 1000 100 10")
    assert shares(equalize(positions, options(raise_cash="100"))) == {"B": -1}


def test_among_equal_gains_the_first_in_the_file_is_sold() -> None:
    positions = portfolio("A 1000 100 5; B 1000 100 5")
    assert shares(equalize(positions, options(raise_cash="100"))) == {"A": -1}


def test_a_whole_position_may_be_sold_but_no_fraction_of_a_share() -> None:
    result = equalize(portfolio("A 250 100; B 250 100"), options(raise_cash="400"))
    assert shares(result) == {"A": -2, "B": -2}


def test_fractions_that_cannot_be_sold_are_made_up_from_the_largest_position() -> None:
    # The ideal takes A and B down to 10 each; only two whole shares of A exist.
    result = equalize(portfolio("A 290 100; B 290 1"), options(raise_cash="489"))
    assert shares(result) == {"A": -2, "B": -289}


def test_raising_more_than_the_whole_shares_bring_is_no_plan() -> None:
    with pytest.raises(NoPlan, match=r"cannot raise \$450\.00: .* 2 positions bring \$400\.00"):
        equalize(portfolio("A 250 100; B 250 100"), options(raise_cash="450"))


def test_a_value_rounded_to_the_cent_still_counts_all_its_shares() -> None:
    # Three shares at 33.3367 are 100.0101; the file says 100.01.
    assert shares(equalize(portfolio("A 100.01 33.3367"), options(raise_cash="100"))) == {"A": -3}


def test_sales_allowed_bring_every_position_to_one_value() -> None:
    result = equalize(portfolio("A 100 1; B 200 1; C 600 1"), options(allow_sells=True))
    assert ideals(result) == {"A": "200.00", "B": "100.00", "C": "-300.00"}
    assert shares(result) == {"A": 200, "B": 100, "C": -300}
    assert result.cash_left == 0


def test_sales_allowed_with_new_money_aim_at_the_higher_level() -> None:
    result = equalize(portfolio("A 100 1; B 500 1"), options(allow_sells=True, invest="100"))
    assert ideals(result) == {"A": "250.00", "B": "-150.00"}


def test_sales_allowed_with_money_to_raise_buy_only_with_what_is_over() -> None:
    result = equalize(portfolio("A 100 30; B 700 40"), options(allow_sells=True, raise_cash="200"))
    assert ideals(result) == {"A": "200.00", "B": "-400.00"}
    assert shares(result) == {"A": 6, "B": -10}
    assert result.cash_left == -20


def test_buys_come_down_when_whole_share_sales_bring_less_than_the_ideal() -> None:
    # B should give 350 and gives one share of 300: A gets 300, not 350.
    result = equalize(portfolio("A 400 10; B 1100 300"), options(allow_sells=True))
    assert shares(result) == {"A": 30, "B": -1}
    assert result.cash_left == 0


def test_positions_that_are_equal_already_are_left_alone() -> None:
    result = equalize(portfolio("A 100 1; B 100 1"), options(allow_sells=True))
    assert result.is_empty
    assert result.verdict == "Nothing to do: the positions are equal already."


def test_a_remainder_smaller_than_a_step_stays_in_cash() -> None:
    result = equalize(portfolio("A 0 1; B 0 1"), options(invest="250", step="100"))
    assert ideals(result) == {"A": "100.00", "B": "100.00"}
    assert result.cash_left == 50


def test_less_than_one_step_is_nothing_to_do() -> None:
    result = equalize(portfolio("A 0 1"), options(invest="99", step="100"))
    assert result.is_empty
    assert result.verdict == "Nothing to do: $99.00 is less than one step of $100.00."


def test_a_step_goes_to_the_lowest_value() -> None:
    result = equalize(portfolio("A 60 1; B 50 1; C 55 1"), options(invest="10", step="10"))
    assert ideals(result) == {"B": "10.00"}


def test_a_step_among_equal_values_goes_to_the_smallest_gain_then_by_file_order() -> None:
    positions = portfolio("A 50 1 9; B 50 1 -4; C 50 1 -4")
    assert ideals(equalize(positions, options(invest="10", step="10"))) == {"B": "10.00"}
    assert ideals(equalize(positions, options(invest="20", step="10"))) == {
        "B": "10.00",
        "C": "10.00",
    }


def test_raising_in_steps_takes_from_the_highest_value() -> None:
    result = equalize(portfolio("A 300 1; B 360 1"), options(raise_cash="200", step="100"))
    assert ideals(result) == {"A": "-100.00", "B": "-100.00"}


def test_raising_in_steps_rounds_up_to_the_money_asked_for() -> None:
    result = equalize(portfolio("A 300 1; B 900 1"), options(raise_cash="150", step="100"))
    assert ideals(result) == {"B": "-200.00"}
    assert result.sold >= 150


def test_a_step_takes_no_more_than_a_position_has() -> None:
    result = equalize(portfolio("A 50 1; B 130 1"), options(raise_cash="180", step="100"))
    assert ideals(result) == {"A": "-50.00", "B": "-130.00"}


def test_sales_allowed_in_steps_leave_values_closer_than_a_step_alone() -> None:
    positions = portfolio("A 1000 1; B 1150 1")
    result = equalize(positions, options(allow_sells=True, step="100"))
    assert result.is_empty
    assert result.verdict == (
        "Nothing to do: no step of $100.00 brings the values nearer to each other."
    )


def test_sales_allowed_in_steps_move_from_the_highest_to_the_lowest() -> None:
    positions = portfolio("A 1000 1; B 1400 1; C 1100 1")
    result = equalize(positions, options(allow_sells=True, step="100"))
    assert ideals(result) == {"A": "200.00", "B": "-200.00"}


def test_a_cent_as_step_is_no_slower_than_a_dollar() -> None:
    # One step at a time would be five hundred million of them.
    result = equalize(portfolio(SECTORS), options(invest="5000000", step="0.01"))
    assert sum(row.trade_value for row in result.rows) == 5_000_000


def test_steps_up_with_no_positions_are_none() -> None:
    assert steps_up((), (), 3, Fraction(1)) == ()


def test_steps_down_for_no_money_are_none() -> None:
    assert steps_down([Fraction(5)], [0], Fraction(0), Fraction(1)) == (Fraction(0),)


def test_the_document_has_every_position_in_file_order_as_text() -> None:
    result = equalize(portfolio("B 100.5 10; A 300 33.3333"), options(invest="100"))
    assert json.loads(json.dumps(result.to_dict())) == {
        "schema": "trimtab.equalize/1",
        "rows": [
            {
                "symbol": "B",
                "value": "100.50",
                "price": "10.00",
                "trade_value": "100.00",
                "trade_shares": "10",
            },
            {
                "symbol": "A",
                "value": "300.00",
                "price": "33.3333",
                "trade_value": "0.00",
                "trade_shares": "0",
            },
        ],
        "cash_left": "0.00",
    }


def test_the_verdict_counts_and_prices_the_trades() -> None:
    result = equalize(portfolio("A 100 1; B 200 1; C 600 1"), options(allow_sells=True))
    assert result.verdict == "Sell 1 position for $300.00 and buy 2 positions for $300.00."


def test_a_symbol_that_stands_twice_is_refused() -> None:
    with pytest.raises(InvalidValue, match="these repeat: A"):
        equalize(portfolio("A 1 1; B 1 1; A 2 1"))


def test_investing_and_raising_at_once_is_refused() -> None:
    with pytest.raises(InvalidValue, match="invest 5 and raise 6"):
        options(invest="5", raise_cash="6")


@pytest.mark.parametrize(
    ("invest", "raise_cash", "step"), [("-1", "0", None), ("0", "-1", None), ("NaN", "0", None)]
)
def test_amounts_below_zero_are_refused(invest: str, raise_cash: str, step: str | None) -> None:
    with pytest.raises(InvalidValue, match="must be zero or more"):
        options(invest=invest, raise_cash=raise_cash, step=step)


@pytest.mark.parametrize("step", ["0", "-5", "Infinity"])
def test_a_step_must_be_above_zero(step: str) -> None:
    with pytest.raises(InvalidValue, match="a step must be above zero"):
        options(step=step)


@pytest.mark.parametrize(
    ("value", "price", "gain", "complaint"),
    [
        ("-1", "1", "0", "a value must be zero or more"),
        ("1", "0", "0", "a price must be above zero"),
        ("1", "1", "NaN", "an unrealized gain must be an amount"),
    ],
)
def test_positions_that_mean_nothing_are_refused(
    value: str, price: str, gain: str, complaint: str
) -> None:
    with pytest.raises(InvalidValue, match=f"A: {complaint}"):
        portfolio(f"A {value} {price} {gain}")
