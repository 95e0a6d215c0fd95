"""Our client of IBKR's gateway against the simulator: what every broker promises, and its ways."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from tests.brokers.ibkr.gateway.local import Gateway, client, local, sim_account
from tests.brokers.local import MORNING
from tests.contracts.broker import BND, LONG_AGO, VTI, BrokerContract, order
from trimtab.brokers.simulators.ibkr.contracts import conid
from trimtab.brokers.simulators.ibkr.refusal import IbkrRefusal
from trimtab.brokers.simulators.ibkr.trading import Trading as IbkrTrading
from trimtab.brokers.wire_log import WIRE
from trimtab.domain import OrderStatus, Side, Symbol
from trimtab.domain.brokerage import BrokerAccount, Freshness, LotChoice, OrderReport, Preview
from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unavailable, Unknown
from trimtab.ports import Broker

PLACE = "POST /iserver/account/U1234567/orders"


@pytest.fixture
def at() -> Iterator[Gateway]:
    with local() as found:
        yield found
        assert found.violations() == []


class TestGateway(BrokerContract):
    @pytest.fixture(autouse=True)
    def _running(self, at: Gateway) -> None:
        self.at = at

    def connected(self) -> tuple[Broker, BrokerAccount]:
        return self.at.broker, self.at.account


def buy(at: Gateway, name: str = "t1", limit: str | None = "51") -> OrderReport:
    wanted = order(name, Side.BUY, BND, 2, limit)
    return at.broker.place(at.account, at.broker.preview(at.account, wanted))


def test_which_lots_are_sold_is_for_the_accounts_setting_to_say(at: Gateway) -> None:
    able = at.broker.capabilities(at.account)
    assert (able.lot_choice, able.sells_by) == (LotChoice.ACCOUNT_DEFAULT, None)
    assert at.broker.snapshot(at.account).positions[0].lots is None


def test_a_list_that_only_begins_is_no_empty_list(at: Gateway) -> None:
    buy(at, limit="40")
    again = at.broker.orders(at.account, since=LONG_AGO)
    assert [one.client_order_id for one in again] == ["t1"]


def test_a_list_that_never_becomes_whole_is_told(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trimtab.brokers.simulators.ibkr.trading.Trading._listed", _never_whole)
    with pytest.raises(Unavailable, match="does not become whole"):
        at.broker.orders(at.account, since=LONG_AGO)


def _never_whole(*_: object) -> dict[str, object]:
    return {"orders": [], "snapshot": False}


def test_lists_are_asked_for_no_sooner_than_every_five_seconds(at: Gateway) -> None:
    before = at.sim.clock.now()
    for number in range(3):
        buy(at, name=f"t{number}", limit="40")
        at.broker.orders(at.account, since=LONG_AGO)
    assert at.sim.clock.now() - before >= timedelta(seconds=5 * 5)
    asked = at.sent("GET /iserver/account/orders")
    for _ in range(5):
        at.broker.orders(at.account, since=LONG_AGO)
    assert at.sent("GET /iserver/account/orders") == asked, "it is the same moment still"


def test_a_sale_of_more_than_is_free_is_refused_before_it_is_sent(at: Gateway) -> None:
    at.set("rules", shorts=True)
    with pytest.raises(Definite) as refused:
        at.broker.preview(at.account, order("t1", Side.SELL, VTI, 16, "99"))
    assert refused.value.kind == "shares"
    waiting = order("t2", Side.SELL, VTI, 12, "150")
    at.broker.place(at.account, at.broker.preview(at.account, waiting))
    with pytest.raises(Definite, match="3 VTI are free to sell, not 4"):
        at.broker.preview(at.account, order("t3", Side.SELL, VTI, 4, "99"))
    assert at.sent(PLACE) - at.sent("whatif") == 1, "IBKR would have gone short"


def test_shares_that_a_stop_of_somebody_elses_holds_are_not_free(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {
        "acct": at.account.key,
        "conid": conid("VTI"),
        "orderId": 9,
        "ticker": "VTI",
        "side": "SELL",
        "origOrderType": "STOP",
        "price": "80.00",
        "remainingQuantity": 10,
        "filledQuantity": 0,
        "status": "PreSubmitted",
    }
    listed = {"orders": [row], "snapshot": True}
    monkeypatch.setattr(
        "trimtab.brokers.simulators.ibkr.trading.Trading._listed", lambda *_: listed
    )
    with pytest.raises(Definite, match="5 VTI are free to sell, not 6"):
        at.broker.preview(at.account, order("t1", Side.SELL, VTI, 6, "99"))
    row |= {"side": "BUY", "origOrderType": "MARKET", "price": None}
    assert at.broker.snapshot(at.account).reserved == 0, "the list is of a moment ago"
    at.set("clock", advance=5)
    assert at.broker.snapshot(at.account).reserved == 10 * 100


def test_an_account_that_is_traded_in_while_it_is_read_is_read_again(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = iter([["one"], ["another"]])
    monkeypatch.setattr("trimtab.brokers.ibkr.gateway.portfolio.positions", lambda *_: next(rows))
    monkeypatch.setattr(
        "trimtab.brokers.ibkr.gateway.portfolio.held", lambda found: {found[0]: Decimal(1)}
    )
    with pytest.raises(Unavailable, match="traded in while it was read"):
        at.broker.snapshot(at.account)


def test_what_a_fill_cost_is_asked_for_again_where_it_is_not_told_yet(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = IbkrTrading._trades
    looks = count(1)

    def late(trading: IbkrTrading, query: Mapping[str, str]) -> list[dict[str, Any]]:
        rows = told(trading, query)
        return [row | {"commission": ""} for row in rows] if next(looks) == 1 else rows

    monkeypatch.setattr(IbkrTrading, "_trades", late)
    report = buy(at)
    assert at.broker.order(at.account, report.broker_order_id).commission == Decimal("1.00")
    assert at.sent("/iserver/account/trades") == 2


def test_two_commands_in_a_row_do_not_ask_too_often(at: Gateway) -> None:
    for name in ("t1", "t2", "t3"):
        again = replace(at, broker=client(at.sim))
        buy(again, name=name, limit="40")
        assert again.broker.orders(again.account, since=LONG_AGO)


def test_a_purchase_is_never_paid_with_borrowed_money(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "trimtab.brokers.simulators.ibkr.rules.IbkrExchange.spendable", lambda *_: Decimal(5000)
    )
    with pytest.raises(Definite, match=r"needs \$1,001\.00, \$1,000\.00 are there") as refused:
        at.broker.preview(at.account, order("t1", Side.BUY, BND, 20, "50"))
    assert refused.value.kind == "funds"


def test_the_brokers_own_refusals_have_our_words(at: Gateway) -> None:
    at.broker.preview(at.account, order("t0", Side.BUY, BND, 1, "51"))
    at.broker.preview(at.account, order("t0", Side.SELL, VTI, 1, "99"))
    kinds = []
    for wanted in (
        order("t1", Side.BUY, BND, 21, "51"),
        order("t2", Side.SELL, VTI, 16, "99"),
        order("t3", Side.BUY, Symbol("ZZZZQ"), 1, "51"),
    ):
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
    at: Gateway, kind: str, raised: type[BrokerError]
) -> None:
    at.fault(kind, f"{PLACE[5:]}$")
    with pytest.raises(raised):
        buy(at)
    assert at.sent(PLACE) - at.sent("whatif") == 1, "never sent again from here"


@pytest.mark.parametrize("kind", ["500_100", "503", "html", "reset", "truncated"])
@pytest.mark.parametrize("what", ["portfolio2", "ledger", "trades", "whatif"])
def test_what_cannot_be_read_changed_nothing(at: Gateway, kind: str, what: str) -> None:
    today = MORNING.date()
    ask: dict[str, Callable[[], object]] = {
        "portfolio2": lambda: at.broker.snapshot(at.account),
        "ledger": lambda: at.broker.snapshot(at.account),
        "trades": lambda: at.broker.activity(at.account, since=today, until=today),
        "whatif": lambda: at.broker.preview(at.account, order("t1", Side.BUY, BND, 1, "51")),
    }
    at.fault(kind, what)
    with pytest.raises(Unavailable):
        ask[what]()


def test_an_order_whose_answer_was_lost_is_found_by_our_name_of_it(at: Gateway) -> None:
    at.fault("reset", f"{PLACE[5:]}$", before=False)
    with pytest.raises(Unknown):
        buy(at)
    found = at.broker.order_named(at.account, order("t1", Side.BUY, BND, 2, "51").order_id)
    assert found is not None
    assert (found.status, found.filled) == (OrderStatus.FILLED, Decimal(2))


def test_a_lost_order_that_is_traded_in_before_it_is_listed_may_trade_more(at: Gateway) -> None:
    at.set("manners", fills="partial:8", hide_orders=9)
    at.fault("reset", f"{PLACE[5:]}$", before=False)
    wanted = order("t1", Side.SELL, VTI, 8, "99")
    preview = at.broker.preview(at.account, wanted)
    with pytest.raises(Unknown):
        at.broker.place(at.account, preview)
    found = at.broker.order_named(at.account, wanted.order_id)
    assert found is not None
    assert (found.status, found.quantity) == (OrderStatus.PARTLY_FILLED, Decimal(8))
    assert (found.client_order_id, found.limit_price) == ("t1", Decimal(99))
    (listed,) = at.broker.orders(at.account, since=LONG_AGO)
    assert (listed.quantity, listed.order_type) == (Decimal(8), wanted.order_type)


@pytest.mark.parametrize("status", [200, 400])
def test_a_name_that_was_used_before_is_a_duplicate_whatever_the_status(
    at: Gateway, status: int
) -> None:
    at.set("rules", duplicate_status=status)
    buy(at)
    with pytest.raises(Definite) as refused:
        buy(at)
    assert refused.value.kind == "duplicate"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("PendingSubmit", OrderStatus.SUBMITTED),
        ("PreSubmitted", OrderStatus.SUBMITTED),
        ("PendingCancel", OrderStatus.SUBMITTED),
        ("Inactive", OrderStatus.SUBMITTED),
        ("WordOfTomorrow", OrderStatus.SUBMITTED),
        ("Cancelled", OrderStatus.CANCELLED),
        ("ApiCancelled", OrderStatus.CANCELLED),
        ("Rejected", OrderStatus.REJECTED),
        ("Expired", OrderStatus.EXPIRED),
    ],
)
def test_only_what_ibkr_ends_is_done(at: Gateway, word: str, status: OrderStatus) -> None:
    report = buy(at, limit="40")
    at.set("statuses", t1=word)
    seen = at.broker.order(at.account, report.broker_order_id)
    assert seen.status is status
    if word in {"Inactive", "WordOfTomorrow"}:
        assert any(word in text for text in seen.messages), seen.messages


def test_a_part_that_is_filled_is_counted_and_more_may_come(at: Gateway) -> None:
    at.set("manners", fills="partial:2")
    report = buy(at)
    seen = at.broker.order(at.account, report.broker_order_id)
    assert seen.status in {OrderStatus.PARTLY_FILLED, OrderStatus.FILLED}
    for _ in range(3):
        seen = at.broker.order(at.account, report.broker_order_id)
    assert (seen.status, seen.filled, seen.average_price) == (
        OrderStatus.FILLED,
        Decimal(2),
        Decimal(50),
    )
    assert seen.commission == Decimal("1.00"), "of both parts"


@pytest.mark.parametrize(
    ("state", "freshness"),
    [
        ("REALTIME", Freshness.REAL_TIME),
        ("DELAYED", Freshness.DELAYED),
        ("FROZEN", Freshness.CLOSING),
        ("FROZEN_DELAYED", Freshness.DELAYED),
        ("CLOSING", Freshness.CLOSING),
    ],
)
def test_quotes_say_how_fresh_they_are(at: Gateway, state: str, freshness: Freshness) -> None:
    at.set("quotes", VTI={"last": 100, "bid": 0, "ask": 101, "status": state})
    quote = at.broker.quotes([VTI])[VTI]
    assert (quote.last, quote.bid, quote.ask) == (Decimal(100), None, Decimal(101))
    assert quote.freshness is freshness


@pytest.mark.parametrize("state", ["HALTED", "NOT_SUBSCRIBED", "UNSIGNED"])
def test_a_security_without_a_price_is_left_out(at: Gateway, state: str) -> None:
    at.set("quotes", VTI={"last": 100, "bid": 99, "ask": 101, "status": state})
    assert set(at.broker.quotes([VTI, BND])) == {BND}


def test_the_american_contract_is_the_one_that_is_traded(at: Gateway) -> None:
    assert set(at.broker.quotes([VTI, Symbol("ZZZZQ")])) == {VTI}
    buy(at)
    (bought,) = at.sim.exchange.accounts[0].orders.values()
    assert bought.symbol == "BND"


def test_an_account_that_borrows_nothing_spends_what_is_settled() -> None:
    cash = sim_account()
    cash.mode = "CASH"
    with local(cash) as at:
        assert at.account.settles
        assert at.broker.snapshot(at.account).settled == Decimal(1000)
    with local() as at:
        assert not at.account.settles
        assert at.account.registration is None


def test_the_orders_of_each_account_are_those_of_the_account() -> None:
    with local(sim_account(), sim_account(number="U7654321")) as at:
        first, second = at.broker.accounts()
        for name, account in (("t1", first), ("t2", second), ("t3", first)):
            wanted = order(name, Side.BUY, BND, 1, "51")
            at.broker.place(account, at.broker.preview(account, wanted))
        names = {
            account.masked: [
                one.client_order_id for one in at.broker.orders(account, since=LONG_AGO)
            ]
            for account in (first, second)
        }
        assert names == {"****4567": ["t1", "t3"], "****4321": ["t2"]}
        today = MORNING.date()
        rows = at.broker.activity(second, since=today, until=today).transactions
        assert [row.quantity for row in rows] == [1]
        assert at.violations() == []


def test_trades_of_earlier_days_are_orders_still(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = buy(at)
    at.set("clock", set="2026-06-16T14:00:00+00:00")
    at.set("session", logged_in=True)
    at.sim.exchange.accounts[0].orders[int(report.broker_order_id)].hidden = 99

    def forgotten(_: IbkrTrading, number: str) -> None:
        raise IbkrRefusal(words.format(number), status=503)

    monkeypatch.setattr(IbkrTrading, "_detail", forgotten)
    words = "OrderID {} doesn't exist"
    (found,) = at.broker.orders(at.account, since=date(2026, 6, 15))
    assert (found.broker_order_id, found.status, found.filled) == (
        report.broker_order_id,
        OrderStatus.FILLED,
        Decimal(2),
    )
    assert "only its trades" in found.messages[0]
    assert at.broker.orders(at.account, since=date(2026, 6, 16)) == ()
    words = "Order {} cannot be shown"
    with pytest.raises(Unavailable):
        at.broker.orders(at.account, since=date(2026, 6, 15))


def test_activity_tells_what_it_does_not_reach(at: Gateway) -> None:
    buy(at)
    today = MORNING.date()
    found = at.broker.activity(at.account, since=date(2026, 3, 1), until=today)
    assert len(found.transactions) == 1
    assert found.transactions[0].fee == Decimal("1.00")
    assert "before 2026-06-09" in found.notes[0]
    assert at.broker.activity(at.account, since=today, until=today).notes == ()


def test_the_request_log_has_every_request_and_no_account(
    at: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger=WIRE.name)
    buy(at)
    at.broker.snapshot(at.account)
    asked = [line for line in caplog.messages if " > " in line]
    assert len(asked) == len(at.sim.journal)
    assert "U1234567" not in caplog.text
