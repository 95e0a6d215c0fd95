from datetime import date
from decimal import Decimal

from trimtab.brokers import reconcile
from trimtab.domain import Statement, StatementLot, StatementPosition, Symbol

VTI = Symbol("VTI")


def lot(quantity: str, symbol: Symbol = VTI, acquired: date | None = None) -> StatementLot:
    return StatementLot(
        symbol=symbol, quantity=Decimal(quantity), acquired=acquired, basis=None, line=9
    )


def position(
    quantity: str, price: str | None = None, value: str | None = None
) -> StatementPosition:
    return StatementPosition(
        symbol=VTI,
        quantity=Decimal(quantity),
        price=None if price is None else Decimal(price),
        value=None if value is None else Decimal(value),
        line=3,
    )


def whats(
    *positions: StatementPosition, lots: tuple[StatementLot, ...], as_of: date | None = None
) -> list[str]:
    statement = Statement(format="any", positions=positions, lots=lots, as_of=as_of)
    return [problem.what for problem in reconcile(statement, file="f")]


def test_lots_that_add_up_give_no_problem() -> None:
    assert whats(position("1.5"), lots=(lot("1"), lot("0.5"))) == []


def test_a_position_that_stands_twice_is_added_up_first() -> None:
    assert whats(position("1"), position("0.5"), lots=(lot("1.5"),)) == []


def test_a_difference_of_a_millionth_of_a_share_is_named() -> None:
    assert whats(position("1.000001"), lots=(lot("1"),)) == [
        "VTI: lots of 1 shares for a position of 1.000001 shares"
    ]


def test_lots_without_a_position_are_named_once() -> None:
    other = Symbol("VEA")
    assert whats(position("1"), lots=(lot("1"), lot("2", other), lot("3", other))) == [
        "VEA: lots without a position"
    ]


def test_a_value_may_differ_by_what_the_price_was_rounded_by() -> None:
    assert whats(position("2630.585", "413.85", "1088667.8653"), lots=(lot("2630.585"),)) == []


def test_a_value_that_quantity_times_price_cannot_give_is_named() -> None:
    assert whats(position("10", "50.00", "499.00"), lots=(lot("10"),)) == [
        "VTI: 10 shares at 50 are $500.00, the file says $499.00"
    ]


def test_a_lot_acquired_after_the_day_of_the_file_is_named() -> None:
    late = lot("1", acquired=date(2026, 11, 21))
    assert whats(position("1"), lots=(late,), as_of=date(2026, 11, 20)) == [
        "a lot of VTI was acquired on 2026-11-21"
    ]


def test_a_lot_of_the_same_day_is_right() -> None:
    same = lot("1", acquired=date(2026, 11, 20))
    assert whats(position("1"), lots=(same,), as_of=date(2026, 11, 20)) == []
