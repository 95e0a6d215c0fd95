"""Every fault of the simulator at every request of a whole run: log-in, reading, 6 sales, 4 buys.

Real sockets and real signatures; the simulator judges by its own books. After each failure the
command is given again, as a person does, from the journal alone.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import requests

from tests.brokers.etrade.simulated import quote
from trimtab.brokers.etrade.api import Consumer, EtradeBroker, Line, LogIn
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.etrade import Simulator
from trimtab.brokers.simulators.faults import KINDS
from trimtab.domain import AccountId, LotId, Side, Symbol
from trimtab.errors import BrokerError
from trimtab.execution.desk import Desk
from trimtab.execution.events import FoundAbsent, RunStarted
from trimtab.execution.journal import Journal
from trimtab.execution.lost import settle_lost
from trimtab.execution.run import Ending, carry_out, refresh
from trimtab.execution.sendable import Leg, Sendable, SendingRules

MORNING = datetime(2026, 6, 15, 14, 0, tzinfo=UTC)
JOINT = AccountId("joint")
HELD = {"AAA": 1, "BBB": 2, "CCC": 3, "DDD": 4, "EEE": 5, "FFF": 6}
BOUGHT = ("GGG", "HHH", "III", "JJJ")
RUN = "7K3F-1"
# Many more than a fault needs: on a busy machine a request is late now and then as well.
TRIES = 40
# The broker's own words that it does not want an order: that one stays undone.
REFUSALS = {"8400", "1037", "900", "1033", "xml_error"}
SAMPLE = 20


class SimTime:
    """The simulator's clock, which goes on while somebody sleeps."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    def now(self) -> datetime:
        return self.sim.clock.now()

    def sleep(self, seconds: float) -> bool:
        self.sim.clock.advance(seconds)
        return True


def household() -> SimAccount:
    lots = [
        SimLot(
            number=100 + number,
            symbol=symbol,
            quantity=Decimal(10),
            cost=Decimal(500),
            acquired=date(2020, 1, 2),
        )
        for symbol, number in HELD.items()
    ]
    return SimAccount(
        key="key", number="83551234", kind="INDIVIDUAL", mode="MARGIN", cash=Decimal(100), lots=lots
    )


def legs() -> tuple[Leg, ...]:
    sales = [
        Leg(
            number=number,
            account_id=JOINT,
            side=Side.SELL,
            symbol=Symbol(symbol),
            quantity=Decimal(6),
            price=Decimal(100),
            lots=((LotId(str(100 + number)), Decimal(6)),),
            asset_class="Stocks",
        )
        for symbol, number in HELD.items()
    ]
    buys = [
        Leg(
            number=number,
            account_id=JOINT,
            side=Side.BUY,
            symbol=Symbol(symbol),
            quantity=Decimal(8),
            price=Decimal(100),
            asset_class="Bonds",
        )
        for number, symbol in enumerate(BOUGHT, start=len(HELD) + 1)
    ]
    return (*sales, *buys)


PLAN = Sendable(
    plan="7K3F",
    sha256="0123456789abcdef" * 4,
    made_at=MORNING,
    legs=legs(),
    holdings={JOINT: {Symbol(symbol): Decimal(10) for symbol in HELD}},
    min_cash={JOINT: Decimal(0)},
)


class NoCode(Exception):
    """The broker's page showed no code."""


class Person:
    """Gives the command, and gives it again after a failure, with a new client each time."""

    def __init__(self, sim: Simulator, folder: Path) -> None:
        self.sim, self.time = sim, SimTime(sim)
        self.journal = Journal(folder / "journal.jsonl")

    def command(self) -> Ending:
        log_in = LogIn(
            line=Line(
                consumer=Consumer(self.sim.logins.consumer_key, self.sim.logins.consumer_secret),
                base_url=self.sim.base_url,
                timestamp=lambda: int(self.time.now().timestamp()),
            ),
            now=self.time.now,
            authorise_at=f"{self.sim.base_url}/e/t/etws/authorize",
        )
        address, request_token = log_in.begin()
        page = requests.get(address, timeout=0.2).text
        code = re.search("<b>(.+?)</b>", page)
        if code is None:
            raise NoCode(page)
        log_in.finish(request_token, code[1])
        broker = EtradeBroker(log_in=log_in, now=self.time.now)
        (account,) = broker.accounts()
        day = MORNING.date()
        broker.snapshot(account)
        broker.activity(account, since=day, until=day)

        @contextmanager
        def gate() -> Iterator[bool]:
            yield True

        desk = Desk(
            sendable=PLAN,
            rules=SendingRules(),
            broker=broker,
            accounts={JOINT: account},
            journal=self.journal,
            clock=self.time,
            run=RUN,
            gate=gate,
            told=lambda _: None,
        )
        return self.carried_out(desk)

    def carried_out(self, desk: Desk) -> Ending:
        if RUN in desk.book().runs:
            for number in settle_lost(desk):
                self.looks(desk, number)
            refresh(desk)
        else:
            desk.journal.append(
                RunStarted(
                    at=self.time.now(),
                    run=RUN,
                    plan=PLAN.plan,
                    sha256=PLAN.sha256,
                    broker=desk.broker.name,
                    live=True,
                )
            )
        return carry_out(desk)

    def looks(self, desk: Desk, number: int) -> None:
        """Look at the broker's own page, and say what is not there."""
        name = str(PLAN.name_of(PLAN.legs[number - 1]))
        (account,) = self.sim.exchange.accounts
        assert name not in {one.client_order_id for one in account.orders.values()}, "it was there"
        desk.journal.append(FoundAbsent(at=self.time.now(), run=RUN, leg=number, who="Ana"))

    def until_it_ends(self) -> Ending | None:
        for _ in range(TRIES):
            with suppress(BrokerError, requests.RequestException, NoCode):
                ending = self.command()
                if ending in {Ending.DONE, Ending.SOME}:
                    return ending
            # Nobody is back within the second, and a new client does not know how often the last
            # one asked in it: IBKR shuts out who asks more than it allows.
            self.time.sleep(1)
        return None


def ran(folder: Path, kind: str = "", nth: int = 0, *, before: bool = True) -> Simulator:
    quotes = {symbol: quote("100") for symbol in (*HELD, *BOUGHT)}
    with Simulator([household()], quotes, start=MORNING) as sim:
        if kind:
            sim.faults.add({"kind": kind, "nth": nth, "before": before, "seconds": 0.4})
        ending = Person(sim, folder).until_it_ends()
        where = f"{kind} at request {nth}, {'before' if before else 'after'} its effect"
        assert ending is not None, f"{where}: the run never ended"
        assert sim.watchman.violations(sim.exchange) == [], where
        (account,) = sim.exchange.accounts
        names = [one.client_order_id for one in account.orders.values()]
        assert len(names) == len(set(names)), f"{where}: an order was accepted twice"
        value = account.cash + sum(lot.quantity * 100 for lot in account.lots)
        assert value == 6 * 10 * 100 + 100, f"{where}: money was made or lost"
        if kind not in REFUSALS:
            assert ending is Ending.DONE, f"{where}: {ending}"
        return sim


def cases(count: int) -> list[tuple[str, int, bool]]:
    """Every fault at every request; where it can come after the effect as well, both."""
    late = {"500_100", "502", "503", "504", "html"}
    return [
        (kind, nth, before)
        for kind in KINDS
        for nth in range(1, count + 1)
        for before in ((True, False) if kind in late else (True,))
    ]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here dies with the machine, and a loopback answers at once."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr("trimtab.brokers.etrade.api.line._PATIENCE", (2.0, 0.2))


def swept(tmp_path: Path, least: int | None = None) -> int:
    """Run every case, or at least `least` of them evenly spread; how many these were."""
    count = len(ran(tmp_path / "whole").journal)
    whole = cases(count)
    chosen = whole if least is None else whole[:: len(whole) // least]
    for number, (kind, nth, before) in enumerate(chosen):
        ran(tmp_path / str(number), kind, nth, before=before)
    print(f"{len(chosen)} runs, {count} requests each")  # noqa: T201 - the count is a result
    return len(chosen)


def test_a_fault_here_and_there_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    assert swept(tmp_path, SAMPLE) >= SAMPLE


@pytest.mark.long
def test_every_fault_at_every_request_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    assert swept(tmp_path) > SAMPLE
