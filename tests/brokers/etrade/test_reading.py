"""Answers of E*TRADE in shapes that nobody has seen: never taken for an empty list."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.brokers.etrade.local import simulated
from tests.contracts.broker import LONG_AGO
from trimtab.brokers.etrade.api import EtradeBroker, reading
from trimtab.domain import AccountId
from trimtab.errors import Unavailable

READS: Mapping[str, Callable[[Any], object]] = {
    "accounts": reading.accounts,
    "positions": reading.positions,
    "quotes": reading.quotes,
    "orders": reading.orders,
    "transactions": lambda page: reading.transactions(page, AccountId("joint")),
}
STRANGE = {
    "another name": {"Maintenance": {"message": "back soon"}},
    "an error with 200": {"Error": {"code": 100, "message": "not available"}},
    "a list": [1, 2],
    "a text": "<html>",
    "a number inside": 7,
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("answer", STRANGE.values(), ids=STRANGE)
def test_a_strange_answer_is_unavailable_not_empty(
    read: Callable[[Any], object], answer: object
) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        read(answer)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_no_content_is_an_empty_answer(read: Callable[[Any], object]) -> None:
    found = read(None)
    assert found in ((), {}, ((), None), ((), (), None))


@pytest.mark.parametrize(
    ("read", "answer"),
    [
        (reading.accounts, {"AccountListResponse": {"Accounts": {"Account": [7]}}}),
        (
            reading.orders,
            {"OrdersResponse": {"Order": {"OrderDetail": {"Instrument": {"orderAction": "BUY"}}}}},
        ),
        (reading.quotes, {"QuoteResponse": {"QuoteData": [{"Product": {"symbol": "VTI"}}]}}),
        (reading.cash, {"BalanceResponse": {"Cash": {}}}),
        (reading.cash, {"BalanceResponse": None}),
        (reading.quantities, [{"positionId": 1}]),
    ],
)
def test_what_lacks_a_figure_is_unavailable(read: Callable[[Any], object], answer: object) -> None:
    with pytest.raises(Unavailable):
        read(answer)


def test_a_position_without_its_lots_in_the_answer_is_unavailable() -> None:
    held = {"Product": {"symbol": "VTI"}, "quantity": 3, "positionId": 1}
    with pytest.raises(Unavailable):
        reading.position(held, {"Elsewhere": {}})


def _order(number: int, kind: str) -> dict[str, Any]:
    instrument = {
        "orderAction": "BUY_OPEN" if kind == "OPTN" else "BUY",
        "orderedQuantity": 1,
        "filledQuantity": 0,
        "Product": {"symbol": "VTI", "securityType": kind},
    }
    detail = {"status": "OPEN", "priceType": "MARKET", "placedTime": 0, "Instrument": [instrument]}
    return {"orderId": number, "orderType": kind, "OrderDetail": [detail]}


def test_a_page_of_options_alone_does_not_end_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {
        None: {"OrdersResponse": {"marker": "a", "Order": [_order(1, "OPTN")]}},
        "a": {"OrdersResponse": {"marker": "b", "Order": [_order(2, "EQ")]}},
        # The marker that came before comes again: the end, not a loop.
        "b": {"OrdersResponse": {"marker": "a", "Order": [_order(3, "EQ")]}},
    }

    def page(_: EtradeBroker, path: str, query: Mapping[str, str]) -> object:
        assert path.endswith("orders.json")
        return pages[query.get("marker")]

    with simulated() as at:
        account = at.account
        monkeypatch.setattr(EtradeBroker, "_get", page)
        found = at.broker.orders(account, since=LONG_AGO)
    assert [one.broker_order_id for one in found] == ["2", "3"]
