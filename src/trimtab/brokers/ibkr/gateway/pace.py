"""No more requests of a kind than the gateway takes: it shuts out for minutes who asks too often.

Source: the table of limits in IBKR's documentation of the Web API.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from trimtab.ports import Clock

# Seconds from one list of orders, of trades or of accounts to the next, and between any requests:
# the gateway takes ten in a second.
_EVERY, _STEP = 5.0, 0.1


@dataclass(slots=True, kw_only=True)
class Paced:
    """Answers to one kind of request, asked for every five seconds at most.

    Also by the command that was given just before this one: of that nothing is known here, so that
    the first request waits as if there had been another when this began.
    """

    clock: Clock
    _of: str = field(default="")
    _answer: Any = field(default=None)
    _at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._at = self.clock.now()

    def latest(self, of: str, ask: Callable[[], Any]) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The last answer about `of` where it is so young and nothing was changed since.

        A new one otherwise.
        """
        if self._answer is not None and self._of == of and self._left() > timedelta(0):
            return self._answer
        return self.new(of, ask)

    def new(self, of: str, ask: Callable[[], Any]) -> Any:  # noqa: ANN401  # whatever JSON holds
        """A new answer, after waiting until it may be asked for."""
        left = self._left()
        if left > timedelta(0):
            self.clock.sleep(left.total_seconds())
        self._answer, self._of = None, of
        try:
            self._answer = ask()
        finally:
            # From its end on: the request itself may have waited for its turn.
            self._at = self.clock.now()
        return self._answer

    def forget(self) -> None:
        """Something was changed: the last answer is of before that."""
        self._answer = None

    def _left(self) -> timedelta:
        return self._at + timedelta(seconds=_EVERY) - self.clock.now()


@dataclass(slots=True, kw_only=True)
class Steps:
    """The least time between any two requests."""

    clock: Clock
    _at: datetime | None = field(default=None)

    def wait(self) -> None:
        """Wait until the next request may go out."""
        now = self.clock.now()
        left = timedelta(0) if self._at is None else self._at + timedelta(seconds=_STEP) - now
        if left > timedelta(0):
            self.clock.sleep(left.total_seconds())
        self._at = self.clock.now()
