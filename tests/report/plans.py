"""Plans made by hand: the worked sample, a quiet day, a household without rates, a stuck class."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from tests.report.assemble import Extras, assemble, buy, lot, sell
from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    Considered,
    DriftBand,
    FilingStatus,
    Household,
    Lot,
    LotId,
    Market,
    NotDone,
    Plan,
    PlannerName,
    PlanWarning,
    Policy,
    Position,
    Proof,
    ProofStatus,
    Quote,
    RankedSecurity,
    Reason,
    ReasonBasis,
    Registration,
    Situation,
    Symbol,
    TargetPortfolio,
    TaxProfile,
    Term,
)

AS_OF = date(2026, 6, 15)
PRICES = {
    "VTI": "300", "ITOT": "130", "VOO": "550", "VEA": "66", "IEFA": "84", "VWO": "46", "IEMG": "56",
    "VNQ": "88", "SCHH": "21", "BND": "74", "SCHZ": "23",
}  # fmt: skip
JOINT, TIRA, ROTH, AWAY = (AccountId(name) for name in ("joint", "tira", "roth", "dana401k"))


def reason(code: str, setting: str = "", **params: str) -> Reason:
    """A reason; `klass` stands for the parameter `class`."""
    named = {"class" if name == "klass" else name: value for name, value in params.items()}
    return Reason(code=code, params=named, basis=ReasonBasis.RULE, setting=setting)


def asset_class(name: str, weight: str, band: tuple[str, str], *symbols: str) -> AssetClass:
    """A class with its ranks in the order given."""
    return AssetClass(
        name=name,
        weight=Decimal(weight),
        band=DriftBand(low=Decimal(band[0]), high=Decimal(band[1])),
        securities=tuple(
            RankedSecurity(symbol=Symbol(symbol), rank=rank) for rank, symbol in enumerate(symbols)
        ),
    )


TARGET = TargetPortfolio(
    asset_classes=(
        asset_class("US stocks", "0.50", ("0.45", "0.55"), "VTI", "ITOT", "VOO"),
        asset_class("Intl developed", "0.20", ("0.15", "0.25"), "VEA", "IEFA"),
        asset_class("Emerging markets", "0.08", ("0.06", "0.10"), "VWO", "IEMG"),
        asset_class("Real estate", "0.05", ("0.0375", "0.0625"), "VNQ", "SCHH"),
        asset_class("Bonds", "0.16", ("0.12", "0.20"), "BND", "SCHZ"),
        asset_class("Cash", "0.01", ("0.005", "0.03")),
    )
)
TAX = TaxProfile(
    filing_status=FilingStatus.MARRIED_JOINT,
    federal_ordinary=Decimal("0.24"),
    federal_long=Decimal("0.15"),
    state=Decimal("0.06"),
    realized_short=Decimal(900),
    realized_long=Decimal(6400),
)


def account(
    account_id: AccountId,
    name: str,
    registration: Registration,
    lots: tuple[Lot, ...],
    cash: str = "0",
) -> Account:
    """An account with its lots gathered into positions."""
    symbols = dict.fromkeys(one.symbol for one in lots)
    return Account(
        account_id=account_id,
        name=name,
        registration=registration,
        cash=Decimal(cash),
        positions=tuple(
            Position(symbol=symbol, lots=tuple(one for one in lots if one.symbol == symbol))
            for symbol in symbols
        ),
        tracked=registration is not Registration.HELD_AWAY,
    )


JOINT_LOTS = (
    lot("L1", "VTI", "420", "43764.00", "2016-03-14"),
    lot("L2", "VTI", "40", "9660.00", "2021-11-08"),
    lot("L3", "VTI", "20", "4500.00", "2025-07-08"),
    lot("L4", "VTI", "45", "14058.00", "2026-02-20"),
    lot("L5", "VEA", "600", "31200.00", "2019-05-20"),
    lot("L6", "VEA", "45", "3031.00", "2025-01-07"),
    lot("L7", "VWO", "520", "28132.00", "2021-02-16"),
    lot("L8", "VWO", "210", "11172.00", "2025-10-02"),
    lot("L9", "VNQ", "180", "20808.00", "2021-12-30"),
    lot("L10", "BND", "60", "4488.00", "2025-11-14"),
)
TIRA_LOTS = (
    lot("T1", "VTI", "300", "60000.00", "2018-01-10"),
    lot("T2", "BND", "640", "51200.00", "2020-06-01"),
    lot("T3", "VEA", "447", "22350.00", "2020-06-01"),
)
ROTH_LOTS = (
    lot("R1", "VTI", "82", "18000.00", "2019-02-01"),
    lot("R2", "VTI", "4", "1180.00", "2026-06-03"),
    lot("R3", "VWO", "148", "6216.00", "2020-09-09"),
    lot("R4", "VEA", "60", "3000.00", "2020-09-09"),
    lot("R5", "BND", "60", "4680.00", "2020-09-09"),
)


def situation(
    *,
    joint: tuple[Lot, ...] = JOINT_LOTS,
    joint_cash: str = "8000.00",
    tax: TaxProfile | None = TAX,
    target: TargetPortfolio = TARGET,
) -> Situation:
    """The Rivera household on 15 June 2026."""
    quotes = {
        Symbol(name): Quote(symbol=Symbol(name), price=Decimal(price))
        for name, price in PRICES.items()
    }
    return Situation(
        household=Household(
            name="Rivera",
            accounts=(
                account(JOINT, "Joint", Registration.TAXABLE, joint, joint_cash),
                account(TIRA, "Traditional IRA", Registration.TRADITIONAL_IRA, TIRA_LOTS),
                account(ROTH, "Roth IRA", Registration.ROTH_IRA, ROTH_LOTS),
                account(AWAY, "Dana 401(k)", Registration.HELD_AWAY, ()),
            ),
        ),
        target=target,
        market=Market(quotes=quotes),
        tax=tax,
        policy=Policy(),
        as_of=AS_OF,
    )


def _kept(lot_id: str, symbol: str, why: Reason, **facts: str) -> NotDone:
    by_id = {one.lot_id: one for one in JOINT_LOTS}
    one = by_id[LotId(lot_id)]
    return NotDone(
        reason=why,
        account_id=JOINT,
        symbol=Symbol(symbol),
        lot_id=one.lot_id,
        acquired=one.acquired,
        quantity=one.quantity,
        gain=Decimal(facts["gain"]),
        term=Term(facts.get("term", "long")),
    )


RIVERA_NOT_DONE = (
    _kept("L1", "VTI", reason("KEEP.NOT_NEEDED", tax="17269.56"), gain="82236.00"),
    _kept(
        "L3", "VTI",
        reason(
            "KEEP.WAIT_LONG_TERM", "policy.wait_for_long_term_days",
            date="2026-07-09", days="24", tax="135.00",
        ),
        gain="1500.00", term="short",
    ),
    _kept(
        "L4", "VTI",
        reason(
            "SKIP.WASH_RECENT_BUY", "policy.wash_sales", account="Roth IRA", shares="4",
            symbol="VTI", date="2026-06-03", amount="49.60", how="for good", clear="2026-07-04",
        ),
        gain="-558.00", term="short",
    ),
    _kept(
        "L10", "BND",
        reason("SKIP.HARVEST_TOO_SMALL", "policy.min_harvest", loss="48.00", minimum="100.00"),
        gain="-48.00", term="short",
    ),
)  # fmt: skip
RIVERA_WARNINGS = (
    PlanWarning(reason=reason("WARN.DO_NOT_BUY", symbols="VWO, VNQ", clear="2026-07-16")),
    PlanWarning(
        reason=reason(
            "WARN.DRIP_IN_WINDOW", "accounts.dividend_reinvestment", account="Roth IRA",
            symbol="VWO", clear="2026-07-16", how="for good",
        ),
        needs_ack=True,
    ),
    PlanWarning(reason=reason("WARN.BLIND_ACCOUNT", account="Dana 401(k)")),
    PlanWarning(reason=reason("WARN.DEFERRAL", basis="8352.00", tax="1753.92")),
)  # fmt: skip
ASSUMPTIONS = {
    "rate_short": "0.30",
    "rate_long": "0.21",
    "prices": "data/prices.csv",
    "wash_sales": "avoid",
}


@cache
def rivera() -> tuple[Plan, Situation]:
    """The worked sample: two harvests, a trim, purchases in an IRA, four refusals, one action."""
    where = situation()
    em, re, us = "Emerging markets", "Real estate", "US stocks"
    intents = (
        sell(
            where, "tira", [("T1", "95")],
            reason("SELL.OVER_TARGET", klass=us, over="0.081600", amount="28500.00"),
            reason("SELL.TAX_FREE_ACCOUNT", account="Traditional IRA"),
        ),
        sell(
            where, "joint", [("L2", "40")],
            reason("SELL.OVER_TARGET", klass=us, over="0.081600", amount="12000.00"),
            reason("SELL.GAIN_OFFSET", gain="2340.00"),
        ),
        sell(
            where, "joint", [("L7", "520"), ("L8", "210")],
            reason(
                "SELL.HARVEST", pct="0.1456", loss="5724.00", tax="1338.12",
                replacement="IEMG", klass=em, weight="0.0859",
            ),
        ),
        sell(
            where, "joint", [("L9", "180")],
            reason(
                "SELL.HARVEST", pct="0.238754", loss="4968.00", tax="1043.28",
                replacement="SCHH", klass=re, weight="0.0497",
            ),
        ),
        buy(where, "tira", "BND", "255", reason("BUY.UNDER_TARGET", klass="Bonds", under="0.0402")),
        buy(
            where, "tira", "VEA", "140",
            reason("BUY.UNDER_TARGET", klass="Intl developed", under="0.0381"),
        ),
        buy(
            where, "joint", "IEMG", "599",
            reason("BUY.REPLACE_HARVEST", sold="VWO", klass=em, weight="0.0859"),
            reason("BUY.SECOND_CHOICE", preferred="VWO", symbol="IEMG", why="sold at a loss here"),
        ),
        buy(
            where, "joint", "SCHH", "1110",
            reason("BUY.REPLACE_HARVEST", sold="VNQ", klass=re, weight="0.0497"),
        ),
        buy(
            where, "joint", "VEA", "110",
            reason("BUY.INVEST_CASH", amount="7260.00", klass="Intl developed"),
        ),
    )  # fmt: skip
    extras = Extras(
        not_done=RIVERA_NOT_DONE,
        warnings=RIVERA_WARNINGS,
        assumptions=ASSUMPTIONS,
        blind_spots=(AWAY,),
    )
    return assemble(where, intents, extras), where


@cache
def quiet() -> tuple[Plan, Situation]:
    """Everything inside its band and no loss worth taking: a plan without orders."""
    calm = (
        lot("L1", "VTI", "330", "43764.00", "2016-03-14"),
        lot("L3", "VTI", "20", "4500.00", "2025-07-08"),
        lot("L5", "VEA", "700", "31200.00", "2019-05-20"),
        lot("L6", "VEA", "45", "3031.00", "2025-01-07"),
        lot("L7", "VWO", "520", "20000.00", "2021-02-16"),
        lot("L9", "VNQ", "230", "18808.00", "2021-12-30"),
        lot("L10", "BND", "200", "14000.00", "2024-11-14"),
    )
    where = situation(joint=calm, joint_cash="4200.00")
    return assemble(where, (), Extras(assumptions=ASSUMPTIONS)), where


@cache
def without_rates() -> tuple[Plan, Situation]:
    """Buys only, planner never-sell, no [taxes] in the file."""
    where = situation(tax=None)
    intents = (
        buy(where, "joint", "BND", "67", reason("BUY.UNDER_TARGET", klass="Bonds", under="0.0402")),
        buy(
            where, "joint", "SCHH", "120",
            reason("BUY.UNDER_TARGET", klass="Real estate", under="0.0163"),
        ),
    )  # fmt: skip
    kept = NotDone(
        reason=reason("KEEP.PLANNER_NEVER_SELLS", "policy.planner"),
        asset_class="US stocks",
        account_id=JOINT,
    )
    extras = Extras(not_done=(kept,), planner=PlannerName.NEVER_SELL, blind_spots=(AWAY,))
    return assemble(where, intents, extras), where


@cache
def stuck() -> tuple[Plan, Situation]:
    """A class that cannot be bought, a fractional purchase, and a long list of lots kept."""
    where = situation()
    intents = (
        sell(
            where, "joint", [("L9", "180")],
            reason(
                "SELL.HARVEST_UNREPLACED", pct="0.2388", loss="4968.00", tax="1043.28",
                klass="Real estate",
            ),
        ),
        buy(
            where, "joint", "BND", "214.125",
            reason("BUY.UNDER_TARGET", klass="Bonds", under="0.0402"),
        ),
    )  # fmt: skip
    blocked = (
        "VNQ (sold at a loss on 2026-06-15, clear from 2026-07-16); "
        "SCHH (sold at a loss on 2026-06-01, clear from 2026-07-02)"
    )
    many = tuple(
        NotDone(
            reason=reason(
                "KEEP.WAIT_LONG_TERM", date="2026-07-09", days="24", tax=f"{100 + number}.00"
            ),
            account_id=JOINT,
            symbol=Symbol("VTI"),
            lot_id=LotId(f"X{number}"),
            acquired=date(2025, 7, 1 + number),
            quantity=Decimal(10 + number),
            gain=Decimal(500 + number),
            term=Term.SHORT,
        )
        for number in range(25)
    )
    extras = Extras(
        not_done=(
            NotDone(
                reason=reason("SKIP.PARTNERS_BLOCKED", klass="Real estate", blocked=blocked),
                asset_class="Real estate",
            ),
            *many,
        ),
        warnings=(
            PlanWarning(
                reason=reason(
                    "WARN.CLASS_NOT_BOUGHT", klass="Real estate", target="0.05",
                    weight="0.00", blocked=blocked,
                ),
                needs_ack=True,
            ),
            PlanWarning(reason=reason("WARN.WASH_ESTIMATE")),
        ),
        assumptions=ASSUMPTIONS,
    )  # fmt: skip
    return assemble(where, intents, extras), where


def weighed(code: str, setting: str = "", **params: str) -> Reason:
    """A reason that the planner weighed in dollars."""
    return replace(reason(code, setting, **params), basis=ReasonBasis.TRADE_OFF)


def _other(name: str, tax: str, drift: str, objective: str, **rest: str) -> Considered:
    return Considered(
        name=name,
        tax_before=Decimal("1614.00"),
        tax_after=Decimal(tax),
        drift=Decimal(drift),
        cost=Decimal(rest.get("cost", "0")),
        orders=int(rest.get("orders", "0")),
        objective=Decimal(objective),
        meets_limits="breaks" not in rest,
    )


OPTIMAL_LOTS = (
    lot("L1", "VTI", "330", "43764.00", "2016-03-14"),
    lot("L3", "VTI", "20", "4500.00", "2025-07-08"),
    lot("L5", "VEA", "700", "31200.00", "2019-05-20"),
    lot("L6", "VEA", "45", "3031.00", "2025-01-07"),
    lot("L7", "VWO", "520", "28132.00", "2021-02-16"),
    lot("L9", "VNQ", "230", "26588.00", "2021-12-30"),
    lot("L10", "BND", "200", "14000.00", "2024-11-14"),
)
OPTIMAL_TERMS = {
    "objective: tax this year": "-2514.00",
    "objective: tax later": "1108.80",
    "objective: trading": "20.10",
    "objective: drift": "310.70",
    "objective: preference": "34.10",
    "objective: location": "0",
    "objective without trades": "28.54",
}
CONSIDERED = (
    _other("Do nothing", "1614.00", "0.019300", "28.54"),
    _other("Ignore taxes", "2870.40", "0.000900", "1411.80", orders="9", cost="31.20"),
    _other("Exact target", "-598.10", "0.001100", "-860.15", orders="8", cost="25.00"),
    _other("No gains", "-900.00", "0.032300", "-1040.296", orders="4", cost="20.10"),
    _other("Harvest only", "-900.00", "0.078000", "-1051.00", orders="2", cost="8.83", breaks="1"),
    _other("This plan", "-900.00", "0.032300", "-1040.296", orders="4", cost="20.10"),
)


@cache
def optimal() -> tuple[Plan, Situation]:
    """Two harvests for which drift grows, with their prices, the proof, and what was compared."""
    where = situation(joint=OPTIMAL_LOTS, joint_cash="4200.00")
    em, re = "Emerging markets", "Real estate"
    intents = (
        sell(
            where, "joint", [("L7", "520")],
            weighed(
                "SELL.HARVEST", "policy.min_harvest", pct="0.149723", loss="4212.00",
                tax="884.52", replacement="IEMG", klass=em, weight="0.0722",
            ),
            weighed("SELL.WORTH", price="612.40"),
        ),
        sell(
            where, "joint", [("L9", "230")],
            weighed(
                "SELL.HARVEST", "policy.min_harvest", pct="0.238754", loss="6348.00",
                tax="1333.08", replacement="SCHH", klass=re, weight="0.0346",
            ),
        ),
        buy(
            where, "joint", "IEMG", "427",
            weighed("BUY.REPLACE_HARVEST", sold="VWO", klass=em, weight="0.0722"),
            weighed("BUY.SECOND_CHOICE", preferred="VWO", symbol="IEMG", why="sold at a loss here"),
            weighed("BUY.WORTH", price="41.15"),
        ),
        buy(
            where, "joint", "SCHH", "700",
            weighed("BUY.REPLACE_HARVEST", sold="VNQ", klass=re, weight="0.0346"),
        ),
    )  # fmt: skip
    costs = ("4.78", "4.05", "4.78", "6.49")
    kept = _kept(
        "L1", "VTI",
        weighed(
            "KEEP.GAIN_TOO_COSTLY", "policy.drift_aversion", tax="11599.56", points="0.019200",
            price="5310.00",
        ),
        gain="55236.00",
    )  # fmt: skip
    extras = Extras(
        not_done=(replace(kept, quantity=Decimal(330)),),
        warnings=(
            PlanWarning(reason=reason("WARN.DO_NOT_BUY", symbols="VWO, VNQ", clear="2026-07-16")),
        ),
        assumptions=ASSUMPTIONS | OPTIMAL_TERMS,
        planner=PlannerName.OPTIMAL,
        proof=Proof(
            status=ProofStatus.OPTIMAL,
            objective=Decimal("-1040.31"),
            bound=Decimal("-1041.4257"),
            gap=Decimal("1.1157"),
            solver="branch and bound, HiGHS 1.9",
            checked=True,
        ),
        considered=CONSIDERED,
    )
    paid = (replace(one, cost=Decimal(cost)) for one, cost in zip(intents, costs, strict=True))
    return assemble(where, paid, extras), where


ALL = {
    "optimal": optimal,
    "rivera": rivera,
    "quiet": quiet,
    "without_rates": without_rates,
    "stuck": stuck,
}
