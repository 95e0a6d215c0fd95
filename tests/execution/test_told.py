"""What a person tells of tickets: taken where it can be, refused by name where it cannot."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.execution.desk_of import LEGS, MORNING, SHA, sendable
from tests.execution.tickets_of import run_of, written_events
from trimtab.domain import OrderStatus, OrderType
from trimtab.execution import events as happened
from trimtab.execution.book import Run, book_of
from trimtab.execution.told import Told, ended, news, objections

FILLED, PARTLY, CANCELLED = (
    OrderStatus.FILLED,
    OrderStatus.PARTLY_FILLED,
    OrderStatus.CANCELLED,
)


def told(leg: int, status: OrderStatus, shares: str, price: str | None = None) -> Told:
    return Told(
        leg=leg,
        status=status,
        filled=Decimal(shares),
        average_price=None if price is None else Decimal(price),
    )


def after(run: Run, *given: Told) -> Run:
    events = [*written_events(), *_progress(run, given)]
    return book_of(events).runs[run.run]


def _progress(run: Run, given: tuple[Told, ...]) -> tuple[happened.Event, ...]:
    return news(run, given, who="Ana", at=MORNING)


def whats(run: Run, *given: Told, sure: bool = False) -> list[str]:
    return [one.what for one in objections(run, given, sure=sure)]


@pytest.mark.parametrize(
    "given",
    [
        told(1, FILLED, "20", "99.95"),
        told(1, PARTLY, "7", "99.95"),
        told(1, CANCELLED, "7", "99.95"),
        told(1, CANCELLED, "0"),
        told(1, OrderStatus.EXPIRED, "0"),
        told(1, OrderStatus.REJECTED, "0"),
    ],
)
def test_what_fits_the_ticket_is_taken(given: Told) -> None:
    run = run_of()
    assert whats(run, given) == []
    (event,) = news(run, (given,), who="Ana", at=MORNING)
    assert isinstance(event, happened.Progress)
    assert (event.status, event.filled, event.who) == (given.status, given.filled, "Ana")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (told(1, FILLED, "21", "100"), "is for 20 shares, and 21 are told"),
        (told(1, FILLED, "19", "100"), "19 are told as filled"),
        (told(1, PARTLY, "20", "100"), "partly filled with 20 of 20"),
        (told(1, PARTLY, "0"), "partly filled with 0 of 20"),
        (told(1, OrderStatus.REJECTED, "3", "100"), "rejected with 3 shares"),
        (told(1, CANCELLED, "20", "100"), "cancelled with all of its 20 shares"),
        (told(1, OrderStatus.EXPIRED, "20", "100"), "expired with all of its 20 shares"),
        (told(1, FILLED, "20"), "shares without a price"),
        (told(1, CANCELLED, "0", "100"), "a price without shares"),
        (told(1, FILLED, "20", "0"), "has the price 0"),
        (replace(told(1, FILLED, "20", "100"), commission=Decimal(-1)), "fees of -1"),
        (told(9, FILLED, "20", "100"), "is no ticket of plan 7K3F"),
    ],
)
def test_what_cannot_be_is_refused_however_sure_somebody_is(given: Told, said: str) -> None:
    assert any(said in one for one in whats(run_of(), given, sure=True))


def test_an_order_is_told_once_at_a_time() -> None:
    one = told(1, FILLED, "20", "100")
    assert whats(run_of(), one, replace(one, line=3)) == ["is told more than once"] * 2


def test_everything_wrong_is_named_at_once() -> None:
    found = whats(run_of(), told(1, FILLED, "21", "100"), told(2, FILLED, "10", "500"))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (told(1, FILLED, "20", "199.99"), "has the price 199.99, far from its limit 99.9"),
        (told(1, FILLED, "20", "99.89"), "has the price 99.89, below its limit 99.9"),
        (told(4, FILLED, "95", "20.03"), "has the price 20.03, above its limit 20.02"),
        (told(4, FILLED, "95", "2"), "has the price 2, far from its limit 20.02"),
    ],
)
def test_a_price_beyond_the_limit_or_far_from_it_needs_somebody_who_is_sure(
    given: Told, said: str
) -> None:
    assert whats(run_of(), given) == [said]
    assert whats(run_of(), given, sure=True) == []


@pytest.mark.parametrize("given", [told(1, FILLED, "20", "99.90"), told(1, FILLED, "20", "109.80")])
def test_a_price_at_the_limit_or_a_little_better_is_taken(given: Told) -> None:
    assert whats(run_of(), given) == []


def test_a_price_at_the_market_is_compared_with_that_of_the_plan() -> None:
    run = run_of()
    order = run.leg(1).order
    assert order is not None
    at_market = replace(order, order_type=OrderType.MARKET, limit_price=None)
    run = replace(run, legs={**run.legs, 1: replace(run.leg(1), order=at_market)})
    assert whats(run, told(1, FILLED, "20", "95")) == []
    said = ["has the price 10, far from the plan's price 100"]
    assert whats(run, told(1, FILLED, "20", "10")) == said
    assert whats(run, told(1, FILLED, "20", "10"), sure=True) == []


@pytest.mark.parametrize(
    "later",
    [told(1, PARTLY, "3", "99.95"), told(1, CANCELLED, "0"), told(1, FILLED, "20", "99.90")],
)
def test_what_was_told_before_is_taken_back_only_by_somebody_who_is_sure(later: Told) -> None:
    run = after(run_of(), told(1, FILLED, "20", "99.95"))
    assert "was told before as filled, 20 shares at 99.95" in whats(run, later)
    assert whats(run, later, sure=True) == []


def test_more_of_a_partial_fill_needs_nobody_to_be_sure() -> None:
    run = after(run_of(), told(1, PARTLY, "3", "99.95"))
    assert whats(run, told(1, PARTLY, "5", "99.96")) == []
    assert whats(run, told(1, FILLED, "20", "99.96")) == []


def test_telling_the_same_again_changes_nothing() -> None:
    one = told(1, FILLED, "20", "99.95")
    run = after(run_of(), one)
    assert whats(run, one) == []
    assert news(run, (one,), who="Luis", at=MORNING) == ()


ALL_FILLED = [told(leg.number, FILLED, str(leg.quantity), str(leg.price)) for leg in LEGS]


def test_a_run_ends_when_nothing_more_comes_of_any_ticket() -> None:
    run, plan = run_of(), sendable()
    *all_but_one, done = ALL_FILLED
    assert ended(after(run, *all_but_one), plan, changed=True, at=MORNING) is None
    end = ended(after(run, *ALL_FILLED), plan, changed=True, at=MORNING)
    assert end is not None
    assert end.outcome == "done"
    assert end.left == 0
    none = told(done.leg, CANCELLED, "0")
    end = ended(after(run, *all_but_one, none), plan, changed=True, at=MORNING)
    assert end is not None
    assert end.outcome == "some"
    assert end.left == LEGS[-1].quantity * LEGS[-1].price


def test_an_end_that_stands_is_written_again_only_for_news() -> None:
    run, plan = run_of(), sendable()
    finished = replace(after(run, *ALL_FILLED), outcome="done")
    assert finished.sha256 == SHA
    assert ended(finished, plan, changed=False, at=MORNING) is None
    end = ended(finished, plan, changed=True, at=MORNING)
    assert end is not None
    assert end.outcome == "done"
