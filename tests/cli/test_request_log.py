"""`--log` on a whole run against the simulator: everything that was asked, and no secret."""

import json
import logging
import re
import stat
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.cli.linked import all_sourced, code_at
from tests.cli.running import Ran, Run
from trimtab.app.clock import SystemClock
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.brokers.simulators.etrade.signing import LogIns, Signed, Token
from trimtab.brokers.wire_log import WIRE
from trimtab.cli import request_log as under_test

DAY = ("--as-of", "2026-06-15")
LIVE = '\n[execution]\nmode = "live"\nunattended = true\n'


@pytest.fixture
def secrets(sim: EtradeSimulator, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Everything that opens or names an account, as the broker gives it out and gets it."""
    found = {sim.logins.consumer_key, sim.logins.consumer_secret}
    for account in sim.exchange.accounts:
        found |= {account.key, account.number}
    new, authorise, verified = LogIns._new, LogIns.authorise, LogIns._verified

    def made(logins: LogIns, *, access: bool = False) -> Token:
        token = new(logins, access=access)
        found.update((token.key, token.secret))
        return token

    def code(logins: LogIns, key: str) -> str:
        verifier = authorise(logins, key)
        found.add(verifier)
        return verifier

    def signed(logins: LogIns, request: Signed, token: Token | None) -> dict[str, str]:
        given = verified(logins, request, token)
        found.update((given["oauth_signature"], given["oauth_nonce"]))
        return given

    monkeypatch.setattr(LogIns, "_new", made)
    monkeypatch.setattr(LogIns, "authorise", code)
    monkeypatch.setattr(LogIns, "_verified", signed)
    monkeypatch.setattr(SystemClock, "now", lambda _: sim.clock.now())
    monkeypatch.setattr(SystemClock, "sleep", lambda _, least: sim.clock.advance(max(least, 300)))
    return found


def shown(text: str, secrets: set[str]) -> list[str]:
    """The secrets that stand in `text`, as they are or as addresses write them."""
    shapes = {shape for one in secrets for shape in (one, quote(one, safe=""), quote(one))}
    words = set(re.findall(r"\w+", text))
    # A code of five signs may stand inside of some number by chance.
    return sorted(one for one in shapes if one in (text if len(one) > 8 else words))


def test_a_whole_run_is_noted_and_no_secret_is_in_it(
    sample: Path, run: Run, sim: EtradeSimulator, secrets: set[str]
) -> None:
    all_sourced(sample)
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text() + LIVE)
    printed: list[str] = []

    def noted(*arguments: str, code: int) -> Ran:
        ran = run(*arguments, "-v", "--log", "requests.log", *DAY)
        assert ran.code == code, ran.err
        printed.append(ran.err)
        return ran

    address = run("connect", "etrade", "--no-input", "--log", "requests.log").out
    noted("connect", "etrade", "--code", "WRONG", code=5)
    noted("connect", "etrade", "--code", code_at(address), code=0)
    noted("sync", code=0)
    document = json.loads(noted("plan", "--json", code=0).out)
    plan = str(document["id"])
    for warning in document["warnings"]:
        if warning["needs_ack"]:
            noted("ack", plan, warning["id"], code=0)
    noted("approve", plan, code=0)
    noted("execute", plan, code=0)
    sim.exchange.manners = replace(sim.exchange.manners, fills="never")
    noted("execute", plan, "--live", "--yes", code=7)
    noted("cancel", f"{plan}:1", code=0)
    noted("connect", "etrade", "--remove", code=0)

    log = Path("requests.log").read_text()
    for path in ("/oauth/request_token", "/orders/preview", "/orders/place", "/orders/cancel"):
        assert path in log
    assert sum(" > E*TRADE: " in line for line in log.splitlines()) >= len(sim.journal)
    assert len(secrets) > 100
    assert shown(log, secrets) == []
    assert shown("".join(printed), secrets) == []
    tokens = next(iter(secrets))
    assert shown(f"a line with {tokens} in it", secrets), "the look-out sees them"


def test_lost_connections_and_pages_for_people_are_noted_without_secrets(
    sample: Path, run: Run, sim: EtradeSimulator, secrets: set[str]
) -> None:
    all_sourced(sample)
    address = run("connect", "etrade", "--no-input").out
    assert run("connect", "etrade", "--code", code_at(address)).code == 0
    for kind in ("reset", "html", "500_100"):
        sim.faults.add({"kind": kind, "match": "accounts/list", "nth": 1, "before": True})
        ran = run("sync", "-v", "--log", "-", *DAY)
        assert ran.code == 5
        assert "Traceback" not in ran.err
        assert "accounts/list" in ran.err
        assert not ran.out
        assert shown(ran.err, secrets) == []


def test_the_file_is_for_its_owner_alone_and_does_not_grow_for_ever(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_test, "MOST_BYTES", 2000)
    target = empty / "requests.log"
    target.touch(0o644)
    for _ in range(4):
        with under_test.request_log(str(target), "sync"):
            for number in range(20):
                WIRE.info("line %d", number)
    files = sorted(empty.iterdir())
    assert [file.name for file in files] == ["requests.log", "requests.log.1"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert all(file.stat().st_size <= 2000 for file in files)
    assert all(under_test.is_request_log(file) for file in files)
    assert not WIRE.handlers


def test_a_file_of_something_else_is_not_written_into(sample: Path, run: Run) -> None:
    before = (sample / "trimtab.toml").read_bytes()
    ran = run("status", "--log", "trimtab.toml")
    assert ran.code == 3
    assert "no request log" in ran.err
    assert (sample / "trimtab.toml").read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_log_that_cannot_be_written_is_told_once_and_stops_nothing(
    empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = empty / "requests.log"
    with under_test.request_log(str(target), "sync"):
        (handler,) = WIRE.handlers
        assert isinstance(handler, logging.StreamHandler)
        kept = handler.stream
        with Path("/dev/full").open("w", buffering=1) as full:
            handler.stream = full
            WIRE.info("one")
            WIRE.info("two")
            handler.stream = kept
            with suppress(OSError):
                full.close()
        WIRE.info("three")
    told = capsys.readouterr().err
    assert told.count("going on without it") == 1
    assert "No space left" in told
    assert target.read_text().endswith("three\n")
