"""The machine's own clock, which only the outermost rooms may read."""

from datetime import UTC, datetime
from threading import Event


class SystemClock:
    """`ports.Clock` of this machine; `stop` ends a sleep, and every later one at once."""

    def __init__(self) -> None:
        self._stopping = Event()

    @property
    def stopping(self) -> bool:
        """True from `stop` on."""
        return self._stopping.is_set()

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> bool:
        """Wait; False when `stop` was called before or meanwhile."""
        return not self._stopping.wait(max(0.0, seconds))

    def stop(self) -> None:
        """End the sleep, from a signal handler too."""
        self._stopping.set()
