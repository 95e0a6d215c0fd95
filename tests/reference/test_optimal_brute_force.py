"""Every plan of tiny households, scored by the certificate: none is better than the plan made.

The certificate shares no code with the model, so that a mistake in how a household becomes arrays
shows here as well as one in how these are solved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.planners.build import account, ago, asset_class, lot, made, row, situation
from tests.planners.optimal.checking import certificate_of
from tests.tracking_cases import covariance_of
from trimtab.domain import (
    AccountId,
    FilingStatus,
    PlannerName,
    Policy,
    Registration,
    Situation,
    TaxProfile,
    WashPolicy,
)
from trimtab.errors import NoPlan
from trimtab.optimize.certificate import ProposedPurchase, ProposedSale, certify
from trimtab.planners.optimal import planning
from trimtab.planners.optimal.pricing import Prices

SYMBOLS = ("AAA", "AAB", "BBB")
CENTS = Decimal("0.01")


@pytest.fixture(autouse=True, scope="module")
def _no_prices() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "_prices", lambda *_: Prices())
        yield


def _pick(draw: st.DrawFn, *texts: str) -> Decimal:
    return Decimal(draw(st.sampled_from(texts)))


@st.composite
def tiny(draw: st.DrawFn) -> Situation:
    """One or two accounts, at most three lots of one to three dear shares, a little cash."""
    prices = {symbol: draw(st.sampled_from(["100", "149.5", "260"])) for symbol in SYMBOLS}
    second = draw(st.booleans())
    lots = []
    for number in range(draw(st.integers(1, 3))):
        symbol, shares = draw(st.sampled_from(SYMBOLS)), draw(st.integers(1, 2))
        worth = shares * Decimal(prices[symbol])
        basis = (worth * _pick(draw, "0.4", "0.9", "1", "1.2", "2")).quantize(CENTS)
        day = ago(draw(st.sampled_from([10, 40, 350, 900])))
        lots.append(lot(f"L{number}", symbol, shares, str(basis), day))
    cash, floor = draw(st.sampled_from(["0", "170.55", "420"])), draw(st.sampled_from(["0", "60"]))
    accounts = [account("joint", *lots, cash=cash, min_cash=floor)]
    if second:
        held = [lot("R0", draw(st.sampled_from(SYMBOLS)), 1, "90")] if draw(st.booleans()) else []
        accounts.append(account("ira", *held, cash="160", kind=Registration.ROTH_IRA))
    rows = [row("buy", "BBB", ago(400), shares=1)]
    if draw(st.integers(0, 3)) == 0:
        sold = draw(st.sampled_from(SYMBOLS))
        rows.append(row("sell", sold, ago(12), shares=1, gain=draw(st.sampled_from([-50, 50]))))
    shares_of_first = draw(st.sampled_from([50, 80, 100]))
    return situation(
        *accounts,
        classes=[
            asset_class("A", shares_of_first, ["AAA", "AAB"]),
            asset_class("B", 100 - shares_of_first, ["BBB"]),
        ],
        prices=prices,
        rows=rows,
        identical=draw(st.sampled_from([[], [["AAB", "BBB"]]])),
        policy=draw(tiny_policies()),
        tax=draw(st.one_of(st.none(), tiny_years(), tiny_years())),
    )


@st.composite
def tiny_policies(draw: st.DrawFn) -> Policy:
    return Policy(
        planner=PlannerName.OPTIMAL,
        wash_sales=draw(st.sampled_from([WashPolicy.AVOID, WashPolicy.AVOID, WashPolicy.ALLOW])),
        drift_aversion=_pick(draw, "0.02", "0.002", "0.1"),
        commission=_pick(draw, "0", "0", "1"),
        rank_cost=_pick(draw, "0.0002", "0.01"),
        min_harvest_dollars=_pick(draw, "0", "100"),
        min_trade_dollars=_pick(draw, "0", "0", "150"),
        max_orders=draw(st.sampled_from([0, 0, 1, 2])),
        max_turnover=_pick(draw, "1", "1", "0.3"),
        wait_for_long_term_days=draw(st.sampled_from([0, 30])),
    )


@st.composite
def tiny_years(draw: st.DrawFn) -> TaxProfile:
    budget = draw(st.sampled_from([None, None, Decimal(100)]))
    return TaxProfile(
        filing_status=FilingStatus.SINGLE,
        federal_ordinary=Decimal("0.35"),
        federal_long=_pick(draw, "0.15", "0.15", "0"),
        realized_short=_pick(draw, "0", "300", "-2950", "-5000"),
        realized_long=_pick(draw, "0", "150", "-200"),
        gains_budget=budget,
        gains_budget_hard=draw(st.booleans()),
    )


def every_plan(given_: Situation) -> Iterator[Decimal]:
    """J of every plan that holds: whole shares out of each lot, whole shares bought anywhere."""
    lots = [(one.account_id, each) for one in given_.household.accounts for each in one.lots]
    ways = [range(int(each.quantity) + 1) for _, each in lots]
    for sold in product(*ways):
        sales = [
            ProposedSale(account_id=where, lot_id=each.lot_id, quantity=Decimal(shares))
            for (where, each), shares in zip(lots, sold, strict=True)
            if shares
        ]
        room = _room(given_, dict(zip((each.lot_id for _, each in lots), sold, strict=True)))
        for purchases in _purchases(given_, room):
            found = certify(given_, sales, purchases)
            if found.holds:
                yield found.objective


def _room(given_: Situation, sold: Mapping[str, int]) -> dict[str, Decimal]:
    """Dollars that every account can spend at most."""
    return {
        one.account_id: one.cash
        + sum(
            (sold[each.lot_id] * given_.market.price(each.symbol) for each in one.lots), Decimal(0)
        )
        for one in given_.household.accounts
    }


def _purchases(given_: Situation, room: Mapping[str, Decimal]) -> Iterator[list[ProposedPurchase]]:
    """Every set of purchases that the room pays for."""
    baskets = [list(_baskets(given_, one, room[one])) for one in room]
    for chosen in product(*baskets):
        yield [purchase for basket in chosen for purchase in basket]


def _baskets(given_: Situation, where: str, dollars: Decimal) -> Iterator[list[ProposedPurchase]]:
    """Every basket of whole shares that `dollars` pay for."""
    symbols = [symbol for _, symbol in given_.buyable()]
    prices = [given_.market.price(symbol) for symbol in symbols]
    dollars = max(dollars, Decimal(0))
    for counts in product(*(range(int(dollars // price) + 1) for price in prices)):
        spent = sum((n * price for n, price in zip(counts, prices, strict=True)), Decimal(0))
        if spent <= dollars:
            yield [
                ProposedPurchase(
                    account_id=AccountId(where), symbol=symbol, quantity=Decimal(count)
                )
                for symbol, count in zip(symbols, counts, strict=True)
                if count
            ]


def is_the_best(given_: Situation) -> None:
    """J of the plan is that of the best of all plans, within the gap that it states."""
    best = min(every_plan(given_), default=None)
    try:
        plan = made(given_, PlannerName.OPTIMAL)
    except NoPlan:
        assert best is None
        return
    assert best is not None
    found = certificate_of(given_, plan)
    assert plan.proof.gap is not None
    assert plan.proof.bound is not None
    assert found.objective <= best + plan.proof.gap + CENTS
    assert plan.proof.bound <= best + CENTS


def is_small(given_: Situation) -> bool:
    value = sum((one.cash for one in given_.household.accounts), Decimal(0))
    value += sum(
        each.quantity * given_.market.price(each.symbol) for _, each in given_.household.lots
    )
    return value <= 1300


FEW = settings(max_examples=6, suppress_health_check=list(HealthCheck))


@FEW
@given(tiny())
def test_no_plan_of_a_tiny_household_is_better(case: Situation) -> None:
    assume(is_small(case))
    is_the_best(case)


def with_limit(case: Situation, seed: int, limit: Decimal) -> Situation:
    policy = replace(case.policy, max_tracking_error=limit)
    return replace(case, covariance=covariance_of(case.target, seed), policy=policy)


LIMITS = st.sampled_from([Decimal(text) for text in ("0.01", "0.03", "0.06", "0.12")])


@FEW
@given(tiny(), st.integers(0, 2**32 - 1), LIMITS)
def test_no_plan_that_keeps_a_limit_of_the_tracking_error_is_better(
    case: Situation, seed: int, limit: Decimal
) -> None:
    assume(is_small(case))
    is_the_best(with_limit(case, seed, limit))


@pytest.mark.long
@settings(FEW, max_examples=1000)
@given(tiny(), st.integers(0, 2**32 - 1), LIMITS)
def test_no_plan_of_a_thousand_that_keep_a_limit_is_better(
    case: Situation, seed: int, limit: Decimal
) -> None:
    assume(is_small(case))
    is_the_best(with_limit(case, seed, limit))


@pytest.mark.long
@settings(FEW, max_examples=1000)
@given(tiny())
def test_no_plan_of_a_thousand_tiny_households_is_better(case: Situation) -> None:
    assume(is_small(case))
    is_the_best(case)
