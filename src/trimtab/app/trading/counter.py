"""The broker that a plan is sent to: on paper, or the accounts' own brokers with real money."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trimtab.app.linking.joined import JoinedBroker
from trimtab.app.linking.link import Trading
from trimtab.app.linking.matching import by_broker, matched_accounts
from trimtab.app.trading.paper import paper_accounts, paper_broker
from trimtab.domain import AccountId
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import Refused
from trimtab.execution.sendable import account_options
from trimtab.execution.view import Session
from trimtab.ports import Broker, Clock
from trimtab.workspace import Loaded

Hours = Callable[[datetime], Session]

# As far as a broker's clock may be from ours where a lost order is looked for.
_APART = timedelta(minutes=5)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A broker with its accounts by the household's names of them.

    live   real money
    clock  the broker's time
    hours  the market's session at a moment; None where it does not matter
    ends   why a log-in is about to end, as a sentence; empty while all last
    """

    broker: Broker
    accounts: Mapping[AccountId, BrokerAccount]
    live: bool
    clock: Clock
    hours: Hours | None = None
    ends: Callable[[], str] = lambda: ""

    def session(self) -> Session | None:
        """The market's session now."""
        return None if self.hours is None else self.hours(self.clock.now())


def paper_counter(loaded: Loaded, books: Path, clock: Clock) -> Counter:
    """The household on paper, with the books of one run."""
    return Counter(
        broker=paper_broker(loaded, books, clock),
        accounts=paper_accounts(loaded),
        live=False,
        clock=clock,
    )


def live_counter(loaded: Loaded, plan: str, wanted: Sequence[AccountId], clock: Clock) -> Counter:
    """The brokers of the accounts `wanted` of a plan, as one.

    Refused where an account has no source at a broker, by its name, and where orders cannot be sent
    to its broker; with the commands that send the others, and write its orders as tickets.
    """
    mine = [one for one in loaded.settings.accounts if one.id in wanted]
    without = [one.id for one in mine if one.source is None]
    if without:
        raise Refused(
            f"no broker is known for {', '.join(without)}: nothing of the plan is sent. Where it "
            "is at one that trimtab speaks with, name it in trimtab.toml with a line such as "
            'source = "broker:etrade:****1234", and sync. Where it is not: '
            f"{_by_hand(plan, wanted, without)}"
        )
    theirs = by_broker(mine)
    links = {known: known.opens(loaded.root, os.environ, clock) for known in theirs}
    for known, link in links.items():
        if link.trading is None:
            mute = [one.id for one in theirs[known]]
            raise Refused(
                f"trimtab cannot send orders to {known.called}, where {', '.join(mute)} is: "
                f"nothing of the plan is sent. Instead, {_by_hand(plan, wanted, mute)}. Or plan "
                "without it"
            )
    opened = {known.name: link.trading() for known, link in links.items() if link.trading}
    accounts = {
        known.name: matched_accounts(known, theirs[known], opened[known.name].broker.accounts())
        for known in theirs
    }
    return _joined(opened, accounts)


def _by_hand(plan: str, wanted: Sequence[AccountId], without: Sequence[AccountId]) -> str:
    """How to send what can be sent and write the rest as tickets; all of it where nothing can."""
    sent = [one for one in wanted if one not in without]
    tickets = f"trimtab execute {plan} --export-csv FOLDER"
    if not sent:
        return f"type its orders: `{tickets}`"
    typed = [one for one in wanted if one in without]
    return (
        f"send the others with `trimtab execute {plan} --live{account_options(sent)}`, and type "
        f"its own: `{tickets}{account_options(typed)}`"
    )


def _joined(
    opened: Mapping[str, Trading], accounts: Mapping[str, Mapping[AccountId, BrokerAccount]]
) -> Counter:
    """One counter of all brokers: open while all are, and for as long as every log-in lasts."""
    first = next(iter(opened.values()))
    if len(opened) == 1:
        ((_, found),) = accounts.items()
        return Counter(
            broker=first.broker,
            accounts=found,
            live=True,
            clock=first.clock,
            hours=first.hours,
            ends=first.ends,
        )
    _refuse_apart(opened)
    broker = JoinedBroker(brokers={name: one.broker for name, one in opened.items()})
    return Counter(
        broker=broker,
        accounts={
            account_id: broker.of(name, account)
            for name, found in accounts.items()
            for account_id, account in found.items()
        },
        live=True,
        clock=first.clock,
        hours=_all_open([one.hours for one in opened.values() if one.hours is not None]),
        ends=lambda: " ".join(filter(None, (one.ends() for one in opened.values()))),
    )


def _refuse_apart(opened: Mapping[str, Trading]) -> None:
    """Refused where the brokers disagree on the time: orders could not be told apart by theirs."""
    times = {one.broker.name: one.clock.now() for one in opened.values()}
    if max(times.values()) - min(times.values()) > _APART:
        told = ", ".join(f"{name} {time:%Y-%m-%d %H:%M %Z}" for name, time in times.items())
        raise Refused(
            f"the clocks of the brokers are too far apart for one run ({told}); set the clock of "
            "this machine right"
        )


def _all_open(hours: Sequence[Hours]) -> Hours | None:
    """The session of all markets: the first that is closed, else the first that will close."""

    def session(now: datetime) -> Session:
        found = [one(now) for one in hours]
        closed = [one for one in found if not one.is_open]
        return closed[0] if closed else min(found, key=lambda one: one.closes or _NEVER)

    return session if hours else None
