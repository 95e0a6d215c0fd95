"""The simulator's time: stands where it is put, and goes on when it is told to, or by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")

# The New York Stock Exchange's core session, rule 7.34.
_OPENS, _CLOSES = time(9, 30), time(16, 0)
_FRIDAY = 4


class SimClock:
    """A moment that can be set and moved.

    ticks  seconds of a clock that never goes back, with which the moment goes on by itself; None:
           it stands
    """

    def __init__(self, start: datetime, *, ticks: Callable[[], float] | None = None) -> None:
        self._ticks = ticks or (lambda: 0.0)
        self.set(start)

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self._moment + timedelta(seconds=self._ticks() - self._since)

    def set(self, moment: datetime) -> None:
        """Put the clock there."""
        self._moment, self._since = moment.astimezone(UTC), self._ticks()

    def advance(self, seconds: float) -> None:
        """Let so many seconds go by."""
        self._moment += timedelta(seconds=seconds)

    @property
    def eastern(self) -> datetime:
        """The moment in New York, where E*TRADE's days begin and end."""
        return self.now().astimezone(EASTERN)

    @property
    def milliseconds(self) -> int:
        """Since 1970, as E*TRADE dates orders and transactions."""
        return int(self.now().timestamp() * 1000)

    @property
    def in_session(self) -> bool:
        """True on a weekday between the opening and the closing bell; holidays are not known."""
        here = self.eastern
        return here.weekday() <= _FRIDAY and _OPENS <= here.time() < _CLOSES
