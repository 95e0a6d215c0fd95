"""Which look at past trades a plan stands on."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from trimtab.domain import (
    Account,
    AccountId,
    FilingStatus,
    Household,
    Lot,
    LotId,
    Policy,
    Position,
    Registration,
    Symbol,
    Transaction,
    TransactionType,
    WashLookback,
)
from trimtab.tax import WashOutlook, WashWindow, chosen_rules, wash_screen

TODAY = date(2026, 6, 15)
VTI = Symbol("VTI")


def household(first_row: int, lot_name: str = "L1") -> Household:
    """VTI bought 5 days ago, beside a file of lots; the record begins `first_row` days ago."""
    lot = Lot(
        lot_id=LotId(lot_name),
        symbol=VTI,
        quantity=Decimal(10),
        basis=Decimal(1000),
        acquired=TODAY - timedelta(days=5),
    )
    account = Account(
        account_id=AccountId("joint"),
        registration=Registration.TAXABLE,
        positions=(Position(symbol=VTI, lots=(lot,)),),
    )
    buy = Transaction(
        trade_date=TODAY - timedelta(days=5),
        account_id=AccountId("joint"),
        type=TransactionType.BUY,
        symbol=VTI,
        quantity=Decimal(10),
        amount=Decimal(1000),
        lot_id=LotId("L1"),
    )
    old = replace(
        buy,
        trade_date=TODAY - timedelta(days=first_row),
        type=TransactionType.DEPOSIT,
        symbol=None,
        quantity=None,
        lot_id=None,
    )
    return Household(name="x", accounts=(account,), transactions=(buy, old))


def test_a_record_of_ninety_days_is_believed() -> None:
    assert isinstance(wash_screen(household(90), TODAY, Policy()), WashOutlook)


def test_a_shorter_one_gets_the_careful_estimate() -> None:
    assert isinstance(wash_screen(household(89), TODAY, Policy()), WashWindow)


def test_strict_looks_at_the_rows_alone() -> None:
    strict = Policy(wash_lookback=WashLookback.STRICT)
    assert isinstance(wash_screen(household(400), TODAY, strict), WashWindow)


def test_a_lot_knows_its_own_order_by_name() -> None:
    (_, lot) = next(household(90).lots)
    for screen in (wash_screen(household(days), TODAY, Policy()) for days in (89, 90)):
        (purchase,) = screen.purchases(VTI)
        assert screen.own_orders(lot) == {purchase.order}


def test_a_lot_that_the_record_names_otherwise_is_known_by_its_day() -> None:
    (_, lot) = next(household(90).lots)
    screen = wash_screen(household(90), TODAY, Policy())
    (purchase,) = screen.purchases(VTI)
    assert screen.own_orders(replace(lot, lot_id=LotId("L1~2"))) == {purchase.order}


def test_spouses_who_file_apart_are_no_joint_return() -> None:
    policy = Policy(same_day_batch=True, fragments_highest=True)
    apart = chosen_rules(policy, FilingStatus.MARRIED_SEPARATE)
    assert (apart.same_day_batch, apart.fragments_highest, apart.joint_return) == (
        True,
        True,
        False,
    )
    assert chosen_rules(policy, None).joint_return
