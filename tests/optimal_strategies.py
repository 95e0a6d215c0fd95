"""Random households for the optimal planner: every setting that it heeds, and awkward money."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from tests.strategies import AS_OF, ORPHANS, accounts_of, policies, targets, transactions_of
from trimtab.domain import (
    Account,
    AccountId,
    AssetClass,
    DriftBand,
    FilingStatus,
    Household,
    IdenticalGroups,
    Market,
    PlannerName,
    Policy,
    Quote,
    Reinvestments,
    Situation,
    Symbol,
    TargetPortfolio,
    TaxProfile,
    WashPolicy,
)

# Most prices are those of real shares; a plan has to survive the others too.
ODD_PRICES = ("1", "0.07", "500000", "0.00001")
PRICES = (*("50", "33.333", "101.01", "9.99", "47.5", "213.4", "947.3") * 8, *ODD_PRICES)
BANDS = (None, None, ("0.05", "0.05"), ("0.01", "0.08"), ("0", "0.05"), ("0", "0"))


def _one_of(draw: st.DrawFn, *texts: str) -> Decimal:
    return Decimal(draw(st.sampled_from(texts)))


def _banded(draw: st.DrawFn, one: AssetClass) -> AssetClass:
    band = draw(st.sampled_from(BANDS))
    around = None if band is None else DriftBand.around(one.weight, *map(Decimal, band))
    return replace(
        one,
        band=around,
        yield_ordinary=_one_of(draw, "0", "0", "0.05"),
        yield_qualified=_one_of(draw, "0", "0.02"),
    )


@st.composite
def goals(draw: st.DrawFn) -> TargetPortfolio:
    """Targets with bands of several shapes, and yields that make a place better than another."""
    plain = draw(targets(most=3))
    return TargetPortfolio(
        asset_classes=tuple(_banded(draw, one) for one in plain.asset_classes),
        implicit_band=draw(st.booleans()),
    )


@st.composite
def quotes(draw: st.DrawFn, symbol: Symbol) -> Quote:
    """A price, half the time with a bid and an ask around it."""
    price = Decimal(draw(st.sampled_from(PRICES)))
    spread = price * _one_of(draw, "0", "0.001", "0.02")
    if draw(st.booleans()):
        return Quote(symbol=symbol, price=price)
    return Quote(symbol=symbol, price=price, bid=price - spread / 2, ask=price + spread / 2)


@st.composite
def years(draw: st.DrawFn) -> TaxProfile:
    """Rates from nothing to dear, a year that begins with gains or losses, and budgets."""
    budget = draw(st.sampled_from([None, None, "0", "500", "20000"]))
    return TaxProfile(
        filing_status=draw(st.sampled_from(FilingStatus)),
        federal_ordinary=_one_of(draw, "0.24", "0.37", "0.12"),
        federal_long=_one_of(draw, "0.15", "0.15", "0.2", "0"),
        niit=draw(st.booleans()),
        state=_one_of(draw, "0", "0", "0.093"),
        realized_short=_one_of(draw, "0", "0", "-2500", "4000.01", "-40000"),
        realized_long=_one_of(draw, "0", "0", "-2500", "7000", "60000"),
        carryforward_short=_one_of(draw, "0", "0", "1000"),
        carryforward_long=_one_of(draw, "0", "0", "9000"),
        gains_budget=None if budget is None else Decimal(budget),
        gains_budget_hard=draw(st.booleans()),
    )


@st.composite
def wishes(draw: st.DrawFn, target: TargetPortfolio) -> Policy:
    """Every setting of [policy] that the optimal planner heeds."""
    return replace(
        draw(policies(target, PlannerName.OPTIMAL)),
        wash_sales=draw(st.sampled_from([WashPolicy.AVOID, WashPolicy.AVOID, *WashPolicy])),
        reinvestments=draw(st.sampled_from(Reinvestments)),
        drift_aversion=_one_of(draw, "0.02", "0.02", "0", "0.1"),
        future_tax_weight=_one_of(draw, "0.5", "0.5", "0", "1"),
        rank_cost=_one_of(draw, "0.0002", "0", "0.01"),
        commission=_one_of(draw, "0", "0", "1", "4.95", "100"),
        band_hard=draw(st.sampled_from([False, False, False, True])),
        min_harvest_dollars=_one_of(draw, "100", "0", "5000"),
        wait_for_long_term_days=draw(st.sampled_from([0, 0, 30])),
        min_trade_dollars=_one_of(draw, "0", "0", "250"),
        min_trade_fraction=_one_of(draw, "0", "0", "0.001"),
        max_orders=draw(st.sampled_from([0, 0, 0, 1, 3])),
        max_turnover=_one_of(draw, "1", "1", "1", "0.1", "0"),
        carryover_value=draw(st.sampled_from([None, None, Decimal(0), Decimal("0.1")])),
        # A wide gap and little time: what a plan promises does not depend on either.
        gap=_one_of(draw, "0.0005", "0.0005", "0.00001"),
        time_limit=Decimal(1),
    )


def _reinvesting(draw: st.DrawFn, one: Account) -> Account:
    symbols = [position.symbol for position in one.positions]
    if not symbols or draw(st.integers(0, 3)):
        return one
    return replace(one, dividend_reinvestment=frozenset({draw(st.sampled_from(symbols))}))


@st.composite
def households(draw: st.DrawFn, *, most_lots: int = 6) -> Situation:
    """A household with everything that the optimal planner looks at."""
    target = draw(goals())
    served = tuple(s.symbol for c in target.asset_classes for s in c.securities)
    universe = (*served, *ORPHANS)
    market = Market(quotes={symbol: draw(quotes(symbol)) for symbol in universe})
    accounts = draw(accounts_of(universe, market, most_lots=most_lots, most=3))
    accounts = tuple(_reinvesting(draw, one) for one in accounts)
    groups = st.lists(st.frozensets(st.sampled_from(universe), min_size=2, max_size=3), max_size=2)
    household = Household(
        name="Random",
        accounts=accounts,
        identical=IdenticalGroups(draw(groups)),
        transactions=draw(transactions_of(accounts, universe)),
    )
    made = Situation(
        household=household,
        target=target,
        market=market,
        tax=draw(st.one_of(years(), years(), st.none())),
        policy=draw(wishes(target)),
        as_of=AS_OF,
    )
    return _asking_for_cash(draw, made)


def _asking_for_cash(draw: st.DrawFn, given: Situation) -> Situation:
    if draw(st.integers(0, 3)):
        return given
    accounts = [one.account_id for one in given.household.accounts if one.tradable]
    where: AccountId | None = draw(st.sampled_from([None, *accounts]))
    amount = _one_of(draw, "0.01", "700", "25000")
    return replace(given, raise_cash=amount, raise_in=where)
