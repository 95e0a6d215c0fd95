"""The clock of this machine."""

import time
from datetime import UTC, datetime


class WallClock:
    """Reads the machine's clock, in UTC, and really waits."""

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
