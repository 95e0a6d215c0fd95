"""What counts toward the limit of a day: fills on the day of hearing, open orders on every day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.execution.desk_of import LEGS, MORNING
from tests.execution.tickets_of import begun_events, written_events
from trimtab.domain import OrderStatus, OrderType
from trimtab.execution import events as happened
from trimtab.execution.book import book_of
from trimtab.execution.traded import Traded, traded_on

DAY = timedelta(days=1)


def told(
    leg: int, shares: str, price: str, *, days: int = 0, status: OrderStatus | None = None
) -> happened.Progress:
    filled, whole = Decimal(shares), LEGS[leg - 1].quantity
    return happened.Progress(
        at=MORNING + days * DAY,
        run="7K3F-1",
        leg=leg,
        status=status or (OrderStatus.FILLED if filled == whole else OrderStatus.PARTLY_FILLED),
        filled=filled,
        average_price=Decimal(price) if filled else None,
        who="Ana",
    )


def nothing_of(*legs: int) -> list[happened.Event]:
    return [told(leg, "0", "1", status=OrderStatus.CANCELLED) for leg in legs]


def filled(*events: happened.Event, days: int = 0) -> Decimal:
    book = book_of([*written_events(), *nothing_of(2, 3, 4, 5, 6), *events])
    return traded_on(book, MORNING + days * DAY).total


def test_a_ticket_counts_on_the_day_on_which_it_is_told() -> None:
    assert filled(told(1, "20", "100", days=1), days=1) == 2000
    assert filled(told(1, "20", "100", days=1), days=2) == 0


def test_parts_count_each_on_its_day_at_the_average_price() -> None:
    parts = (told(1, "5", "100"), told(1, "20", "101", days=1))
    assert filled(*parts, days=0) == 5 * 101
    assert filled(*parts, days=1) == 15 * 101


def test_shares_taken_back_go_from_the_last_that_were_told() -> None:
    slip = (told(1, "5", "100"), told(1, "20", "100", days=1), told(1, "8", "100", days=2))
    ended = told(1, "8", "100", days=2, status=OrderStatus.CANCELLED)
    assert [filled(*slip, ended, days=day) for day in range(3)] == [500, 300, 0]
    none = told(1, "0", "100", days=2, status=OrderStatus.CANCELLED)
    assert [filled(*slip, none, days=day) for day in range(3)] == [0, 0, 0]


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8))
def test_the_parts_of_an_order_add_up_to_what_was_told_last(shares: list[int]) -> None:
    events = [told(1, str(each), "100", days=day) for day, each in enumerate(shares)]
    leg = book_of([*written_events(), *events]).runs["7K3F-1"].leg(1)
    assert sum((part.quantity for part in leg.parts), Decimal(0)) == leg.filled == shares[-1]
    assert all(part.quantity > 0 for part in leg.parts)


def test_days_are_those_of_the_exchange() -> None:
    evening = datetime(2026, 6, 16, 3, 0, tzinfo=UTC)  # 23:00 in New York, of the 15th
    fill = replace(told(1, "20", "100"), at=evening)
    assert filled(fill, days=0) == 2000
    assert filled(fill, days=1) == 0


def test_an_open_order_counts_on_every_day_at_its_limit() -> None:
    book = book_of(written_events())
    orders = [leg.order for leg in book.runs["7K3F-1"].legs.values()]
    limits = sum(
        (one.quantity * one.limit_price for one in orders if one and one.limit_price), Decimal(0)
    )
    assert limits > 0
    for days in (0, 3):
        found = traded_on(book, MORNING + days * DAY)
        assert found == Traded(filled=Decimal(0), open={"7K3F": limits})
    assert traded_on(book, MORNING, but=["7K3F-1"]).total == 0


def test_an_order_at_the_market_counts_at_the_price_of_the_plan() -> None:
    events = [
        replace(one, order=replace(one.order, order_type=OrderType.MARKET, limit_price=None))
        if isinstance(one, happened.Intended)
        else one
        for one in written_events()
    ]
    planned = sum((leg.value for leg in LEGS), Decimal(0))
    assert traded_on(book_of(events), MORNING).total == planned
    # What is left of it, too.
    part = told(1, "5", "90")
    assert traded_on(book_of([*events, part]), MORNING).total == planned - 5 * 100 + 5 * 90


def test_an_order_of_which_nothing_is_known_may_trade() -> None:
    lost, known = book_of(begun_events()), book_of(written_events())
    assert traded_on(lost, MORNING) == traded_on(known, MORNING)
    declined = happened.Declined(at=MORNING, run="7K3F-1", leg=1, message="no")
    skipped = happened.Skipped(at=MORNING, run="7K3F-1", leg=2, why="no cash")
    less = book_of([*written_events(), declined, skipped])
    gone = [less.runs["7K3F-1"].leg(number).order for number in (1, 2)]
    dollars = sum((one.quantity * (one.limit_price or 0) for one in gone if one), Decimal(0))
    assert traded_on(less, MORNING).total == traded_on(known, MORNING).total - dollars
