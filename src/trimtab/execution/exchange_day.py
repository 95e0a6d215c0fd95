"""Which day it is at the exchange: what is traded a day, and what a broker's day is, go by it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

# The New York Stock Exchange, and the brokers with it.
EXCHANGE_ZONE = ZoneInfo("America/New_York")


def exchange_day(at: datetime) -> date:
    """The day in New York at an aware moment."""
    return at.astimezone(EXCHANGE_ZONE).date()
