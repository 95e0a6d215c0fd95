"""Events booked into a household: what changes, and what stops with its arithmetic."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.tax.records import account, exactly
from trimtab.domain import AccountId, Household, Lot, LotId, Symbol, Term
from trimtab.domain import corporate_action as action
from trimtab.domain import event as happened
from trimtab.errors import InvalidValue
from trimtab.ledger import Booked, Inconsistent, RealizedGain, book

COMMON: Any = {"on": date(2025, 6, 2), "account_id": AccountId("joint")}
X, Y = Symbol("X"), Symbol("Y")


def household(*lots: str) -> Household:
    return Household(name="Rivera", accounts=(account("other"), account("joint", *lots)))


def booked(event: happened.Event, *lots: str) -> Booked:
    return book(household(*lots), event)


def held(result: Booked) -> list[tuple[str, str, object, object]]:
    return [
        (str(lot.lot_id), str(lot.symbol), lot.quantity, lot.basis)
        for _, lot in result.household.lots
    ]


def cash(result: Booked) -> Decimal:
    return result.household.account(AccountId("joint")).cash


def test_a_purchase_brings_a_lot_and_takes_the_cash() -> None:
    event = happened.Buy(
        **COMMON, symbol=X, lot_id=LotId("B"), quantity=Decimal(5), basis=Decimal(50)
    )
    result = booked(event, "A X 1 2020-01-02 10")
    assert held(result) == [("A", "X", 1, 10), ("B", "X", 5, 50)]
    assert cash(result) == -50


def test_the_same_lot_cannot_come_in_twice() -> None:
    event = happened.Buy(
        **COMMON, symbol=X, lot_id=LotId("A"), quantity=Decimal(5), basis=Decimal(50)
    )
    with pytest.raises(Inconsistent, match="lot A comes in twice"):
        booked(event, "A X 1 2020-01-02 10")


def test_a_sale_realises_a_gain_for_each_lot_it_takes() -> None:
    event = happened.Sell(**COMMON, symbol=X, quantity=Decimal(15), proceeds=Decimal("100.01"))
    result = booked(event, "A X 10 2020-01-02 10", "B X 10 2025-01-02 100")
    assert [(one.gain, one.term) for one in result.gains] == [
        (Decimal("56.67"), Term.LONG),
        (Decimal("-16.66"), Term.SHORT),
    ]
    assert held(result) == [("B", "X", 5, 50)]
    assert cash(result) == Decimal("100.01")


def test_a_sold_lot_without_basis_or_date_has_no_known_gain_and_is_short() -> None:
    event = happened.Sell(**COMMON, symbol=X, quantity=Decimal(1), proceeds=Decimal(5))
    (gain,) = booked(event, "A X 1 - -").gains
    assert gain.gain is None
    assert gain.economic_gain is None
    assert gain.term is Term.SHORT


def test_an_adjustment_is_added_to_the_gain() -> None:
    lot = Lot(lot_id=LotId("A"), symbol=X, quantity=Decimal(1), basis=Decimal(9), acquired=None)
    gain = RealizedGain(
        account_id=AccountId("joint"),
        lot=lot,
        sold=date(2025, 6, 2),
        proceeds=Decimal(5),
        basis=Decimal(9),
        adjustment=Decimal(3),
    )
    assert exactly(gain.economic_gain, gain.gain) == (-4, -1)


def test_a_transfer_out_realises_nothing() -> None:
    event = happened.TransferOut(**COMMON, symbol=X, quantity=Decimal(4))
    result = booked(event, "A X 10 2020-01-02 10")
    assert [lot.quantity for lot in result.left] == [4]
    assert not result.gains


def test_money_moves_in_and_out() -> None:
    dividend = happened.CashDividend(**COMMON, symbol=X, amount=Decimal(7))
    assert exactly(cash(booked(dividend)), booked(dividend).income) == (7, 7)
    deposit = happened.Deposit(**COMMON, amount=Decimal(7))
    assert exactly(cash(booked(deposit)), booked(deposit).income) == (7, 0)
    assert cash(booked(happened.Withdrawal(**COMMON, amount=Decimal(7)))) == -7


def test_an_event_without_a_handler_is_refused() -> None:
    with pytest.raises(InvalidValue, match="is no event to book"):
        booked(happened.Event(**COMMON))


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (
            action.Split(**COMMON, symbol=X, ratio=Decimal(2), stated_quantity=Decimal(19)),
            "a 2-for-1 split of 10 shares gives 20, the statement says 19",
        ),
        (
            action.Split(**COMMON, symbol=X, ratio=Decimal(2), cash_in_lieu=Decimal(1)),
            "20 shares have none",
        ),
        (action.Split(**COMMON, symbol=Y, ratio=Decimal(2)), "no Y is held on 2025-06-02"),
        (action.StockDividend(**COMMON, symbol=X, lot_id=LotId("N")), "neither ratio nor quantity"),
        (action.ReturnOfCapital(**COMMON, symbol=X), "has no amount"),
        (
            action.Distribution(**COMMON, symbol=X, amount=Decimal(1), dividend=Decimal(2)),
            "is called a dividend",
        ),
        (action.Spinoff(**COMMON, symbol=X, new_symbol=Y), "neither ratio nor quantity"),
        (
            action.Spinoff(**COMMON, symbol=X, new_symbol=Y, ratio=Decimal(1)),
            "cannot divide the basis",
        ),
        (
            action.Spinoff(**COMMON, symbol=X, new_symbol=Y, ratio=Decimal(1), taxable=True),
            "has no price",
        ),
        (
            action.SplitOff(
                **COMMON,
                symbol=X,
                new_symbol=Y,
                surrendered=Decimal(9),
                received=Decimal(9),
                designated={LotId("A"): Decimal(3)},
            ),
            "3 shares are designated for a split-off of 9",
        ),
    ],
)
def test_an_action_that_does_not_fit_stops_with_its_arithmetic(
    event: happened.Event, message: str
) -> None:
    with pytest.raises(Inconsistent, match=message) as caught:
        booked(event, "A X 10 2020-01-02 10")
    assert caught.value.why
    assert caught.value.fix


def test_a_ratio_with_too_few_digits_gives_way_to_the_stated_count() -> None:
    event = action.Split(
        **COMMON, symbol=X, ratio=Decimal("0.3333333"), stated_quantity=Decimal(25)
    )
    result = booked(event, "A X 72 2020-01-02 10", "B X 3 2020-01-02 10")
    assert sum(lot.quantity for _, lot in result.household.lots) == 25


def test_lots_bought_after_an_action_stay_as_they_are() -> None:
    event = action.Split(**COMMON, symbol=X, ratio=Decimal(2))
    result = booked(event, "A X 10 2020-01-02 10", "B X 10 2025-06-03 10")
    assert [quantity for _, _, quantity, _ in held(result)] == [20, 10]


def test_shares_that_replaced_others_stay_in_proportion_in_a_split() -> None:
    base = household("A X 10 2020-01-02 10")
    position = base.accounts[1].positions[0]
    used = replace(position, lots=(replace(position.lots[0], replacement_used=Decimal(4)),))
    both = (base.accounts[0], replace(base.accounts[1], positions=(used,)))
    event = action.Split(**COMMON, symbol=X, ratio=Decimal(3))
    result = book(replace(base, accounts=both), event)
    assert [lot.replacement_used for _, lot in result.household.lots] == [12]


def test_a_stock_dividend_may_state_the_shares_it_pays() -> None:
    event = action.StockDividend(**COMMON, symbol=X, lot_id=LotId("N"), quantity=Decimal(1))
    assert held(booked(event, "A X 10 2020-01-02 10")) == [("A", "X", 11, 10)]


def test_a_merger_into_a_security_already_held_keeps_both() -> None:
    event = action.StockMerger(**COMMON, symbol=X, new_symbol=Y, ratio=Decimal(2))
    result = booked(event, "A X 10 2020-01-02 10", "B Y 10 2019-01-02 30")
    assert held(result) == [("B", "Y", 10, 30), ("A", "Y", 20, 10)]


def test_a_dividend_part_of_a_mixed_merger_of_unknown_basis_cannot_be_told() -> None:
    event = action.MixedMerger(
        **COMMON,
        symbol=X,
        new_symbol=Y,
        ratio=Decimal(1),
        new_price=Decimal(3),
        cash_per_share=Decimal(1),
        dividend=Decimal(5),
    )
    result = booked(event, "A X 10 2020-01-02 -", "B X 10 2020-01-02 10")
    assert result.income == 5
    assert [gain.gain for gain in result.gains] == [None, 5]


def test_a_stated_count_leaves_room_for_a_fraction_paid_in_cash() -> None:
    event = action.Split(
        **COMMON,
        symbol=X,
        ratio=Decimal("0.1"),
        stated_quantity=Decimal(10),
        cash_in_lieu=Decimal(9),
    )
    result = booked(event, "A X 105 2020-01-02 105")
    assert held(result) == [("A", "X", 10, 100)]
    assert [gain.gain for gain in result.gains] == [4]


def test_unknown_basis_stays_unknown_through_actions() -> None:
    mixed = action.MixedMerger(
        **COMMON,
        symbol=X,
        new_symbol=Y,
        ratio=Decimal(1),
        new_price=Decimal(3),
        cash_per_share=Decimal(1),
    )
    result = booked(mixed, "A X 10 2020-01-02 -")
    assert held(result) == [("A", "Y", 10, None)]
    assert [gain.gain for gain in result.gains] == [None]
    returned = action.ReturnOfCapital(**COMMON, symbol=X, per_share=Decimal(1))
    assert held(booked(returned, "A X 10 2020-01-02 -")) == [("A", "X", 10, None)]
    spun = action.Spinoff(
        **COMMON, symbol=X, new_symbol=Y, ratio=Decimal(1), basis_fraction=Decimal("0.5")
    )
    assert held(booked(spun, "A X 10 2020-01-02 -")) == [
        ("A", "X", 10, None),
        ("A.Y", "Y", 10, None),
    ]


def test_a_taxed_spin_off_is_a_dividend_at_fair_value_with_a_new_date() -> None:
    event = action.Spinoff(
        **COMMON, symbol=X, new_symbol=Y, ratio=Decimal("0.1"), new_price=Decimal(8), taxable=True
    )
    result = booked(event, "A X 10 2020-01-02 10")
    assert held(result) == [("A", "X", 10, 10), ("A.Y", "Y", 1, 8)]
    assert result.income == 8
    counted = action.Spinoff(
        **COMMON, symbol=X, new_symbol=Y, quantity=Decimal(2), new_price=Decimal(8), taxable=True
    )
    assert booked(counted, "A X 10 2020-01-02 10").income == 16


def test_a_recapitalisation_can_keep_the_old_class() -> None:
    classes = tuple(
        action.NewClass(symbol=symbol, ratio=Decimal(1), price=Decimal(price))
        for symbol, price in ((X, 3), (Y, 1))
    )
    event = action.Recapitalization(**COMMON, symbol=X, receives=classes)
    result = booked(event, "A X 10 2020-01-02 100", "B X 10 2026-01-02 7")
    found = [lot.basis for _, lot in result.household.lots if lot.basis is not None]
    assert sorted(found) == [7, 25, 75]


def test_a_fraction_of_a_class_may_be_paid_in_cash() -> None:
    classes = (
        action.NewClass(symbol=X, ratio=Decimal(1), price=Decimal(3), stated_quantity=Decimal(10)),
        action.NewClass(
            symbol=Y, ratio=Decimal("0.25"), price=Decimal(4), cash_in_lieu=Decimal("2.50")
        ),
    )
    event = action.Recapitalization(**COMMON, symbol=X, receives=classes)
    result = booked(event, "A X 10 2020-01-02 100")
    assert held(result) == [("A.X", "X", 10, 75), ("A.Y", "Y", 2, 20)]
    (fraction,) = result.gains
    assert exactly(fraction.basis, fraction.gain) == (5, Decimal("-2.50"))
    assert cash(result) == Decimal("2.50")


def test_a_fraction_in_a_split_off_comes_out_of_the_earliest_lot() -> None:
    event = action.SplitOff(
        **COMMON,
        symbol=X,
        new_symbol=Y,
        surrendered=Decimal(5),
        received=Decimal("7.5"),
        designated={LotId("B"): Decimal(5)},
        cash_in_lieu=Decimal(4),
    )
    result = booked(event, "A X 10 2020-01-02 100", "B X 10 2021-01-02 30")
    assert held(result) == [("A", "X", 10, 100), ("B", "X", 5, 15), ("B.Y", "Y", 7, 14)]
    (fraction,) = result.gains
    assert exactly(fraction.gain, fraction.term) == (3, Term.LONG)
    assert cash(result) == 4


@pytest.mark.parametrize(
    ("given", "moved"),
    [
        ({"price": Decimal(10), "new_price": Decimal(1)}, 0),
        ({"price": Decimal(10), "new_price": Decimal(1), "elected": True}, 9),
        ({"price": Decimal(10), "new_price": Decimal(2)}, 16),
        ({"basis_fraction": Decimal("0.5")}, 50),
        ({}, 0),
    ],
)
def test_rights_take_basis_when_they_are_worth_enough_or_it_is_elected(
    given: dict[str, Any], moved: int
) -> None:
    event = action.Rights(**COMMON, symbol=X, new_symbol=Y, ratio=Decimal(1), **given)
    result = booked(event, "A X 10 2020-01-02 100")
    basis = {lot.symbol: lot.basis or Decimal(0) for _, lot in result.household.lots}
    assert int(basis[Y]) == moved
    assert basis[X] == 100 - basis[Y]


def test_exercised_rights_of_unknown_basis_give_shares_of_unknown_basis() -> None:
    event = action.RightsExercise(
        **COMMON,
        symbol=X,
        new_symbol=Y,
        quantity=Decimal(10),
        paid=Decimal(5),
        lot_id=LotId("N"),
    )
    assert held(booked(event, "A X 10 2020-01-02 -")) == [("N", "Y", 10, None)]


def test_inherited_shares_stay_inherited_in_a_spin_off() -> None:
    event = happened.Inheritance(
        **COMMON, symbol=X, lot_id=LotId("B"), quantity=Decimal(5), basis=Decimal(50)
    )
    spun = action.Spinoff(
        **COMMON, symbol=X, new_symbol=Y, ratio=Decimal(1), basis_fraction=Decimal("0.5")
    )
    result = book(booked(event).household, spun)
    assert {lot.origin.value for _, lot in result.household.lots} == {"inheritance"}


def test_what_a_distribution_pays_beyond_its_dividend_comes_out_of_basis() -> None:
    event = action.Distribution(**COMMON, symbol=X, amount=Decimal(30), dividend=Decimal(12))
    result = booked(event, "A X 10 2020-01-02 100")
    assert held(result) == [("A", "X", 10, 82)]
    assert exactly(cash(result), result.income) == (30, 12)


def test_a_spinoff_told_by_two_prices_divides_the_basis_by_their_values() -> None:
    event = action.Spinoff(
        **COMMON,
        symbol=X,
        new_symbol=Y,
        ratio=Decimal("0.5"),
        price=Decimal(60),
        new_price=Decimal(40),
    )
    # Ten old shares are worth 600 and five new ones 200: a quarter of the basis moves.
    assert [row[1:] for row in held(booked(event, "A X 10 2020-01-02 100"))] == [
        ("X", 10, 75),
        ("Y", 5, 25),
    ]


def test_other_property_in_a_merger_is_boot_and_comes_in_at_its_value() -> None:
    other = action.OtherProperty(symbol=Symbol("W"), ratio=Decimal(1), price=Decimal(2))
    event = action.MixedMerger(
        **COMMON,
        symbol=X,
        new_symbol=Y,
        ratio=Decimal(1),
        new_price=Decimal(15),
        cash_per_share=Decimal(3),
        other=other,
    )
    result = booked(event, "A X 10 2020-01-02 100")
    # 356(a)(1): 150 + 30 + 20 less 100 is a gain of 100, recognised up to the boot of 50.
    assert [gain.gain for gain in result.gains] == [50]
    # 358(a)(1): 100 less 50 of boot and with 50 of gain; 358(a)(2): the property at its value.
    assert sorted(row[1:] for row in held(result)) == [("W", 10, 20), ("Y", 10, 100)]
    assert cash(result) == 30
