"""What was traded and the files do not show: by shares, by the day of the file, by the cash."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.execution.desk_of import CASH, IRA, JOINT, LEGS, MORNING, SHA, sendable
from tests.execution.tickets_of import written_events
from trimtab.domain import AccountId, OrderStatus, Side, Symbol
from trimtab.execution import events as happened
from trimtab.execution.book import book_of
from trimtab.execution.unshown import OnFile, Unshown, unshown

DAY = MORNING.date()
BEFORE = {
    account: OnFile(shares=shares, cash=CASH[account])
    for account, shares in sendable().holdings.items()
}


def filled(leg: int, shares: int | None = None) -> happened.Progress:
    planned = LEGS[leg - 1]
    return happened.Progress(
        at=MORNING,
        run="7K3F-1",
        leg=leg,
        status=OrderStatus.FILLED,
        filled=planned.quantity if shares is None else Decimal(shares),
        average_price=planned.price,
        who="Ana",
    )


def after(*fills: happened.Progress) -> dict[AccountId, OnFile]:
    """The files once they show `fills`."""
    found = dict(BEFORE)
    for fill in fills:
        leg = LEGS[fill.leg - 1]
        sign = 1 if leg.side is Side.BUY else -1
        old = found[leg.account_id]
        shares = dict(old.shares)
        shares[leg.symbol] = shares.get(leg.symbol, Decimal(0)) + sign * fill.filled
        cash = (old.cash or Decimal(0)) - sign * fill.filled * leg.price
        found[leg.account_id] = replace(old, shares=shares, cash=cash)
    return found


def with_shares(
    files: dict[AccountId, OnFile], symbol: str, shares: int
) -> dict[AccountId, OnFile]:
    joint = files[JOINT]
    changed = {**joint.shares, Symbol(symbol): Decimal(shares)}
    return {**files, JOINT: replace(joint, shares=changed)}


def imported(files: dict[AccountId, OnFile], day: date) -> dict[AccountId, OnFile]:
    return {account: replace(one, imported=day) for account, one in files.items()}


def left(
    files: dict[AccountId, OnFile], *events: happened.Event, but: str = ""
) -> tuple[Unshown, ...]:
    return unshown(book_of([*written_events(), *events]), files, but=but)


def orders(found: Iterable[Unshown]) -> list[int]:
    return [number for one in found for number in one.orders]


@given(fills=st.lists(st.sampled_from(range(1, 7)), unique=True), wrong=st.integers(0, 5))
def test_what_is_shown_holds_nothing_back_and_what_is_missing_is_named(
    fills: list[int], wrong: int
) -> None:
    told = [filled(number) for number in fills]
    assert left(after(*told), *told) == ()
    assert sorted(orders(left(BEFORE, *told))) == sorted(fills)
    if fills:
        missing = fills[wrong % len(fills)]
        shown = after(*(one for one in told if one.leg != missing))
        assert missing in orders(left(shown, *told))


def test_a_changed_cash_figure_alone_shows_nothing() -> None:
    cash = {JOINT: replace(BEFORE[JOINT], cash=Decimal("77.00")), IRA: BEFORE[IRA]}
    assert orders(left(cash, filled(1))) == [1]


def test_shares_without_the_cash_that_they_moved_are_not_enough() -> None:
    files = {**after(filled(1)), IRA: BEFORE[IRA]}
    files[JOINT] = replace(files[JOINT], cash=CASH[JOINT])
    (found,) = left(files, filled(1))
    assert (found.orders, found.cash) == ((), (JOINT,))
    files[JOINT] = replace(files[JOINT], cash=None)
    assert left(files, filled(1)) == ()


def test_part_of_a_fill_that_is_missing_is_missed() -> None:
    assert orders(left(after(filled(1, 15)), filled(1, 20))) == [1]
    assert left(after(filled(1, 15)), filled(1, 15)) == ()


@pytest.mark.parametrize(
    ("shares", "days", "held_back"),
    [
        (40, 1, True),  # as before the sale of 20 of 40: no file of after it
        (21, 0, True),  # of the same day, perhaps of before the sale
        (21, 1, False),  # one reinvested since
        (12, 1, False),  # eight sold besides
        (12, 0, True),
        (4, 0, True),  # a reverse split of one for ten, booked into the old lots
        (80, 1, False),  # split four for one since
        (80, 0, True),
    ],
)
def test_a_file_of_a_later_day_is_believed_if_it_differs(
    shares: int, days: int, *, held_back: bool
) -> None:
    files = imported(with_shares(after(filled(1)), "AAA", shares), DAY + timedelta(days=days))
    assert bool(left(files, filled(1))) is held_back


def test_the_day_of_a_fill_is_that_of_the_exchange() -> None:
    late = replace(filled(1), at=MORNING.replace(hour=2) + timedelta(days=1))  # 22:00 in New York
    assert left(imported(with_shares(after(late), "AAA", 21), DAY + timedelta(days=1)), late) == ()


def test_somebody_may_say_that_the_files_show_it_and_more_is_asked_for_again() -> None:
    said = happened.SaidImported(at=MORNING, run="7K3F-1", plan="7K3F", who="Ana")
    assert left(BEFORE, filled(1, 15), said) == ()
    assert orders(left(BEFORE, filled(1, 15), said, filled(1, 20))) == [1]
    assert left(BEFORE, filled(1, 15), said, filled(1, 10)) == ()


def test_what_a_later_run_began_after_is_not_asked_for_again() -> None:
    started = happened.RunStarted(
        at=MORNING, run="AAAA-1", plan="AAAA", sha256="f" * 64, broker="x", live=True
    )
    assert left(BEFORE, filled(1), started) == ()
    assert orders(left(BEFORE, filled(1), started, filled(2))) == [2]


def test_own_orders_accounts_that_are_gone_and_paper_are_left_out() -> None:
    assert left(BEFORE, filled(1), but=SHA) == ()
    assert left({IRA: BEFORE[IRA]}, filled(1)) == ()
    start, *rest = written_events()
    assert isinstance(start, happened.RunStarted)
    book = book_of([replace(start, live=False), *rest, filled(1)])
    assert unshown(book, BEFORE) == ()


def test_a_journal_from_before_the_shares_were_noted_waits_for_a_file_of_a_later_day() -> None:
    old = [
        replace(one, held=None, cash=None) if isinstance(one, happened.Intended) else one
        for one in written_events()
    ]
    book = book_of([*old, filled(1)])
    shown = after(filled(1))
    assert orders(unshown(book, imported(shown, DAY))) == [1]
    assert unshown(book, imported(shown, DAY + timedelta(days=1))) == ()


def test_a_purchase_waits_for_its_shares() -> None:
    assert orders(left(BEFORE, filled(5))) == [5]
    assert left(after(filled(5)), filled(5)) == ()
