"""Days that come: long-term lots, wash windows, corporate actions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.planners.build import TODAY, account, ago, asset_class, lot, row
from tests.triggers.views import view
from trimtab.domain import Lot, Registration, Symbol, Transaction
from trimtab.report import render
from trimtab.triggers import ActionDue, Fired, LongTermSoon, PendingAction, View, WashWindowEnd

STOCKS = [asset_class("Stocks", 100, ["VWO", "VTI"])]
PRICES = {"VWO": 40, "VTI": 10, "OLD": 1}
VWO = Symbol("VWO")


def seen(
    *lots: Lot,
    rows: tuple[Transaction, ...] = (),
    kind: Registration = Registration.TAXABLE,
    as_of: date = TODAY,
    last_checked: date | None = None,
    pending: tuple[PendingAction, ...] = (),
    identical: tuple[tuple[str, ...], ...] = (),
) -> View:
    return view(
        account("joint", *lots, kind=kind),
        classes=STOCKS,
        prices=PRICES,
        rows=(row("buy", "OLD", TODAY - timedelta(days=300), shares=1), *rows),
        as_of=as_of,
        last_checked=last_checked,
        pending=pending,
        identical=identical,
    )


# Bought on 15 January 2025: long-term from 16 January 2026 on (26 U.S.C. 1222).
BOUGHT, LONG_FROM = date(2025, 1, 15), date(2026, 1, 16)


def turning(as_of: date, *, last_checked: date | None = None, days: int = 30) -> Fired | None:
    given = seen(
        lot("a", "VWO", 1, 1, BOUGHT),
        lot("b", "VWO", 1, 1, BOUGHT + timedelta(days=5)),
        lot("c", "VTI", 1, 1, BOUGHT),
        lot("d", "VWO", 1, 1, None),
        as_of=as_of,
        last_checked=last_checked,
    )
    return LongTermSoon(symbol=VWO, days=days).check(given)


def test_lots_that_turn_long_term_soon_fire_with_their_number_and_the_last_day() -> None:
    fired = turning(LONG_FROM - timedelta(days=10))
    assert fired is not None
    assert (fired.subject, fired.value, fired.limit) == ("VWO", Decimal(10), Decimal(30))
    assert render(fired.reason) == "2 lots of VWO will be long-term by 21 Jan 2026."


@pytest.mark.parametrize(("before", "fires"), [(31, False), (30, True), (1, True), (0, True)])
def test_the_days_ahead_include_both_ends(before: int, *, fires: bool) -> None:
    assert (turning(LONG_FROM - timedelta(days=before)) is not None) is fires


def test_a_day_that_came_between_two_checks_is_told_once() -> None:
    late = LONG_FROM + timedelta(days=2)
    fired = turning(late, last_checked=LONG_FROM - timedelta(days=1), days=0)
    assert fired is not None
    assert fired.value == -2
    assert turning(late, last_checked=LONG_FROM, days=0) is None


def test_the_day_itself_is_worse_than_the_days_before_it() -> None:
    soon, now = turning(LONG_FROM - timedelta(days=1)), turning(LONG_FROM)
    assert soon is not None
    assert now is not None
    assert now.worse_than(soon, Decimal("0.2"))
    assert not soon.worse_than(soon, Decimal("0.2"))


def test_terms_mean_nothing_in_a_sheltered_account() -> None:
    given = seen(lot("a", "VWO", 1, 1, BOUGHT), kind=Registration.ROTH_IRA, as_of=LONG_FROM)
    assert LongTermSoon(symbol=VWO).check(given) is None


def sold(days_ago: int, gain: int = -500) -> Transaction:
    return row("sell", "VWO", ago(days_ago), shares=10, gain=gain)


def ending(
    *rows: Transaction,
    lots: tuple[Lot, ...] = (),
    days: int = 1,
    last_checked: date | None = None,
    identical: tuple[tuple[str, ...], ...] = (),
) -> Fired | None:
    given = seen(*lots, rows=rows, last_checked=last_checked, identical=identical)
    return WashWindowEnd(symbol=VWO, days=days).check(given)


@pytest.mark.parametrize(("days_ago", "value"), [
    (29, None),  # free the day after tomorrow
    (30, 1),  # 30 days ago is inside, so tomorrow is the first free day
    (31, 0),  # today is
    (32, None),  # it was yesterday
])  # fmt: skip
def test_the_window_after_a_loss_sale_ends_on_the_31st_day(
    days_ago: int, value: int | None
) -> None:
    fired = ending(sold(days_ago))
    assert (None if fired is None else fired.value) == value
    if fired is not None:
        free = TODAY + timedelta(days=value or 0)
        assert fired.reason.params == {"symbol": "VWO", "date": free.isoformat()}


def test_a_sale_at_a_gain_has_no_window() -> None:
    assert ending(sold(30, gain=500)) is None


def test_the_latest_of_several_loss_sales_counts() -> None:
    assert ending(sold(30), sold(10)) is None
    fired = ending(sold(30), sold(10), days=21)
    assert fired is not None
    assert fired.value == 21


def test_a_window_that_ended_between_two_checks_is_told_once() -> None:
    fired = ending(sold(33), days=0, last_checked=ago(5))
    assert fired is not None
    assert fired.value == -2
    assert ending(sold(33), days=0, last_checked=ago(1)) is None


@pytest.mark.parametrize(("bought_ago", "fires"), [(29, False), (30, True), (31, True)])
def test_the_window_after_a_purchase_ends_for_an_old_loss(bought_ago: int, *, fires: bool) -> None:
    old = lot("old", "VWO", 100, 9000)
    new = lot("new", "VWO", 10, 390, ago(bought_ago))
    assert (ending(lots=(old, new)) is not None) is fires


def test_a_purchase_beside_no_loss_ends_no_window() -> None:
    assert ending(lots=(lot("old", "VWO", 100, 100), lot("new", "VWO", 10, 300, ago(30)))) is None


def test_what_is_identical_is_named_together() -> None:
    fired = ending(sold(30), identical=(("VWO", "VTI"),))
    assert fired is not None
    assert fired.reason.params["symbol"] == "VTI, VWO"


def split(day: date, symbol: str = "VWO") -> PendingAction:
    return PendingAction(symbol=Symbol(symbol), effective=day, what="4-for-1 split")


def pending(*actions: PendingAction, days: int = 7) -> Fired | None:
    return ActionDue(symbol=VWO, days=days).check(seen(pending=actions))


@pytest.mark.parametrize(("ahead", "fires"), [(8, False), (7, True), (0, True), (-40, True)])
def test_an_action_is_due_from_days_before_it_until_it_is_booked(
    ahead: int, *, fires: bool
) -> None:
    fired = pending(split(TODAY + timedelta(days=ahead)))
    assert (fired is not None) is fires
    if fired is not None:
        assert fired.value == ahead


def test_the_earliest_action_of_the_security_is_told() -> None:
    fired = pending(split(TODAY + timedelta(days=5)), split(TODAY), split(ago(9), "VTI"))
    assert fired is not None
    assert render(fired.reason) == "VWO: 4-for-1 split, effective 15 Jun 2026."
    assert pending(split(TODAY, "VTI")) is None


@pytest.mark.parametrize("kind", [LongTermSoon, WashWindowEnd, ActionDue])
def test_a_day_has_no_margin(kind: type[LongTermSoon | WashWindowEnd | ActionDue]) -> None:
    trigger = kind(symbol=VWO)
    assert trigger.eased(Decimal("0.2")) is trigger
