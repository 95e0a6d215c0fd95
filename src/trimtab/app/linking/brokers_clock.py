"""The time as a broker has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trimtab.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokersClock:
    """`ports.Clock` that shows the broker's time: its days, its market hours, its midnight."""

    clock: Clock
    ahead: timedelta

    def now(self) -> datetime:
        """The broker's time."""
        return self.clock.now() + self.ahead

    def sleep(self, seconds: float) -> bool:
        """As `clock` does."""
        return self.clock.sleep(seconds)
