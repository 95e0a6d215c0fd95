"""The journal of orders as lines of the history: who decided what, and what came of each order.

An order is told when the broker has filled, refused or cancelled it, and when its answer was lost.
That it is about to be sent, was taken, and what a broker repeats, is in the journal only.
"""

from collections.abc import Iterable, Iterator
from functools import singledispatch

from trimtab.domain.order import DONE, OrderStatus, Side
from trimtab.domain.watch_record import EntryKind, LogEntry
from trimtab.execution import events as happened
from trimtab.execution.book import LegState, leg_after
from trimtab.execution.realised import Realised
from trimtab.report.numbers import price, shares
from trimtab.report.realised import realised_words

_ENDINGS = {
    "done": "every order is filled",
    "some": "nothing more will happen, and not every order is filled",
}


def journal_entries(events: Iterable[happened.Event]) -> Iterator[LogEntry]:
    """Entries for `events`, the oldest first, as they are given; Drafted is none of them."""
    runs: dict[str, happened.RunStarted] = {}
    legs: dict[tuple[str, int], LegState] = {}
    for event in events:
        if isinstance(event, happened.LegEvent):
            at = (event.run, event.leg)
            before = legs.get(at, LegState())
            legs[at] = leg_after(event, before)
            entry = _of_leg(event, runs[event.run], before, legs[at])
        elif isinstance(event, happened.RunEnded):
            run = runs[event.run]
            entry = _order(event, run.plan, f"Plan {run.plan}{_where(run)}: {_end_words(event)}")
        else:
            if isinstance(event, happened.RunStarted):
                runs[event.run] = event
            entry = _decision(event)
        if entry is not None:
            yield entry


@singledispatch
def _decision(event: happened.Event) -> LogEntry | None:  # noqa: ARG001 - the fallback
    """What somebody decided; None for what is no entry."""
    return None


@_decision.register
def _(event: happened.Acknowledged) -> LogEntry:
    text = f"{event.warning} of plan {event.plan} ticked off by {event.who}"
    return _decided(event, text, event.note, event.plan)


@_decision.register
def _(event: happened.Approved) -> LogEntry:
    return _decided(event, f"Plan {event.plan} approved by {event.who}", event.note, event.plan)


@_decision.register
def _(event: happened.Rejected) -> LogEntry:
    return _decided(event, f"Plan {event.plan} rejected by {event.who}", event.note, event.plan)


@_decision.register
def _(event: happened.Halted) -> LogEntry:
    return _decided(event, f"Trading halted by {event.who}", event.why)


@_decision.register
def _(event: happened.Resumed) -> LogEntry:
    return _decided(event, f"Trading resumed by {event.who}", "")


@_decision.register
def _(event: happened.RunStarted) -> LogEntry | None:
    if event.by_hand:
        return None  # told by the folders that its tickets are written into
    to = event.broker if event.live else "paper"
    of = f" in {', '.join(event.accounts)}" if event.accounts else ""
    return _order(event, event.plan, f"Orders of plan {event.plan}{of} begin to go to {to}")


@_decision.register
def _(event: happened.TicketsWritten) -> LogEntry:
    return _order(event, event.plan, f"Tickets of plan {event.plan} written into {event.folder}")


@_decision.register
def _(event: happened.SaidImported) -> LogEntry:
    text = f"Trades of plan {event.plan} taken as imported, says {event.who}"
    return _decided(event, text, "", event.plan)


def _end_words(event: happened.RunEnded) -> str:
    ending = _ENDINGS.get(event.outcome, event.outcome)
    gain, planned, worse, left = event.gain, event.planned_gain, event.worse, event.left
    if gain is None or planned is None or worse is None or left is None:
        return ending  # written before the figures were noted
    found = Realised(
        gain=gain,
        planned_gain=planned,
        worse=worse,
        left=left,
        drift=event.drift,
        planned_drift=event.planned_drift,
    )
    return "; ".join((ending, *realised_words(found)))


def _of_leg(
    event: happened.LegEvent, run: happened.RunStarted, before: LegState, after: LegState
) -> LogEntry | None:
    words = _leg_words(event, before, after)
    if words is None:
        return None
    return _order(event, run.plan, f"Order {event.leg} of plan {run.plan}{_where(run)}: {words}")


@singledispatch
def _leg_words(event: happened.LegEvent, before: LegState, after: LegState) -> str | None:  # noqa: ARG001 - the fallback
    """What came of an order; None for what is no entry."""
    return None


@_leg_words.register
def _(event: happened.Placed, _before: LegState, after: LegState) -> str | None:
    said = f", says {event.who}" if event.who else ""
    return f"{_what(after)} found at the broker{said}" if event.adopted else None


@_leg_words.register
def _(event: happened.Declined, _before: LegState, after: LegState) -> str:
    return f"{_what(after)} refused by the broker: {event.message}"


@_leg_words.register
def _(event: happened.Lost, _before: LegState, after: LegState) -> str:
    return f"{_what(after)} sent, and the answer was lost: {event.message}"


@_leg_words.register
def _(event: happened.FoundAbsent, _before: LegState, _after: LegState) -> str:
    return f"not at the broker, says {event.who}"


@_leg_words.register
def _(event: happened.Skipped, _before: LegState, _after: LegState) -> str:
    return f"not sent: {event.why}"


@_leg_words.register
def _(event: happened.CancelAsked, _before: LegState, _after: LegState) -> str:
    return f"cancelling asked for by {event.who}"


@_leg_words.register
def _(event: happened.CancelAnswered, _before: LegState, _after: LegState) -> str | None:
    return f"the answer to cancelling: {event.message}" if event.message else None


@_leg_words.register
def _(event: happened.Progress, before: LegState, after: LegState) -> str | None:
    same = (event.filled, event.average_price) == (before.filled, before.average_price)
    if same and event.status not in DONE - {before.status}:
        return None
    done = "sold" if after.order and after.order.side is Side.SELL else "bought"
    at = "" if event.average_price is None else f" at {price(event.average_price)}"
    of = f" of {shares(after.order.quantity)}" if after.order else ""
    name = f" {after.order.symbol} in {after.order.account_id}" if after.order else ""
    ending = "" if event.status in _MOVING else f", {event.status.value}"
    who = f", told by {event.who}" if event.who else ""
    return f"{done} {shares(event.filled)}{of}{name}{at}{ending}{who}"


_MOVING = frozenset({OrderStatus.FILLED, OrderStatus.PARTLY_FILLED})


def _what(leg: LegState) -> str:
    order = leg.order
    if order is None:
        return "it is"
    return f"{order.side.value} {shares(order.quantity)} {order.symbol} in {order.account_id},"


def _where(run: happened.RunStarted) -> str:
    return "" if run.live else " on paper"


def _decided(event: happened.Event, text: str, note: str, plan: str = "") -> LogEntry:
    said = f"{text}: {note}" if note else text
    return LogEntry(at=event.at, kind=EntryKind.DECISION, subject=plan, text=said)


def _order(event: happened.Event, plan: str, text: str) -> LogEntry:
    return LogEntry(at=event.at, kind=EntryKind.ORDER, subject=plan, text=text)
