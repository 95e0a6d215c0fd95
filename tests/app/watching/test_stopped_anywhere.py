"""Stopped before or after every single step of a check, and started again.

The same as the kills at random moments, with every moment between two steps.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.app.watching.household import (
    Heard,
    MovedClock,
    make_household,
    price_for,
    set_price,
    watch_of,
)
from trimtab.domain.watch_record import DeliveryState, Message
from trimtab.store import MemoryStore


class Stopped(BaseException):
    """Stands for the end of the process: nothing catches it."""


class Steps:
    """Counts steps, and ends everything before or after the one that is asked for."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left = at
        self.after = after

    def begin(self) -> None:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Stopped

    def end(self) -> None:
        if self.left == 0 and self.after:
            raise Stopped


class StoppingStore(MemoryStore):
    """A store that keeps what was written; every method is a step."""

    steps: Steps

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - whatever the method gives
        found = super().__getattribute__(name)
        if name.startswith("_") or name == "steps" or not callable(found):
            return found

        def step(*arguments: object, **named: object) -> object:
            self.steps.begin()
            result = found(*arguments, **named)
            self.steps.end()
            return result

        return step


class StoppingWay(Heard):
    """A way that takes a message; that is a step too."""

    steps: Steps

    def send(self, message: Message) -> None:
        self.steps.begin()
        super().send(message)
        self.steps.end()


def stopped_at(folder: Path, number: int, *, after: bool) -> bool:
    """Stop a check at one of its steps, check again, and look; False when it has fewer steps."""
    clock, store, way = MovedClock(), StoppingStore(), StoppingWay()
    never = Steps(0, after=False)
    store.steps = way.steps = never
    watch = watch_of(folder, clock, way, store=store)
    set_price(folder, price_for("1"))
    watch.check()
    set_price(folder, price_for("6"))
    store.steps = way.steps = Steps(number, after=after)
    try:
        watch.check()
    except Stopped:
        stopped = True
    else:
        stopped = False
    store.steps = way.steps = never
    watch.check()
    ((message, (delivery,)),) = store.messages()
    assert message.episodes == (1, 2)
    assert delivery.state is DeliveryState.SENT
    copies = Counter(one.key for one in way.messages)
    assert set(copies) == {message.key}
    # A second copy only where the first was taken and not marked, and that is in the record.
    assert copies[message.key] == 1 or delivery.attempts == copies[message.key] == 2
    return stopped


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_stopped_at_any_step_nothing_is_lost_and_a_copy_has_its_mark(
    tmp_path: Path, *, after: bool
) -> None:
    folder = make_household(tmp_path)
    number = 1
    while stopped_at(folder, number, after=after):
        number += 1
    assert number > 5
