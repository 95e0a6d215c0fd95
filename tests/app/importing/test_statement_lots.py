"""Names of imported lots last from one import to the next, and nothing noted by hand is lost."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.app.importing.statement_lots import lot_changes, named_lots
from trimtab.domain import AccountId, Lot, LotId, Statement, StatementLot, Symbol

ROTH = AccountId("roth")
DAY = date(2024, 3, 1)


def on_file(lot_id: str, quantity: str = "10", basis: str = "1000.00") -> Lot:
    return Lot(
        lot_id=LotId(lot_id),
        symbol=Symbol("VTI"),
        quantity=Decimal(quantity),
        basis=Decimal(basis),
        acquired=DAY,
    )


def stated(lot_id: str | None = None, quantity: str = "10", basis: str = "1000.00") -> StatementLot:
    return StatementLot(
        symbol=Symbol("VTI"),
        quantity=Decimal(quantity),
        basis=Decimal(basis),
        acquired=DAY,
        lot_id=lot_id,
    )


def names(
    *lots: StatementLot, existing: tuple[Lot, ...] = (), taken: tuple[str, ...] = ()
) -> list[str]:
    statement = Statement(format="test", lots=lots)
    return [lot.lot_id for lot in named_lots(statement, ROTH, existing, map(LotId, taken)).lots]


def test_the_brokers_own_name_is_kept() -> None:
    assert names(stated("L7")) == ["L7"]


def test_a_name_that_another_account_uses_gets_the_account_in_front() -> None:
    assert names(stated("L7"), taken=("L7",)) == ["roth-L7"]


def test_a_name_that_the_broker_repeats_is_numbered() -> None:
    assert names(stated("L7"), stated("L7")) == ["L7", "L7-2"]


@pytest.mark.parametrize("odd", ['a:b,"c\\', " ", "x" * 200])
def test_a_name_that_files_cannot_hold_is_made_fit(odd: str) -> None:
    (name,) = names(stated(odd))
    assert LotId(name) == name


def test_lots_without_a_name_are_called_by_account_security_and_day() -> None:
    assert names(stated(), stated()) == ["roth-VTI-2024-03-01", "roth-VTI-2024-03-01-2"]


def test_a_lot_without_a_name_keeps_the_name_of_the_lot_that_it_continues() -> None:
    existing = (on_file("mine", basis="900.00"), on_file("other", basis="1100.00"))
    assert names(stated(basis="1100.00"), stated(basis="900.00"), existing=existing) == [
        "other",
        "mine",
    ]


def test_a_lot_that_was_partly_sold_keeps_its_name() -> None:
    existing = (on_file("cheap", basis="900.00"), on_file("dear", basis="1100.00"))
    left = stated(quantity="5", basis="550.00")
    assert names(left, stated(basis="900.00"), existing=existing) == ["dear", "cheap"]


def test_a_name_of_ours_never_takes_one_that_the_broker_gives() -> None:
    existing = (on_file("L7"),)
    assert names(stated(), stated("L7"), existing=existing) == ["roth-VTI-2024-03-01", "L7"]


def test_what_was_noted_by_hand_stays_when_the_broker_does_not_say() -> None:
    noted = Lot(
        lot_id=LotId("mine"),
        symbol=Symbol("VTI"),
        quantity=Decimal(10),
        basis=Decimal("1000.00"),
        acquired=DAY,
        holding_period_start=date(2023, 1, 2),
        wash_adjustment=Decimal("90.00"),
    )
    statement = Statement(format="test", lots=(stated(quantity="5", basis="500.00"),))
    (lot,) = named_lots(statement, ROTH, (noted,), ()).lots
    assert lot.holding_period_start == date(2023, 1, 2)
    assert lot.wash_adjustment == Decimal("45.00")


def test_transactions_can_follow_a_lot_to_its_new_name() -> None:
    statement = Statement(format="test", lots=(stated("L7"),))
    named = named_lots(statement, ROTH, (), [LotId("L7")])
    assert named.renamed == {"L7": "roth-L7"}


def test_changes_are_told_by_name() -> None:
    before = (on_file("a"), on_file("b"), on_file("c"))
    after = (on_file("b", quantity="5", basis="500.00"), on_file("c"), on_file("d"))
    changes = lot_changes(before, after)
    assert [lot.lot_id for lot in changes.added] == ["d"]
    assert [lot.lot_id for lot in changes.removed] == ["a"]
    assert [(old.lot_id, new.quantity) for old, new in changes.changed] == [("b", Decimal(5))]
    assert changes.same == 1


LOTS = st.lists(
    st.builds(
        stated,
        st.sampled_from([None, None, "L1", "L2", "mine-1"]),
        st.integers(1, 3).map(str),
        st.integers(1, 9).map(lambda hundreds: f"{hundreds}00.00"),
    ),
    max_size=8,
)


@given(LOTS, LOTS)
def test_names_are_unique_and_a_repeated_import_changes_nothing(
    first: list[StatementLot], second: list[StatementLot]
) -> None:
    taken = [LotId("L1"), LotId("roth-L1")]
    existing = named_lots(Statement(format="t", lots=tuple(first)), ROTH, (), taken).lots
    statement = Statement(format="t", lots=tuple(second))
    once = named_lots(statement, ROTH, existing, taken).lots
    again = named_lots(statement, ROTH, once, taken).lots
    assert len({lot.lot_id for lot in once} | set(taken)) == len(once) + len(taken)
    assert sorted(lot.lot_id for lot in again) == sorted(lot.lot_id for lot in once)
    assert sum(lot.quantity for lot in once) == sum(lot.quantity for lot in second)
    assert sum(lot.basis or 0 for lot in once) == sum(lot.basis or 0 for lot in second)
