"""Rows may come in any order: time and what they say decide, not their places in the file."""

from itertools import permutations

import pytest

from tests.tax.records import account, household, rows
from tests.tax.test_rebuild import AS_OF, lots, sales
from trimtab.domain import Household, LotMethod
from trimtab.tax import TaxHistory, rebuild


def in_every_order(text: str, method: LotMethod = LotMethod.FIFO) -> list[TaxHistory]:
    given = household(text, account("joint", method=method))
    return [
        rebuild(
            Household(name="Rivera", accounts=given.accounts, transactions=tuple(some)),
            as_of=AS_OF,
        )
        for some in permutations(rows(text))
    ]


@pytest.mark.parametrize("named", [("", ""), ("lot=A", "lot=B"), ("order=1", "order=2")])
def test_of_two_purchases_of_one_day_the_one_made_earlier_is_the_oldest(
    named: tuple[str, str],
) -> None:
    text = f"""
        2026-01-05 joint buy VTI 10 amount=200 time=15:00 {named[0]}
        2026-01-05 joint buy VTI 10 amount=100 time=09:30 {named[1]}
        2026-03-05 joint sell VTI 10 amount=150 id=S
    """
    assert all(sales(history) == [("S", "50.00", "0.00")] for history in in_every_order(text))


def test_purchases_of_one_day_without_a_time_have_an_order_of_their_own() -> None:
    text = """
        2026-01-05 joint buy VTI 10 amount=200
        2026-01-05 joint buy VTI 10 amount=100
        2026-03-05 joint sell VTI 10 amount=150 id=S
    """
    found = {(*sales(history), *lots(history)) for history in in_every_order(text)}
    assert len(found) == 1


@pytest.mark.parametrize("method", [LotMethod.FIFO, LotMethod.LIFO, LotMethod.HIFO])
def test_which_lot_takes_up_a_loss_does_not_depend_on_the_rows(method: LotMethod) -> None:
    text = """
        2025-01-05 joint buy BND 10 amount=180 lot=OLD
        2026-03-01 joint buy VTI 5 amount=100
        2026-03-01 joint buy VTI 5 amount=120
        2026-03-10 joint sell VTI 5 amount=70 id=S
    """
    found = {(*sales(history), *lots(history)) for history in in_every_order(text, method)}
    assert len(found) == 1


@pytest.mark.parametrize(
    "actions",
    [
        ("split VTI - ratio=2", "merger VTI - new=NEW ratio=3"),
        ("merger VTI - new=NEW ratio=3", "split NEW - ratio=2"),
        ("symbol_change VTI - new=NEW", "split NEW 60 ratio=6"),
    ],
)
def test_actions_of_one_day_come_in_the_order_that_fits(actions: tuple[str, str]) -> None:
    text = "\n".join(
        (
            "2026-01-05 joint buy VTI 10 amount=200 lot=A",
            *(f"2026-02-05 joint {a}" for a in actions),
        )
    )
    for history in in_every_order(text):
        assert not history.problems
        assert lots(history) == [("A", "60", "200.00", "2026-01-05")]


def test_a_return_of_capital_comes_before_a_spin_off_of_its_day() -> None:
    text = """
        2026-01-05 joint buy VTI 10 amount=200 lot=A
        2026-02-05 joint return_of_capital VTI - amount=100
        2026-02-05 joint spinoff VTI 5 new=KID basis_fraction=0.5
        2026-02-05 joint spinoff VTI 5 new=ADD basis_fraction=0.1
    """
    found = {tuple(sorted(lots(history))) for history in in_every_order(text)}
    assert len(found) == 1
    assert sorted(basis for _, _, basis, _ in found.pop()) == ["10.00", "45.00", "45.00"]


def test_two_names_that_change_places_have_an_order() -> None:
    text = """
        2026-01-05 joint buy VTI 10 amount=200 lot=A
        2026-02-05 joint symbol_change VTI - new=NEW
        2026-02-05 joint symbol_change NEW - new=VTI
    """
    found = {(len(history.problems), *lots(history)) for history in in_every_order(text)}
    assert len(found) == 1


def test_transfers_of_one_day_do_not_depend_on_the_rows() -> None:
    text = """
        2026-01-05 joint buy VTI 10 amount=200 lot=A
        2026-01-06 joint buy VTI 10 amount=300 lot=B
        2026-02-05 joint transfer_out VTI 10
        2026-02-05 joint transfer_out VTI 5 lot=B
    """
    found = {(len(history.problems), *lots(history)) for history in in_every_order(text)}
    assert len(found) == 1
