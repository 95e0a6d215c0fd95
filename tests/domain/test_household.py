"""Positions, accounts, households, and which securities are one security."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from trimtab.domain import (
    Account,
    AccountId,
    Household,
    IdenticalGroups,
    Lot,
    LotId,
    Position,
    Registration,
    Symbol,
)
from trimtab.errors import InvalidValue

A, B, C, D = (Symbol(letter) for letter in "ABCD")


def position(symbol: Symbol, *lot_ids: str) -> Position:
    lots = tuple(
        Lot(lot_id=LotId(name), symbol=symbol, quantity=Decimal(5), basis=None, acquired=None)
        for name in lot_ids
    )
    return Position(symbol=symbol, lots=lots)


def account(
    name: str = "joint",
    *positions: Position,
    registration: Registration = Registration.TAXABLE,
    label: str = "",
) -> Account:
    return Account(
        account_id=AccountId(name), registration=registration, positions=positions, name=label
    )


def test_a_position_is_the_sum_of_its_lots() -> None:
    assert position(A, "1", "2").quantity == Decimal(10)


def test_a_position_without_lots_cannot_be_made() -> None:
    with pytest.raises(InvalidValue, match="a position of A needs at least one lot"):
        position(A)


def test_a_position_holds_lots_of_its_own_security_only() -> None:
    with pytest.raises(InvalidValue, match="lot 1 is B, not A"):
        Position(symbol=A, lots=position(B, "1").lots)


def test_an_account_holds_each_security_once() -> None:
    with pytest.raises(InvalidValue, match="account joint has two positions of A"):
        account("joint", position(A, "1"), position(B, "2"), position(A, "3"))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("cash", "0.001", "cash of account joint must be in whole cents"),
        ("min_cash", "0.001", "min_cash of account joint must be in whole cents"),
        ("min_cash", "-1", "min_cash of account joint must not be negative"),
        ("quantity_step", "0", "quantity_step of account joint must be above zero"),
    ],
)
def test_an_account_refuses_amounts_that_no_account_has(
    field: str, value: str, message: str
) -> None:
    amounts: dict[str, Any] = {field: Decimal(value)}
    with pytest.raises(InvalidValue, match=message):
        replace(account(), **amounts)


def test_a_margin_debit_is_cash_below_zero() -> None:
    assert replace(account(), cash=Decimal("-12.34")).cash == Decimal("-12.34")


def test_an_account_is_called_by_its_name_for_people() -> None:
    assert account(label="Our joint account").label == "Our joint account"


def test_an_account_without_a_name_is_called_by_its_id() -> None:
    assert account().label == "joint"


@pytest.mark.parametrize("registration", list(Registration))
def test_only_a_taxable_account_is_taxed_this_year(registration: Registration) -> None:
    taxed = account(registration=registration).taxable
    assert taxed is (registration is Registration.TAXABLE)


@pytest.mark.parametrize("registration", list(Registration))
def test_every_account_but_one_held_away_can_be_traded(registration: Registration) -> None:
    tradable = account(registration=registration).tradable
    assert tradable is (registration is not Registration.HELD_AWAY)


def test_an_account_lists_its_lots_by_position() -> None:
    lots = account("joint", position(A, "1", "3"), position(B, "2")).lots
    assert [lot.lot_id for lot in lots] == ["1", "3", "2"]


def test_an_account_knows_how_many_shares_it_holds() -> None:
    holder = account("joint", position(A, "1", "2"), position(B, "3"))
    assert holder.quantity_of(A) == Decimal(10)
    assert holder.quantity_of(C) == Decimal(0)


def test_two_accounts_of_one_id_cannot_be_one_household() -> None:
    with pytest.raises(InvalidValue, match="two accounts have the id joint"):
        Household(name="us", accounts=(account("joint"), account("joint")))


def test_a_lot_id_is_unique_across_the_accounts_of_a_household() -> None:
    accounts = (account("joint", position(A, "1")), account("ira", position(B, "1")))
    with pytest.raises(InvalidValue, match="two lots have the id 1"):
        Household(name="us", accounts=accounts)


def test_a_household_lists_every_lot_with_its_account() -> None:
    accounts = (account("joint", position(A, "1")), account("ira", position(A, "2")))
    household = Household(name="us", accounts=accounts)
    assert [(holder.account_id, lot.lot_id) for holder, lot in household.lots] == [
        ("joint", "1"),
        ("ira", "2"),
    ]


def test_a_household_finds_an_account_by_its_id() -> None:
    ira = account("ira")
    assert Household(name="us", accounts=(account(), ira)).account(AccountId("ira")) is ira


@pytest.mark.parametrize(
    ("accounts", "known"), [((), "none"), ((account("joint"), account("ira")), "joint, ira")]
)
def test_an_unknown_account_is_refused_with_the_known_ones(
    accounts: tuple[Account, ...], known: str
) -> None:
    with pytest.raises(InvalidValue, match=f"there is no account 'roth'; accounts: {known}"):
        Household(name="us", accounts=accounts).account(AccountId("roth"))


def test_a_security_held_in_two_accounts_is_listed_once_in_file_order() -> None:
    accounts = (
        account("joint", position(B, "1"), position(A, "2")),
        account("ira", position(A, "3"), position(C, "4")),
    )
    assert Household(name="us", accounts=accounts).symbols_held() == (B, A, C)


def test_a_household_can_look_an_account_up_and_still_be_compared() -> None:
    first, second = (Household(name="us", accounts=(account(),)) for _ in range(2))
    first.account(AccountId("joint"))
    assert first == second


def test_lists_that_share_a_security_are_one_group() -> None:
    groups = IdenticalGroups([[A, B], [C, D], [B, C]])
    assert groups.of(A) == {A, B, C, D}


def test_a_security_in_no_list_is_a_group_of_its_own() -> None:
    assert IdenticalGroups([[A, B]]).of(C) == {C}


def test_each_declared_group_comes_once_in_alphabetical_order() -> None:
    assert list(IdenticalGroups([[D, C], [B, A]])) == [{A, B}, {C, D}]


def test_groups_are_equal_however_they_were_declared() -> None:
    chained, listed = IdenticalGroups([[A, B], [B, C]]), IdenticalGroups([[C, B, A]])
    assert chained == listed
    assert hash(chained) == hash(listed)


def test_groups_differ_from_other_groups_and_from_other_things() -> None:
    assert IdenticalGroups([[A, B]]) != IdenticalGroups([[A, C]])
    assert IdenticalGroups() != frozenset()


def test_groups_show_their_symbols() -> None:
    assert repr(IdenticalGroups([[B, A]])) == "IdenticalGroups([['A', 'B']])"
