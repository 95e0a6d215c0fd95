"""What the simulated gateway asks before it takes an order, and what becomes of the answers."""

from collections.abc import Callable, Iterator

import pytest
import requests

from tests.brokers.local import quote
from tests.brokers.simulators.ibkr.gateway import ME, Gateway, gateway


@pytest.fixture
def at() -> Iterator[Gateway]:
    with gateway() as found:
        found.open()
        found.quoted("VTI", "BND")
        yield found
        assert found.violations() == []


def ids(answer: requests.Response) -> list[str]:
    found: list[str] = answer.json()[0]["messageIds"]
    return found


def test_an_order_that_nothing_is_asked_about_is_taken_at_once(at: Gateway) -> None:
    assert at.place(price=97).json()[0]["order_status"] == "Filled"


def test_one_question_after_the_other_and_then_the_order(at: Gateway) -> None:
    first = at.place(orderType="MKT", price=None)
    assert ids(first) == ["o10151"]
    assert first.json()[0]["isSuppressed"] is False
    second = at.reply(first)
    assert ids(second) == ["o10153"]
    assert second.json()[0]["id"] != first.json()[0]["id"]
    assert at.books.orders == {}, "nothing is taken before the last answer"
    assert at.reply(second).json()[0]["order_status"] == "Filled"


def test_a_question_that_is_declined_ends_the_order(at: Gateway) -> None:
    asked = at.place(price=150)
    declined = at.reply(asked, yes=False)
    assert (declined.status_code, "not confirmed" in declined.json()["error"]) == (200, True)
    assert at.reply(asked).status_code == 400
    assert at.books.orders == {}
    assert ids(at.place(price=150)) == ["o163"], "its name is free still"


@pytest.mark.parametrize(
    "other",
    [
        lambda at: at.post("tickle"),
        lambda at: at.get("iserver/auth/status"),
        lambda at: at.get("iserver/account/orders"),
        lambda at: at.place(price=100, quantity=1, cOID="mine2"),
        lambda at: at.post("iserver/reply/another", confirmed=True),
        lambda at: at.get("nothing"),
    ],
)
def test_any_other_request_drops_the_order_that_waits(
    at: Gateway, other: Callable[[Gateway], requests.Response]
) -> None:
    asked = at.place(price=150)
    other(at)
    late = at.reply(asked)
    assert late.status_code == 400
    assert late.json()["error"] == f"reply id not found: '{asked.json()[0]['id']}'"
    assert "mine1" not in {one.client_order_id for one in at.books.orders.values()}


def test_a_late_answer_may_find_no_service_either(at: Gateway) -> None:
    at.set("questions", missing_status=503)
    assert at.post("iserver/reply/another", confirmed=True).status_code == 503


def test_an_answer_may_find_nothing_without_anybodys_fault(at: Gateway) -> None:
    at.set("events", kind="question_lost", match="POST .*/reply/")
    assert at.reply(at.place(price=150)).status_code == 400
    assert at.books.orders == {}


def test_a_look_behind_the_scene_drops_nothing(at: Gateway) -> None:
    asked = at.place(price=150)
    assert at.violations() == []
    assert at.reply(asked).json()[0]["order_status"] == "Submitted"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"price": 97}, []),
        ({"price": 96.99}, ["o163"]),
        ({"price": 103.01}, ["o163"]),
        ({"quantity": 500}, []),
        ({"quantity": 501}, ["o383"]),
        ({"quantity": 1001}, ["o383", "o451"]),
        ({"orderType": "MKT", "price": None}, ["o10151", "o10153"]),
    ],
)
def test_what_is_asked_about_which_order(
    at: Gateway, given: dict[str, object], wanted: list[str]
) -> None:
    at.books.lots[0].quantity += 2000
    at.sim.watchman.shares[ME, "VTI"] += 2000
    answer, found = at.place(**given), []
    while "messageIds" in answer.json()[0]:
        found += ids(answer)
        answer = at.reply(answer)
    assert found == wanted
    assert len(at.books.orders) == 1


def test_an_order_without_quotes_is_asked_about(at: Gateway) -> None:
    at.sim.exchange.quotes["GLD"] = quote("10")
    assert ids(at.place("GLD", side="BUY", price=10)) == ["o354"]


def test_questions_can_be_made_up_for_the_next_order(at: Gateway) -> None:
    at.set("questions", next=["o999"])
    asked = at.place()
    assert ids(asked) == ["o999"]
    assert "o999" in asked.json()[0]["message"][0]
    assert at.reply(asked).json()[0]["order_status"] == "Filled"
    assert at.place(quantity=1, cOID="mine2").json()[0]["order_status"] == "Filled"


def test_questions_can_be_suppressed_for_the_session(at: Gateway) -> None:
    at.post("iserver/questions/suppress", messageIds=["o163"])
    assert at.place(price=150).json()[0]["order_status"] == "Submitted"
    at.post("iserver/questions/suppress/reset")
    assert ids(at.place(price=150, cOID="mine2")) == ["o163"]


def test_what_is_no_list_of_questions_is_refused(at: Gateway) -> None:
    assert at.post("iserver/questions/suppress", messageIds="o163").status_code == 400
    assert ids(at.place(price=150)) == ["o163"]


def test_the_last_answer_is_refused_where_the_money_went_elsewhere(at: Gateway) -> None:
    asked = at.place("BND", side="BUY", price=40, quantity=20)
    at.books.cash -= 900
    at.sim.watchman.cash[ME] -= 900
    assert "MUST EXCEED" in at.reply(asked).json()["error"]
    assert at.books.orders == {}
