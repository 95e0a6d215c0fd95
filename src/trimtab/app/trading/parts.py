"""Which part of a plan a command is for: that of the accounts named, or of the run that goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trimtab.app.linking.matching import broker_in
from trimtab.app.trading.plan_to_send import PlanToSend
from trimtab.domain import AccountId
from trimtab.errors import InvalidValue, Refused
from trimtab.execution.book import Book, Run
from trimtab.execution.sendable import Sendable, account_options
from trimtab.execution.sent_before import never_sent
from trimtab.workspace import Loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the orders would go out.

    live     with real money; tickets are
    by_hand  as tickets
    options  what says so on the command line, with a space before it
    """

    live: bool
    by_hand: bool = False
    options: str = ""

    def goes_on(self, run: Run) -> bool:
        """True where `run` goes out this way, and is not over."""
        return (run.live, run.by_hand, run.outcome) == (self.live, self.by_hand, None)


TICKETS = Way(live=True, by_hand=True, options=" --export-csv FOLDER")
BROKERS = Way(live=True, options=" --live")
PAPER = Way(live=False, options=" --live")


def part_of(
    book: Book,
    loaded: Loaded,
    plan: PlanToSend,
    asked: Sequence[str],
    *,
    way: Way,
    told: Callable[[str], None],
) -> PlanToSend:
    """The orders of `plan` that are meant: in the accounts `asked`; without any, all of them.

    way   how they would go out
    told  is given a sentence where nobody asked for the accounts

    Where the plan goes out in parts and no account is named, it is the run that goes on this way,
    if nothing else can be meant: neither another run nor orders that no run is for. Refused
    otherwise, with the choices. Raises InvalidValue for an account without orders in the plan.
    """
    sendable = plan.sendable
    if asked:
        return plan.only(_named(sendable, asked))
    runs = book.runs_of(sendable.sha256)
    going_on = [run for run in runs if way.goes_on(run)]
    if all(run.accounts for run in going_on) and _goes_out_in_parts(runs, way):
        rest = _left(book, loaded, sendable, way)
        if len(going_on) != 1 or rest:
            raise Refused(_choices(sendable, runs, going_on, rest, way))
        run = going_on[0]
        told(f"going on with run {run.run}, of the orders in {', '.join(run.accounts)} alone")
        return plan.only(run.accounts)
    return plan


def _named(sendable: Sendable, asked: Sequence[str]) -> tuple[AccountId, ...]:
    traded = sendable.accounts()
    without = [one for one in asked if one not in traded]
    if without:
        names = ", ".join(traded) or "none"
        raise InvalidValue(
            f"plan {sendable.plan} has no orders in {', '.join(without)}; accounts with orders: "
            f"{names}"
        )
    return tuple(one for one in traded if one in asked)


def _goes_out_in_parts(runs: Sequence[Run], way: Way) -> bool:
    """True where a run for some accounts holds them: on paper none does that is over."""
    return any(run.accounts and (run.live if way.live else way.goes_on(run)) for run in runs)


def _left(book: Book, loaded: Loaded, sendable: Sendable, way: Way) -> tuple[AccountId, ...]:
    """Accounts whose orders no run is for and that could go out this way."""
    if not way.live:
        runs = [run for run in book.runs_of(sendable.sha256) if way.goes_on(run)]
        return tuple(
            one for one in sendable.accounts() if not any(run.covers((one,)) for run in runs)
        )
    left = never_sent(book, sendable)
    if way.by_hand:
        return left
    sourced = {one.id for one in loaded.settings.accounts if broker_in(one.source)}
    return tuple(one for one in left if one in sourced)


def _choices(
    sendable: Sendable,
    runs: Sequence[Run],
    going_on: Sequence[Run],
    rest: Sequence[AccountId],
    way: Way,
) -> str:
    command = f"trimtab execute {sendable.plan}{way.options}"
    found = [
        f"`{command}{account_options(run.accounts)}` goes on with run {run.run}" for run in going_on
    ]
    if rest:
        found.append(f"`{command}{account_options(rest)}` begins with what was not sent yet")
    parts = ", ".join(
        f"{run.run} of {' and '.join(run.accounts) or 'all'} ({run.outcome or 'not ended'})"
        for run in runs
        if run.live is way.live
    )
    said = f"plan {sendable.plan} goes out in parts: {parts}; nothing has been sent. "
    if not found:
        return f"{said}Nothing of it is left to go out this way: trimtab orders {sendable.plan}"
    return f"{said}Say which accounts are meant: {'; '.join(found)}"
