"""Why something is bought."""

from trimtab.report.reasons.entry import Entry, Kind

_WASH_LAW = "26 U.S.C. 1091(a)"

ENTRIES = (
    Entry(
        code="BUY.REPLACE_HARVEST",
        text="Replaces {sold}; {class} ends at {weight}. You listed the two as partners.",
        short="replaces {sold}",
        meaning="A security of the same class takes the place of one sold at a loss. Which "
        "securities may replace each other is your judgement.",
        params={"sold": Kind.SYMBOL, "class": Kind.NAME, "weight": Kind.FRACTION},
        setting="targets.class.hold",
        law=_WASH_LAW,
    ),
    Entry(
        code="BUY.UNDER_TARGET",
        text="{class} is {under} under target.",
        short="{class} {under} under",
        meaning="The class weighs less than its target.",
        params={"class": Kind.NAME, "under": Kind.POINTS},
        setting="targets.class",
    ),
    Entry(
        code="BUY.PREFERRED",
        text="First choice for {class} and not blocked.",
        short="first choice for {class}",
        meaning="The first security of the class's list is bought.",
        params={"class": Kind.NAME},
        setting="targets.class.hold",
    ),
    Entry(
        code="BUY.FORCED",
        text="You named {symbol} as what to buy for {class}.",
        short="your choice for {class}",
        meaning="A forced buy wins over the ranks.",
        params={"symbol": Kind.SYMBOL, "class": Kind.NAME},
        setting="policy.forced_buys",
    ),
    Entry(
        code="BUY.SECOND_CHOICE",
        text="{preferred} ranks before {symbol} but is passed over: {why}.",
        short="{preferred} passed over",
        meaning="A security before this one in the class's list cannot be bought now.",
        params={"preferred": Kind.SYMBOL, "symbol": Kind.SYMBOL, "why": Kind.TEXT},
        setting="targets.class.hold",
        law=_WASH_LAW,
        allow="Name the first choice in policy.forced_buys.",
    ),
    Entry(
        code="BUY.INVEST_CASH",
        text="Puts {amount} of spare cash into {class}, which is furthest under target.",
        short="spare cash to {class}",
        meaning="Cash above what each account keeps goes to the class that lacks most.",
        params={"amount": Kind.MONEY, "class": Kind.NAME},
        setting="accounts.min_cash",
    ),
    Entry(
        code="BUY.LOCATION",
        text="Held in {account} because {income_type} is taxed less there.",
        short="{income_type} taxed less in {account}",
        meaning="Income is taxed less in this kind of account.",
        params={"account": Kind.NAME, "income_type": Kind.TEXT},
        setting="targets.class.yield_ordinary",
    ),
    Entry(
        code="BUY.AVOID_GAIN_SALE",
        text="Bought instead of selling {other}, which would have cost {tax}.",
        short="instead of selling {other}",
        meaning="New money closes the gap without a taxed sale.",
        params={"other": Kind.SYMBOL, "tax": Kind.MONEY},
    ),
    Entry(
        code="BUY.INSTEAD_OF",
        text="Takes the place of {other} in {class}.",
        short="instead of {other}",
        meaning="The class keeps its weight in another of its securities.",
        params={"symbol": Kind.SYMBOL, "other": Kind.SYMBOL, "class": Kind.NAME},
        setting="targets.class.hold",
    ),
    Entry(
        code="BUY.IDLE_CASH",
        text="Puts {amount} of cash to work in {class}, which ends at {weight}.",
        short="cash to {class}",
        meaning="The account holds more cash than it keeps, and the class takes it at the least "
        "cost.",
        params={"amount": Kind.MONEY, "class": Kind.NAME, "weight": Kind.FRACTION},
        setting="accounts.min_cash",
    ),
    Entry(
        code="BUY.CASH_OVER_BUFFER",
        text="Cash was {weight} of the household, over its buffer of {high}: {amount} too much.",
        short="cash {amount} over its buffer",
        example={"weight": "0.081", "high": "0.05", "amount": "5660.00"},
        meaning="There is more cash than your buffer allows, so it is put to work.",
        params={"weight": Kind.FRACTION, "high": Kind.FRACTION, "amount": Kind.MONEY},
        setting="triggers.cash.max",
        allow="Raise triggers.cash.max, or leave [triggers.cash] out.",
    ),
    Entry(
        code="BUY.WORTH",
        text="The plan made again without this purchase is {price} worse.",
        short="worth {price}",
        example={"price": "31.00"},
        meaning="The plan was made again with this purchase forbidden; the price is the difference "
        "of the two objectives, in dollars.",
        params={"price": Kind.MONEY},
    ),
    Entry(
        code="BUY.REINVEST_DIVIDENDS",
        text="Uses dividends received since {date}.",
        meaning="Dividends paid as cash are put to work.",
        params={"date": Kind.DATE},
    ),
)
