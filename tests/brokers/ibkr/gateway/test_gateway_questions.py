"""Questions before an order: which get a yes, that all others get a no, and nothing in between."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.brokers.ibkr.gateway.local import Gateway, local
from tests.contracts.broker import BND, LONG_AGO, order
from trimtab.brokers.ibkr.gateway import Line, placing
from trimtab.brokers.ibkr.gateway.questions import HARMLESS, is_harmless, plain
from trimtab.domain import Side
from trimtab.domain.brokerage import BrokerAccount, OrderReport
from trimtab.errors import BrokerError, Definite, Unknown

ACCOUNT = BrokerAccount(key="U1234567", number="U1234567")


@pytest.fixture
def at() -> Iterator[Gateway]:
    with local(asks=True) as found:
        yield found
        assert found.violations() == []


def buy(at: Gateway, limit: str | None = "51", name: str = "t1") -> OrderReport:
    wanted = order(name, Side.BUY, BND, 2, limit)
    return at.broker.place(at.account, at.broker.preview(at.account, wanted))


def replies(at: Gateway) -> int:
    return at.sent("POST /iserver/reply/")


def test_the_risks_of_a_market_order_are_those_of_whoever_asked_for_one(at: Gateway) -> None:
    assert buy(at, limit=None).client_order_id == "t1"
    assert replies(at) == 2
    asked = at.asked()
    start = asked.index("POST /iserver/account/U1234567/orders")
    assert all("/iserver/reply/" in one for one in asked[start + 1 : start + 3])


@pytest.mark.parametrize("number", sorted(HARMLESS))
def test_a_harmless_question_gets_a_yes(at: Gateway, number: str) -> None:
    at.set("questions", next=[number])
    buy(at)
    assert replies(at) == 1


def test_a_limit_far_from_the_market_is_for_a_person_to_confirm(at: Gateway) -> None:
    with pytest.raises(Definite) as refused:
        buy(at, limit="40")
    assert (refused.value.code, refused.value.kind) == ("o163", "")
    assert "price exceeds the Percentage constraint of 3%" in str(refused.value)
    assert "The order was not sent" in str(refused.value)
    assert replies(at) == 1, "it was told no"
    assert at.broker.orders(at.account, since=LONG_AGO) == ()


@pytest.mark.parametrize("number", ["p12", "o354", "o383", "o451", "o99999"])
def test_any_other_question_gets_a_no_even_after_a_yes(at: Gateway, number: str) -> None:
    at.set("questions", next=["o403", number])
    with pytest.raises(Definite):
        buy(at)
    assert replies(at) == 2
    assert at.broker.orders(at.account, since=LONG_AGO) == ()
    assert buy(at).client_order_id == "t1", "the name was not used up"


def test_questions_without_end_get_a_no(at: Gateway) -> None:
    at.set("questions", next=["o403"] * 11)
    with pytest.raises(Definite):
        buy(at)
    assert at.broker.orders(at.account, since=LONG_AGO) == ()


@pytest.mark.parametrize("status", [200, 400, 503])
def test_an_answer_that_comes_too_late_leaves_the_order_unknown(
    at: Gateway, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.set("questions", next=["o403"], missing_status=status)

    def meanwhile(*_: object) -> bool:
        requests.get(f"{at.sim.api_url}/iserver/accounts", timeout=10)
        return True

    monkeypatch.setattr(placing, "is_harmless", meanwhile)
    with pytest.raises(Unknown):
        buy(at)
    found = at.broker.order_named(at.account, order("t1", Side.BUY, BND, 2, "51").order_id)
    assert found is None


@pytest.mark.parametrize("kind", ["503", "html", "reset", "truncated"])
def test_a_yes_whose_answer_was_lost_is_not_said_again(at: Gateway, kind: str) -> None:
    at.set("questions", next=["o403"])
    at.fault(kind, "/iserver/reply/", before=False)
    with pytest.raises(Unknown):
        buy(at)
    assert replies(at) == 1
    found = at.broker.order_named(at.account, order("t1", Side.BUY, BND, 2, "51").order_id)
    assert found is not None


@pytest.mark.parametrize("kind", ["503", "reset_before", "401_rejected", "429"])
def test_a_no_that_was_lost_is_a_no(at: Gateway, kind: str) -> None:
    at.fault(kind, "/iserver/reply/")
    with pytest.raises(Definite, match="a person has to answer"):
        buy(at, limit="40")
    assert at.broker.orders(at.account, since=LONG_AGO) == ()


class Scripted(Line):
    """A line whose answers are written beforehand."""

    script: list[Any]

    def change(self, method: str, path: str, body: str | None = None) -> Any:  # noqa: ANN401  # as JSON has it
        assert method == "POST", path
        assert body
        answer = type(self).script.pop(0)
        if isinstance(answer, BrokerError):
            raise answer
        return answer


def told(*answers: object) -> OrderReport:
    Scripted.script = list(answers)
    return placing.placed(Scripted(), ACCOUNT, order("t1", Side.BUY, BND, 2, "51"), 7)


TAKEN = [{"order_id": "1234", "order_status": "PreSubmitted", "encrypt_message": "1"}]


def test_a_question_that_does_not_say_of_which_kind_it_is_gets_a_no() -> None:
    asked = [{"id": "a", "message": ["<b>Sure?</b>"], "isSuppressed": False}]
    with pytest.raises(Definite, match=r"answer: Sure\? The order was not sent"):
        told(asked, {"error": "Order not confirmed"})


def test_one_question_that_is_not_known_makes_all_that_come_with_it_a_no() -> None:
    asked = [{"id": "a", "message": ["One", "Two"], "messageIds": ["o403", "o1"]}]
    with pytest.raises(Definite, match="One Two"):
        told(asked, Definite("Order not confirmed"))
    assert is_harmless(["o403", "o10153"], ["One", "Two"])
    assert not is_harmless(["o403"], ["One", "Two"]), "a text without its kind"
    assert not is_harmless([], [])


@pytest.mark.parametrize("status", ["400", "503"])
def test_only_a_refusal_with_the_status_of_success_ends_a_yes(status: str) -> None:
    asked = [{"id": "a", "message": ["One"], "messageIds": ["o403"]}]
    with pytest.raises(Definite, match="Not enough"):
        told(asked, Definite("Not enough", code="200"))
    with pytest.raises(Unknown, match="Bad Request"):
        told(asked, Definite("Bad Request", code=status))


def test_an_order_that_was_taken_in_spite_of_a_no_is_looked_for() -> None:
    asked = [{"id": "a", "message": ["One"], "messageIds": ["o1"]}]
    with pytest.raises(Unknown):
        told(asked, TAKEN)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        "text",
        [{}],
        [{"order_id": ""}],
        [*TAKEN, *TAKEN],
        [{**TAKEN[0], "local_order_id": "t2"}],
        {"orderId": 1, "messageId": "p12", "prompt": True, "text": "Use the algo?", "options": []},
    ],
)
def test_what_is_no_order_and_no_question_may_be_one(answer: object) -> None:
    with pytest.raises(Unknown):
        told(answer)


def test_an_order_that_is_refused_at_once_is_known_to_be() -> None:
    report = told([{**TAKEN[0], "order_status": "Rejected"}])
    assert report.status.value == "rejected"
    assert told(TAKEN).status.value == "submitted"
    assert told([{**TAKEN[0], "order_status": "Filled"}]).status.value == "submitted"


def test_a_question_is_shown_as_text_and_not_without_end() -> None:
    assert plain(["<h4>Confirm&nbsp;it</h4>At any\nprice"]) == "Confirm it At any price"
    assert len(plain(["x" * 9000])) < 500
