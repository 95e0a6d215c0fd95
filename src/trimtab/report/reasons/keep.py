"""Why something is kept."""

from trimtab.report.reasons.entry import Entry, Kind

_GAIN_LIMIT = "planner.ranked-tlh.max_gain_to_sell"

ENTRIES = (
    Entry(
        code="KEEP.NEVER_SELL",
        text="You listed {symbol} as never sell.",
        meaning="The security stands in the list of what is never sold.",
        params={"symbol": Kind.SYMBOL},
        setting="policy.never_sell",
        allow="Take it off policy.never_sell.",
    ),
    Entry(
        code="KEEP.WAIT_LONG_TERM",
        text="Short-term until {date}; waiting {days:day} saves about {tax}.",
        short="short-term until {date}; saves {tax}",
        example={"date": "2026-07-09", "tax": "135.00"},
        meaning="The lot becomes long-term soon, and its gain is taxed less from that day.",
        params={"date": Kind.DATE, "days": Kind.COUNT, "tax": Kind.MONEY},
        setting="policy.wait_for_long_term_days",
        law="26 U.S.C. 1222",
        allow="Set policy.wait_for_long_term_days to 0.",
    ),
    Entry(
        code="KEEP.GAIN_OVER_LIMIT",
        text="Selling {symbol} would take {gain}, above your limit of {limit}[; "
        "about {tax} in tax].",
        short="gain above your {limit} limit",
        example={"limit": "500.00"},
        meaning="The gain passes the limit that the planner may realise.",
        params={
            "symbol": Kind.SYMBOL,
            "gain": Kind.GAIN,
            "limit": Kind.MONEY,
            "tax": Kind.MONEY,
        },
        setting=_GAIN_LIMIT,
        allow="Raise planner.ranked-tlh.max_gain_to_sell.",
    ),
    Entry(
        code="KEEP.CHOICE_OF_CLASS",
        text="{symbol} is what {class} holds and buys[; selling would cost about {tax}].",
        short="{symbol} is the choice of {class}",
        meaning="It is the security that the class buys, so its gains are left alone.",
        params={"symbol": Kind.SYMBOL, "class": Kind.NAME, "tax": Kind.MONEY},
        setting="targets.class.hold",
    ),
    Entry(
        code="KEEP.NOT_RANKED_WORSE",
        text="{symbol} does not rank behind what {class} buys[; selling would cost about {tax}].",
        short="does not rank behind the choice",
        meaning="Only securities that rank behind the one bought are sold at a gain.",
        params={"symbol": Kind.SYMBOL, "class": Kind.NAME, "tax": Kind.MONEY},
        setting="targets.class.hold",
    ),
    Entry(
        code="KEEP.GROUP_BOUGHT",
        text="You listed {symbol} and {bought} as identical, and {bought} is bought here.",
        short="{bought} is bought, listed identical",
        example={"symbol": "IVV"},
        meaning="The strict look-back sells nothing that is bought in the same plan, not even at "
        "a gain.",
        params={"symbol": Kind.SYMBOL, "bought": Kind.SYMBOL},
        setting="policy.wash_lookback",
        allow='Set policy.wash_lookback to "law".',
    ),
    Entry(
        code="KEEP.FORCED_NONE",
        text="You set {class} to buy nothing, so its gains are left alone.",
        short="{class} buys nothing",
        meaning="A class whose forced buy is `false` is not traded at a gain.",
        params={"class": Kind.NAME},
        setting="policy.forced_buys",
        allow="Take the class out of policy.forced_buys.",
    ),
    Entry(
        code="KEEP.NO_CLASS_BUY",
        text="Nothing can be bought in {class} now, so its gains are left alone.",
        short="{class} has no buy now",
        meaning="Without a security to buy there is nothing that this one ranks behind.",
        params={"class": Kind.NAME},
        setting="targets.class.hold",
    ),
    Entry(
        code="KEEP.PLANNER_NEVER_SELLS",
        text="The planner you chose never sells.",
        meaning="The planner never-sell only buys.",
        setting="policy.planner",
        allow="Choose another planner: trimtab plan --planner ranked-tlh.",
    ),
    Entry(
        code="KEEP.NOT_NEEDED",
        text="Target is met without it[; selling would cost about {tax}].",
        short="target is met without it",
        meaning="The sale would not bring the household nearer to its target.",
        params={"tax": Kind.MONEY},
    ),
    Entry(
        code="KEEP.UNDER_TARGET",
        text="{class} ends {under} under target; selling would take it further[, "
        "at about {tax} in tax].",
        short="{class} {under} under",
        meaning="The class has less than its target after the plan, so that nothing more of it is "
        "sold at a gain.",
        params={"class": Kind.NAME, "under": Kind.POINTS, "tax": Kind.MONEY},
        setting="targets.class",
    ),
    Entry(
        code="KEEP.LOT_METHOD",
        text="{account} sells by {method}: a lot that leaves before this one stays.",
        short="{account} sells {method}",
        example={"account": "Joint"},
        meaning="The broker sells lots in its own order in this account, and one that it sells "
        "before this lot stays.",
        params={"account": Kind.NAME, "method": Kind.TEXT},
        setting="accounts.lot_method",
        law="Reg. 1.1012-1(c)",
        allow="Set the account to specific lots at the broker, then here.",
    ),
    Entry(
        code="KEEP.INSIDE_BAND",
        text="{class} is {gap} from target, inside its band of {low} to {high}.",
        short="{class} inside its band",
        example={"class": "US stocks"},
        meaning="Weights inside the band need no trade.",
        params={
            "class": Kind.NAME,
            "gap": Kind.POINTS,
            "low": Kind.FRACTION,
            "high": Kind.FRACTION,
        },
        setting="targets.class.band",
    ),
    Entry(
        code="KEEP.GAIN_TOO_COSTLY",
        text="Selling would cost about {tax} in tax to close {points}"
        "[; the plan made again with all of it sold is {price} worse].",
        short="would cost about {tax} in tax",
        example={"price": "204.00"},
        meaning="The tax weighs more than the gap it would close.",
        params={"tax": Kind.MONEY, "points": Kind.POINTS, "price": Kind.MONEY},
        setting="policy.drift_aversion",
    ),
    Entry(
        code="KEEP.LOSS_BEING_BOUGHT",
        text="This plan buys {symbol} or its equal, so the loss of {loss} waits"
        "[; the plan made again with it sold is {price} worse].",
        short="{symbol} is bought here",
        example={"price": "18.00"},
        meaning="Selling at a loss and buying the same in one plan would be a wash sale, and "
        "buying is worth more.",
        params={"symbol": Kind.SYMBOL, "loss": Kind.LOSS, "price": Kind.MONEY},
        law="26 U.S.C. 1091(a)",
    ),
    Entry(
        code="KEEP.LOSS_PART",
        text="Sells {shares:share} of it; the rest of its {loss} loss is left"
        "[; the plan made again with all of it sold is {price} worse].",
        short="only {shares:share} of it sold",
        example={"shares": "12", "price": "18.00"},
        meaning="Only part of the lot is worth selling.",
        params={
            "symbol": Kind.SYMBOL,
            "loss": Kind.LOSS,
            "shares": Kind.SHARES,
            "price": Kind.MONEY,
        },
        setting="policy.drift_aversion",
    ),
    Entry(
        code="KEEP.LOSS_NOT_WORTH",
        text="Its loss of {loss} is worth less than selling {symbol} would cost"
        "[; the plan made again with it sold is {price} worse].",
        short="loss worth less than the sale costs",
        example={"price": "18.00"},
        meaning="After netting, spreads, drift and what the loss is worth later, the plan is "
        "better without this sale.",
        params={"symbol": Kind.SYMBOL, "loss": Kind.LOSS, "price": Kind.MONEY},
        setting="policy.carryover_value",
    ),
    Entry(
        code="KEEP.NOT_WORTH",
        text="Selling {symbol} here would cost more than it brings"
        "[; the plan made again with it sold is {price} worse].",
        short="costs more than it brings",
        example={"price": "18.00"},
        meaning="Spreads, place and drift weigh more than the gap it would close.",
        params={"symbol": Kind.SYMBOL, "price": Kind.MONEY},
        setting="policy.drift_aversion",
    ),
    Entry(
        code="KEEP.GAINS_BUDGET",
        text="Your gains budget of {budget} is used up; {left} left.",
        short="gains budget used up",
        meaning="The year's net gains may not pass the budget.",
        params={"budget": Kind.MONEY, "left": Kind.MONEY},
        setting="taxes.gains_budget",
        allow="Plan once with --gains-budget.",
    ),
    Entry(
        code="KEEP.EMBEDDED_GAIN_STEP_UP",
        text="You marked this lot to hold for heirs or gifting.",
        meaning="The basis of what is inherited becomes its value on the day of death.",
        law="26 U.S.C. 1014(a)",
    ),
)
