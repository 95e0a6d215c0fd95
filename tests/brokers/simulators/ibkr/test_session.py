"""The gateway's sessions: logged in, brokerage session, what comes first, how often."""

from collections.abc import Iterator

import pytest
import requests

from tests.brokers.simulators.ibkr.gateway import ME, Gateway, gateway


@pytest.fixture
def at() -> Iterator[Gateway]:
    with gateway() as found:
        yield found


def status(at: Gateway) -> tuple[bool, bool, bool]:
    found = at.get("iserver/auth/status").json()
    return found["authenticated"], found["competing"], found["connected"]


def test_outside_of_the_api_every_way_leads_to_the_page_for_logging_in(at: Gateway) -> None:
    for path in ("/", "/iserver/auth/status", "/v1/portal/iserver/accounts", "/v1/api"):
        answer = requests.get(at.sim.base_url + path, timeout=10, allow_redirects=False)
        assert answer.status_code == 302, path
        assert answer.headers["Location"] == f"{at.sim.base_url}/sso/Login"


def test_without_a_log_in_everything_is_401_until_a_person_presses_the_button(at: Gateway) -> None:
    assert at.post("logout").json() == {"status": True}
    for path in ("iserver/auth/status", "sso/validate", "portfolio/accounts", "tickle"):
        assert at.get(path).status_code == 401
    page = requests.get(f"{at.sim.base_url}/sso/Login", timeout=10)
    assert "/sso/Dispatcher" in page.text
    assert "succeeds" in requests.post(f"{at.sim.base_url}/sso/Dispatcher", timeout=10).text
    assert status(at) == (False, False, True)


def test_the_brokerage_session_is_another_matter_than_the_log_in(at: Gateway) -> None:
    assert status(at) == (False, False, True)
    refused = at.get("iserver/accounts")
    assert refused.status_code == 400
    assert refused.json()["error"] == "Bad Request: no bridge"
    assert at.get("portfolio/accounts").ok, "holdings need no brokerage session"
    at.post("iserver/auth/ssodh/init", publish=True, compete=True)
    assert status(at) == (True, False, True)
    assert at.get("iserver/accounts").ok


def test_whoever_logs_in_elsewhere_takes_it_until_it_is_taken_back(at: Gateway) -> None:
    at.open()
    at.set("session", competing=True)
    assert status(at) == (False, True, True)
    assert at.get("iserver/accounts").status_code == 400
    at.post("iserver/auth/ssodh/init", publish=True, compete=False)
    assert status(at) == (False, True, True), "not without asking for it"
    at.post("iserver/auth/ssodh/init", publish=True, compete=True)
    assert status(at) == (True, False, True)


@pytest.mark.parametrize(("seconds", "code"), [(360, 200), (361, 401)])
def test_six_minutes_without_a_request_end_the_log_in(at: Gateway, seconds: int, code: int) -> None:
    at.set("clock", advance=seconds)
    assert at.post("tickle").status_code == code


def test_a_tickle_in_time_keeps_it_for_a_day(at: Gateway) -> None:
    for _ in range(288):
        at.set("clock", advance=300)
        tickled = at.post("tickle")
        assert tickled.ok
    assert tickled.json()["ssoExpires"] == 0
    assert tickled.json()["iserver"]["authStatus"]["connected"] is True
    assert at.get("sso/validate").json()["RESULT"] is True
    at.set("clock", advance=300)
    assert at.post("tickle").status_code == 401
    at.set("session", logged_in=True)
    assert at.post("tickle").ok


def test_the_brokerage_session_is_lost_at_midnight_in_new_york(at: Gateway) -> None:
    at.set("clock", set="2026-06-15T23:58:00-04:00")
    at.set("session", logged_in=True)
    at.open()
    at.set("clock", advance=90)
    assert status(at) == (True, False, True)
    at.set("clock", advance=60)
    assert status(at) == (False, False, True)


def test_lists_of_accounts_come_first(at: Gateway) -> None:
    at.post("iserver/auth/ssodh/init", publish=True, compete=True)
    for path in ("iserver/account/orders", "iserver/marketdata/snapshot?conids=1&fields=31"):
        answer = at.get(path)
        assert (answer.status_code, answer.json()["error"]) == (400, "Please query /accounts first")
    assert at.get(f"portfolio/{ME}/ledger").status_code == 400
    at.get("portfolio/accounts")
    assert at.get(f"portfolio/{ME}/ledger").ok
    assert at.get("iserver/account/orders").status_code == 400
    at.get("iserver/accounts")
    assert at.get("iserver/account/orders").ok
    at.post("iserver/auth/ssodh/init", publish=True, compete=True)
    assert at.get("iserver/account/orders").status_code == 400, "a new session knows of none"


@pytest.mark.parametrize(
    ("method", "path", "seconds"),
    [
        ("GET", "iserver/account/orders", 5),
        ("GET", "iserver/account/trades", 5),
        ("GET", "portfolio/accounts", 5),
        ("GET", "sso/validate", 60),
        ("POST", "tickle", 1),
    ],
)
def test_what_is_asked_again_too_soon_is_429(
    at: Gateway, method: str, path: str, seconds: int
) -> None:
    at.post("iserver/auth/ssodh/init", publish=True, compete=True)
    at.get("iserver/accounts")
    at.set("pace", on=True)
    ask = at.get if method == "GET" else at.post
    assert ask(path).ok
    assert ask(path).status_code == 429
    at.set("clock", advance=seconds - 0.5)
    assert ask(path).status_code == 429
    at.set("clock", advance=0.5)
    assert ask(path).ok


def test_a_limit_for_all_requests_together(at: Gateway) -> None:
    at.set("pace", on=True, overall=2)
    assert [at.get("iserver/auth/status").status_code for _ in range(3)] == [200, 200, 429]
    at.set("clock", advance=1)
    assert at.get("iserver/auth/status").ok


@pytest.mark.parametrize(
    ("kind", "code", "after"),
    [
        ("session_lost", 400, (False, False, True)),
        ("competing", 400, (False, True, True)),
        ("logged_out", 401, None),
    ],
)
def test_the_session_can_be_lost_at_one_request(
    at: Gateway, kind: str, code: int, after: tuple[bool, bool, bool] | None
) -> None:
    at.open()
    at.set("events", kind=kind, match="GET .*/account/orders", nth=2)
    assert at.get("iserver/account/orders").ok
    assert at.get("iserver/account/orders").status_code == code
    if after is None:
        assert at.get("iserver/auth/status").status_code == 401
    else:
        assert status(at) == after


def test_what_is_not_there_is_not_found_and_what_is_no_json_is_refused(at: Gateway) -> None:
    at.open()
    for path in ("nothing", "iserver/nothing", "iserver/account/nothing", f"portfolio/{ME}/lots"):
        assert at.get(path).status_code == 404, path
    assert at.get(f"portfolio/{ME}/positions/first").status_code == 404
    for body in ("{", "[]"):
        answer = requests.post(f"{at.sim.api_url}/iserver/account", data=body, timeout=10)
        assert answer.status_code == 400
    assert at.violations() == []
