"""When the market is open, by Alpaca: holidays and early closes are in its answers."""

from dataclasses import dataclass
from datetime import datetime

from trimtab.brokers.alpaca.line import Line
from trimtab.brokers.alpaca.reading import moment, readable


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketClock:
    """The market at the moment `at` of Alpaca's clock. `opens`, `closes`: the next time."""

    at: datetime
    is_open: bool
    opens: datetime
    closes: datetime


def market_clock(line: Line) -> MarketClock:
    """The market now."""
    answer = line.get("/v2/clock")
    return readable(
        lambda: MarketClock(
            at=moment(answer["timestamp"]),
            is_open=answer["is_open"] is True,
            opens=moment(answer["next_open"]),
            closes=moment(answer["next_close"]),
        ),
        "clock",
    )
