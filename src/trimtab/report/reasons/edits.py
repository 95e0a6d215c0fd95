"""What a person changed in a plan."""

from trimtab.report.reasons.entry import Entry, Kind

_TAKEN_OUT = {"symbol": Kind.SYMBOL, "plan": Kind.NAME, "shares": Kind.SHARES}
_SIZED = {"plan": Kind.NAME, "shares": Kind.SHARES, "before": Kind.SHARES}
_EXAMPLE = {"plan": "7K3F", "shares": "180", "before": "730"}
_AGAIN = "`trimtab plan --again` makes the plan without the edit."

ENTRIES = (
    Entry(
        code="KEEP.DROPPED",
        text="You took the sale of {shares} {symbol} out of plan {plan}.",
        short="taken out of plan {plan} by you",
        example=_EXAMPLE,
        meaning="The plan that was edited sold the lot; a person took that order out.",
        params=_TAKEN_OUT,
        allow=_AGAIN,
    ),
    Entry(
        code="KEEP.HELD",
        text="You asked to hold {symbol}; plan {plan} was to sell {shares}.",
        short="held by you",
        example=_EXAMPLE,
        meaning="A person took every order of the security out of the plan that was edited.",
        params=_TAKEN_OUT,
        allow=_AGAIN,
    ),
    Entry(
        code="KEEP.RESIZED",
        text="You set the sale of {symbol} to {shares} shares; plan {plan} sold {before}.",
        short="sale made smaller by you",
        example=_EXAMPLE,
        meaning="The plan that was edited sold the lot; the smaller sale does without it.",
        params={"symbol": Kind.SYMBOL} | _SIZED,
        allow=_AGAIN,
    ),
    Entry(
        code="SKIP.DROPPED",
        text="You took the purchase of {shares} {symbol} out of plan {plan}.",
        short="taken out of plan {plan} by you",
        example=_EXAMPLE,
        meaning="A person took the order out of the plan that was edited.",
        params=_TAKEN_OUT,
        allow=_AGAIN,
    ),
    Entry(
        code="SKIP.HELD",
        text="You asked to hold {symbol}; plan {plan} was to buy {shares}.",
        short="held by you",
        example=_EXAMPLE,
        meaning="A person took every order of the security out of the plan that was edited.",
        params=_TAKEN_OUT,
        allow=_AGAIN,
    ),
    Entry(
        code="SELL.RESIZED",
        text="You set this sale to {shares} shares; plan {plan} had {before}.",
        short="{before} before your edit",
        example=_EXAMPLE,
        meaning="A person set the size of the sale. Of a smaller one the lots that the plan "
        "sold are sold in the account's own order, or those that cost the least tax; for a larger "
        "one others are added in that order.",
        params=_SIZED,
    ),
    Entry(
        code="BUY.RESIZED",
        text="You set this purchase to {shares} shares; plan {plan} had {before}.",
        short="{before} before your edit",
        example=_EXAMPLE,
        meaning="A person set the size of the purchase.",
        params=_SIZED,
    ),
    Entry(
        code="WARN.EDIT_GAP",
        text="Edited, this plan may be up to {gap} ({share} of the household) worse than another "
        "that meets every limit.",
        short="up to {gap} may be left",
        example={"gap": "14.00", "share": "0.0014"},
        meaning="The bound of the plan before the edit holds for the edited one too; the gap "
        "between them is wider than the gap that you asked for. Every limit is met.",
        params={"gap": Kind.MONEY, "share": Kind.FRACTION},
        setting="policy.gap",
        allow=_AGAIN,
    ),
)
