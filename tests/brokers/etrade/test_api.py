"""Our client of E*TRADE against the simulator: what every broker promises, and E*TRADE's quirks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests

from tests.brokers.etrade.local import Simulated, simulated, typed_code
from tests.brokers.local import quote
from tests.contracts.broker import BND, LONG_AGO, NEW, OLD, VTI, BrokerContract, order
from trimtab.brokers.simulators.etrade import answers
from trimtab.domain import LotId, Order, OrderStatus, Side, Symbol
from trimtab.domain.brokerage import BrokerAccount, Freshness
from trimtab.errors import Auth, Definite, RateLimited, Unavailable, Unknown
from trimtab.ports import Broker

PLACE = "POST .*orders/place"
PURCHASE = order("t1", Side.BUY, BND, 2, "51")


@pytest.fixture
def at() -> Iterator[Simulated]:
    with simulated() as found:
        yield found
        assert found.violations() == []


def test_a_fault_of_the_simulator_itself_is_told_behind_it() -> None:
    with simulated() as found:
        answer = requests.post(f"{found.sim.base_url}/_sim/clock", json={"set": "noon"}, timeout=10)
        assert answer.status_code == 500
        (told,) = found.violations()
    assert "the simulator failed: ValueError" in told


class TestEtrade(BrokerContract):
    @pytest.fixture(autouse=True)
    def _running(self, at: Simulated) -> None:
        self.at = at

    def connected(self) -> tuple[Broker, BrokerAccount]:
        return self.at.broker, self.at.account


def buy(at: Simulated, name: str = "t1", limit: str | None = "51") -> None:
    wanted = order(name, Side.BUY, BND, 2, limit)
    at.broker.place(at.account, at.broker.preview(at.account, wanted))


def test_a_code_that_is_wrong_or_late_is_no_log_in(at: Simulated) -> None:
    _, token = at.broker.log_in.begin()
    with pytest.raises(Auth):
        at.broker.log_in.finish(token, "WRONG")
    address, token = at.broker.log_in.begin()
    at.set("clock", advance=301)
    with pytest.raises(Auth):
        at.broker.log_in.finish(token, "ABCDE")
    assert "%2F" in address, "the token is encoded in the address"


def test_a_token_that_slept_is_woken_before_it_is_used(at: Simulated) -> None:
    at.set("clock", advance=3 * 3600)
    assert at.broker.accounts()
    assert at.sent("renew_access_token") == 1


def test_a_token_that_the_server_put_to_sleep_is_woken_and_the_read_is_made_again(
    at: Simulated,
) -> None:
    at.fault("401_expired", "GET .*balance")
    assert at.broker.snapshot(at.account).cash == 1000
    assert at.sent("renew_access_token") == 1


def test_midnight_in_new_york_ends_the_log_in(at: Simulated) -> None:
    assert at.broker.log_in.lasts()
    at.set("clock", set="2026-06-16T03:50:00+00:00")
    at.broker.accounts()
    assert not at.broker.log_in.lasts()
    at.set("clock", set="2026-06-16T04:00:00+00:00")
    with pytest.raises(Auth, match="midnight"):
        at.broker.accounts()
    typed_code(at.broker.log_in)
    assert at.broker.accounts()


def test_without_a_log_in_nothing_is_asked(at: Simulated) -> None:
    at.broker.log_in.end()
    before = len(at.sim.journal)
    with pytest.raises(Auth, match="nobody is logged in"):
        at.broker.accounts()
    assert len(at.sim.journal) == before


@pytest.mark.parametrize(
    "dialect",
    [
        {"single_as_dict": True},
        {"text_numbers": True},
        {"lower_names": True},
        {"single_as_dict": True, "text_numbers": True, "lower_names": True},
    ],
)
def test_every_shape_of_an_answer_is_read(at: Simulated, dialect: dict[str, bool]) -> None:
    at.set("dialect", **dialect)
    account = at.account
    buy(at)
    seen = at.broker.snapshot(account)
    assert {one.symbol: one.quantity for one in seen.positions} == {VTI: 15, BND: 2}
    assert at.broker.orders(account, since=LONG_AGO)[0].status is OrderStatus.FILLED
    assert at.broker.quotes([VTI])[VTI].last == 100


def test_a_token_that_cannot_be_woken_for_an_order_says_that_nothing_was_sent(
    at: Simulated,
) -> None:
    account = at.account
    preview = at.broker.preview(account, PURCHASE)
    tokens = at.broker.log_in.tokens
    assert tokens is not None
    at.broker.log_in.tokens = replace(tokens, used=tokens.used - timedelta(hours=3))
    at.fault("503", "renew_access_token")
    with pytest.raises(Definite, match="nothing was sent") as refused:
        at.broker.place(account, preview)
    assert refused.value.kind == "preview", "it may be tried again with a fresh preview"
    assert at.sent("orders/place") == 0


def test_what_a_preview_says_besides_is_kept(at: Simulated) -> None:
    assert at.broker.preview(at.account, PURCHASE).messages == ()
    at.set("manners", notice="This fund pays out tomorrow.")
    told = at.broker.preview(at.account, PURCHASE).messages
    assert told == ("This fund pays out tomorrow.",)


def test_lots_that_do_not_add_up_are_none_that_could_be_sold(
    at: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = answers.lots

    def first_alone(*given: object) -> dict[str, Any]:
        answer = whole(*given)  # type: ignore[arg-type]  # as given
        del answer["PositionLotsResponse"]["PositionLot"][1:]
        return answer

    monkeypatch.setattr(answers, "lots", first_alone)
    (position,) = at.broker.snapshot(at.account).positions
    assert position.quantity == 15
    assert position.lots == ()


@pytest.mark.parametrize("how", ["missing", "sentinel"])
def test_a_lot_without_a_date_has_none(at: Simulated, how: str) -> None:
    at.set("dialect", missing_dates=how)
    (position,) = at.broker.snapshot(at.account).positions
    assert [lot.acquired for lot in position.lots or ()] == [None, None]


def test_dates_are_days_in_new_york(at: Simulated) -> None:
    (position,) = at.broker.snapshot(at.account).positions
    assert {lot.acquired for lot in position.lots or ()} == {OLD.acquired, NEW.acquired}


def test_more_positions_than_a_page_are_all_read(at: Simulated) -> None:
    account = at.sim.exchange.accounts[0]
    for number in range(120):
        at.sim.exchange.quotes[f"S{number}"] = quote("10")
        account.lots.append(
            type(account.lots[0])(
                number=2000 + number,
                symbol=f"S{number}",
                quantity=Decimal(1),
                cost=Decimal(9),
                acquired=OLD.acquired,
            )
        )
        at.sim.watchman.shares[(account.key, f"S{number}")] = Decimal(1)
    assert len(at.broker.snapshot(at.account).positions) == 121


def test_more_transactions_and_orders_than_a_page_are_all_read(at: Simulated) -> None:
    at.sim.exchange.accounts[0].cash += 100_000
    at.sim.watchman.cash[at.sim.exchange.accounts[0].key] += 100_000
    for number in range(110):
        at.set("clock", advance=1)
        buy(at, f"t{number}")
    today = at.sim.clock.eastern.date()
    found = at.broker.activity(at.account, since=today, until=today)
    assert len(found.transactions) == 110
    assert len(at.broker.orders(at.account, since=LONG_AGO)) == 110


def test_quotes_say_that_they_are_old_and_nobody_bids(at: Simulated) -> None:
    at.set("quotes", VTI={"last": "100", "bid": "0", "ask": "0", "status": "DELAYED"})
    found = at.broker.quotes([VTI])[VTI]
    assert found.freshness is Freshness.DELAYED
    assert (found.bid, found.ask) == (None, None)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", RateLimited),
        ("500_100", Unavailable),
        ("502", Unavailable),
        ("503", Unavailable),
        ("504", Unavailable),
        ("html", Unavailable),
        ("reset", Unavailable),
        ("truncated", Unavailable),
        ("401_rejected", Auth),
    ],
)
def test_a_read_that_fails_says_how_and_is_not_repeated(
    at: Simulated, kind: str, error: type[Exception]
) -> None:
    account = at.account
    at.fault(kind, "GET .*balance")
    with pytest.raises(error):
        at.broker.snapshot(account)
    assert at.sent("GET /v1/accounts/JIdOIAcSpwR1Jva7RQBraQ/balance") == 1


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", RateLimited),
        ("401_expired", Auth),
        ("401_rejected", Auth),
        ("900", Definite),
        ("1033", Definite),
        ("xml_error", Definite),
        ("8400", Definite),
        ("1037", Definite),
        ("500_100", Unknown),
        ("502", Unknown),
        ("503", Unknown),
        ("504", Unknown),
        ("html", Unknown),
    ],
)
def test_an_order_whose_request_failed_is_sent_once_and_its_fate_is_named(
    at: Simulated, kind: str, error: type[Exception]
) -> None:
    at.fault(kind, PLACE)
    with pytest.raises(error):
        buy(at)
    assert at.sent("/orders/place") == 1
    assert at.broker.orders(at.account, since=LONG_AGO) == ()


@pytest.mark.parametrize("kind", ["reset", "truncated", "504", "500_100", "html"])
def test_an_order_that_was_accepted_before_the_answer_was_lost_is_unknown(
    at: Simulated, kind: str
) -> None:
    at.fault(kind, PLACE, before=False)
    with pytest.raises(Unknown):
        buy(at)
    assert at.sent("/orders/place") == 1
    assert len(at.broker.orders(at.account, since=LONG_AGO)) == 1


@pytest.mark.parametrize(
    ("kind", "word"),
    [("900", "preview"), ("1033", "preview"), ("8400", "funds"), ("1037", "shares")],
)
def test_codes_become_the_same_words_as_for_every_broker(
    at: Simulated, kind: str, word: str
) -> None:
    at.fault(kind, PLACE)
    with pytest.raises(Definite) as raised:
        buy(at)
    assert raised.value.kind == word


def test_a_preview_is_not_used_when_it_is_too_old(at: Simulated) -> None:
    preview = at.broker.preview(at.account, order("t1", Side.BUY, BND, 2, "51"))
    at.set("clock", advance=181)
    with pytest.raises(Definite) as raised:
        at.broker.place(at.account, preview)
    assert raised.value.kind == "preview"
    assert at.sent("/orders/place") == 0


def test_an_order_in_pieces_is_partly_filled_and_its_price_is_of_what_was(at: Simulated) -> None:
    at.set("manners", fills="partial:3")
    sale = order("t1", Side.SELL, VTI, 12, "99")
    placed = at.broker.place(at.account, at.broker.preview(at.account, sale))
    first = at.broker.order(at.account, placed.broker_order_id)
    assert first.status is OrderStatus.PARTLY_FILLED
    assert first.filled == 4
    at.broker.order(at.account, placed.broker_order_id)
    last = at.broker.order(at.account, placed.broker_order_id)
    assert last.status is OrderStatus.FILLED
    assert last.filled == 12
    assert last.average_price == 100


def sale_of(lots: tuple[tuple[str, str], ...]) -> Order:
    """A sale of shares of lots, by their numbers there."""
    named = tuple((LotId(name), Decimal(size)) for name, size in lots)
    sale = order("t1", Side.SELL, VTI, 1, "99")
    return replace(sale, quantity=sum((size for _, size in named), Decimal(0)), lots=named)


def test_a_part_of_a_position_with_a_fraction_of_a_lot_is_refused_before_it_is_sent(
    at: Simulated,
) -> None:
    with pytest.raises(Definite, match="with the whole position only") as raised:
        at.broker.preview(at.account, sale_of((("11", "1.5"),)))
    assert raised.value.kind == "lots"
    assert at.sent("orders/preview") == 0, "without named lots E*TRADE would choose them itself"


def test_a_whole_position_with_a_fraction_is_sold_without_naming_lots() -> None:
    with simulated(replace(NEW, quantity=Decimal("5.5"))) as at:
        whole = sale_of((("11", "10"), ("12", "5.5")))
        at.broker.place(at.account, at.broker.preview(at.account, whole))
        (sold,) = at.broker.orders(at.account, since=LONG_AGO)
        assert (sold.status, sold.filled) == (OrderStatus.FILLED, Decimal("15.5"))
        assert at.violations() == []


def test_an_order_that_is_done_cannot_be_cancelled(at: Simulated) -> None:
    buy(at)
    (done,) = at.broker.orders(at.account, since=LONG_AGO)
    with pytest.raises(Definite) as raised:
        at.broker.cancel(at.account, done.broker_order_id)
    assert raised.value.kind == "done"


def test_no_secret_is_in_the_log_and_no_key_of_an_account(
    at: Simulated, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "trimtab.wire")
    buy(at)
    at.broker.snapshot(at.account)
    tokens = at.broker.log_in.tokens
    assert tokens is not None
    secrets = (
        at.sim.logins.consumer_key,
        at.sim.logins.consumer_secret,
        tokens.key,
        tokens.secret,
        at.account.key,
        at.account.number,
    )
    assert len(caplog.messages) > 16
    assert not [one for one in secrets if one in caplog.text]
    assert not [one for one in secrets[:4] if one in repr(at.broker.log_in)]


def test_a_clock_that_is_wrong_is_told(at: Simulated) -> None:
    real = at.sim.clock.now
    at.sim.clock.now = lambda: real() + timedelta(minutes=6)  # type: ignore[method-assign]  # the server's
    line = at.broker.log_in.line
    assert line.timestamp is not None
    wrong = type(line)(
        consumer=line.consumer,
        base_url=line.base_url,
        timestamp=lambda: int(real().timestamp()),
    )
    with pytest.raises(Auth):
        wrong.get("/v1/accounts/list.json", at.broker.log_in.pair())


def test_a_security_that_is_an_option_is_skipped_and_named(at: Simulated) -> None:
    assert at.broker.snapshot(at.account).skipped == ()
    assert at.broker.quotes([Symbol("ZZZZQ")]) == {}
