"""The sample household at the simulated broker, and logging in there as a person does."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial, wraps
from pathlib import Path
from typing import TypeVar

import pytest
import requests

from tests.cli.running import Run
from trimtab.app import open_workspace
from trimtab.app.trading.office import journal_of
from trimtab.app.trading.simulating import household_scenario
from trimtab.brokers.simulators.books import SimOrder
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.brokers.simulators.exchange import Exchange
from trimtab.brokers.simulators.invariants import Watchman
from trimtab.execution.journal import Journal
from trimtab.execution.sendable import SendingRules
from trimtab.workspace.demo_data import sample_folder

T = TypeVar("T")

DAY = ("--as-of", "2026-06-15")
_ONE_ACCOUNT = """version = 1
[household]
name = "One"

[[accounts]]
id = "joint"
type = "taxable"
source = "SOURCE"
lot_method = "fifo"

[data]
prices = "prices.csv"

[taxes]
filing_status = "single"
federal_ordinary = 24.0
federal_long = 15.0

[targets]
default_band = "5/25"

[[targets.class]]
name = "Stocks"
weight = 50
hold = ["VTI"]

[[targets.class]]
name = "Bonds"
weight = 50
hold = ["BND"]

[execution]
mode = "live"
unattended = true
"""
SOURCES = {"joint": "0001", "tira": "1112", "roth": "2223"}


@contextmanager
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[EtradeSimulator]:
    loaded = open_workspace(sample_folder(), as_of=date(2026, 6, 15)).loaded
    found = household_scenario(loaded)
    start = datetime(2026, 6, 15, 14, tzinfo=UTC)
    with EtradeSimulator(
        found.accounts, found.quotes, start=start, ticks=time.monotonic
    ) as running:
        monkeypatch.setenv("TRIMTAB_ETRADE_URL", running.base_url)
        monkeypatch.setenv("TRIMTAB_ETRADE_KEY", running.logins.consumer_key)
        monkeypatch.setenv("TRIMTAB_ETRADE_SECRET", running.logins.consumer_secret)
        yield running


def code_at(address: str) -> str:
    found = re.search("<b>(.+?)</b>", requests.get(address.strip(), timeout=10).text)
    assert found is not None
    return found[1]


def name_source(sample: Path, source: str, account: str = "joint") -> None:
    settings = sample / "trimtab.toml"
    line = f'id = "{account}"'
    settings.write_text(settings.read_text().replace(line, f'{line}\nsource = "{source}"'))


def logged_in(run: Run) -> str:
    address = run("connect", "etrade", "--no-input").out
    done = run("connect", "etrade", "--code", code_at(address))
    assert done.code == 0, done.err
    return done.out + done.err


def approved_plan(sample: Path, run: Run) -> str:
    """A plan that may be sent live, of the accounts as the broker has them; its id."""
    all_sourced(sample)
    settings = sample / "trimtab.toml"
    live = '\n[execution]\nmode = "live"\nunattended = true\n'
    settings.write_text(settings.read_text() + live)
    logged_in(run)
    assert run("sync", *DAY).code == 0
    return planned_and_approved(run)


def planned_and_approved(run: Run) -> str:
    """A plan, its warnings ticked off, approved; its id."""
    made = run("plan", "--json", *DAY)
    assert made.code == 0, made.err
    document = json.loads(made.out)
    name = str(document["id"])
    for warning in document["warnings"]:
        if warning["needs_ack"]:
            assert run("ack", name, warning["id"], *DAY).code == 0
    assert run("approve", name, *DAY).code == 0
    return name


def one_account(folder: Path, source: str) -> None:
    """A workspace of one account at `source`: half stocks, half bonds, traded unattended."""
    (folder / "trimtab.toml").write_text(_ONE_ACCOUNT.replace("SOURCE", source))
    (folder / "prices.csv").write_text("symbol,price,as_of\nBND,50,2026-06-15\n")


def placed(sim: EtradeSimulator) -> int:
    """How many requests to place an order came in."""
    return sum("orders/place" in str(one["path"]) for one in sim.journal)


def all_sourced(sample: Path) -> None:
    for account, digits in SOURCES.items():
        name_source(sample, f"broker:etrade:****{digits}", account)


def at_broker(sim: EtradeSimulator) -> list[SimOrder]:
    """Every order that the broker has accepted."""
    return [order for one in sim.exchange.accounts for order in one.orders.values()]


def stopped_halfway(
    run: Run, exchange: Exchange, name: str, monkeypatch: pytest.MonkeyPatch
) -> SimOrder:
    """One order that works at a broker, a part of it filled, and whoever sent it waits no more."""
    rules = partial(SendingRules, patience=timedelta(0))
    monkeypatch.setattr("trimtab.app.trading.job.SendingRules", rules)
    monkeypatch.setattr("trimtab.app.trading.halting._PATIENCE", timedelta(0))
    exchange.manners.fills = "never"
    assert run("execute", name, "--live", "--yes", *DAY).code == 7
    (account,) = exchange.accounts
    (order,) = account.orders.values()
    exchange.manners.fills = "partial:5"
    exchange.poll(account)
    exchange.manners.fills = "never"
    assert 0 < order.filled < order.quantity
    return order


def halts(run: Run, name: str, order: SimOrder, watchman: Watchman) -> None:
    """`halt` cancels the order at its broker and says what was traded; nothing goes out then."""
    halted = run("halt", *DAY)
    assert halted.code == 0, halted.err
    watchman.halted = True
    assert order.status == "CANCELLED"
    assert f"is cancelled; {order.filled} shares were traded." in " ".join(halted.err.split())
    assert run("execute", name, "--live", "--yes", *DAY).code == 6


def execute(plan_id: str) -> tuple[str, ...]:
    return ("execute", plan_id, "--live", "--yes", *DAY)


@contextmanager
def sending(sample: Path, plan_id: str, *, orders: int) -> Iterator[subprocess.Popen[str]]:
    """Another process that sends the plan, and has so many orders at the broker."""
    command = [sys.executable, "-m", "trimtab", *execute(plan_id)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        until(lambda: _orders_placed(sample) >= orders, process)
        yield process


def until(
    reached: Callable[[], bool], process: "subprocess.Popen[str] | subprocess.Popen[bytes]"
) -> None:
    """Wait for what `process` brings about; it has to be running for so long."""
    while not reached():
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"it ended with {process.wait(timeout=0.02)}")


class Died(BaseException):
    """The process is gone, at this very place."""


def died(run: Run, sample: Path, plan_id: str, *, orders: int = 1) -> None:
    """Send until so many orders are placed, and no further: nothing is noted or told after that.

    What a process leaves that was killed, without the seconds that another one takes to begin.
    Real deaths, at every write and request, are in tests/execution.
    """

    def then_dead(write: Callable[..., T]) -> Callable[..., T]:
        @wraps(write)
        def written(*arguments: object, **named: object) -> T:
            done = write(*arguments, **named)
            if _orders_placed(sample) >= orders:
                raise Died
            return done

        return written

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "append", then_dead(Journal.append))
        patch.setattr(Journal, "append_all", then_dead(Journal.append_all))
        with pytest.raises(Died):
            run(*execute(plan_id))


def _orders_placed(sample: Path) -> int:
    return journal_of(sample).path.read_bytes().count(b'"event":"Placed"')
