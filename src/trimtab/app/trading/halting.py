"""After a halt: every order that may still trade is cancelled at its broker, as far as that goes.

The halt stands before any of this begins, and nothing here can take it back. A broker that fails
costs the orders there alone.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from trimtab.app.linking.known import require_brokers
from trimtab.app.trading.following import desk_of
from trimtab.app.trading.office import Office
from trimtab.disk import CAN_LOCK
from trimtab.domain import AccountId
from trimtab.errors import TrimtabError, Unavailable
from trimtab.execution.book import LegState, Run
from trimtab.execution.cancelling import ask_for_all, until_over
from trimtab.execution.desk import Desk, tries
from trimtab.execution.lost import find
from trimtab.execution.run import conclude
from trimtab.workspace import Loaded

# How long a broker may take to cancel what it was asked to.
_PATIENCE = timedelta(seconds=60)

# How long whoever is sending may take to notice the halt: a lost order is looked for that long.
_STOPS_WITHIN = timedelta(seconds=180)

_LOST = "nobody knows whether the broker has it: its answer was lost"

Where = tuple[str, AccountId]
"""A run, and one account in which it has orders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An order that might have traded when trading was halted, as it stands now.

    why  why it may still trade; empty where it cannot
    """

    run: Run
    number: int
    state: LegState
    why: str

    @property
    def name(self) -> str:
        """As `trimtab cancel` takes it."""
        return f"{self.run.run}:{self.number}"


@dataclass(slots=True, kw_only=True)
class Withdrawing:
    """Cancelling what may still trade of a workspace that is halted.

    load   reads the workspace; may raise, and is not called where there is nothing to cancel
    told, waits  as those of `Job`
    """

    office: Office
    load: Callable[[], Loaded]
    who: str
    told: Callable[[str], None]
    waits: Callable[[str], None]
    _why: dict[tuple[str, int], str] = field(default_factory=dict)
    _desks: dict[Where, Desk] = field(default_factory=dict)
    _down: dict[str, str] = field(default_factory=dict)

    def withdraw(self) -> tuple[Withdrawn, ...]:
        """Cancel every order that a broker, or the paper broker, may still trade.

        What is known to work is asked for first, whoever else is at work. Then lost orders are
        looked for, once nobody else does, and cancelled where they are found. Tickets are left.
        """
        names = self._open_orders()
        if not names:
            return ()
        self._open(names)
        with ExitStack() as alone:
            busy = self._entered(alone)
            self._cancel()
            if busy:
                busy = self._wait_for(alone)
                if not busy:
                    self._cancel()  # whoever was there may have written down what was so before
            if not busy and self._find():
                self._cancel()
        for desk in self._desks.values():
            with suppress(TrimtabError):  # it ends as well when the run is asked for again
                conclude(desk)
        book = self.office.book()
        return tuple(self._withdrawn(book.runs[run], number, busy) for run, number in sorted(names))

    def _withdrawn(self, run: Run, number: int, busy: str) -> Withdrawn:
        state, why = run.leg(number), ""
        if state.may_trade:
            why = self._why.get((run.run, number), _LOST)
            why = f"{why}; {busy}" if busy and state.lost else why
        return Withdrawn(run=run, number=number, state=state, why=why)

    def _open_orders(self) -> dict[tuple[str, int], Where]:
        """Where each order is that may still trade, by run and number."""
        return {
            (run.run, number): (run.run, state.order.account_id)
            for run in self.office.book().runs.values()
            if not run.by_hand
            for number, state in run.legs.items()
            if state.may_trade and state.order is not None
        }

    def _open(self, names: dict[tuple[str, int], Where]) -> None:
        """The desks of all these orders; why not, where one cannot be opened."""
        for where in dict.fromkeys(names.values()):
            try:
                self._desks[where] = self._desk(*where)
            except (TrimtabError, OSError) as error:
                self._why |= {name: str(error) for name, there in names.items() if there == where}

    def _desk(self, name: str, account_id: AccountId) -> Desk:
        run, loaded = self.office.book().runs[name], self.load()
        if run.live:
            require_brokers("cancelling orders at a broker")
        broker = self._broker(loaded, account_id) if run.live else ""
        if broker in self._down:
            raise Unavailable(self._down[broker])
        try:
            return desk_of(
                self.office, loaded, run, (account_id,), told=self.told, waits=self.waits
            )
        except Unavailable as error:
            # Its other accounts need not wait as long for the same.
            self._down[broker] = str(error)
            raise

    def _broker(self, loaded: Loaded, account_id: AccountId) -> str:
        sources = (one.source for one in loaded.settings.accounts if one.id == account_id)
        return str(next(sources, "")).rpartition(":")[0]

    def _entered(self, alone: ExitStack) -> str:
        """Be the only one that executes from now on; why not, where that is somebody else."""
        try:
            alone.enter_context(self.office.alone())
        except TrimtabError as error:
            return str(error)
        return ""

    def _wait_for(self, alone: ExitStack) -> str:
        """Be the only one once whoever sends has noticed the halt; why not, where that lasts."""
        self.waits("the other trimtab to stop")
        busy = ""
        for _ in tries(self.office.clock, _STOPS_WITHIN if CAN_LOCK else timedelta(0)):
            busy = self._entered(alone)
            if not busy:
                break
        self.waits("")
        return busy

    def _cancel(self) -> None:
        """Ask for all that is known to work, everywhere, before anything is followed."""
        asked = {
            where: ask_for_all(desk, self._numbers(where, lost=False), who=self.who)
            for where, desk in self._desks.items()
        }
        for where, answers in asked.items():
            why = until_over(self._desks[where], answers, who=self.who, patience=_PATIENCE)
            self._why |= {(where[0], number): text for number, text in why.items()}

    def _find(self) -> bool:
        """Look for the orders whose answers were lost; True where one was found."""
        found = False
        for where, desk in self._desks.items():
            for number in self._numbers(where, lost=True):
                try:
                    found |= find(desk, number)
                except TrimtabError as error:
                    self._why[desk.run, number] = f"{_LOST}, and {error}"
        return found

    def _numbers(self, where: Where, *, lost: bool) -> tuple[int, ...]:
        name, account_id = where
        return tuple(
            number
            for number, state in self.office.book().runs[name].legs.items()
            if state.order is not None
            and state.order.account_id == account_id
            and (state.lost if lost else state.working)
        )
