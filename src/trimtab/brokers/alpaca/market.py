"""When the market is open, by Alpaca: holidays and early closes are in its answers."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from trimtab.brokers.alpaca.line import Line
from trimtab.brokers.alpaca.reading import EASTERN, moment, readable


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketClock:
    """The market at the moment `at` of Alpaca's clock. `opens`, `closes`: the next time."""

    at: datetime
    is_open: bool
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketDay:
    """A day on which there is trading, with its bells in New York."""

    day: date
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


def market_days(line: Line, *, since: date, until: date) -> tuple[MarketDay, ...]:
    """The days of trading from `since` to `until`, both included."""
    query = {"start": since.isoformat(), "end": until.isoformat()}
    answer = line.get("/v2/calendar", query)
    return readable(lambda: tuple(map(_day, answer)), "calendar")


def _day(found: Any) -> MarketDay:  # noqa: ANN401  # as JSON has it
    day = date.fromisoformat(str(found["date"]))
    bell = partial(datetime.combine, day, tzinfo=EASTERN)
    return MarketDay(
        day=day,
        opens=bell(time.fromisoformat(str(found["open"]))),
        closes=bell(time.fromisoformat(str(found["close"]))),
    )
