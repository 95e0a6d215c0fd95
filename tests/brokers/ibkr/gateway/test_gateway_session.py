"""The gateway's session: opened, kept, opened again once, and never taken from somebody."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests

from tests.brokers.ibkr.gateway.local import Gateway, client, local, sim_account
from tests.contracts.broker import BND, LONG_AGO, VTI, order
from trimtab.brokers.ibkr.gateway import GatewayBroker, Line
from trimtab.brokers.ibkr.gateway.line import is_this_machine
from trimtab.domain import Side
from trimtab.errors import Auth, Definite, Unavailable

OPEN = "POST /iserver/auth/ssodh/init"


@pytest.fixture
def at() -> Iterator[Gateway]:
    with local() as found:
        yield found
        assert found.violations() == []


def test_a_session_is_opened_once_and_an_open_one_is_used(at: Gateway) -> None:
    at.broker.snapshot(at.account)
    at.broker.quotes([VTI])
    assert at.sent(OPEN) == 1
    again = replace(at, broker=client(at.sim))
    again.broker.snapshot(again.account)
    assert at.sent(OPEN) == 1


def test_nobody_logged_in_is_told_with_where_to_log_in(at: Gateway) -> None:
    at.set("session", logged_in=False)
    with pytest.raises(Auth) as refused:
        at.broker.accounts()
    assert at.sim.base_url in str(refused.value)
    assert at.sent(OPEN) == 0
    at.set("session", logged_in=True)
    assert at.account.masked == "****4567"


def test_a_session_that_somebody_has_elsewhere_is_left_to_them(at: Gateway) -> None:
    at.set("session", competing=True)
    with pytest.raises(Auth, match="logged in elsewhere"):
        at.broker.accounts()
    assert at.sent(OPEN) == 0
    assert at.sim.session.competing


def test_a_sign_of_life_is_given_every_minute(at: Gateway) -> None:
    at.broker.quotes([VTI])
    for _ in range(6):
        at.set("clock", advance=30)
        at.broker.quotes([VTI])
    assert at.sent("POST /tickle") == 3
    assert at.sent(OPEN) == 1


def test_a_session_that_was_closed_is_opened_again(at: Gateway) -> None:
    at.broker.quotes([VTI])
    at.sim.session.compete()
    at.sim.session.competing = False
    assert VTI in at.broker.quotes([VTI]), "nobody looked at the session: it was no bridge"
    assert at.sent(OPEN) == 2
    at.sim.session.compete()
    at.sim.session.competing = False
    at.set("clock", advance=61)
    assert at.broker.snapshot(at.account).shares(VTI) == 15
    assert at.sent(OPEN) == 3


def test_an_order_that_finds_no_session_was_not_taken_and_goes_out_after_a_new_look(
    at: Gateway,
) -> None:
    at.set("questions", natural=True)
    wanted = order("t1", Side.BUY, BND, 1, "51")
    preview = at.broker.preview(at.account, wanted)
    account = at.account
    at.sim.session.compete()
    at.sim.session.competing = False
    with pytest.raises(Definite) as refused:
        at.broker.place(account, preview)
    assert refused.value.kind == "preview", "whoever sends it looks again first"
    # At quotes, too: those of the old session ended with it, and IBKR asks where there are none.
    assert at.broker.place(account, at.broker.preview(account, wanted)).client_order_id == "t1"


def test_a_session_that_does_not_open_ends_in_a_log_in(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "trimtab.brokers.simulators.ibkr.session.Session.open",
        lambda *_, **__: {"authenticated": False},
    )
    with pytest.raises(Auth, match="log in there in a browser"):
        at.broker.accounts()
    assert at.sent(OPEN) == 1


def test_a_session_without_accounts_is_none_yet(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "trimtab.brokers.simulators.ibkr.portfolio.traded_accounts", lambda *_: {"accounts": []}
    )
    with pytest.raises(Unavailable, match="no account to trade in yet"):
        at.broker.accounts()


def test_an_account_that_the_gateway_does_not_select_is_not_listed_as_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with local(sim_account(), sim_account(number="U7654321")) as at:
        _, second = at.broker.accounts()
        monkeypatch.setattr(
            "trimtab.brokers.simulators.ibkr.trading.Trading._select", lambda *_: {"set": True}
        )
        with pytest.raises(Unavailable, match=r"does not select \*\*\*\*4321"):
            at.broker.orders(second, since=LONG_AGO)


def test_a_sign_of_life_that_says_nothing_opens_the_session_anew(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.broker.quotes([VTI])
    monkeypatch.setattr("trimtab.brokers.simulators.ibkr.session.Session.tickled", lambda _: {})
    at.set("clock", advance=61)
    before = at.sent("POST /iserver/auth/status")
    assert VTI in at.broker.quotes([VTI])
    assert at.sent("POST /iserver/auth/status") == before + 1


def test_a_gateway_that_does_not_tell_the_time_has_this_machines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = requests.Response()
    answer.status_code, answer._content = 401, b""
    monkeypatch.setattr("requests.Session.send", lambda *_, **__: answer)
    assert Line().time() is None


def test_a_gateway_that_is_not_there_says_what_to_start(at: Gateway) -> None:
    nobody = GatewayBroker.at(Line(base_url="http://127.0.0.1:9/v1/api"), at.broker.clock)
    with pytest.raises(Unavailable, match="Start the Client Portal Gateway"):
        nobody.accounts()


def test_an_address_without_its_path_is_told(at: Gateway) -> None:
    wrong = GatewayBroker.at(Line(base_url=at.sim.base_url), at.broker.clock)
    with pytest.raises(Unavailable, match="its address ends in /v1/api"):
        wrong.accounts()


def test_the_time_is_the_gateways(at: Gateway) -> None:
    there = at.line.time()
    assert there is not None
    assert abs((there - at.sim.clock.now()).total_seconds()) < 2


def test_what_the_environment_has_as_a_proxy_is_not_asked_on_this_machine(
    at: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert at.account.masked == "****4567"


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("https://localhost:5000/v1/api", True),
        ("https://127.0.0.1/v1/api", True),
        ("https://[::1]:5000/v1/api", True),
        ("https://localhost.example.com/v1/api", False),
        ("https://192.168.1.2:5000/v1/api", False),
        ("not an address", False),
    ],
)
def test_only_this_machine_is_taken_without_a_good_certificate(
    url: str, monkeypatch: pytest.MonkeyPatch, *, here: bool
) -> None:
    assert is_this_machine(url) is here
    seen: dict[str, object] = {}

    def refuse(_: requests.Session, __: requests.PreparedRequest, **kwargs: object) -> None:
        seen.update(kwargs)
        raise requests.ConnectionError

    monkeypatch.setattr("requests.Session.send", refuse)
    if url.startswith("https"):
        with pytest.raises(Unavailable):
            Line(base_url=url).get("/portfolio/accounts")
        assert bool(seen["verify"]) is not here
        assert seen["allow_redirects"] is False
        assert seen["timeout"] == (10.0, 30.0)
