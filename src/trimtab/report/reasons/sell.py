"""Why something is sold."""

from trimtab.report.reasons.entry import Entry, Kind

_HARVEST_LAW = "26 U.S.C. 1211(b), 1222"

ENTRIES = (
    Entry(
        code="SELL.HARVEST",
        text="Down {pct}: takes a loss of {loss}[, worth about {tax} this year]. "
        "{replacement} replaces it; {class} ends at {weight}.",
        short="harvest; swap into {replacement}",
        meaning="The lot is below its cost. Selling it realises the loss, and a partner of the "
        "same class is bought so that the allocation stays.",
        params={
            "pct": Kind.FRACTION,
            "loss": Kind.LOSS,
            "tax": Kind.MONEY,
            "replacement": Kind.SYMBOL,
            "class": Kind.NAME,
            "weight": Kind.FRACTION,
        },
        setting="policy.min_harvest",
        law=_HARVEST_LAW,
        allow="Name the security in policy.never_sell to keep it.",
    ),
    Entry(
        code="SELL.HARVEST_UNREPLACED",
        text="Down {pct}: takes a loss of {loss}[, worth about {tax} this year]. "
        "Nothing of {class} is bought in its place.",
        short="harvest; no replacement",
        meaning="The loss is taken, and no security of the class is bought in this plan.",
        params={
            "pct": Kind.FRACTION,
            "loss": Kind.LOSS,
            "tax": Kind.MONEY,
            "class": Kind.NAME,
        },
        setting="policy.min_harvest",
        law=_HARVEST_LAW,
        allow="Name the security in policy.never_sell to keep it.",
    ),
    Entry(
        code="SELL.HARVEST_CLASS_FULL",
        text="Down {pct}: takes a loss of {loss}[, worth about {tax} this year]. "
        "{class} needs no purchase and ends at {weight}.",
        short="harvest; no purchase needed",
        meaning="The loss is taken, and the class has enough without buying in its place.",
        params={
            "pct": Kind.FRACTION,
            "loss": Kind.LOSS,
            "tax": Kind.MONEY,
            "class": Kind.NAME,
            "weight": Kind.FRACTION,
        },
        setting="policy.min_harvest",
        law=_HARVEST_LAW,
        allow="Name the security in policy.never_sell to keep it.",
    ),
    Entry(
        code="SELL.HARVEST_PARTIAL",
        text="Sells {shares} of {held} shares; selling the other {rest} would {why}.",
        short="{shares} of {held} shares",
        example={"shares": "378", "why": "lose part of the loss"},
        meaning="Only part of the lot can be sold without losing part of the loss.",
        params={
            "shares": Kind.SHARES,
            "held": Kind.SHARES,
            "rest": Kind.SHARES,
            "why": Kind.TEXT,
        },
        setting="policy.wash_sales",
        law="26 U.S.C. 1091(a)",
    ),
    Entry(
        code="SELL.RANKED_WORSE",
        text="{preferred} ranks before {symbol} in {class}; selling takes {gain}, "
        "within your limit of {limit}.",
        short="{preferred} ranks before it",
        meaning="A security that ranks behind the one bought in its class is sold while its gain "
        "stays within the limit.",
        params={
            "symbol": Kind.SYMBOL,
            "class": Kind.NAME,
            "preferred": Kind.SYMBOL,
            "gain": Kind.GAIN,
            "limit": Kind.MONEY,
        },
        setting="planner.ranked-tlh.max_gain_to_sell",
        allow="Set planner.ranked-tlh.max_gain_to_sell lower, or name it in policy.never_sell.",
    ),
    Entry(
        code="SELL.NOT_IN_TARGET",
        text="{symbol} is not bought by your targets; selling takes {gain}, "
        "within your limit of {limit}.",
        short="not in your targets",
        meaning="The security stands in no class, or only counts towards one, so it ranks last.",
        params={"symbol": Kind.SYMBOL, "gain": Kind.GAIN, "limit": Kind.MONEY},
        setting="planner.ranked-tlh.max_gain_to_sell",
        allow="Name it in policy.never_sell, or in a class.",
    ),
    Entry(
        code="SELL.OVER_TARGET",
        text="{class} is {over} over target; sells {amount}.",
        short="{class} {over} over",
        example={"class": "US stocks"},
        meaning="The class weighs more than its target.",
        params={"class": Kind.NAME, "over": Kind.POINTS, "amount": Kind.MONEY},
        setting="targets.class",
    ),
    Entry(
        code="SELL.OVER_BAND",
        text="{class} is {over} over target, outside its band. Sells {amount}.",
        short="{class} {over} over, out of band",
        example={"class": "US stocks"},
        meaning="The class weighs more than its band allows.",
        params={"class": Kind.NAME, "over": Kind.POINTS, "amount": Kind.MONEY},
        setting="targets.class.band",
    ),
    Entry(
        code="SELL.TAX_FREE_ACCOUNT",
        text="Sold in {account} first because sales there are not taxed now.",
        short="no tax in {account}",
        meaning="Sales inside an IRA, a 401(k) or an HSA are not taxed in the year of the sale.",
        params={"account": Kind.NAME},
        law="26 U.S.C. 408(e)(1), 408A(a), 223(e)(1)",
    ),
    Entry(
        code="SELL.RAISE_CASH",
        text="Raises {amount} you asked for[ by {date}].",
        short="raises {amount}",
        meaning="You asked for cash.",
        params={"amount": Kind.MONEY, "date": Kind.DATE},
    ),
    Entry(
        code="SELL.GAIN_OFFSET",
        text="Takes {gain}, covered by losses already realized or in this plan.",
        short="gain covered by losses",
        meaning="Losses of the year net against the gain.",
        params={"gain": Kind.GAIN},
        law="26 U.S.C. 1222",
    ),
    Entry(
        code="SELL.GAIN_IN_ZERO_RATE",
        text="Takes {gain} at a 0% long-term rate and raises the cost of what you hold.",
        short="gain taxed at 0%",
        meaning="Long-term gains up to the top of the 0% bracket are not taxed.",
        params={"gain": Kind.GAIN},
        setting="taxes.federal_long",
        law="26 U.S.C. 1(h)(1)(B)",
    ),
    Entry(
        code="SELL.GAIN_WITHIN_BUDGET",
        text="Takes {gain}; uses {used} of your {budget} gains budget.",
        short="uses {used} of your gains budget",
        meaning="The gain fits in the budget of net gains for the year.",
        params={"gain": Kind.GAIN, "used": Kind.MONEY, "budget": Kind.MONEY},
        setting="taxes.gains_budget",
    ),
    Entry(
        code="SELL.HIGHEST_COST_LOT",
        text="Chosen among {lots:lot}: least tax per dollar raised[ ({rate} of proceeds)].",
        short="least tax per dollar raised",
        meaning="Of the lots that could be sold, this one costs the least tax.",
        params={"lots": Kind.COUNT, "rate": Kind.FRACTION},
    ),
    Entry(
        code="SELL.LONG_TERM_LOT",
        text="Long-term lot chosen over a short-term one; saves {tax}.",
        short="long-term lot; saves {tax}",
        meaning="A long-term gain is taxed at the lower rate.",
        params={"tax": Kind.MONEY},
        law="26 U.S.C. 1(h), 1222",
    ),
    Entry(
        code="SELL.CONCENTRATION",
        text="{symbol} is {pct} of the portfolio, above your {limit_share} limit.",
        short="{symbol} above your {limit_share} limit",
        example={"symbol": "AAPL"},
        meaning="One security weighs more than you allow.",
        params={"symbol": Kind.SYMBOL, "pct": Kind.FRACTION, "limit_share": Kind.FRACTION},
    ),
    Entry(
        code="SELL.SWITCH_BACK",
        text="{symbol} was a stand-in for {primary}; switching back costs {tax} "
        "and the wash window ended {date}.",
        short="back to {primary}",
        example={"symbol": "SCHH", "tax": "40.00"},
        meaning="The window after a harvest has passed, so the first choice can be held again.",
        params={
            "symbol": Kind.SYMBOL,
            "primary": Kind.SYMBOL,
            "tax": Kind.MONEY,
            "date": Kind.DATE,
        },
        law="26 U.S.C. 1091(a)",
    ),
    Entry(
        code="SELL.REQUESTED",
        text="You asked for this sale.",
        meaning="The sale was named when the plan was made.",
    ),
)
