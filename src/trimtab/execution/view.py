"""What is looked at before anything is sent, and how a reason not to send it is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from trimtab.domain.brokerage import Capabilities, LiveQuote, Snapshot
from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.execution.book import Book, Run
from trimtab.execution.sendable import Leg, Sendable, SendingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Why nothing is sent: a stable code and one sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The market at one moment. `opens` and `closes`: the next time that it does."""

    is_open: bool
    opens: datetime | None = None
    closes: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that the guards look at, read a moment ago.

    now      by the clock that plans are dated by
    there    by the broker's clock, which orders and fills are dated by; None: `now`
    run      the run that goes on, where one does: what it traded is no change of anybody else's
    session  None where nobody knows the market's hours: the broker is asked and may refuse
    log_in_ends  why a log-in may end before a run does, as a sentence; empty while all last
    able     what each account's broker can be asked for
    live     True where orders would go to a real broker
    """

    sendable: Sendable
    rules: SendingRules
    book: Book
    now: datetime
    snapshots: Mapping[AccountId, Snapshot]
    quotes: Mapping[Symbol, LiveQuote]
    run: str = ""
    session: Session | None = None
    log_in_ends: str = ""
    able: Mapping[AccountId, Capabilities] = field(default_factory=dict)
    there: datetime | None = None
    live: bool = False

    @property
    def market_time(self) -> datetime:
        """The time that counts for a session, and for what is traded in a day."""
        return self.there or self.now

    @property
    def made_afresh(self) -> str:
        """What to do where the plan itself is too old or far off, as the end of a message.

        What it has traded itself has to be in the files that the new one is made from.
        """
        traded = self.others_traded or any(run.traded for run in self.own_runs())
        return f"{'Sync first. ' if traded else ''}{self.sendable.made_afresh}"

    @property
    def queues(self) -> bool:
        """True where what is sent now waits at the broker until the market opens."""
        return self.rules.queue and self.session is not None and not self.session.is_open

    def other_parts(self) -> tuple[Run, ...]:
        """Runs of this plan with real money for other accounts than those that are sent."""
        return tuple(
            run
            for run in self.book.runs_of(self.sendable.sha256)
            if run.live and not run.covers(self.sendable.part)
        )

    def unsent(self) -> tuple[Leg, ...]:
        """Orders of the plan that runs for other accounts, which go on, have still to send.

        They are the other side of what these runs traded: without them it stays half done.
        """
        going_on = [run for run in self.other_parts() if run.outcome is None]
        return tuple(
            leg
            for leg in self.sendable.left_out
            if any(
                run.covers((leg.account_id,)) and not run.leg(leg.number).begun for run in going_on
            )
        )

    @property
    def others_traded(self) -> bool:
        """True where orders of the plan in other accounts have traded."""
        return any(run.traded for run in self.other_parts())

    def own_runs(self) -> tuple[Run, ...]:
        """Runs of this plan that have really traded in its accounts, and the one that goes on.

        Of its tickets no broker's books need show anything; `NotSentBefore` looks at them.
        """
        return tuple(
            run
            for run in self.book.runs_of(self.sendable.sha256)
            if run.covers(self.sendable.part)
            and ((run.live and not run.by_hand) or run.run == self.run)
        )
