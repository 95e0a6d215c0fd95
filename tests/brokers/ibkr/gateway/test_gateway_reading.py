"""Answers of the gateway in the shapes that they were documented and recorded in, as values."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import requests

from tests.brokers.ibkr.gateway.local import NUMBER
from tests.contracts.broker import BND, order
from trimtab.brokers.ibkr.gateway import GATEWAY, placing, portfolio
from trimtab.brokers.ibkr.gateway.contracts import Contracts, spelled
from trimtab.brokers.ibkr.gateway.executions import from_trades, trade_of
from trimtab.brokers.ibkr.gateway.line import Line
from trimtab.brokers.ibkr.gateway.reading import (
    dollars,
    exact,
    listed_order,
    one_order,
    readable,
    waiting,
)
from trimtab.brokers.ibkr.gateway.refusals import refusal
from trimtab.brokers.ibkr.gateway.writing import order_request
from trimtab.domain import OrderStatus, OrderType, Side, Symbol
from trimtab.domain.brokerage import BrokerAccount, Preview
from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unavailable, Unknown

ACCOUNT = BrokerAccount(key=NUMBER, number=NUMBER)

LISTED: dict[str, Any] = {
    "acct": NUMBER,
    "conid": 7,
    "orderId": 1799796559,
    "ticker": "BND",
    "secType": "STK",
    "remainingQuantity": 3.0,
    "filledQuantity": 2.0,
    "totalSize": 5.0,
    "status": "Submitted",
    "order_ccp_status": "Submitted",
    "origOrderType": "LIMIT",
    "orderType": "Limit",
    "price": "51.00",
    "avgPrice": "50.25",
    "order_ref": "7K3F000000001",
    "side": "BUY",
}
STATE: dict[str, Any] = {
    "order_id": 1799796559,
    "conid": 7,
    "symbol": "BND",
    "side": "B",
    "size": "3.0",
    "total_size": "5.0",
    "cum_fill": "2.0",
    "order_type": "LIMIT",
    "limit_price": "51.00",
    "average_price": "50.25",
    "order_status": "Submitted",
    "order_ccp_status": "0",
    "sec_type": "STK",
    "order_time": "260615140000",
}
TRADE: dict[str, Any] = {
    "execution_id": "0000e0d5.1.01.01",
    "symbol": "BND",
    "side": "B",
    "order_ref": "7K3F000000001",
    "trade_time_r": 1781532000000,
    "size": 2.0,
    "price": "50.25",
    "commission": "1.00",
    "account": NUMBER,
    "sec_type": "STK",
    "conid": 7,
}


def test_the_list_and_the_state_of_an_order_say_the_same_in_their_own_ways() -> None:
    listed = listed_order(LISTED)
    assert listed is not None
    assert (listed.broker_order_id, listed.client_order_id) == ("1799796559", "7K3F000000001")
    assert (listed.quantity, listed.filled, listed.average_price) == (
        Decimal(5),
        Decimal(2),
        Decimal("50.25"),
    )
    state = one_order(STATE, listed.client_order_id)
    assert state is not None
    assert state.placed_at == datetime(2026, 6, 15, 14, tzinfo=UTC)
    for name in ("side", "symbol", "quantity", "order_type", "limit_price", "status", "filled"):
        assert getattr(listed, name) == getattr(state, name)
    assert (state.status, state.order_type) == (OrderStatus.PARTLY_FILLED, OrderType.LIMIT)


def test_an_order_without_its_size_has_what_was_and_what_is_left() -> None:
    older = {name: value for name, value in LISTED.items() if name != "totalSize"}
    found = listed_order(older)
    assert found is not None
    assert found.quantity == 5


@pytest.mark.parametrize(
    "change",
    [
        {"secType": "OPT"},
        {"side": "EXER"},
        {"origOrderType": "STOP"},
        {"ticker": ""},
        {"totalSize": 0, "remainingQuantity": 0, "filledQuantity": 0},
    ],
)
def test_what_is_no_order_for_shares_at_market_or_limit_is_none(change: dict[str, Any]) -> None:
    assert listed_order({**LISTED, **change}) is None


def test_what_an_open_order_of_any_kind_holds_is_not_free() -> None:
    stop = {**LISTED, "origOrderType": "STOP", "side": "SELL", "price": "45.00"}
    found = waiting(stop)
    assert found is not None
    assert (found.side, found.number, found.shares) == (Side.SELL, 7, Decimal(3))
    assert found.price == 45
    market = waiting({**LISTED, "origOrderType": "MARKET", "price": None})
    assert market is not None
    assert market.price is None
    assert waiting({**LISTED, "status": "Filled"}) is None
    assert waiting({**LISTED, "secType": "OPT"}) is None
    assert waiting({**LISTED, "side": "EXER"}) is None


def test_orders_that_others_placed_have_no_name_of_ours() -> None:
    found = listed_order({**LISTED, "order_ref": None})
    assert found is not None
    assert found.client_order_id is None


@pytest.mark.parametrize(
    ("second", "status"),
    [
        ("Rejected", OrderStatus.REJECTED),
        ("8", OrderStatus.REJECTED),
        ("Cancelled", OrderStatus.CANCELLED),
        ("4", OrderStatus.CANCELLED),
        ("Pending Submit", OrderStatus.PARTLY_FILLED),
        ("0", OrderStatus.PARTLY_FILLED),
    ],
)
def test_an_inactive_order_is_what_its_second_state_says(second: str, status: OrderStatus) -> None:
    found = listed_order({**LISTED, "status": "Inactive", "order_ccp_status": second})
    assert found is not None
    assert found.status is status


def test_a_filled_order_is_filled_to_its_end() -> None:
    found = listed_order({**LISTED, "status": "Filled"})
    assert found is not None
    assert (found.status, found.filled) == (OrderStatus.FILLED, found.quantity)


@pytest.mark.parametrize("answer", [{}, {**LISTED, "filledQuantity": "x"}, 7, None, [LISTED]])
def test_an_answer_in_another_shape_is_no_traceback(answer: dict[str, Any]) -> None:
    with pytest.raises(Unavailable):
        readable(partial(listed_order, answer), "order")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,977.60 USD (10 Shares)", "1977.60"),
        ("1 USD", "1"),
        ("0.35 ... 1.05 USD", "1.05"),
        ("100 USD", "100"),
    ],
)
def test_amounts_of_a_preview_are_texts(text: str, amount: str) -> None:
    assert dollars(text) == Decimal(amount)


@pytest.mark.parametrize("text", [None, "", "USD", "12 EUR", "12"])
def test_an_amount_in_no_dollars_is_none(text: object) -> None:
    with pytest.raises(Unavailable):
        dollars(text)


@pytest.mark.parametrize("value", ["x", None, "NaN", "Infinity"])
def test_what_is_no_number_is_told(value: object) -> None:
    assert exact("1,234.50") == Decimal("1234.50")
    with pytest.raises(Unavailable):
        exact(value)


class Whatif(Line):
    """A line that previews with a given answer."""

    answer: Any

    def preview(self, path: str, body: str) -> object:
        assert path.endswith(f"/{NUMBER}/orders/whatif")
        assert "cOID" not in body, "a preview does not use up the name"
        return type(self).answer


def previewed(side: Side, **answer: object) -> Preview:
    Whatif.answer = {
        "amount": {"amount": "102 USD (2 Shares)", "commission": "1 USD", "total": "103 USD"},
        "position": {"current": "1,000", "change": "2", "after": "1,002"},
        "warn": None,
        "error": None,
        **answer,
    }
    return placing.previewed(Whatif(), ACCOUNT, order("t1", side, BND, 2, "51"), 7)


def test_a_preview_counts_the_commission_on_the_side_where_it_is() -> None:
    assert previewed(Side.BUY).total == Decimal("103.00")
    sale = previewed(Side.SELL, warn="21/Blind \n trading")
    assert (sale.total, sale.commission) == (Decimal("-101.00"), Decimal("1.00"))
    assert sale.messages == ("21/Blind trading",)
    unknown = previewed(Side.BUY, amount={"amount": "102 USD", "commission": None})
    assert (unknown.total, unknown.commission) == (Decimal("102.00"), Decimal("0.00"))


def test_ibkrs_own_count_of_the_shares_keeps_a_sale_from_going_short() -> None:
    with pytest.raises(Definite, match="1 BND are held, not 2") as refused:
        previewed(Side.SELL, position={"current": "1", "change": "-2", "after": "-1"})
    assert refused.value.kind == "shares"
    assert previewed(Side.SELL, position={"current": None}).total < 0
    with pytest.raises(Unavailable):
        previewed(Side.BUY, amount=None)


def test_an_order_goes_out_with_our_name_as_exact_numbers_for_the_day() -> None:
    wanted = order("t1", Side.BUY, BND, 2, "51.10")
    assert order_request(wanted, account=NUMBER, conid=7, named=True) == (
        f'{{"orders":[{{"acctId":"{NUMBER}","conid":7,"orderType":"LMT","side":"BUY","quantity":2,'
        '"tif":"DAY","outsideRTH":false,"price":51.1,"cOID":"t1"}]}'
    )
    market = order_request(
        order("t1", Side.SELL, BND, 2, None), account=NUMBER, conid=7, named=False
    )
    assert '"orderType":"MKT","side":"SELL"' in market
    assert "price" not in market
    assert "cOID" not in market


def test_a_query_has_no_plus_that_might_be_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refuse(
        _: requests.Session, request: requests.PreparedRequest, **__: object
    ) -> requests.Response:
        asked.append(request.url)
        raise requests.ConnectionError

    monkeypatch.setattr("requests.Session.send", refuse)
    with pytest.raises(Unavailable):
        Line().get("/trsrv/stocks", {"symbols": "BRK B,VTI"})
    assert asked == ["https://localhost:5000/v1/api/trsrv/stocks?symbols=BRK%20B,VTI"]


def test_what_is_no_share_held_long_in_dollars_is_left_out_by_name() -> None:
    rows = [
        {"position": 3, "conid": "1", "description": "VTI", "currency": "USD", "secType": "STK"},
        {"position": -3, "conid": "2", "description": "BND", "currency": "USD", "secType": "STK"},
        {"position": 1, "conid": "3", "description": "VTI C", "currency": "USD", "secType": "OPT"},
        {"position": 1, "conid": "4", "description": "SHEL", "currency": "GBP", "secType": "STK"},
        {"position": 2, "conid": "5", "description": "BRK B", "currency": "USD", "secType": "STK"},
    ]
    found = [portfolio.position(one) for one in rows]
    assert [one.symbol for one in found if one is not None] == ["VTI", "BRK.B"]
    left = [portfolio.skipped(row) for row, one in zip(rows, found, strict=True) if one is None]
    assert left == ["BND: short", "VTI C: OPT", "SHEL: STK in GBP"]


class Stocks(Line):
    """A line that lists contracts."""

    answer: Any

    def get(self, path: str, query: Mapping[str, str] | None = None) -> object:
        assert (path, query) == ("/trsrv/stocks", {"symbols": "BRK B,VTI"})
        return type(self).answer


def test_two_american_contracts_of_one_symbol_are_not_told_apart() -> None:
    def entry(*contracts: Mapping[str, object]) -> list[dict[str, object]]:
        return [{"assetClass": "STK", "contracts": list(contracts)}]

    us, elsewhere = {"conid": 1, "isUS": True}, {"conid": 9, "isUS": False}
    Stocks.answer = {
        "BRK B": entry(us, elsewhere),
        "VTI": entry({"conid": 2, "isUS": True}, {"conid": 3, "isUS": True}),
    }
    brk, vti = Symbol("BRK.B"), Symbol("VTI")
    assert Contracts(line=Stocks()).numbers([brk, vti, brk]) == {brk: 1}
    assert spelled(brk) == "BRK B"
    Stocks.answer = ["VTI"]
    with pytest.raises(Unavailable):
        Contracts(line=Stocks()).numbers([brk, vti])


def test_cash_is_the_dollars_alone() -> None:
    class Ledger(Line):
        answer: Any

        def get(self, path: str, query: Mapping[str, str] | None = None) -> object:
            assert (path, query) == (f"/portfolio/{NUMBER}/ledger", None)
            return type(self).answer

    Ledger.answer = {"EUR": {"cashbalance": 7}, "BASE": {"cashbalance": 9, "settledcash": 9}}
    assert portfolio.cash(Ledger(), ACCOUNT) == portfolio.Cash(all=Decimal(0), settled=None)
    Ledger.answer = {"USD": {"cashbalance": Decimal("10.25"), "settledcash": Decimal("4.50")}}
    cash = portfolio.cash(Ledger(), ACCOUNT)
    assert (cash.all, cash.settled) == (Decimal("10.25"), Decimal("4.50"))
    answers: tuple[object, ...] = ([], {"USD": {}}, {"USD": 7})
    for wrong in answers:
        Ledger.answer = wrong
        with pytest.raises(Unavailable):
            portfolio.cash(Ledger(), ACCOUNT)
        with pytest.raises(Unavailable):
            portfolio.positions(Positions(), ACCOUNT)


class Positions(Line):
    """A line that answers with something else than positions."""

    def get(self, path: str, query: Mapping[str, str] | None = None) -> object:
        assert path.startswith("/portfolio2/")
        return {"query": query}


def test_trades_without_a_number_of_their_order_have_our_name_of_it() -> None:
    first = trade_of(TRADE)
    second = trade_of({**TRADE, "execution_id": "2", "size": 1, "price": "50.55", "commission": ""})
    assert first is not None
    assert second is not None
    assert second.fee is None, "it is told later"
    (found,) = from_trades((first, second))
    assert (found.broker_order_id, found.client_order_id) == ("7K3F000000001", "7K3F000000001")
    assert (found.filled, found.average_price) == (Decimal(3), Decimal("50.35"))
    assert found.commission == 1
    assert trade_of({**TRADE, "sec_type": "OPT"}) is None


@pytest.mark.parametrize(
    ("text", "status", "sent", "asked"),
    [
        ("", 401, Auth, Auth),
        ("not authenticated", 200, Auth, Auth),
        ("", 429, RateLimited, RateLimited),
        ("Bad Request: no bridge", 400, Definite, Unavailable),
        ("Please query /accounts first", 500, Definite, Unavailable),
        ("", 302, Unknown, Unavailable),
        ("", 503, Unknown, Unavailable),
        ("Internal error", 200, Unknown, Unavailable),
        ("reply id not found: 'x'", 200, Unknown, Unavailable),
        ("reply id not found: 'x'", 400, Unknown, Unavailable),
        ("Insufficient funds", 503, Unknown, Unavailable),
        ("Order 7 is not found", 503, Definite, Definite),
        ("OrderID 7 doesn't exist", 400, Definite, Definite),
        ("something is wrong with it", 200, Definite, Definite),
    ],
)
def test_what_is_said_instead_of_an_answer(
    text: str, status: int, sent: type[BrokerError], asked: type[BrokerError]
) -> None:
    found = partial(refusal, text, status=status, at=GATEWAY)
    assert type(found(changes=True)) is sent
    assert type(found(changes=False)) is asked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Order couldn't be submitted: Gateway order ID=t1 is already registered.", "duplicate"),
        ("YOUR EQUITY WITH LOAN VALUE MUST EXCEED THE INITIAL MARGIN", "funds"),
        ("Available settled cash to carry out this order is too small", "funds"),
        ("the account may not sell short", "shares"),
        ("the order is already filled", "done"),
        ("Order 7 is not found", "order"),
    ],
)
def test_refusals_have_the_words_of_every_broker(text: str, kind: str) -> None:
    found = refusal(text, status=400, changes=True)
    assert isinstance(found, Definite)
    assert found.kind == kind


def test_who_asks_too_often_is_told_how_long_to_wait() -> None:
    found = refusal("", status=429, changes=False, wait="600")
    assert isinstance(found, RateLimited)
    assert found.retry_after == 600
