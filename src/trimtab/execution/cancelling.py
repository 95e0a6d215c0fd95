"""Cancelling orders that a broker has: asked of it, and followed until it says what became of them.

A cancel is a race with the market. Whatever the answer to asking, the broker's own list decides: an
order that was filled first stays filled, and asking for the same again does no harm.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import Auth, BrokerError, Definite, InvalidValue, TrimtabError
from trimtab.execution.desk import Desk
from trimtab.execution.events import CancelAnswered, CancelAsked, Event
from trimtab.execution.hearing import hear

_SLOW = "the broker was asked to cancel it, and has not done so yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking a broker to cancel an order.

    why    why it may not be cancelled; empty where the broker takes it
    final  True where asking again would bring the same answer
    """

    why: str = ""
    final: bool = False


def ask_to_cancel(desk: Desk, number: int, *, who: str) -> bool:
    """Ask once to cancel an order that the broker has; False where it was too late.

    True says only that the broker takes it: the order may still fill. Both the question and its
    answer are written down; where the disk refuses that, it is asked for all the same, for it can
    only make less happen. Raises the broker's errors for any other answer, and none.
    """
    account, name = _at_broker(desk, number)
    _kept(desk, CancelAsked(at=desk.clock.now(), run=desk.run, leg=number, who=who))
    try:
        desk.broker.cancel(account, name)
    except BrokerError as error:
        _answered(desk, number, str(error))
        if not isinstance(error, Definite) or error.kind != "done":
            raise
        return False
    _answered(desk, number, "")
    return True


def look_at(desk: Desk, number: int) -> None:
    """Ask the broker how an order stands that it has, and write down what is news."""
    hear(desk, number, partial(desk.broker.order, *_at_broker(desk, number)))


def ask_for_all(desk: Desk, numbers: Iterable[int], *, who: str) -> Mapping[int, Answer]:
    """Ask to cancel each of the orders; what came of asking, and of none an error."""
    return {number: _asked(desk, number, who) for number in numbers}


def until_over(
    desk: Desk, asked: Mapping[int, Answer], *, who: str, patience: timedelta
) -> Mapping[int, str]:
    """Look at the orders that were asked for until none may trade, or `patience` is over.

    Where an answer was lost, or it was too late and the order works all the same, it is asked for
    again. Returns why by the number of each order that may still trade.
    """
    left, over = dict(asked), dict[int, str]()
    for _ in desk.within(patience):
        for number, answer in tuple(left.items()):
            left[number] = _looked(desk, number, answer, who)
            if not desk.state().leg(number).working:
                del left[number]
            elif left[number].final:
                over[number] = left.pop(number).why
        desk.waits("the broker to cancel" if left else "")
        if not left:
            break
    desk.waits("")
    return {**over, **{number: answer.why or _SLOW for number, answer in left.items()}}


def _looked(desk: Desk, number: int, answer: Answer, who: str) -> Answer:
    try:
        look_at(desk, number)
    except TrimtabError as error:
        return _as_answer(error)
    again = answer.why and not answer.final and desk.state().leg(number).working
    return _asked(desk, number, who) if again else answer


def _asked(desk: Desk, number: int, who: str) -> Answer:
    try:
        taken = ask_to_cancel(desk, number, who=who)
    except BrokerError as error:
        return _as_answer(error)
    return Answer() if taken else Answer(why="the broker says that it is too late to cancel it")


def _as_answer(error: TrimtabError) -> Answer:
    """What failed, and for good where it is not the broker: a disk that is full stays so."""
    passes = isinstance(error, BrokerError) and not isinstance(error, Auth | Definite)
    return Answer(why=str(error), final=not passes)


def _at_broker(desk: Desk, number: int) -> tuple[BrokerAccount, str]:
    state = desk.state().leg(number)
    if state.order is None or state.broker_order_id is None:
        raise InvalidValue(f"the broker is not known to have order {number} of {desk.run}")
    return desk.accounts[state.order.account_id], state.broker_order_id


def _answered(desk: Desk, number: int, message: str) -> None:
    _kept(desk, CancelAnswered(at=desk.clock.now(), run=desk.run, leg=number, message=message))


def _kept(desk: Desk, event: Event) -> None:
    """Write it down where that goes. Where not, the next look at the order says why."""
    with suppress(TrimtabError):
        desk.journal.append(event)
