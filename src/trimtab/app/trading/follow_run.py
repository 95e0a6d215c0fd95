"""Following a run: its orders are asked about until none of them can trade any more.

Nothing is sent. What is heard is written down as it is by whoever executes, so that breaking off at
any moment loses nothing.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from trimtab.app.linking.known import require_brokers
from trimtab.app.trading.following import desk_of, run_named
from trimtab.app.trading.office import Office
from trimtab.domain import AccountId
from trimtab.errors import Refused
from trimtab.execution.book import LegState, Run
from trimtab.execution.desk import Desk, tries
from trimtab.execution.lost import settle_lost
from trimtab.execution.run import look, to_fill
from trimtab.workspace import Loaded

# Longer than any order works: they are all for the day.
_LONGEST = timedelta(days=30)


@dataclass(slots=True, kw_only=True)
class Following:
    """One run that is looked at again and again.

    told     is given one sentence about what else happened
    waits    is given what is waited for, whenever that changes
    changed  is given each order of which there is news
    """

    office: Office
    loaded: Loaded
    name: str
    told: Callable[[str], None]
    waits: Callable[[str], None]
    changed: Callable[[int, LegState], None]
    _desks: dict[tuple[AccountId, ...], Desk] = field(default_factory=dict)

    def until_over(self) -> Run:
        """Look until nothing of the run can trade any more; how it stands then.

        While another trimtab executes, that one asks, and what it writes down is followed. Lost
        answers are looked for once; orders that are not found are left as they are. Refused for
        tickets, and where the name means two runs. Raises the broker's errors where it cannot be
        read for long; what was heard until then is written down.
        """
        run = run_named(self.office, self.name, among=lambda one: not one.by_hand)
        if run.by_hand:
            raise Refused(
                f"the orders of {run.run} are tickets that a person types: no broker can be asked. "
                f"Tell what became of them, such as: trimtab orders {run.plan} --filled N "
                "--quantity SHARES --price DOLLARS"
            )
        settled = False
        for _ in tries(self.office.clock, _LONGEST):
            try:
                busy = self._looked(run, settle=not settled)
            finally:
                # Where one broker fails, what the others said is told all the same.
                now = self.office.book().runs[run.run]
                self._tell(run, now)
            settled, run = settled or not busy, now
            working = [number for number, leg in sorted(run.legs.items()) if leg.working]
            self.waits(to_fill(working) or ("the other trimtab to go on" if busy else ""))
            if run.outcome is not None or not (working or busy):
                break
        return run

    def _looked(self, run: Run, *, settle: bool) -> bool:
        """Ask the brokers; True where somebody else does."""
        with ExitStack() as alone:
            try:
                alone.enter_context(self.office.alone())
            except Refused:
                return True
            desk = self._desk(run)
            if desk is not None:
                if settle:
                    settle_lost(desk)
                look(desk)
        return False

    def _desk(self, run: Run) -> Desk | None:
        """With the brokers of the accounts that have open orders now; None where none has."""
        legs = self.office.book().runs[run.run].legs.values()
        wanted = {leg.order.account_id for leg in legs if leg.may_trade and leg.order is not None}
        accounts = tuple(sorted(wanted))
        if not accounts:
            return None
        if accounts not in self._desks:
            if run.live:
                require_brokers("following orders at a broker")
            self._desks[accounts] = desk_of(
                self.office, self.loaded, run, accounts, told=self.told, waits=self.waits
            )
        return self._desks[accounts]

    def _tell(self, before: Run, now: Run) -> None:
        for number, leg in sorted(now.legs.items()):
            known = before.leg(number)
            if (leg.status, leg.filled) != (known.status, known.filled):
                self.changed(number, leg)
