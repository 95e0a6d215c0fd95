"""Our client of Alpaca against the simulator: what every broker promises, and Alpaca's own ways."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from tests.brokers.alpaca.local import Alpaca, local
from tests.brokers.local import MORNING
from tests.contracts.broker import BND, LONG_AGO, VTI, BrokerContract, order
from trimtab.brokers.alpaca.broker import _body
from trimtab.brokers.alpaca.line import Keys
from trimtab.brokers.alpaca.market import market_clock
from trimtab.brokers.alpaca.reading import account, blocked, is_traded, readable, skipped
from trimtab.brokers.wire_log import WIRE
from trimtab.domain import OrderStatus, Side, Symbol
from trimtab.domain.brokerage import BrokerAccount, Freshness, OrderReport, Preview
from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unavailable, Unknown
from trimtab.ports import Broker


@pytest.fixture
def at() -> Iterator[Alpaca]:
    with local() as found:
        yield found
        assert found.violations() == []


class TestAlpaca(BrokerContract):
    @pytest.fixture(autouse=True)
    def _running(self, at: Alpaca) -> None:
        self.at = at

    def connected(self) -> tuple[Broker, BrokerAccount]:
        return self.at.broker, self.at.account


def buy(at: Alpaca, name: str = "t1", limit: str | None = "51") -> OrderReport:
    wanted = order(name, Side.BUY, BND, 2, limit)
    return at.broker.place(at.account, at.broker.preview(at.account, wanted))


def test_an_order_goes_out_once_with_our_name_as_exact_text_for_the_day(at: Alpaca) -> None:
    sent = replace(order("t1", Side.BUY, BND, 1, "51"), quantity=Decimal("1.500"))
    assert _body(sent) == {
        "symbol": "BND",
        "qty": "1.5",
        "side": "buy",
        "type": "limit",
        "time_in_force": "day",
        "client_order_id": "t1",
        "limit_price": "51",
    }
    buy(at)
    assert at.sent("POST /v2/orders") == 1


def test_a_fraction_of_a_share_is_traded_where_the_account_has_such_a_step() -> None:
    with local(step="0.001") as at:
        wanted = replace(order("t1", Side.BUY, BND, 1, "51"), quantity=Decimal("1.125"))
        report = at.broker.place(at.account, at.broker.preview(at.account, wanted))
        assert (report.filled, report.status) == (Decimal("1.125"), OrderStatus.FILLED)
        assert at.broker.capabilities(at.account).quantity_step == Decimal("0.001")
        assert at.broker.snapshot(at.account).shares(BND) == Decimal("1.125")
        assert at.violations() == []


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pending_new", OrderStatus.SUBMITTED),
        ("accepted_for_bidding", OrderStatus.SUBMITTED),
        ("held", OrderStatus.SUBMITTED),
        ("suspended", OrderStatus.SUBMITTED),
        ("stopped", OrderStatus.SUBMITTED),
        ("calculated", OrderStatus.SUBMITTED),
        ("pending_cancel", OrderStatus.SUBMITTED),
        ("pending_replace", OrderStatus.SUBMITTED),
        ("done_for_day", OrderStatus.SUBMITTED),
        ("a_word_of_tomorrow", OrderStatus.SUBMITTED),
        ("replaced", OrderStatus.CANCELLED),
        ("canceled", OrderStatus.CANCELLED),
        ("expired", OrderStatus.EXPIRED),
        ("rejected", OrderStatus.REJECTED),
    ],
)
def test_only_what_alpaca_ends_is_done(at: Alpaca, word: str, status: OrderStatus) -> None:
    report = buy(at, limit="40")
    at.set("statuses", t1=word)
    seen = at.broker.order(at.account, report.broker_order_id)
    assert seen.status is status
    if word in {"held", "suspended", "done_for_day", "a_word_of_tomorrow", "replaced"}:
        assert any(word in text for text in seen.messages), seen.messages


def test_a_part_that_is_filled_is_counted_and_more_may_come(at: Alpaca) -> None:
    at.set("manners", fills="partial:2")
    report = buy(at)
    seen = at.broker.order(at.account, report.broker_order_id)
    assert (seen.status, seen.filled) == (OrderStatus.PARTLY_FILLED, Decimal(1))
    seen = at.broker.order(at.account, report.broker_order_id)
    assert (seen.status, seen.filled, seen.average_price) == (
        OrderStatus.FILLED,
        Decimal(2),
        Decimal(50),
    )


def test_orders_are_paged_through_to_the_last(at: Alpaca, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trimtab.brokers.alpaca.broker._ORDERS_PER_PAGE", 2)
    names = [f"t{number}" for number in range(5)]
    for name in names:
        wanted = order(name, Side.SELL, VTI, 1, "150")
        at.broker.place(at.account, Preview(order=wanted, total=Decimal(-150)))
        at.set("clock", advance=0.001)
    listed = at.broker.orders(at.account, since=LONG_AGO)
    assert [str(one.client_order_id) for one in listed] == names


def test_pages_that_bring_nothing_new_are_no_list(
    at: Alpaca, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trimtab.brokers.alpaca.broker._ORDERS_PER_PAGE", 2)
    for number in range(3):  # all of one moment
        wanted = order(f"t{number}", Side.SELL, VTI, 1, "150")
        at.broker.place(at.account, Preview(order=wanted, total=Decimal(-150)))
    with pytest.raises(Unavailable):
        at.broker.orders(at.account, since=LONG_AGO)


def test_a_sale_of_more_than_is_free_is_refused_before_it_is_sent(at: Alpaca) -> None:
    with pytest.raises(Definite) as refused:
        at.broker.preview(at.account, order("t1", Side.SELL, VTI, 16, "99"))
    assert refused.value.kind == "shares"
    assert at.sent("POST") == 0, "Alpaca might take it as a short sale"


def test_the_brokers_own_refusals_have_our_words(at: Alpaca) -> None:
    dear, many = order("t1", Side.BUY, BND, 21, "51"), order("t2", Side.SELL, VTI, 16, "99")
    nobody = order("t3", Side.BUY, Symbol("ZZZZQ"), 1, "51")
    kinds = []
    for wanted in (dear, many, nobody):
        with pytest.raises(Definite) as refused:
            at.broker.place(at.account, Preview(order=wanted, total=Decimal(0)))
        kinds.append(refused.value.kind)
    report = buy(at)
    with pytest.raises(Definite) as refused:
        at.broker.cancel(at.account, report.broker_order_id)
    assert [*kinds, refused.value.kind] == ["funds", "shares", "symbol", "done"]


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("429", RateLimited),
        ("401_rejected", Auth),
        ("500_100", Unknown),
        ("503", Unknown),
        ("504", Unknown),
        ("html", Unknown),
        ("reset", Unknown),
        ("truncated", Unknown),
    ],
)
def test_what_is_not_an_answer_to_an_order_leaves_it_unknown(
    at: Alpaca, kind: str, raised: type[BrokerError]
) -> None:
    at.fault(kind, "POST /v2/orders")
    with pytest.raises(raised):
        buy(at)
    assert at.sent("POST /v2/orders") == 1, "never sent again from here"


@pytest.mark.parametrize("kind", ["500_100", "503", "html", "reset", "truncated"])
def test_what_cannot_be_read_changed_nothing(at: Alpaca, kind: str) -> None:
    at.fault(kind, "GET /v2/positions")
    with pytest.raises(Unavailable):
        at.broker.snapshot(at.account)


def test_an_answer_in_another_shape_is_no_traceback() -> None:
    answers: tuple[Any, ...] = ([], {"id": "1"}, {"qty": "x"}, "text", None)
    for answer in answers:
        with pytest.raises(Unavailable):
            readable(partial(account, answer, kind="paper"), "account")


def test_orders_that_others_placed_do_not_hide_ours(at: Alpaca) -> None:
    for name in ("theirs: 1", "t1"):
        body = {**_body(order("t1", Side.SELL, VTI, 1, "150")), "client_order_id": name}
        at.broker.line.change("POST", "/v2/orders", body)
    listed = at.broker.orders(at.account, since=LONG_AGO)
    assert [one.client_order_id for one in listed] == [None, "t1"]


def test_a_pair_of_keys_that_is_wrong_opens_nothing_and_is_never_shown(at: Alpaca) -> None:
    keys = Keys(at.broker.line.keys.key, "wrong-secret-9")
    wrong = replace(at.broker, line=replace(at.broker.line, keys=keys))
    with pytest.raises(Auth) as refused:
        wrong.accounts()
    told = f"{refused.value} {keys!r} {wrong!r} {at.log}"
    assert "wrong-secret-9" not in told
    assert keys.key not in told


def test_the_log_has_no_key_and_no_secret(at: Alpaca) -> None:
    buy(at)
    at.broker.snapshot(at.account)
    told = "\n".join(at.log)
    assert "POST /v2/orders: 200" in told
    for secret in at.sim.pair(at.sim.exchange.accounts[0]):
        assert secret not in told


def test_quotes_say_how_fresh_they_are(at: Alpaca) -> None:
    at.set("quotes", VTI={"last": 100, "bid": 0, "ask": 101, "status": "DELAYED"})
    quotes = at.broker.quotes([VTI, BND])
    assert quotes[VTI].freshness is Freshness.CLOSING, "twenty minutes old"
    assert (quotes[VTI].bid, quotes[VTI].ask) == (None, Decimal(101))
    delayed = replace(at.broker, feed="delayed_sip").quotes([BND])
    assert delayed[BND].freshness is Freshness.DELAYED
    with pytest.raises(Definite, match="subscription"):
        replace(at.broker, feed="sip").quotes([BND])
    at.set("sip", paid=True)
    assert replace(at.broker, feed="sip").quotes([BND])[BND].freshness is Freshness.REAL_TIME


def test_settled_cash_is_not_told_and_not_made_up(at: Alpaca) -> None:
    assert at.broker.snapshot(at.account).settled is None
    assert at.account.registration is None


def test_an_account_that_is_blocked_is_not_traded_in() -> None:
    assert blocked({"trading_blocked": True, "status": "ACTIVE"}) == "trading blocked"
    assert blocked({"status": "ACCOUNT_UPDATED"}) == "its status is ACCOUNT_UPDATED"
    assert blocked({"status": "ACTIVE", "account_blocked": False}) == ""


def test_what_is_no_share_held_long_is_left_out_by_name() -> None:
    option = {"symbol": "VTI260116C00100000", "asset_class": "us_option", "qty": "1"}
    short = {"symbol": "BND", "asset_class": "us_equity", "qty": "-3"}
    assert not is_traded(option)
    assert not is_traded(short)
    assert [skipped(one) for one in (option, short)] == [
        "VTI260116C00100000: us_option",
        "BND: short",
    ]


def test_the_clock_is_alpacas(at: Alpaca) -> None:
    found = market_clock(at.broker.line)
    assert (found.at, found.is_open) == (MORNING, True)
    assert found.closes == MORNING.replace(hour=20)
    assert found.opens == datetime(2026, 6, 16, 13, 30, tzinfo=UTC)
    at.set("clock", set="2026-06-12T20:30:00+00:00")
    found = market_clock(at.broker.line)
    assert (found.is_open, found.opens) == (False, datetime(2026, 6, 15, 13, 30, tzinfo=UTC))


def test_the_request_log_has_every_request_and_no_key(
    at: Alpaca, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger=WIRE.name)
    before = len(at.sim.journal)
    at.broker.snapshot(at.account)
    asked = [line for line in caplog.messages if " > " in line]
    assert len(asked) == len(at.sim.journal) - before
    assert asked
    for secret in at.sim.pair(at.sim.exchange.accounts[0]):
        assert secret not in caplog.text
