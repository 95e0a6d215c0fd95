"""How often the gateway may be asked, from the documentation's table of limits.

Only requests that were answered count. IBKR shuts out an address that goes on asking for ten
minutes; that is left out here.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trimtab.brokers.simulators.ibkr.refusal import TOO_MANY, IbkrRefusal

# Seconds from one request to the next, by method and path without slashes at its ends.
_PACES = {
    "GET iserver/account/orders": 5,
    "GET iserver/account/trades": 5,
    "GET portfolio/accounts": 5,
    "GET sso/validate": 60,
    "POST tickle": 1,
}
_SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Pace:
    """The limits. `on` False: none. `overall`: requests of any kind in a second; 0 for any number.

    The overall limit of the gateway is ten; it is off to begin with, because clocks of tests stand.
    """

    on: bool = True
    overall: int = 0
    last: dict[str, datetime] = field(default_factory=dict)
    lately: list[datetime] = field(default_factory=list)

    def check(self, what: str, now: datetime) -> None:
        """Refuse a request that comes too soon after the one before it."""
        if not self.on:
            return
        self.lately = [at for at in self.lately if now - at < _SECOND]
        pace, before = _PACES.get(what), self.last.get(what)
        too_soon = pace and before is not None and now - before < timedelta(seconds=pace)
        if too_soon or 0 < self.overall <= len(self.lately):
            raise IbkrRefusal("Too Many Requests", status=TOO_MANY)
        self.lately.append(now)
        self.last[what] = now
