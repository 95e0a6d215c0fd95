"""The broker that a plan is sent to: on paper, or E*TRADE with real money."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trimtab.app.trading.market_hours import session_at
from trimtab.app.trading.paper import paper_accounts, paper_broker
from trimtab.domain import AccountId
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import Refused
from trimtab.execution.guards import Session
from trimtab.execution.sendable import Sendable
from trimtab.ports import Broker, Clock
from trimtab.workspace import Loaded
from trimtab.workspace.settings.later import ExecutionSection


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A broker with its accounts by the household's names of them.

    live   real money
    clock  the broker's time
    hours  the market's session at a moment; None where it does not matter
    lasts  False once the log-in is about to end
    """

    broker: Broker
    accounts: Mapping[AccountId, BrokerAccount]
    live: bool
    clock: Clock
    hours: Callable[[datetime], Session] | None = None
    lasts: Callable[[], bool] = lambda: True

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


def live_counter(loaded: Loaded, sendable: Sendable, clock: Clock) -> Counter:
    """E*TRADE, for the accounts of the plan.

    Refused where an account of the plan has no source there, by its name, and for hours that are
    not built.
    """
    # Late: what signs requests is an extra.
    from trimtab.app.linking.etrade import etrade_link
    from trimtab.app.linking.matching import matched_accounts, sourced

    section = loaded.settings.execution or ExecutionSection()
    if section.hours != "regular":
        raise Refused(
            f'execution.hours = "{section.hours}" is not known to E*TRADE here; orders go out in '
            'regular hours alone: set hours = "regular"'
        )
    wanted = sendable.accounts()
    mine = [one for one in sourced(loaded.settings.accounts) if one.id in wanted]
    without = [name for name in wanted if name not in {one.id for one in mine}]
    if without:
        raise Refused(
            f"no broker is known for {', '.join(without)}: nothing of the plan is sent. Name it in "
            'trimtab.toml with a line such as source = "broker:etrade:****1234", and sync'
        )
    link = etrade_link(loaded.root, os.environ, clock)
    broker = link.broker()
    return Counter(
        broker=broker,
        accounts=matched_accounts(mine, broker.accounts()),
        live=True,
        clock=link.clock,
        hours=session_at,
        lasts=broker.log_in.lasts,
    )
