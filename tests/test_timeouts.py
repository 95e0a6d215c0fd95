"""No call over a network waits for ever: each names its time limit where it is made."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from trimtab.brokers.wire_session import LoggedSession
from trimtab.errors import InvalidValue

SOURCE = Path(__file__).parent.parent / "src" / "trimtab"

# Calls that open a connection, by their last name; and of these names the ones of a session alone.
VERBS = {"get", "post", "put", "patch", "delete", "head", "options", "request"}
OPENERS = {"SMTP", "SMTP_SSL", "HTTPConnection", "HTTPSConnection", "create_connection", "urlopen"}
ENGINE = "create_engine"
LIMITS = {"timeout", "connect_timeout"}
# Ways around the one session, which has a line in the request log and a guard of its own.
AROUND = {"aiohttp", "http.client", "httpx", "urllib.request", "urllib3", "websockets"}


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call that goes over a network."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        whose, _, last = name.rpartition(".")
        of_session = whose.rpartition(".")[2] in {"session", "requests", "_session"}
        if last in OPENERS | {ENGINE} or (last in VERBS and of_session):
            yield node


def has_limit(call: ast.Call) -> bool:
    """True where a time limit is given, and is not None."""
    given = {one.arg: one.value for one in call.keywords}
    if "connect_args" in given and isinstance(given["connect_args"], ast.Dict):
        table = given["connect_args"]
        names = {key.value for key in table.keys if isinstance(key, ast.Constant)}
        return bool(names & LIMITS)
    limit = given.get("timeout")
    return limit is not None and not (isinstance(limit, ast.Constant) and limit.value is None)


def without_limit(text: str) -> list[str]:
    return [ast.unparse(one) for one in calls(ast.parse(text)) if not has_limit(one)]


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")


def test_every_call_over_a_network_has_a_time_limit() -> None:
    assert {name: bad for name, text in modules() if (bad := without_limit(text))} == {}


def test_the_calls_of_every_broker_and_of_mail_and_database_are_found() -> None:
    found = {name for name, text in modules() if list(calls(ast.parse(text)))}
    assert {
        "brokers/alpaca/line.py",
        "brokers/etrade/api/line.py",
        "brokers/ibkr/flex_download.py",
        "notify/email.py",
        "store/database.py",
    } <= found


@pytest.mark.parametrize(
    "text",
    [
        "session.get(url)",
        "self.session.request('GET', url, timeout=None)",
        "requests.post(url, data=1)",
        "smtplib.SMTP(host)",
        "create_engine(url)",
        "create_engine(url, connect_args={'sslmode': 'require'})",
        "urlopen(url)",
    ],
)
def test_a_call_without_one_would_be_found(text: str) -> None:
    assert len(without_limit(text)) == 1


def test_nobody_goes_around_the_session_of_the_brokers() -> None:
    around = {
        (name, one)
        for name, text in modules()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for one in _imported(node)
        if one in AROUND
    }
    assert around == set()


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    elif node.module is not None:
        yield node.module
        yield from (f"{node.module}.{one.name}" for one in node.names)


def test_the_session_of_the_brokers_sends_nothing_without_one() -> None:
    with LoggedSession("E*TRADE") as session, pytest.raises(InvalidValue, match="time limit"):
        session.get("http://127.0.0.1:9/")
