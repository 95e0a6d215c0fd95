"""Plans made by hand: the worked sample, a quiet day, a household without rates, a stuck class."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from tests.report.assemble import Extras, assemble, buy, lot, sell
from tests.report.household import AWAY, JOINT, JOINT_LOTS, reason, situation
from trimtab.domain import (
    Considered,
    LotId,
    NotDone,
    Plan,
    PlannerName,
    PlanWarning,
    Proof,
    ProofStatus,
    Reason,
    ReasonBasis,
    Situation,
    Symbol,
    Term,
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
            bound=Decimal("-1041.43"),
            gap=Decimal("1.12"),
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
