"""A whole run against a simulated broker: reading, 6 sales, 4 buys, and one fault on the way.

Real sockets; the simulator judges by its own books. After each failure the command is given again,
as a person does, from the journal alone and with a new client.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import requests

from tests.brokers.local import MORNING, SimTime, quote
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.exchange import Manners, SimQuote
from trimtab.brokers.simulators.listening import LoopbackBroker
from trimtab.domain import AccountId, LotId, Side, Symbol
from trimtab.errors import BrokerError
from trimtab.execution.desk import Desk
from trimtab.execution.events import FoundAbsent, RunStarted
from trimtab.execution.journal import Journal
from trimtab.execution.lost import settle_lost
from trimtab.execution.run import Ending, carry_out, refresh
from trimtab.execution.sendable import Leg, Sendable, SendingRules
from trimtab.ports import Broker

JOINT = AccountId("joint")
HELD = {"AAA": 1, "BBB": 2, "CCC": 3, "DDD": 4, "EEE": 5, "FFF": 6}
BOUGHT = ("GGG", "HHH", "III", "JJJ")
RUN = "7K3F-1"
# Many more than a fault needs: on a busy machine a request is late now and then as well.
TRIES = 40
# Until an order is shown: so many looks leave it out, where an answer is lost after its effect.
HIDDEN = 3
CASH, PRICE, SHARES = Decimal(100), Decimal(100), Decimal(10)

# Faults that every broker knows: before the request has any effect, and after it.
EARLY = ("429", "401_rejected", "500_100", "503", "504", "html", "reset_before")
LATE = ("500_100", "503", "504", "html", "reset", "stall", "truncated")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong with one request: the `nth` that matches."""

    kind: str
    match: str = ".*"
    nth: int = 1
    before: bool = True

    def __str__(self) -> str:
        when = "before" if self.before else "after"
        return f"{self.kind} at {self.match} {self.nth}, {when} its effect"


def quotes() -> dict[str, SimQuote]:
    return {symbol: quote(str(PRICE)) for symbol in (*HELD, *BOUGHT)}


def household() -> SimAccount:
    lots = [
        SimLot(
            number=100 + number,
            symbol=symbol,
            quantity=SHARES,
            cost=Decimal(500),
            acquired=date(2020, 1, 2),
        )
        for symbol, number in HELD.items()
    ]
    return SimAccount(
        key="key", number="83551234", kind="INDIVIDUAL", mode="MARGIN", cash=CASH, lots=lots
    )


def legs() -> tuple[Leg, ...]:
    sales = [
        Leg(
            number=number,
            account_id=JOINT,
            side=Side.SELL,
            symbol=Symbol(symbol),
            quantity=Decimal(6),
            price=PRICE,
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
            price=PRICE,
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
    holdings={JOINT: {Symbol(symbol): SHARES for symbol in HELD}},
    min_cash={JOINT: Decimal(0)},
)


class NoLogIn(Exception):
    """The broker's page did not let anybody in."""


class Person(ABC):
    """Gives the command, and gives it again after a failure, with a new client each time.

    stall     seconds by which an answer is late where it stalls: more than the client waits
    refusals  faults by which the broker declines an order: that one stays undone
    """

    rules = SendingRules()
    stall: float
    refusals: frozenset[str]

    def __init__(self, sim: LoopbackBroker, folder: Path) -> None:
        self.sim, self.time = sim, SimTime(sim.clock)
        self.journal = Journal(folder / "journal.jsonl")

    @abstractmethod
    def broker(self) -> Broker:
        """A new client, logged in."""

    def command(self) -> Ending:
        broker, day = self.broker(), MORNING.date()
        (account,) = broker.accounts()
        broker.snapshot(account)
        broker.activity(account, since=day, until=day)

        @contextmanager
        def gate() -> Iterator[bool]:
            yield True

        desk = Desk(
            sendable=PLAN,
            rules=self.rules,
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
            with suppress(BrokerError, requests.RequestException, NoLogIn):
                ending = self.command()
                if ending in {Ending.DONE, Ending.SOME}:
                    return ending
            # Nobody is back within the second, and a new client does not know how often the last
            # one asked in it: IBKR shuts out who asks more than it allows.
            self.time.sleep(1)
        return None


def run_through(person: Person, fault: Fault | None) -> None:
    """Let `person` carry out the plan, and judge by the simulator's books."""
    sim = person.sim
    if fault is not None:
        if not fault.before:
            sim.exchange.manners = Manners(hide_orders=HIDDEN)
        sim.faults.add({**vars(fault), "seconds": person.stall})
    ending = person.until_it_ends()
    where = str(fault)
    assert ending is not None, f"{where}: the run never ended"
    assert sim.faults.waiting == [], f"{where}: it never came"
    assert sim.watchman.violations(sim.exchange) == [], where
    (account,) = sim.exchange.accounts
    names = [one.client_order_id for one in account.orders.values()]
    assert len(names) == len(set(names)), f"{where}: an order was accepted twice"
    assert set(names) <= {str(PLAN.name_of(leg)) for leg in PLAN.legs}, where
    assert all(lot.quantity >= 0 for lot in account.lots), f"{where}: it went short"
    value = account.cash + sum(lot.quantity * PRICE for lot in account.lots)
    fees = sum(fill.fee for one in account.orders.values() for fill in one.fills)
    assert value + fees == len(HELD) * SHARES * PRICE + CASH, f"{where}: money was made or lost"
    assert account.cash >= 0, f"{where}: money was borrowed"
    if fault is None or fault.kind not in person.refusals:
        assert ending is Ending.DONE, f"{where}: {ending}"


def swept(
    ran: Callable[[Path, Fault | None], LoopbackBroker],
    folder: Path,
    cases: Iterable[tuple[str, bool]],
    *,
    least: int | None = None,
) -> None:
    """Every case at every request of a whole run, or at least `least` of them, evenly spread.

    ran    one run in a folder of its own
    cases  kinds of faults, each with whether it comes before the effect of its request
    """
    count = len(ran(folder / "whole", None).journal)
    whole = [
        Fault(kind=kind, nth=nth, before=before)
        for kind, before in cases
        for nth in range(1, count + 1)
    ]
    chosen = whole if least is None else whole[:: len(whole) // least]
    assert len(chosen) > len(legs())
    for number, fault in enumerate(chosen):
        ran(folder / str(number), fault)
    print(f"{len(chosen)} runs, {count} requests each")  # noqa: T201 - the count is a result
