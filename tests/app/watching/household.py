"""A small household whose prices a test sets, and time that a test moves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from trimtab.app.watching.check import Watch
from trimtab.app.watching.setup import read_setup
from trimtab.domain.watch_record import Message
from trimtab.errors import OutsideFailure
from trimtab.ports import Clock, Notifier, Store
from trimtab.store import MemoryStore

MONDAY = datetime(2026, 6, 15, 14, 30, tzinfo=UTC)  # 10:30 in New York

SETTINGS = """\
version = 1
[household]
name = "Rivera"
[targets]
default_band = [-5, 5]
[[targets.class]]
name = "Stocks"
weight = 60
hold = ["VTI"]
[[targets.class]]
name = "Bonds"
weight = 40
hold = ["BND"]
[[accounts]]
id = "ira"
type = "traditional"
lots = "lots.csv"
cash = "0"
[data]
prices = "prices.csv"
[taxes]
filing_status = "single"
federal_ordinary = 24.0
federal_long = 15.0
[policy]
planner = "never-sell"
"""

LOTS = """\
symbol,quantity,acquired,basis
VTI,600,2024-03-01,50000
BND,400,2024-03-01,39000
"""


def make_household(folder: Path, watch: str = "[watch]\n") -> Path:
    """A workspace of 60 % VTI and 40 % BND at prices of 100 each."""
    (folder / "trimtab.toml").write_text(SETTINGS + watch, encoding="utf-8")
    (folder / "lots.csv").write_text(LOTS, encoding="utf-8")
    set_price(folder, "100")
    return folder


def set_price(folder: Path, vti: str) -> None:
    """VTI at this price; BND stays at 100. With 125 stocks are 5.2 pp over a band of 5."""
    (folder / "prices.csv").write_text(f"symbol,price\nVTI,{vti}\nBND,100\n", encoding="utf-8")


def price_for(over: str) -> str:
    """The price of VTI at which stocks weigh 60 % plus `over` percentage points."""
    weight = (Decimal(60) + Decimal(over)) / 100
    return str((weight / (1 - weight) * 40000 / 600).quantize(Decimal("0.0001")))


@dataclass(slots=True)
class MovedClock:
    """Time that only a sleep moves; `until` ends the sleep that would pass it."""

    time: datetime = MONDAY
    until: datetime | None = None
    on_sleep: Callable[[datetime], None] = lambda _: None

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> bool:
        self.time += timedelta(seconds=seconds)
        if self.until is not None and self.time > self.until:
            return False
        self.on_sleep(self.time)
        return True


@dataclass(slots=True)
class Heard:
    """A way to tell that remembers, and fails while `down` has something to say."""

    channel: str = "heard"
    down: str = ""
    messages: list[Message] = field(default_factory=list)
    tries: int = 0

    def send(self, message: Message) -> None:
        self.tries += 1
        if self.down:
            raise OutsideFailure(self.down)
        self.messages.append(message)

    @property
    def titles(self) -> list[str]:
        return [message.title for message in self.messages]


def watch_of(
    folder: Path,
    clock: Clock,
    *ways: Notifier,
    store: Store | None = None,
) -> Watch:
    """The watch of `folder` as its settings say, telling by `ways`."""
    notifiers: Mapping[str, Notifier] = {way.channel: way for way in ways}
    setup = replace(read_setup(folder), notifiers=notifiers)
    return Watch(setup=setup, store=store or MemoryStore(), clock=clock)


def told_at(watch: Watch, folder: Path, prices: Sequence[str], clock: MovedClock) -> list[int]:
    """How many alerts were told at each of `prices`, a check an hour."""
    counts = []
    for price in prices:
        set_price(folder, price)
        counts.append(len(watch.check().told))
        clock.time += timedelta(hours=1)
    return counts
