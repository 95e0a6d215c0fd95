"""Orders at the simulated gateway: what is taken and refused, previews, lists, trades, fees."""

from collections.abc import Iterator

import pytest

from tests.brokers.simulators.ibkr.gateway import ME, OTHER, Gateway, gateway, held, wanted


@pytest.fixture
def at() -> Iterator[Gateway]:
    with gateway(held(), held(number=OTHER)) as found:
        found.open()
        found.quoted("VTI", "BND")
        found.set("questions", natural=False)
        yield found
        assert found.violations() == []


def rows(at: Gateway, **query: object) -> list[dict[str, object]]:
    answer = at.get("iserver/account/orders", **query).json()
    if answer["snapshot"] is False:
        answer = at.get("iserver/account/orders", **query).json()
    found: list[dict[str, object]] = answer["orders"]
    return found


def test_an_order_that_the_market_meets_fills_and_takes_the_oldest_lot(at: Gateway) -> None:
    (answer,) = at.place(quantity=12).json()
    assert answer["order_status"] == "Filled"
    assert isinstance(answer["order_id"], str)
    (lot,) = at.books.lots
    assert (lot.number, str(lot.quantity)) == (12, "3")


def test_an_order_of_another_price_waits_and_can_be_cancelled(at: Gateway) -> None:
    (answer,) = at.place(price=150).json()
    assert answer["order_status"] == "Submitted"
    cancelled = at.delete(f"iserver/account/{ME}/order/{answer['order_id']}").json()
    assert cancelled["msg"] == "Request was submitted"
    assert [row["status"] for row in rows(at)] == ["Cancelled"]
    again = at.delete(f"iserver/account/{ME}/order/{answer['order_id']}")
    assert (again.status_code, "cannot be cancelled" in again.json()["error"]) == (200, True)
    for unknown in ("999", "x"):
        gone = at.delete(f"iserver/account/{ME}/order/{unknown}")
        assert (gone.status_code, "doesn't exist" in gone.json()["error"]) == (400, True)


def test_one_order_has_other_names_and_texts_than_the_list(at: Gateway) -> None:
    at.set("manners", fills="partial:2")
    (answer,) = at.place(quantity=4, price=99.5).json()
    (row,) = rows(at)
    assert row["orderId"] == int(answer["order_id"])
    assert (row["order_ref"], row["side"], row["ticker"]) == ("mine1", "SELL", "VTI")
    assert (row["totalSize"], row["filledQuantity"], row["remainingQuantity"]) == (4, 4, 0)
    assert (row["avgPrice"], row["price"], row["status"]) == ("100.00", "99.50", "Filled")
    one = at.get(f"iserver/account/order/status/{answer['order_id']}").json()
    assert (one["side"], one["cum_fill"], one["size"]) == ("S", "4.0", "0.0")
    assert (one["average_price"], one["limit_price"]) == ("100.00", "99.50")
    assert "order_ref" not in one
    assert at.get("iserver/account/order/status/1").status_code == 503


def test_a_part_that_is_filled_shows_while_the_order_is_submitted(at: Gateway) -> None:
    at.set("manners", fills="partial:3")
    assert at.place(quantity=3).json()[0]["order_status"] == "Submitted"
    (row,) = rows(at)
    assert (row["status"], row["filledQuantity"], row["remainingQuantity"]) == ("Submitted", 2, 1)
    assert [row["status"] for row in rows(at)] == ["Filled"]


def test_a_market_order_that_waits_has_no_price_anywhere(at: Gateway) -> None:
    at.set("manners", fills="never")
    (answer,) = at.place(orderType="MKT", price=None).json()
    (row,) = rows(at)
    one = at.get(f"iserver/account/order/status/{answer['order_id']}").json()
    assert not {"price", "avgPrice", "limit_price", "average_price"} & {*row, *one}
    assert (row["orderType"], one["order_type"]) == ("Market", "MARKET")


def test_the_first_look_at_the_orders_and_a_forced_one_are_no_empty_list(at: Gateway) -> None:
    at.place(price=150)
    begun = {"orders": [], "snapshot": False}
    assert at.get("iserver/account/orders").json() == begun
    assert len(at.get("iserver/account/orders").json()["orders"]) == 1
    assert at.get("iserver/account/orders", force="true").json() == begun
    assert at.get("iserver/account/orders").json()["snapshot"] is True


def test_the_list_is_of_the_selected_account_and_by_state_where_asked(at: Gateway) -> None:
    at.place(price=150)
    assert rows(at, accountId=OTHER) == []
    assert at.post("iserver/account", acctId=ME).json() == {"success": "Account already set"}
    assert at.post("iserver/account", acctId=OTHER).json() == {"set": True, "acctId": OTHER}
    assert rows(at) == []
    assert len(rows(at, accountId=ME, filters="submitted,pre_submitted")) == 1
    assert rows(at, accountId=ME, filters="filled") == []
    assert at.post("iserver/account", acctId="U0").status_code == 400


def test_an_order_may_be_hidden_from_lists_and_shown_in_another_state(at: Gateway) -> None:
    at.set("manners", hide_orders=1)
    at.place(price=150)
    assert rows(at) == []
    at.set("statuses", mine1="Inactive")
    assert [row["status"] for row in rows(at)] == ["Inactive"]


def test_after_hours_an_order_is_held_and_fills_in_the_morning(at: Gateway) -> None:
    at.set("clock", set="2026-06-15T18:00:00-04:00")
    at.set("session", logged_in=True)
    at.open()
    at.quoted("VTI")
    (answer,) = at.place().json()
    assert answer["order_status"] == "PreSubmitted"
    at.set("clock", set="2026-06-16T09:30:00-04:00")
    at.set("session", logged_in=True)
    at.open()
    assert [row["status"] for row in rows(at)] == ["Filled"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"conid": 7}, "No contract 7"),
        ({"side": "SHORT"}, "side must be"),
        ({"tif": "GTC"}, "tif must be DAY"),
        ({"tif": None}, "tif must be DAY"),
        ({"quantity": 0}, "above zero"),
        ({"quantity": 1.5}, "Fractional"),
        ({"price": None}, "needs a price"),
        ({"price": 100.001}, "minimum price variation"),
        ({"acctId": OTHER}, "another account"),
        ({"quantity": 16}, "may not sell short"),
        ({"side": "BUY", "quantity": 10}, "MUST EXCEED"),
    ],
)
def test_what_the_order_desk_refuses_has_the_status_of_success(
    at: Gateway, given: dict[str, object], words: str
) -> None:
    answer = at.place(**given)
    assert answer.status_code == 200
    assert words in answer.json()["error"]
    assert at.books.orders == {}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"orders": []},
        {"orders": [wanted(), wanted()]},
        {"orders": [wanted(quantity="many")]},
        {"orders": [wanted(orderType="STP")]},
        {"orders": [wanted(side=None)]},
        {"orders": 3},
    ],
)
def test_what_is_no_order_is_a_bad_request(at: Gateway, body: dict[str, object]) -> None:
    answer = at.post(f"iserver/account/{ME}/orders", **body)
    assert (answer.status_code, "cannot be read" in answer.json()["error"]) == (400, True)


def test_a_name_is_used_once_even_after_a_cancel(at: Gateway) -> None:
    (first,) = at.place(price=150).json()
    at.delete(f"iserver/account/{ME}/order/{first['order_id']}")
    again = at.place(price=150)
    assert again.status_code == 200
    assert "Local order ID=mine1 is already registered" in again.json()["error"]
    at.set("rules", duplicate_status=400)
    assert at.place(price=150).status_code == 400


def test_orders_without_a_name_are_never_the_same(at: Gateway) -> None:
    for _ in range(2):
        assert at.place(cOID=None, quantity=2).json()[0]["order_status"] == "Filled"
    assert all("order_ref" not in row for row in rows(at))
    trades = at.get("iserver/account/trades").json()
    assert [trade.get("order_ref") for trade in trades] == [None, None]


def test_a_name_that_is_accepted_twice_is_a_violation(at: Gateway) -> None:
    at.set("manners", duplicates="accept")
    at.place(price=150)
    at.place(price=150)
    assert at.violations() == ["mine1 was accepted twice"]
    at.sim.watchman.found.clear()


def test_shares_and_money_of_open_orders_are_not_free(at: Gateway) -> None:
    at.place(price=150, quantity=12)
    assert "has 3 VTI to sell" in at.place(quantity=4, cOID="mine2").json()["error"]
    at.place("BND", side="BUY", price=40, quantity=12, cOID="mine3")
    # Of 1,000 dollars the open purchase holds 480 and its commission.
    summary = at.get(f"portfolio/{ME}/summary").json()
    assert summary["availablefunds"]["amount"] == 519
    refused = at.place("BND", side="BUY", price=51.9, quantity=10, cOID="mine4")
    assert "[519 USD]" in refused.json()["error"], "519 for the shares leave nothing for the fee"


def test_more_than_there_is_becomes_a_short_sale_where_that_is_allowed(at: Gateway) -> None:
    at.set("rules", shorts=True)
    at.place(quantity=20)
    assert at.get(f"portfolio2/{ME}/positions").json()[0]["position"] == -5
    assert f"{ME} is 5 VTI short" in at.violations()
    at.place(side="BUY", quantity=5, cOID="mine2")
    assert at.get(f"portfolio2/{ME}/positions").json() == []
    at.sim.exchange.accounts[0].lots.clear()


def test_a_short_sale_that_is_cancelled_leaves_everything_as_it_was(at: Gateway) -> None:
    at.set("rules", shorts=True)
    (answer,) = at.place(quantity=20, price=150).json()
    assert at.violations() != []
    at.delete(f"iserver/account/{ME}/order/{answer['order_id']}")
    rows(at)
    assert at.violations() == []
    assert at.get(f"portfolio2/{ME}/positions").json()[0]["position"] == 15


def test_a_preview_tells_amounts_as_texts_and_changes_nothing(at: Gateway) -> None:
    where = f"iserver/account/{ME}/orders/whatif"
    told = at.post(where, orders=[wanted("BND", side="BUY", price=51.25, quantity=10)]).json()
    assert told["amount"] == {
        "amount": "512.50 USD (10 Shares)",
        "commission": "1 USD",
        "total": "513.50 USD",
    }
    assert told["position"] == {"current": "0", "change": "10", "after": "10"}
    assert told["equity"] == {"current": "2,500", "change": "-1", "after": "2,499"}
    assert (told["warn"], told["error"]) == (None, None)
    sale = at.post(where, orders=[wanted(quantity=4)]).json()
    assert (sale["amount"]["total"], sale["position"]["after"]) == ("399 USD", "11")
    at.set("manners", notice="Settles tomorrow.")
    assert at.post(where, orders=[wanted()]).json()["warn"] == "Settles tomorrow."
    assert at.books.orders == {}
    assert at.books.cash == 1000


def test_a_preview_of_what_would_be_refused_has_no_amounts(at: Gateway) -> None:
    where = f"iserver/account/{ME}/orders/whatif"
    told = at.post(where, orders=[wanted(quantity=16)])
    assert told.status_code == 200
    assert told.json()["amount"]["total"] is None
    assert "may not sell short" in told.json()["error"]
    at.post("iserver/auth/ssodh/init", publish=True, compete=True)
    at.get("iserver/accounts")
    assert "without having market data" in at.post(where, orders=[wanted()]).json()["warn"]


def test_trades_alone_tell_what_they_cost(at: Gateway) -> None:
    at.place(quantity=4)
    at.place("BND", side="BUY", price=51, quantity=2, cOID="mine2")
    sold, bought = at.get("iserver/account/trades", days=7).json()
    assert (sold["side"], sold["size"], sold["price"], sold["commission"]) == (
        "S",
        4,
        "100.00",
        "1.00",
    )
    assert (bought["order_ref"], bought["commission"], bought["net_amount"]) == (
        "mine2",
        "1.00",
        100,
    )
    assert sold["execution_id"] != bought["execution_id"]
    # 1,000 + 400 - 1 - 100 - 1; the fee is part of the cost of what was bought.
    assert at.books.cash == 1298
    assert at.books.lots[-1].cost == 101
    assert not any("commission" in row for row in rows(at))


def test_without_charges_nothing_is_taken(at: Gateway) -> None:
    at.set("rules", charges=False)
    at.place(quantity=4)
    assert at.books.cash == 1400
    assert at.get("iserver/account/trades").json()[0]["commission"] == "0.00"


@pytest.mark.parametrize(("days", "count"), [(None, 0), (2, 0), (3, 1), (7, 1), (100, 1)])
def test_trades_are_of_as_many_days_as_asked_for(at: Gateway, days: int | None, count: int) -> None:
    at.place()
    at.set("clock", advance=2 * 86_400)
    at.set("session", logged_in=True)
    at.open()
    query = {} if days is None else {"days": days}
    assert len(at.get("iserver/account/trades", **query).json()) == count


def test_trades_older_than_a_week_are_not_told(at: Gateway) -> None:
    at.place()
    at.set("clock", advance=7 * 86_400)
    at.set("session", logged_in=True)
    at.open()
    assert at.get("iserver/account/trades", days=30).json() == []


def test_an_answer_that_is_lost_after_the_order_was_taken(at: Gateway) -> None:
    at.set("faults", kind="502", match="POST .*/orders$", before=False)
    assert at.place().status_code == 502
    assert [row["order_ref"] for row in rows(at)] == ["mine1"]
    assert "already registered" in at.place().json()["error"]


def test_nothing_may_be_placed_after_a_halt(at: Gateway) -> None:
    at.set("halted")
    at.place(price=150)
    (told,) = at.violations()
    assert "after the halt" in told
    at.sim.watchman.found.clear()
