"""What is wrong with the data, and what a watch reports."""

from trimtab.report.reasons.entry import Entry, Kind

ENTRIES = (
    Entry(
        code="DATA.UNRECONCILED",
        text="{account}: lots add to {held} shares of {symbol}, broker says {reported}.",
        meaning="The lots do not add up to the broker's position.",
        params={
            "account": Kind.NAME,
            "held": Kind.SHARES,
            "symbol": Kind.SYMBOL,
            "reported": Kind.SHARES,
        },
    ),
    Entry(
        code="DATA.STALE_PRICE",
        text="Price of {symbol} is {age} old.",
        meaning="The price is older than a plan should rest on.",
        params={"symbol": Kind.SYMBOL, "age": Kind.TEXT},
        setting="data.prices",
    ),
    Entry(
        code="DATA.UNMAPPED",
        text="{symbol} is not in any class.",
        meaning="The security counts as Other, whose target is 0.",
        params={"symbol": Kind.SYMBOL},
        setting="targets.class",
    ),
    Entry(
        code="ALERT.BAND_BREACH",
        text="{class} is {gap} {direction} target, outside {low} to {high}, since {date}.",
        short="{class} {gap} {direction} target",
        example={"class": "US stocks", "gap": "0.082"},
        meaning="A class left its band.",
        params={
            "class": Kind.NAME,
            "gap": Kind.POINTS,
            "direction": Kind.TEXT,
            "low": Kind.FRACTION,
            "high": Kind.FRACTION,
            "date": Kind.DATE,
        },
        setting="targets.class.band",
    ),
    Entry(
        code="ALERT.HARVEST",
        text="{symbol} can give a loss of {loss}, about {tax} this year.",
        meaning="A loss can be harvested.",
        params={"symbol": Kind.SYMBOL, "loss": Kind.LOSS, "tax": Kind.MONEY},
        setting="watch.harvest_min_tax",
    ),
    Entry(
        code="ALERT.WINDOW_END",
        text="{symbol} is clear of its wash window from {date}.",
        example={"date": "2026-07-16"},
        meaning="The security can be bought, or sold at a loss, again.",
        params={"symbol": Kind.SYMBOL, "date": Kind.DATE},
        law="26 U.S.C. 1091(a)",
    ),
    Entry(
        code="ALERT.LONG_TERM_SOON",
        text="{lots:lot} of {symbol} turn long-term by {date}.",
        example={"date": "2026-07-09"},
        meaning="A lower rate applies from that day.",
        params={"lots": Kind.COUNT, "symbol": Kind.SYMBOL, "date": Kind.DATE},
        law="26 U.S.C. 1222",
    ),
    Entry(
        code="ALERT.WASH_HAPPENED",
        text="A purchase on {date} in {account} washed {amount} of the {symbol} loss.",
        example={"amount": "49.60"},
        meaning="Part of a realised loss no longer counts now.",
        params={
            "date": Kind.DATE,
            "account": Kind.NAME,
            "amount": Kind.LOSS,
            "symbol": Kind.SYMBOL,
        },
        law="26 U.S.C. 1091(a)",
    ),
    Entry(
        code="ALERT.CALM",
        text="Checked {count:time} this week. Nothing to do.",
        meaning="The watch ran and found nothing.",
        params={"count": Kind.COUNT},
    ),
)
