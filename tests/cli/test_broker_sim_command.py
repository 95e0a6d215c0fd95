"""`trimtab broker-sim`: its ready line, its accounts, and its end."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.cli.running import Run


@contextmanager
def running(*arguments: str) -> Iterator[tuple[dict[str, object], "subprocess.Popen[str]"]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "trimtab", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline()), process
    finally:
        process.kill()
        process.communicate()


def test_it_says_where_it_is_ready_and_ends_when_it_is_interrupted() -> None:
    with running("broker-sim", "--fills", "delayed:2") as (ready, process):
        assert set(ready) == {
            "base_url",
            "consumer_key",
            "consumer_secret",
            "admin_url",
            "accounts",
        }
        accounts = ready["accounts"]
        assert isinstance(accounts, list)
        assert [one["type"] for one in accounts] == ["INDIVIDUAL", "CONTRIBUTORYIRA", "ROTHIRA"]
        state = requests.get(f"{ready['admin_url']}/state", timeout=10).json()
        assert state[0]["cash"] == "14200.00"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0
        assert "Mon 2026-06-15 10:00 in New York" in told
        assert "Traceback" not in told


def test_it_has_the_accounts_of_a_workspace_that_name_it(sample: Path) -> None:
    settings = sample / "trimtab.toml"
    text = settings.read_text()
    settings.write_text(
        text.replace('id = "roth"', 'id = "roth"\nsource = "broker:etrade:****4321"')
    )
    with running("-C", str(sample), "--as-of", "2026-06-20", "broker-sim") as (ready, _):
        accounts = ready["accounts"]
        assert isinstance(accounts, list)
        assert [one["number"][-4:] for one in accounts] == ["4321"]
        quotes = requests.get(f"{ready['base_url']}/v1/market/quote/VTI.json", timeout=10)
        assert quotes.status_code == 401
        assert quotes.headers["Date"].startswith("Mon, 22 Jun 2026 14:00"), "no weekend"


def test_it_plays_the_gateway_of_ibkr_over_the_same_household(sample: Path) -> None:
    settings = sample / "trimtab.toml"
    text = settings.read_text()
    settings.write_text(text.replace('id = "roth"', 'id = "roth"\nsource = "broker:ibkr:****4321"'))
    arguments = ("-C", str(sample), "broker-sim", "--broker", "ibkr", "--fills", "never")
    with running(*arguments) as (ready, process):
        assert set(ready) == {"base_url", "admin_url", "accounts"}
        accounts = ready["accounts"]
        assert isinstance(accounts, list)
        assert [(one["id"][-4:], one["type"]) for one in accounts] == [("4321", "ROTHIRA")]
        listed = requests.get(f"{ready['base_url']}/portfolio/accounts", timeout=10).json()
        assert [one["accountId"] for one in listed] == [accounts[0]["id"]]
        assert requests.get(f"{ready['admin_url']}/violations", timeout=10).json() == []
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 0


def test_a_scenario_that_is_wrong_is_told(empty: Path, run: Run) -> None:
    (empty / "s.json").write_text('{"accounts": []}')
    ran = run("broker-sim", "--scenario", "s.json")
    assert ran.code == 3
    assert "accounts is empty" in ran.err


def test_a_way_to_fill_that_is_none_is_refused(run: Run) -> None:
    ran = run("broker-sim", "--fills", "sometimes")
    assert ran.code == 2
    assert "immediate" in ran.err


def test_without_the_extra_it_says_how_to_install_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trimtab.app.linking.known.find_spec", lambda _: None)
    ran = run("broker-sim")
    assert ran.code == 3
    assert "pip install 'trimtab[brokers]'" in " ".join(ran.err.split())
