"""A client that is not ours (alpaca-py) drives the simulator over real sockets."""

import warnings
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.brokers.alpaca.local import Alpaca, local

with warnings.catch_warnings():
    # alpaca-py imports a part of websockets that is deprecated, for streams that are not used here.
    warnings.simplefilter("ignore", DeprecationWarning)
    _CLIENT = pytest.importorskip("alpaca.trading.client", reason="pip install 'trimtab[dev]'")
    _REQUESTS = pytest.importorskip("alpaca.trading.requests")
    _ENUMS = pytest.importorskip("alpaca.trading.enums")
    _ERRORS = pytest.importorskip("alpaca.common.exceptions")
Client = Any
BUY, SELL, ALL = _ENUMS.OrderSide.BUY, _ENUMS.OrderSide.SELL, _ENUMS.QueryOrderStatus.ALL
APIError: type[Exception] = _ERRORS.APIError


@pytest.fixture
def at() -> Iterator[Alpaca]:
    with local() as found:
        yield found
        assert found.violations() == []


@pytest.fixture
def client(at: Alpaca) -> Client:
    key, secret = at.sim.pair(at.sim.exchange.accounts[0])
    return _CLIENT.TradingClient(key, secret, url_override=at.sim.base_url)


def limit(name: str, side: Client, symbol: str, quantity: int, price: str) -> Client:
    return _REQUESTS.LimitOrderRequest(
        symbol=symbol,
        qty=quantity,
        side=side,
        time_in_force=_ENUMS.TimeInForce.DAY,
        limit_price=float(price),
        client_order_id=name,
    )


def test_another_client_reads_account_positions_and_clock(client: Client) -> None:
    account = client.get_account()
    assert (account.account_number, account.cash, account.multiplier) == (
        "PA3X1234",
        "1000.00",
        "1",
    )
    (position,) = client.get_all_positions()
    assert (position.symbol, Decimal(position.qty)) == ("VTI", Decimal(15))
    assert Decimal(position.cost_basis) == 1900
    assert client.get_clock().is_open
    days = client.get_calendar(
        _REQUESTS.GetCalendarRequest(start=date(2026, 6, 12), end=date(2026, 6, 15))
    )
    assert [one.date.day for one in days] == [12, 15]


def test_another_client_places_finds_by_name_and_lists(client: Client) -> None:
    placed = client.submit_order(limit("other1", BUY, "BND", 2, "51"))
    assert placed.status is _ENUMS.OrderStatus.FILLED
    assert client.get_order_by_client_id("other1").id == placed.id
    assert client.get_order_by_id(placed.id).filled_avg_price == "50"
    listed = client.get_orders(_REQUESTS.GetOrdersRequest(status=ALL))
    assert [one.client_order_id for one in listed] == ["other1"]
    with pytest.raises(APIError, match="client_order_id must be unique"):
        client.submit_order(limit("other1", BUY, "BND", 2, "51"))
    assert Decimal(client.get_account().cash) == 900


def test_another_client_cancels_an_order_that_waits(client: Client) -> None:
    placed = client.submit_order(limit("other1", SELL, "VTI", 4, "150"))
    assert placed.status is _ENUMS.OrderStatus.NEW
    client.cancel_order_by_id(placed.id)
    assert client.get_order_by_id(placed.id).status is _ENUMS.OrderStatus.CANCELED
    with pytest.raises(APIError, match="already in"):
        client.cancel_order_by_id(placed.id)


def test_another_client_reads_what_happened(client: Client) -> None:
    client.submit_order(limit("other1", SELL, "VTI", 12, "99"))
    found = client.get("/account/activities/FILL")
    assert [(one["side"], one["qty"]) for one in found] == [
        ("sell", "12"),
        ("buy", "5"),
        ("buy", "10"),
    ]
    assert client.get("/account/activities", {"page_size": 1})[0] == found[0]


def test_the_other_client_sends_an_order_without_its_name_again_and_ours_does_not(
    at: Alpaca, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why ours is not alpaca-py: after a 504 it sends the order again, as often as it likes."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    at.fault("504", "POST /v2/orders", before=False)
    unnamed = limit("", BUY, "BND", 2, "51")
    unnamed.client_order_id = None
    client.submit_order(unnamed)
    assert len(at.sim.exchange.accounts[0].orders) == 2, "bought twice"


def test_a_pair_of_keys_that_is_wrong_opens_nothing(at: Alpaca) -> None:
    key, _ = at.sim.pair(at.sim.exchange.accounts[0])
    with pytest.raises(APIError, match="unauthorized"):
        _CLIENT.TradingClient(key, "wrong", url_override=at.sim.base_url).get_account()
