"""The rule used forward, on the truth of a rebuilt record."""

from datetime import date
from decimal import Decimal

import pytest

from tests.tax.records import account, exactly, household, lot
from trimtab.domain import AccountId, History, LotId, Symbol
from trimtab.errors import InvalidValue
from trimtab.tax import (
    Proposal,
    ProposedPurchase,
    ProposedSale,
    WashFlag,
    WashOutlook,
)

AS_OF = date(2026, 11, 16)
VTI = Symbol("VTI")
JOINT = AccountId("joint")


def outlook(text: str) -> WashOutlook:
    return WashOutlook(household=household(text), as_of=AS_OF)


RECORD = """
    2025-01-02 joint buy VTI 100 amount=10000 lot=OLD
    2026-10-20 joint buy VTI 30 amount=2700 lot=NEW
    2026-10-25 ira buy VTI 10 amount=900 lot=R1
    2026-10-26 joint buy BND 10 amount=900 lot=B1
    2026-10-30 joint sell VTI 40 amount=3200 lot=OLD id=S
    2026-10-31 ira sell VTI 1 amount=70 lot=R1
    2026-09-30 joint sell VTI 1 amount=70 lot=OLD
"""


def test_purchases_show_what_is_held_and_has_replaced_nothing() -> None:
    found = [exactly(one.order, one.quantity) for one in outlook(RECORD).purchases(VTI)]
    # 40 sold at a loss: 1 loss share of September and 29 of October used up NEW, 11 more all of R1.
    assert found == [("lot NEW", 0), ("lot R1", 0)]


def test_open_losses_are_only_what_nothing_has_replaced() -> None:
    (loss,) = outlook(RECORD).open_losses(VTI)
    assert (loss.quantity, loss.gain, str(loss.sold)) == (
        Decimal(1),
        Decimal("-20.00"),
        "2026-10-30",
    )


def test_sales_are_those_of_thirty_days_in_every_account() -> None:
    found = outlook(RECORD).sales(VTI)
    assert [one.account.account_id for one in found] == ["joint", "ira"]


def test_damage_is_capped_by_the_loss_shares_left_and_lasting_in_an_ira() -> None:
    view = outlook(RECORD)
    assert exactly(
        view.damage(VTI, Decimal(50)).amount, view.damage(VTI, Decimal(50)).permanent
    ) == (
        20,
        0,
    )
    assert view.damage(VTI, Decimal(50), AccountId("ira")).permanent == 20
    assert view.damage(VTI, Decimal(0)).sales == ()


def test_damage_of_an_unknown_loss_is_said_to_be_unknown() -> None:
    given = household(
        "2026-11-02 joint sell VTI 5 amount=9", account("joint", history=History.PARTIAL)
    )
    found = WashOutlook(household=given, as_of=AS_OF).damage(VTI, Decimal(5))
    assert found.unknown
    assert found.amount == 0


def test_clean_dates_are_the_thirty_first_day_after() -> None:
    view = outlook(RECORD)
    assert view.first_clean_purchase(VTI) == date(2026, 11, 30)
    assert view.first_clean_purchase(Symbol("BND")) == AS_OF
    free = outlook("2026-10-20 joint buy VTI 30 amount=2700 lot=NEW")
    selling = free.selling(lot("OLD VTI 100 2025-01-02 10000"))
    assert exactly(selling.replacing, selling.safe_quantity) == (30, 0)
    assert selling.clear_from == date(2026, 11, 20)
    assert exactly(
        selling.disallowed_quantity(Decimal(20)), selling.allowed_quantity(Decimal(20))
    ) == (
        20,
        0,
    )
    own = free.selling(lot("NEW VTI 30 2026-10-20 2700"))
    assert exactly(own.safe_quantity, own.clear_from) == (30, AS_OF)


@pytest.mark.parametrize(
    ("first", "history", "incomplete"),
    [
        ("2026-08-18", History.PARTIAL, False),
        ("2026-08-19", History.PARTIAL, True),
        ("2026-08-19", History.COMPLETE, False),
    ],
)
def test_a_record_of_under_ninety_days_is_incomplete(
    first: str, history: History, *, incomplete: bool
) -> None:
    given = household(f"{first} joint buy VTI 1 amount=1", account("joint", history=history))
    assert WashOutlook(household=given, as_of=AS_OF).incomplete is incomplete


def sale(quantity: int, price: int, lot_id: str | None = None) -> ProposedSale:
    return ProposedSale(
        account_id=JOINT,
        symbol=VTI,
        quantity=Decimal(quantity),
        price=Decimal(price),
        lot_id=LotId(lot_id) if lot_id else None,
    )


def test_a_full_exit_leaves_nothing_in_the_basis_of_what_is_held() -> None:
    view = outlook("""
        2025-01-02 joint buy VTI 100 amount=10000 lot=OLD
        2026-10-20 joint buy VTI 30 amount=2700 lot=NEW
    """)
    part = view.assess(Proposal(sales=(sale(100, 80, "OLD"),)))
    assert exactly(part.disallowed, part.deferred, part.allowed_gain) == (600, 600, -1400)
    whole = view.assess(Proposal(sales=(sale(130, 80),)))
    assert exactly(whole.disallowed, whole.deferred, whole.allowed_gain) == (600, 0, -2300)


def test_a_full_exit_is_not_clean_when_an_ira_bought_in_the_window() -> None:
    view = outlook("""
        2025-01-02 joint buy VTI 100 amount=10000 lot=OLD
        2026-10-20 ira buy VTI 30 amount=2700 lot=R1
    """)
    found = view.assess(Proposal(sales=(sale(100, 80),)))
    assert exactly(found.permanent, found.deferred, found.allowed_gain) == (600, 0, -1400)


def test_what_a_purchase_undoes_of_earlier_losses_is_deferred_too() -> None:
    bought = ProposedPurchase(account_id=JOINT, symbol=VTI, quantity=Decimal(5), price=Decimal(80))
    found = outlook(RECORD).assess(Proposal(purchases=(bought,)))
    assert exactly(found.disallowed, found.deferred, found.allowed_gain) == (20, 20, 0)
    assert not found.provisional


def test_a_scheduled_purchase_of_a_workplace_plan_is_flagged() -> None:
    view = outlook("""
        2025-01-02 joint buy VTI 100 amount=10000 lot=OLD
        2025-01-02 away buy VTI 1 amount=100 lot=A1
    """)
    coming = ProposedPurchase(
        account_id=AccountId("away"), symbol=VTI, quantity=Decimal(5), on=date(2026, 12, 1)
    )
    found = view.assess(Proposal(sales=(sale(100, 80),), scheduled=(coming,)))
    assert exactly(found.disallowed, found.expected_disallowed, found.expected_permanent) == (
        0,
        100,
        100,
    )
    assert found.flags == {WashFlag.SHELTER}
    assert found.final_on == date(2026, 12, 17)


def test_a_proposal_cannot_sell_more_than_is_held() -> None:
    with pytest.raises(InvalidValue, match="500 VTI shares leave"):
        outlook(RECORD).assess(Proposal(sales=(sale(500, 80),)))


def test_a_proposal_that_sells_more_than_is_bought_back_is_refused_as_a_whole() -> None:
    both = Proposal(sales=(sale(50, 80, "OLD"), sale(50, 80, "OLD")))
    with pytest.raises(InvalidValue, match="50 VTI shares leave"):
        outlook(RECORD).assess(both)


def test_a_proposal_cannot_buy_an_amount_without_end() -> None:
    bought = ProposedPurchase(
        account_id=JOINT, symbol=VTI, quantity=Decimal("1e20"), price=Decimal("1e20")
    )
    with pytest.raises(InvalidValue, match="too large"):
        outlook(RECORD).assess(Proposal(purchases=(bought,)))


def test_a_lot_of_the_file_is_a_purchase_of_its_day() -> None:
    own = account("joint", "L1 VTI 20 2026-11-10 300", "L2 VTI 20 - 300", history=History.PARTIAL)
    view = WashOutlook(household=household("", own), as_of=AS_OF)
    assert [one.quantity for one in view.purchases(VTI)] == [20]
    assert view.incomplete


def test_what_exempt_dividends_deny_is_neither_allowed_nor_deferred() -> None:
    view = outlook("""
        2026-08-03 joint buy VTI 10 amount=1000 lot=L1
        2026-09-01 joint exempt_dividend VTI - amount=30
    """)
    sold = ProposedSale(
        account_id=JOINT, symbol=VTI, quantity=Decimal(10), price=Decimal(90), lot_id=LotId("L1")
    )
    found = view.assess(Proposal(sales=(sold,)))
    assert exactly(found.allowed_gain, found.deferred, found.disallowed) == (-70, 0, 0)
