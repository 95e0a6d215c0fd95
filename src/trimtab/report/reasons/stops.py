"""Why sending is refused."""

from trimtab.report.reasons.entry import Entry, Kind

ENTRIES = (
    Entry(
        code="STOP.STALE_PLAN",
        text="Made {age} ago, limit {max_age}.",
        meaning="The plan is older than plans may be.",
        params={"age": Kind.TEXT, "max_age": Kind.TEXT},
        setting="execution.plan_expires",
        allow="Make a fresh plan.",
    ),
    Entry(
        code="STOP.PRICE_MOVED",
        text="{symbol} moved {pct} since {time}.",
        example={"pct": "0.018"},
        meaning="A price moved further than allowed since the plan was made.",
        params={"symbol": Kind.SYMBOL, "pct": Kind.FRACTION, "time": Kind.TEXT},
        setting="execution.max_price_move",
        allow="Make a fresh plan.",
    ),
    Entry(
        code="STOP.LOTS_CHANGED",
        text="{account} changed since the plan.",
        meaning="The lots are not those that the plan was made from.",
        params={"account": Kind.NAME},
        allow="Make a fresh plan.",
    ),
    Entry(
        code="STOP.OVER_LIMIT",
        text="{what} is {value_text}, limit {limit_text}.",
        meaning="An order or a day is larger than you allow.",
        params={"what": Kind.TEXT, "value_text": Kind.TEXT, "limit_text": Kind.TEXT},
        setting="execution.max_order",
    ),
    Entry(
        code="STOP.NOT_APPROVED",
        text="Plan is not approved.",
        meaning="Nothing is sent before the plan is approved.",
        allow="Approve it: trimtab approve ID.",
    ),
    Entry(
        code="STOP.HALTED",
        text="Trading was halted by {who} at {time}.",
        meaning="All sending is stopped until it is resumed.",
        params={"who": Kind.NAME, "time": Kind.TEXT},
        allow="trimtab resume.",
    ),
    Entry(
        code="STOP.MARKET_CLOSED",
        text="Market opens {time}.",
        meaning="Orders are sent while the market is open.",
        params={"time": Kind.TEXT},
        setting="execution.hours",
    ),
)
