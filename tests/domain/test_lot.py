"""Tax lots: what they admit, what they derive, how they split."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from trimtab.domain import Lot, LotId, Symbol
from trimtab.errors import InvalidValue


def lot(
    *,
    quantity: str = "100",
    basis: str | None = "1000.00",
    acquired: date | None = date(2025, 3, 1),
    holding_period_start: date | None = None,
    wash_adjustment: str = "0",
) -> Lot:
    return Lot(
        lot_id=LotId("L1"),
        symbol=Symbol("VTI"),
        quantity=Decimal(quantity),
        basis=None if basis is None else Decimal(basis),
        acquired=acquired,
        holding_period_start=holding_period_start,
        wash_adjustment=Decimal(wash_adjustment),
    )


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_a_lot_holds_shares(quantity: str) -> None:
    with pytest.raises(
        InvalidValue, match=f"quantity of lot L1 must be above zero, got {quantity}"
    ):
        lot(quantity=quantity)


@pytest.mark.parametrize(
    ("basis", "message"), [("-0.01", "must not be negative"), ("1.001", "must be in whole cents")]
)
def test_a_basis_is_whole_cents_and_not_negative(basis: str, message: str) -> None:
    with pytest.raises(InvalidValue, match=f"basis of lot L1 {message}, got {basis}"):
        lot(basis=basis)


@pytest.mark.parametrize(
    ("wash", "message"), [("-0.01", "must not be negative"), ("1.001", "must be in whole cents")]
)
def test_a_wash_adjustment_is_whole_cents_and_not_negative(wash: str, message: str) -> None:
    with pytest.raises(InvalidValue, match=f"wash adjustment of lot L1 {message}, got {wash}"):
        lot(wash_adjustment=wash)


def test_a_basis_of_zero_is_a_known_basis() -> None:
    assert lot(basis="0").complete


def test_the_holding_period_starts_with_the_purchase_unless_said_otherwise() -> None:
    assert lot(acquired=date(2025, 3, 1)).holding_period_start == date(2025, 3, 1)


def test_a_holding_period_that_started_earlier_is_kept() -> None:
    tacked = lot(acquired=date(2025, 3, 1), holding_period_start=date(2024, 1, 2))
    assert (tacked.acquired, tacked.holding_period_start) == (date(2025, 3, 1), date(2024, 1, 2))


@pytest.mark.parametrize(
    ("basis", "acquired", "complete"),
    [
        ("1", date(2025, 3, 1), True),
        (None, date(2025, 3, 1), False),
        ("1", None, False),
        (None, None, False),
    ],
)
def test_a_lot_is_complete_when_basis_and_date_are_known(
    basis: str | None, acquired: date | None, *, complete: bool
) -> None:
    assert lot(basis=basis, acquired=acquired).complete is complete


def test_the_basis_of_a_share_is_the_total_over_the_shares() -> None:
    assert lot(quantity="8", basis="10.00").unit_basis == Decimal("1.25")


def test_the_basis_of_a_share_is_unknown_with_the_total() -> None:
    assert lot(basis=None).unit_basis is None


def test_a_split_gives_the_odd_cent_to_the_larger_remainder() -> None:
    taken, rest = lot(quantity="3", basis="10.00", wash_adjustment="0.01").split(Decimal(1))
    assert (taken.basis, rest.basis) == (Decimal("3.33"), Decimal("6.67"))
    assert (taken.wash_adjustment, rest.wash_adjustment) == (Decimal(0), Decimal("0.01"))


def test_both_parts_of_a_split_keep_the_name_and_the_dates() -> None:
    whole = lot(holding_period_start=date(2024, 1, 2))
    for part in whole.split(Decimal(40)):
        assert part.lot_id == whole.lot_id
        assert part.acquired == whole.acquired
        assert part.holding_period_start == date(2024, 1, 2)


def test_a_lot_without_basis_splits_into_two_without_basis() -> None:
    assert [part.basis for part in lot(basis=None).split(Decimal(40))] == [None, None]


@pytest.mark.parametrize("quantity", ["0", "-1", "100", "101"])
def test_a_split_takes_some_shares_and_leaves_some(quantity: str) -> None:
    with pytest.raises(InvalidValue, match=f"cannot take {quantity} shares out of lot L1 with 100"):
        lot().split(Decimal(quantity))


def test_no_more_shares_of_a_lot_replaced_others_than_it_has() -> None:
    with pytest.raises(InvalidValue, match="101 of the 100 shares of lot L1 cannot have replaced"):
        replace(lot(), replacement_used=Decimal(101))


def test_shares_that_replaced_others_go_with_the_first_part() -> None:
    taken, rest = replace(lot(), replacement_used=Decimal(30)).split(Decimal(20))
    assert [taken.replacement_used, rest.replacement_used] == [20, 10]


def test_a_lot_that_replaced_takes_up_loss_and_days() -> None:
    after = lot().replacing(Decimal(50), date(2024, 12, 1))
    assert after.basis == Decimal("1050.00")
    assert after.wash_adjustment == 50
    assert after.replacement_used == 100
    assert after.holding_period_start == date(2024, 12, 1)
    assert lot(basis=None).replacing(Decimal(50), None).basis is None
