"""What the reader should know before acting."""

from trimtab.report.reasons.entry import Entry, Kind

_LAW = "26 U.S.C. 1091(a)"
_IRA_LAW = "26 U.S.C. 1091(a); Rev. Rul. 2008-5"

ENTRIES = (
    Entry(
        code="WARN.FORCED_WASH",
        text="You named {symbol}, sold at a loss on {date}. "
        "Buying it before {clear} loses {amount} of that loss for now.",
        short="{symbol} bought inside its window",
        example={"amount": "4968.00"},
        meaning="A forced buy falls inside the window of an earlier loss sale; that part of the "
        "loss is added to the cost of the shares bought.",
        params={
            "symbol": Kind.SYMBOL,
            "amount": Kind.LOSS,
            "date": Kind.DATE,
            "clear": Kind.DATE,
        },
        setting="policy.forced_buys",
        law=_LAW,
        allow="Acknowledge it, or take it out of policy.forced_buys.",
    ),
    Entry(
        code="WARN.FORCED_WASH_UNKNOWN",
        text="You named {symbol}, sold on {date} at an unknown gain. "
        "If it was a loss, buying before {clear} undoes it.",
        short="{symbol} bought inside a window",
        meaning="The result of the earlier sale is not known, so it is read as a loss.",
        params={"symbol": Kind.SYMBOL, "date": Kind.DATE, "clear": Kind.DATE},
        setting="policy.forced_buys",
        law=_LAW,
        allow="Give the gain of the sale in the transactions file.",
    ),
    Entry(
        code="WARN.DRIP_IN_WINDOW",
        text="{account} reinvests {symbol} dividends; one before {clear} would wash part of the "
        "loss[ {how}]. Turn reinvestment off at your broker.",
        short="{account} reinvests {symbol}",
        meaning="A reinvested dividend within 30 days after a loss sale is a purchase.",
        params={
            "account": Kind.NAME,
            "symbol": Kind.SYMBOL,
            "clear": Kind.DATE,
            "how": Kind.TEXT,
        },
        setting="accounts.dividend_reinvestment",
        law=_IRA_LAW,
        allow="Turn the reinvestment off at the broker, then acknowledge this.",
    ),
    Entry(
        code="WARN.CLASS_NOT_BOUGHT",
        text="{class} ends at {weight}, target {target}: nothing can be bought in it[: {blocked}].",
        short="{class} is not bought",
        example={"target": "0.10"},
        meaning="Every security of the class is blocked, so the plan leaves the class short.",
        params={
            "class": Kind.NAME,
            "target": Kind.FRACTION,
            "weight": Kind.FRACTION,
            "blocked": Kind.TEXT,
        },
        setting="targets.class.hold",
        allow="Add a partner to the class's hold list, or name one in policy.forced_buys.",
    ),
    Entry(
        code="WARN.LOT_METHOD",
        text="{account} sells by {method}: the broker may sell other lots, or count another basis.",
        short="{account} sells {method}",
        example={"account": "Joint"},
        meaning="Under this method which lots leave, or what they cost, does not follow from an "
        "order of lots, or the date or basis that orders a lot is not known. The plan holds only "
        "if the broker sells the lots named.",
        params={"account": Kind.NAME, "method": Kind.TEXT},
        setting="accounts.lot_method",
        law="Reg. 1.1012-1(c)",
        allow="Set the account to specific lots at the broker, or write down what a lot lacks.",
    ),
    Entry(
        code="WARN.DO_NOT_BUY",
        text="Do not buy {symbols} in any account, a spouse's included, before {clear}.",
        short="no {symbols} before {clear}",
        meaning="A purchase inside the window would undo a loss of this plan.",
        params={"symbols": Kind.TEXT, "clear": Kind.DATE},
        law=_LAW,
    ),
    Entry(
        code="WARN.WASH_DISALLOWED",
        text="About {amount} of the {symbol} loss does not count now: a wash sale.",
        short="{amount} of the loss washed",
        meaning="Part of a loss in this plan is disallowed and added to the cost of the "
        "replacement.",
        params={"symbol": Kind.SYMBOL, "amount": Kind.LOSS},
        setting="policy.wash_sales",
        law=_LAW,
    ),
    Entry(
        code="WARN.IRA_WASH",
        text="A replacement bought in {account} would lose {amount} for good, not defer it.",
        example={"amount": "49.60"},
        meaning="A replacement inside an IRA loses the loss permanently.",
        params={"account": Kind.NAME, "amount": Kind.LOSS},
        law=_IRA_LAW,
    ),
    Entry(
        code="WARN.BLIND_ACCOUNT",
        text='"{account}" is not tracked; wash-sale checks cannot see it.',
        example={"account": "Dana 401(k)"},
        meaning="Purchases there can wash a loss here.",
        params={"account": Kind.NAME},
        law=_LAW,
    ),
    Entry(
        code="WARN.PARTNER_JUDGEMENT",
        text='You listed {a} and {b} as partners. Whether they are "substantially identical" '
        "is your judgement.",
        meaning="The program has no opinion on which securities are substantially identical.",
        params={"a": Kind.SYMBOL, "b": Kind.SYMBOL},
        setting="targets.class.hold",
        law=_LAW,
    ),
    Entry(
        code="WARN.DEFERRAL",
        text="Lowers your cost by {basis}; about {tax} of tax later at today's rate.",
        meaning="A harvested loss mostly moves tax to a later year.",
        params={"basis": Kind.MONEY, "tax": Kind.MONEY},
    ),
    Entry(
        code="WARN.SHORT_GAIN",
        text="Takes a short-term gain of {gain}, taxed at {rate}.",
        meaning="Short-term gains are taxed as ordinary income.",
        params={"gain": Kind.MONEY, "rate": Kind.FRACTION},
        setting="taxes.federal_ordinary",
        law="26 U.S.C. 1222",
    ),
    Entry(
        code="WARN.GAINS_OVER_BUDGET",
        text="Net gains of the year come to {gain}, above your {budget} gains budget.",
        example={"gain": "12400.00"},
        meaning="The budget is soft, so it is passed with a warning.",
        params={"gain": Kind.MONEY, "budget": Kind.MONEY},
        setting="taxes.gains_budget",
    ),
    Entry(
        code="WARN.LARGE_TAX",
        text="This plan costs {tax} in tax this year, {share} of the household.",
        short="{tax} of tax this year",
        example={"tax": "9600.00", "share": "0.0202"},
        meaning="Far outside its band no tax holds a class back. A holding that you mean to keep "
        "wants a band of its own, or a class of its own.",
        params={"tax": Kind.MONEY, "share": Kind.FRACTION},
        setting="targets.class.band",
        allow="Plan with --gains-budget or a lower --drift-aversion.",
    ),
    Entry(
        code="WARN.CASH_IDLE",
        text="Cash ends at {weight} of the household, {amount} of it idle above its band: {why}.",
        short="{amount} of cash left idle",
        example={
            "amount": "3900.00",
            "weight": "0.0780",
            "why": "max_orders is 3",
        },
        meaning="A limit keeps the money from being invested, or every purchase left would cost "
        "more than it brings.",
        params={"amount": Kind.MONEY, "weight": Kind.FRACTION, "why": Kind.TEXT},
        setting="policy.max_orders",
        allow="Relax the limit named, or widen the band of Cash if you want to hold that much.",
    ),
    Entry(
        code="WARN.RAISED_SHELTERED",
        text="Taxable accounts can give only part of the {asked} to be raised. {amount} come from "
        "other accounts, where a withdrawal may be taxed and penalized.",
        short="{amount} raised in retirement accounts",
        example={"amount": "3900.00", "asked": "5000.00"},
        meaning="Your limits leave no more than that in taxable accounts. The plan does not count "
        "the tax of taking money out of a retirement account.",
        params={"amount": Kind.MONEY, "asked": Kind.MONEY},
        setting="--raise",
        allow="Ask for less, or name the account with --account.",
    ),
    Entry(
        code="WARN.CARRYOVER_RAISED",
        text="Your carryover_value of {given} would have gains realised merely to use losses up; "
        "{used} is used.",
        short="carryover_value raised to {used}",
        example={"given": "0.02", "used": "0.0825"},
        meaning="A carried dollar of loss has to be worth more than what realising a gain saves "
        "later.",
        params={"given": Kind.FRACTION, "used": Kind.FRACTION},
        setting="policy.carryover_value",
    ),
    Entry(
        code="WARN.GAP_OPEN",
        text="A plan better by up to {gap} ({share} of the household) may exist"
        "[; the search stopped at its limit of {seconds} s][; {why}].",
        short="up to {gap} may be left",
        example={"gap": "14.00", "share": "0.0014", "seconds": "10", "why": "no wash sales"},
        meaning="The proof is wider than the gap that you asked for. Every limit is met.",
        params={
            "gap": Kind.MONEY,
            "share": Kind.FRACTION,
            "seconds": Kind.COUNT,
            "why": Kind.TEXT,
        },
        setting="policy.time_limit",
        allow="Raise policy.time_limit or policy.gap.",
        allow_under=("wash_sales", "avoid"),
    ),
    Entry(
        code="WARN.TRACKING_LIMIT",
        text="Keeping the tracking error within {limit} a year costs {price} by your settings: "
        "without the limit it would be {unlimited}.",
        short="the limit of {limit} costs {price}",
        example={"limit": "0.02", "price": "312.00", "unlimited": "0.031"},
        meaning="The limit on the tracking error changes the plan. The price is what the objective "
        "gains without it, found by solving again.",
        params={"limit": Kind.FRACTION, "price": Kind.MONEY, "unlimited": Kind.FRACTION},
        setting="policy.max_tracking_error",
        allow="Raise policy.max_tracking_error, or leave it out.",
    ),
    Entry(
        code="WARN.HISTORY_SHORT",
        text="The transactions reach back {days:day}. Wash-sale checks may be incomplete; "
        "they need at least 90.",
        meaning="Purchases and sales before the first row are not known.",
        params={"days": Kind.COUNT},
        setting="data.transactions",
        law=_LAW,
    ),
    Entry(
        code="WARN.WASH_ESTIMATE",
        text="Wash-sale checks look at the trades of the last 30 days only: they are an estimate.",
        meaning="Earlier trades can use up purchases and change what counts.",
        law=_LAW,
    ),
    Entry(
        code="WARN.REALIZED_NOT_GIVEN",
        text="Gains of {sales:sale} in {year} are not given in your settings "
        "and count as none here.",
        meaning="The year's tax before the plan leaves out what was realised so far.",
        params={"sales": Kind.COUNT, "year": Kind.TEXT},
        setting="taxes.realized_short",
        allow="Give taxes.realized_short and taxes.realized_long.",
    ),
    Entry(
        code="WARN.CASH_BUFFER",
        text="Cash goes[ from {before}] to {weight}, inside its buffer of {low} to {high}"
        "[, besides {amount} that is about to leave].",
        short="cash back inside its buffer",
        example={
            "before": "0.011",
            "weight": "0.02",
            "low": "0.02",
            "high": "0.05",
            "amount": "3000.00",
        },
        meaning="Cash was outside of its buffer, and the plan brings it inside. What is to be "
        "raised or is set aside for a withdrawal lies on top.",
        params={
            "before": Kind.FRACTION,
            "weight": Kind.FRACTION,
            "low": Kind.FRACTION,
            "high": Kind.FRACTION,
            "amount": Kind.MONEY,
        },
        setting="triggers.cash",
        allow="Leave [triggers.cash] out.",
    ),
    Entry(
        code="WARN.WITHDRAWAL_AHEAD",
        text="{amount} for {what} on {date} is not spent in {account}.",
        short="{amount} kept for {what}",
        example={"account": "Joint", "amount": "3000.00", "what": "Property tax"},
        meaning="A withdrawal that you scheduled is due soon; what it takes is not spent.",
        params={
            "amount": Kind.MONEY,
            "account": Kind.NAME,
            "what": Kind.NAME,
            "date": Kind.DATE,
        },
        setting="cash_flows",
        allow="Lower policy.withdrawal_days, or take the withdrawal out of [[cash_flows]].",
    ),
    Entry(
        code="WARN.WITHDRAWAL_SHORT",
        text="{account} ends {amount} short of its withdrawals until {date}; {planner} does not "
        "sell for them.",
        short="{amount} short of a withdrawal",
        example={"account": "Joint", "amount": "1200.00", "planner": "ranked-tlh"},
        meaning="A withdrawal that you scheduled is due soon, the account has too little cash, and "
        "this planner sells nothing for it.",
        params={
            "account": Kind.NAME,
            "amount": Kind.MONEY,
            "date": Kind.DATE,
            "planner": Kind.TEXT,
        },
        setting="cash_flows",
        allow="Plan with --planner optimal, or pay cash in.",
    ),
    Entry(
        code="WARN.DEPOSIT_EXPECTED",
        text="{amount} expected in {account} on {date} ({what}) is not spent before it comes.",
        short="{amount} expected, not spent",
        example={"account": "Joint", "amount": "2000.00", "what": "Salary"},
        meaning="A deposit that you scheduled counts only when a transaction or the account's cash "
        "shows it.",
        params={
            "amount": Kind.MONEY,
            "account": Kind.NAME,
            "date": Kind.DATE,
            "what": Kind.NAME,
        },
        setting="cash_flows",
    ),
    Entry(
        code="WARN.SETTINGS_NOT_USED",
        text="The planner {planner} does not use: {settings}.",
        meaning="Settings that another planner uses were given.",
        params={"planner": Kind.TEXT, "settings": Kind.TEXT},
        setting="policy.planner",
    ),
    Entry(
        code="WARN.CASH_TARGET",
        text="Cash ends at {weight}, target {target}; this planner invests all but each account's "
        "min_cash.",
        example={"target": "0.01", "weight": "0.002"},
        meaning="The planner keeps cash by account and not by weight.",
        params={"target": Kind.FRACTION, "weight": Kind.FRACTION},
        setting="accounts.min_cash",
    ),
    Entry(
        code="WARN.LOTS_INCOMPLETE",
        text="{count:lot} without cost or date: never sold here and left out of tax figures.",
        meaning="A gain cannot be computed without a cost and a date.",
        params={"count": Kind.COUNT},
        setting="accounts.lots",
        allow="Enter cost and date in the lots file.",
    ),
    Entry(
        code="WARN.FUND_DISTRIBUTION",
        text="{symbol} pays a distribution about {date}; buying before it is taxed.",
        meaning="A distribution is taxed to whoever holds the fund on the ex date.",
        params={"symbol": Kind.SYMBOL, "date": Kind.DATE},
        law="26 U.S.C. 852(b)(3)(B)",
    ),
    Entry(
        code="WARN.NEAR_INCOME_LIMIT",
        text="Adds {gain} of income; may cross {threshold} ({which}).",
        meaning="A threshold that depends on income may be crossed.",
        params={"gain": Kind.MONEY, "threshold": Kind.TEXT, "which": Kind.TEXT},
    ),
    Entry(
        code="WARN.ESTIMATED_RATE",
        text="Rates were picked from your income bracket, not entered.",
        meaning="Tax figures rest on a bracket and not on your return.",
        setting="taxes.federal_ordinary",
    ),
)
