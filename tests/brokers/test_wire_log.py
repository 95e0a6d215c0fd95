"""The request log shows what a maintainer needs, and nothing that opens or names an account."""

import string
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from trimtab.brokers import wire_log
from trimtab.brokers.wire_session import LoggedSession


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if "moved" in self.path:
            self.send_response(302)
            self.send_header("Location", "/page")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = b"<html>Sign in, Ana</html>"
        self.send_response(404 if "error" in self.path else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:  # the base class has a name for it
        return


@contextmanager
def _server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "https://api.etrade.com/v1/accounts/dBZOKt9xDrtRSAOl4MSiiA/orders/place",
            "https://api.etrade.com/v1/accounts/****SiiA/orders/place",
        ),
        (
            "https://api.etrade.com/v1/market/quote/VTI,BND?detailFlag=ALL",
            "https://api.etrade.com/v1/market/quote/****?detailFlag",
        ),
        (
            "https://localhost:5000/v1/api/iserver/account/U1234567/orders",
            "https://localhost:5000/v1/api/iserver/account/****4567/orders",
        ),
        (
            "https://x.test/AccountManagement/FlexWebService/SendRequest?t=123456789012&q=77&v=3",
            "https://x.test/AccountManagement/FlexWebService/SendRequest?t&q&v",
        ),
        ("https://ana:secret@x.test/v2/orders", "https://x.test/v2/orders"),
        ("https://x.test:port/orders", "an address that cannot be read"),
        ("https://x.test/oauth/request_token", "https://x.test/oauth/request_token"),
        ("https://x.test/v1/accounts/list.json", "https://x.test/v1/accounts/list.json"),
    ],
)
def test_an_address_keeps_its_words_and_loses_the_rest(url: str, shown: str) -> None:
    assert wire_log.shown_address(url) == shown


@given(
    secret=st.text(string.ascii_letters + string.digits, min_size=21, max_size=40)
    | st.text(string.digits, min_size=6, max_size=12),
    name=st.sampled_from(["t", "oauth_token", "key"]),
)
def test_no_secret_is_shown_wherever_it_stands_in_an_address(secret: str, name: str) -> None:
    for url in (
        f"https://x.test/v1/accounts/{secret}/orders?{name}={secret}",
        f"https://{secret}:{secret}@x.test/{secret}",
        f"https://x.test/orders?{secret}",
        f"https://x.test/orders#{secret}",
    ):
        assert secret.lower() not in wire_log.shown_address(url).lower()


def test_a_request_and_its_answer_are_two_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "trimtab.wire")
    with _server() as url, LoggedSession("Test", code_of=lambda _: "1037") as session:
        session.get(f"{url}/v1/error?token=abc", timeout=10)
    request, answer = caplog.messages
    number = request.split()[0]
    assert request == f"{number} > Test: GET {url}/v1/error?token"
    assert answer.startswith(f"{number} < 404, text/html, 25 bytes, ")
    assert answer.endswith(" s, code 1037")
    assert "Ana" not in caplog.text


def test_a_request_that_leads_on_is_noted_with_its_own_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "trimtab.wire")
    with _server() as url, LoggedSession("Test") as session:
        session.get(f"{url}/moved", timeout=10)
    assert sum(" > " in line for line in caplog.messages) == 2
    assert sorted(line.split()[2] for line in caplog.messages if " < " in line) == ["200,", "302,"]


def test_a_failure_is_named_and_its_text_is_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "trimtab.wire")
    with LoggedSession("Test") as session, pytest.raises(requests.ConnectionError):
        session.get("http://127.0.0.1:9/orders?t=topsecret", timeout=10)
    assert "no answer: ConnectionError" in caplog.messages[1]
    assert "topsecret" not in caplog.text


@given(st.text(max_size=30))
def test_a_code_that_does_not_look_like_one_is_not_shown(code: str) -> None:
    lines: list[str] = []
    handler = pytest.MonkeyPatch()
    with handler.context() as patch:
        patch.setattr(wire_log.WIRE, "info", lambda text, *words: lines.append(text % words))
        wire_log.answered(1, 400, seconds=0, size=0, code=code)
    plain = code.isascii() and code.replace("_", "").isalnum()
    assert len(lines) == 1
    assert "\n" not in lines[0]
    assert plain or not code or lines[0].endswith("a code that is not shown")
