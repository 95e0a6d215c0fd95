"""One plan about to be sent: with which broker, under which rules, as which run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from trimtab.app.trading.counter import Counter, live_counter, paper_counter
from trimtab.app.trading.leaving import ends_before_another
from trimtab.app.trading.office import Office
from trimtab.app.trading.plan_to_send import PlanToSend
from trimtab.domain import AccountId, OrderType, Symbol
from trimtab.execution.desk import Desk
from trimtab.execution.events import RunEnded, RunStarted
from trimtab.execution.sendable import SendingRules
from trimtab.execution.view import View
from trimtab.workspace import Loaded
from trimtab.workspace.settings.execution import ExecutionSection

_BASIS_POINT = Decimal("0.0001")
_PERCENT = Decimal("0.01")

# How long a real broker may take to show an order in its list.
_QUIET = timedelta(seconds=120)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A saved plan, the workspace it is of, and who is told what happens.

    plan  with the orders that are sent alone, where others are left out
    live  with real money; None: as `execution.mode` says
    only  the accounts whose brokers are needed; None: all of the plan
    waits is told what a run waits for, whenever that changes
    """

    office: Office
    loaded: Loaded
    plan: PlanToSend
    told: Callable[[str], None]
    live: bool | None = None
    only: tuple[AccountId, ...] | None = None
    waits: Callable[[str], None] = lambda _: None
    _open: list[Counter] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        """True when orders go to a real broker."""
        if self.live is not None:
            return self.live
        return (self.loaded.settings.execution or ExecutionSection()).mode == "live"

    @property
    def rules(self) -> SendingRules:
        """The rules of sending as [execution] has them."""
        section = self.loaded.settings.execution or ExecutionSection()
        return SendingRules(
            order_type=OrderType(section.order_type),
            limit_offset=section.limit_offset_bp * _BASIS_POINT,
            max_order=section.max_order,
            max_daily=section.max_daily,
            expires=_length(section.plan_expires),
            max_price_move=section.max_price_move * _PERCENT,
            # The paper broker's own books are at hand: what they do not have, was never sent.
            quiet=_QUIET if self.is_live else timedelta(0),
            queue=section.hours == "queue",
        )

    def run(self) -> str:
        """The run for these accounts that goes on, or the name of a new one."""
        runs = self.office.book().runs_of(self.plan.sendable.sha256)
        for run in runs:
            same = run.live == self.is_live and run.accounts == self.plan.sendable.part
            if same and run.outcome is None and not run.by_hand:
                return run.run
        return f"{self.plan.sendable.plan}-{len(runs) + 1}"

    def counter(self) -> Counter:
        """The broker that the plan is sent to; a real one is asked for its accounts once."""
        office = self.office
        if not self.is_live:
            return paper_counter(self.loaded, office.paper_books(self.run()), office.clock)
        if not self._open:
            wanted = self.plan.sendable.accounts() if self.only is None else self.only
            plan = self.plan.sendable.plan
            self._open.append(live_counter(self.loaded, plan, wanted, office.clock))
        return self._open[0]

    def view(self, counter: Counter) -> View:
        """What the guards look at, read now."""
        sendable = self.plan.sendable
        symbols: dict[Symbol, None] = dict.fromkeys(leg.symbol for leg in sendable.legs)
        return View(
            sendable=sendable,
            rules=self.rules,
            book=self.office.book(),
            now=self.office.clock.now(),
            there=counter.clock.now(),
            live=counter.live,
            snapshots={
                account_id: counter.broker.snapshot(counter.accounts[account_id])
                for account_id in sendable.accounts()
            },
            quotes=counter.broker.quotes(symbols) if symbols else {},
            run=self.run(),
            session=counter.session(),
            log_in_ends=counter.ends(),
            able={
                account_id: counter.broker.capabilities(counter.accounts[account_id])
                for account_id in sendable.accounts()
            },
        )

    def desk(self, counter: Counter) -> Desk:
        """The desk at which the run is carried out."""
        return Desk(
            sendable=self.plan.sendable,
            rules=self.rules,
            broker=counter.broker,
            accounts=counter.accounts,
            journal=self.office.journal,
            clock=counter.clock,
            run=self.run(),
            gate=self.office.gate,
            told=self.told,
            hours=counter.session,
            waits=self.waits,
        )

    def begin(self, counter: Counter) -> None:
        """Write down that the run begins, unless it did before.

        With real money, what is left of the runs before it ends with that.
        """
        run = self.run()
        if run in self.office.book().runs:
            return
        sendable = self.plan.sendable
        over: tuple[RunEnded, ...] = ()
        if counter.live:
            over = ends_before_another(self.office, self.loaded, sendable.sha256)
        start = RunStarted(
            at=self.office.clock.now(),
            run=run,
            plan=sendable.plan,
            sha256=sendable.sha256,
            broker=counter.broker.name,
            live=counter.live,
            accounts=sendable.part,
        )
        self.office.journal.append_all((*over, start))
        for one in over:
            self.told(f"run {one.run} is over: what was left of it is not sent any more")


def _length(text: str) -> timedelta:
    """A length of time as settings write it: `24h`, `1d`."""
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})
