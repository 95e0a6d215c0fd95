"""A client that is not ours (ibind) drives the simulated gateway over real sockets."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.brokers.simulators.ibkr.gateway import ME, OTHER, Gateway, gateway, held
from trimtab.brokers.simulators.ibkr.contracts import conid

_IBIND = pytest.importorskip("ibind", reason="pip install 'trimtab[dev]'")
Client = Any
BrokerError: type[Exception] = _IBIND.ExternalBrokerError
_MARKET = {
    _IBIND.QuestionType.MARKET_ORDER_CONFIRMATION: True,
    _IBIND.QuestionType.MANDATORY_CAP_PRICE: True,
}


@pytest.fixture
def at() -> Iterator[Gateway]:
    with gateway(held(), held(number=OTHER)) as found:
        yield found
        assert found.violations() == []


def connected(at: Gateway, *, tries: int = 1) -> Client:
    return _IBIND.IbkrClient(
        account_id=ME,
        url=at.sim.api_url,
        cacert=False,
        timeout=10,
        max_retries=tries - 1,
        auto_register_shutdown=False,
    )


@pytest.fixture
def client(at: Gateway) -> Client:
    found = connected(at)
    found.initialize_brokerage_session()
    found.receive_brokerage_accounts()
    found.portfolio_accounts()
    return found


def order(name: str | None, side: str, symbol: str, quantity: int, price: float | None) -> Client:
    return _IBIND.OrderRequest(
        conid=conid(symbol),
        side=side,
        quantity=quantity,
        order_type="MKT" if price is None else "LMT",
        price=price,
        acct_id=ME,
        coid=name,
        tif="DAY",
    )


def test_another_client_opens_the_session_and_sees_when_it_is_lost(at: Gateway) -> None:
    client = connected(at)
    assert client.check_health() is False
    with pytest.raises(BrokerError, match="no bridge"):
        client.receive_brokerage_accounts()
    assert client.initialize_brokerage_session().data["authenticated"] is True
    assert client.check_auth_status() is True
    at.set("session", competing=True)
    assert client.check_auth_status() is False
    client.initialize_brokerage_session(compete=True)
    assert client.check_health() is True
    assert client.validate().data["RESULT"] is True
    assert client.logout().data == {"status": True}
    assert client.check_health() is False


def test_another_client_reads_accounts_positions_and_cash(client: Client) -> None:
    assert client.receive_brokerage_accounts().data["accounts"] == [ME, OTHER]
    assert client.portfolio_account_information().data["accountId"] == ME
    assert client.portfolio_summary().data["settledcash"]["amount"] == 1000
    assert client.get_ledger().data["USD"]["cashbalance"] == 1000
    (kept,), (live,) = client.positions().data, client.positions2().data
    assert (kept["ticker"], kept["position"], live["position"]) == ("VTI", 15, 15)
    assert client.invalidate_backend_portfolio_cache().data == [kept]


def test_another_client_finds_the_contract_of_a_ticker_and_its_quote(client: Client) -> None:
    assert client.stock_conid_by_symbol(["VTI", "BND"]).data == {
        "VTI": conid("VTI"),
        "BND": conid("BND"),
    }
    assert client.search_contract_by_symbol("VTI").data[0]["symbol"] == "VTI"
    number = str(conid("VTI"))
    first = client.live_marketdata_snapshot([number], ["31", "84", "86"]).data
    assert "31" not in first[0]
    (row,) = client.live_marketdata_snapshot([number], ["31", "84", "86"]).data
    assert (row["31"], row["84"], row["86"]) == ("100.00", "100.00", "100.00")


def test_another_client_previews_and_places_through_two_questions(
    at: Gateway, client: Client
) -> None:
    at.quoted("BND")
    wanted = order("other1", "BUY", "BND", 2, None)
    told = client.whatif_order(wanted).data
    assert told["amount"] == {
        "amount": "100 USD (2 Shares)",
        "commission": "1 USD",
        "total": "101 USD",
    }
    placed = client.place_order(wanted, _MARKET).data
    assert placed["order_status"] == "Filled"
    status = client.order_status(placed["order_id"]).data
    assert (status["side"], status["order_status"]) == ("B", "Filled")
    (trade,) = client.trades(days="1").data
    assert (trade["order_ref"], trade["commission"]) == ("other1", "1.00")
    assert client.get_ledger().data["USD"]["cashbalance"] == 899


def test_another_client_lists_and_cancels_an_order_that_waits(at: Gateway, client: Client) -> None:
    client.suppress_messages(["o163"])
    at.quoted("VTI")
    placed = client.place_order(order("other1", "SELL", "VTI", 4, 150.0), {}).data
    assert client.live_orders().data["snapshot"] is False
    (row,) = client.live_orders().data["orders"]
    assert (row["order_ref"], row["status"]) == ("other1", "Submitted")
    client.cancel_order(placed["order_id"])
    (row,) = client.live_orders(filters=["cancelled"]).data["orders"]
    assert str(row["orderId"]) == placed["order_id"]


def test_a_question_without_an_answer_leaves_nothing_behind(at: Gateway, client: Client) -> None:
    at.quoted("VTI")
    with pytest.raises(ValueError, match="No answer found"):
        client.place_order(order("other1", "SELL", "VTI", 4, 150.0), {})
    client.live_orders()
    assert client.live_orders().data["orders"] == []


def test_a_name_is_used_once(at: Gateway, client: Client) -> None:
    at.quoted("VTI")
    client.place_order(order("other1", "SELL", "VTI", 4, 99.0), {})
    with pytest.raises(BrokerError, match="already registered"):
        client.place_order(order("other1", "SELL", "VTI", 4, 99.0), {})


def test_a_refusal_and_a_pace_that_is_too_quick_reach_the_caller(
    at: Gateway, client: Client
) -> None:
    at.quoted("VTI")
    with pytest.raises(BrokerError, match="may not sell"):
        client.place_order(order("other1", "SELL", "VTI", 16, 99.0), {})
    at.set("pace", on=True)
    client.live_orders()
    with pytest.raises(BrokerError, match="429"):
        client.live_orders()


def test_the_other_client_sends_a_lost_order_four_times_and_not_with_its_retries_off(
    at: Gateway, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Why ours is not ibind: after a connection that was cut it sends the order again."""
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr("time.sleep", lambda _: None)
    at.quoted("BND")
    eager = connected(at, tries=4)
    for _ in range(3):
        at.set("faults", kind="reset", match="POST .*/orders$")
    assert (
        eager.place_order(order(None, "BUY", "BND", 2, 50.0), {}).data["order_status"] == "Filled"
    )
    assert len(at.books.orders) == 4, "bought four times"
    at.set("faults", kind="reset", match="POST .*/orders$")
    with pytest.raises(BrokerError, match="Connection error"):
        client.place_order(order(None, "BUY", "BND", 2, 50.0), {})
    assert len(at.books.orders) == 5
