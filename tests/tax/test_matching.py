"""Who replaces whom, and what a wash sale says of it: rules W7, W8 and W14."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.tax.records import account, exactly, household
from tests.tax.test_rebuild import AS_OF, REPLACED, rebuilt
from trimtab.domain import AccountId, History, LotId, Symbol
from trimtab.tax import TaxHistory, WashFlag, WashSale, rebuild


def between_owners(seller: str, buyer: str) -> TaxHistory:
    """A loss in an account of `seller`, replaced in an account of `buyer`."""
    text = REPLACED.replace("2025-06-20 joint", "2025-06-20 other")
    owned = replace(account("joint"), owner=seller), replace(account("other"), owner=buyer)
    return rebuild(household(text, *owned), as_of=AS_OF)


def test_a_wash_sale_tells_what_was_sold_where_and_what_replaced_it() -> None:
    text = """
        2025-03-03 joint buy VOO 100 amount=1000 lot=L1
        2025-06-02 joint sell VOO 100 amount=700 lot=L1
        2025-06-20 roth buy SPY 40 amount=290 lot=R1
    """
    history = rebuild(household(text, identical=(("VOO", "SPY"),)), as_of=AS_OF)
    assert history.wash_sales == (
        WashSale(
            line=0,
            account_id=AccountId("joint"),
            symbol=Symbol("VOO"),
            sold=date(2025, 6, 2),
            quantity=Decimal(40),
            lot_id=LotId("R1"),
            replacement_account=AccountId("roth"),
            replacement_symbol=Symbol("SPY"),
            acquired=date(2025, 6, 20),
            replaced_by=Decimal(40),
            disallowed=Decimal("120.00"),
            permanent=True,
        ),
    )


def test_two_lots_that_one_order_filled_do_not_replace_each_other() -> None:
    text = """
        2025-06-02 joint buy VTI 60 amount=600 lot=L1 order=A
        2025-06-02 joint buy VTI 40 amount=410 lot=L2 order=A
        2025-06-10 joint sell VTI 60 amount=420 lot=L1
    """
    assert rebuilt(text).wash_sales == ()
    assert len(rebuilt(text.replace("lot=L2 order=A", "lot=L2 order=B")).wash_sales) == 1


def test_a_later_fill_of_the_order_that_was_sold_does_not_replace_it() -> None:
    text = """
        2025-06-02 joint buy VTI 60 amount=600 lot=L1 order=A time=09:30
        2025-06-02 joint sell VTI 60 amount=420 lot=L1 time=10:00
        2025-06-02 joint buy VTI 40 amount=400 lot=L1 order=A time=11:00
    """
    history = rebuilt(text)
    assert not history.problems
    assert history.wash_sales == ()


def test_a_lot_of_unknown_date_neither_replaces_a_loss_nor_hides_one_that_does() -> None:
    held = account("other", "OLD VTI 10 - 50", "NEW VTI 10 2025-05-20 80", history=History.PARTIAL)
    text = """
        2025-03-03 joint buy VTI 100 amount=1000 lot=L1
        2025-06-02 joint sell VTI 100 amount=700 lot=L1
    """
    history = rebuild(household(text, account("joint"), held), as_of=AS_OF)
    (wash,) = history.wash_sales
    assert exactly(str(wash.lot_id), wash.quantity) == ("NEW", 10)


@pytest.mark.parametrize(
    "couple",
    ["Ana & Luis", "Ana and Luis", "Ana und Luis", "Ana/Luis", "Luis, Ana", "ANA + luis"],
)
def test_an_owner_of_both_accounts_is_nobodys_spouse_however_the_names_are_joined(
    couple: str,
) -> None:
    assert between_owners(couple, "Ana").wash_sales[0].flags == frozenset()
    assert between_owners("Luis", couple).wash_sales[0].flags == frozenset()


@pytest.mark.parametrize(
    ("seller", "buyer"),
    [("Ana Rivera", "Luis Rivera"), ("Ana & Eva", "Luis & Max")],
    ids=["one family name", "two couples"],
)
def test_owners_who_share_a_word_and_no_name_are_different_people(seller: str, buyer: str) -> None:
    assert between_owners(seller, buyer).wash_sales[0].flags == {WashFlag.RELATED}


def test_an_account_without_an_owners_name_is_the_households_own() -> None:
    assert between_owners("", "Luis").wash_sales[0].flags == frozenset()
    assert between_owners("Luis", "").wash_sales[0].flags == frozenset()
