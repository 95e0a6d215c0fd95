"""The machine's own clock, which only the outermost rooms may read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Event
from zoneinfo import ZoneInfo

from trimtab.ports import Clock


class SystemClock:
    """`ports.Clock` of this machine; `stop` ends a sleep, and every later one at once."""

    def __init__(self) -> None:
        self._stopping = Event()

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> bool:
        """Wait; False when `stop` was called before or meanwhile."""
        return not self._stopping.wait(max(0.0, seconds))

    def stop(self) -> None:
        """End the sleep, from a signal handler too."""
        self._stopping.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClock:
    """`ports.Clock` on another day: `day` in `zone`, at the time of day that `clock` has."""

    clock: Clock
    day: date
    zone: ZoneInfo

    def now(self) -> datetime:
        """That day, at this time of day."""
        now = self.clock.now()
        return now + (self.day - now.astimezone(self.zone).date())

    def sleep(self, seconds: float) -> bool:
        """As `clock` does."""
        return self.clock.sleep(seconds)
