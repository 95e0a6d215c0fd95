"""What holds for every plan of the optimal planner, on random households."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.optimal_strategies import households
from tests.planners.household_after import after, cash_left
from tests.planners.optimal.checking import certificate_of, proposals_of
from trimtab.app import Plan as Document
from trimtab.domain import (
    Plan,
    PlannerName,
    ProofStatus,
    Situation,
    WashLookback,
    WashPolicy,
)
from trimtab.errors import NoPlan
from trimtab.money import CENT, ZERO
from trimtab.optimize.assembly.assemble import half_widths
from trimtab.optimize.certificate import Certificate, ProposedPurchase, certify
from trimtab.planners import plan as make_plan
from trimtab.planners.optimal import planning
from trimtab.planners.optimal.pricing import Prices

RULES = (PlannerName.RANKED_TLH, PlannerName.NEVER_SELL, PlannerName.EQUAL_WEIGHT)
EXAMPLES = 300
# In parts, so that several workers share them.
PARTS = 6
MANY = 10_000
PLAIN = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=-(-MANY // PARTS), suppress_health_check=list(HealthCheck))
HALF_CENT = Decimal("0.005")
# An order worth less than a dollar of J is not placed.
WORTH = Decimal(1)


@pytest.fixture(autouse=True, scope="module")
def _no_prices() -> object:
    """What orders are worth is told by solving ten times more; here the plan itself is asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "_prices", lambda *_: Prices())
        yield


def planned(given: Situation, planner: PlannerName = PlannerName.OPTIMAL) -> Plan | None:
    """The plan; None where no plan keeps the limits."""
    try:
        return make_plan(
            given.household,
            given.target,
            given.market,
            given.tax,
            replace(given.policy, planner=planner),
            as_of=given.as_of,
            raise_cash=given.raise_cash,
            raise_in=given.raise_in,
        )
    except NoPlan:
        return None


def rivals(given: Situation) -> list[tuple[str, Certificate]]:
    """Doing nothing, and the plans of the rule planners, where they keep every limit."""
    plans = {planner.value: planned(given, planner) for planner in RULES}
    checked = {name: certificate_of(given, plan) for name, plan in plans.items() if plan}
    checked["nothing"] = certify(given, (), ())
    return [(name, certificate) for name, certificate in checked.items() if certificate.holds]


def noise(certificate: Certificate) -> Decimal:
    """Dollars that two computations of one J may differ by."""
    return Decimal("0.05") + abs(certificate.value) * Decimal("0.00000001")


def promises(given: Situation) -> None:
    """Everything that a plan promises of itself, and that no plan at all promises."""
    plan = planned(given)
    if plan is not None:
        # What taxable accounts cannot give, the plan may take from others, and says so.
        sheltered = Decimal(plan.assumptions.get("raise_sheltered", "0"))
        given = replace(given, raise_sheltered=sheltered)
    others = rivals(given)
    if plan is None:
        assert [name for name, _ in others] == []
        return
    found = certificate_of(given, plan)
    proof = plan.proof
    assert found.violations == ()
    assert proof.checked
    assert proof.objective is not None
    assert proof.bound is not None
    assert proof.gap is not None
    assert abs(found.objective - proof.objective) <= HALF_CENT
    if found.value <= 0:
        # J counts in dollars of a household's worth, and means nothing where debts exceed it.
        assert plan.intents == ()
        return
    assert proof.gap >= 0
    assert proof.bound <= proof.objective
    if proof.status is ProofStatus.OPTIMAL:
        assert proof.gap <= Decimal("0.00001") * found.value + HALF_CENT
    conserves(given, plan)
    assert worth_buying(given, plan, found) == []
    for name, other in others:
        assert other.objective >= proof.bound - noise(other), name
        assert found.objective <= other.objective + proof.gap + noise(other), name


def worth_buying(given: Situation, plan: Plan, found: Certificate) -> list[str]:
    """Purchases that idle cash could still make within every limit, and that make J better.

    Idle is cash above its band: above target and half-width where none is given.
    """
    cash = given.target.cash
    highest = (cash.weight + half_widths(cash, is_cash=True)[1]) * found.value
    after = next(one for one in plan.asset_classes if one.name == cash.name)
    if after.value_after <= highest:
        return []
    sales, purchases = proposals_of(plan)
    places = [
        (account, symbol)
        for account in given.household.accounts
        for _, symbol in given.buyable()
        if symbol in given.market
    ]
    better = []
    for account, symbol in places:
        more = ProposedPurchase(
            account_id=account.account_id, symbol=symbol, quantity=account.quantity_step
        )
        trial = certify(given, sales, [*purchases, more])
        if trial.holds and trial.objective < found.objective - WORTH:
            better.append(f"{symbol} in {account.account_id}")
    return better


def conserves(given: Situation, plan: Plan) -> None:
    """Shares and dollars only change places; what trading costs is said."""
    before = {lot.lot_id: lot.quantity for _, lot in given.household.lots}
    for intent in plan.sells():
        assert sum((sale.quantity for sale in intent.lots), ZERO) == intent.quantity
        assert sum((sale.proceeds for sale in intent.lots), ZERO) == intent.value
        assert all(sale.quantity <= before.pop(sale.lot.lot_id) for sale in intent.lots)
    cost = sum((intent.cost for intent in plan.intents), ZERO)
    left = sum((cash_left(account, plan) for account in given.household.accounts), ZERO)
    assert plan.estimate.cost == cost
    assert plan.estimate.cash_after == left - cost
    value = sum((outcome.value_after for outcome in plan.asset_classes), ZERO)
    assert value == plan.estimate.value - cost


@pytest.mark.parametrize("part", range(PARTS), ids=lambda part: f"part{part}")
@settings(PLAIN, max_examples=EXAMPLES // PARTS)
@given(case=households())
def test_a_plan_keeps_every_limit_and_every_dollar_and_nothing_feasible_is_below_its_bound(
    part: int, case: Situation
) -> None:
    assert part < PARTS
    promises(case)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS), ids=lambda part: f"part{part}")
@LONG
@given(case=households())
def test_ten_thousand_plans_keep_every_limit_and_their_bound(part: int, case: Situation) -> None:
    assert part < PARTS
    promises(case)


@settings(PLAIN, max_examples=EXAMPLES // 15)
@given(households())
def test_the_same_household_gives_the_same_bytes(case: Situation) -> None:
    first, second = planned(case), planned(case)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assume(all(_in_time(plan) for plan in (first, second)))
        texts = [Document.of(plan, case).to_json() for plan in (first, second)]
        assert texts[0] == texts[1]


@settings(PLAIN, max_examples=EXAMPLES // 10)
@given(households())
def test_a_plan_made_from_a_plans_own_result_gains_less_than_the_gap(case: Situation) -> None:
    case = repeatable(case)
    first = planned(case)
    assume(first is not None)
    assert first is not None
    assume(not _sells_what_was_bought_lately(case, first))
    next_day = settled(case, first)
    again = planned(next_day)
    assume(again is not None)
    assert again is not None
    idle = certify(next_day, (), ())
    gained = idle.objective - certificate_of(next_day, again).objective
    assert first.proof.gap is not None
    assert gained <= first.proof.gap + noise(idle) + CENT * (2 + 2 * len(first.intents))


def _in_time(plan: Plan) -> bool:
    return all(one.reason.setting != "policy.time_limit" for one in plan.warnings)


def repeatable(case: Situation) -> Situation:
    """Without limits that a second plan has anew: so many orders, or so much turnover, a plan."""
    policy = replace(
        case.policy,
        wash_sales=WashPolicy.AVOID,
        wash_lookback=WashLookback.LAW,
        max_orders=0,
        max_turnover=Decimal(1),
        commission=ZERO,
        min_harvest_dollars=ZERO,
        min_harvest_fraction=ZERO,
        min_trade_dollars=ZERO,
        min_trade_fraction=ZERO,
    )
    return replace(case, policy=policy)


def settled(case: Situation, plan: Plan) -> Situation:
    """The household of the same evening: orders filled, costs paid, gains in the year so far."""
    done = after(case, plan)
    accounts = tuple(
        replace(account, cash=account.cash - _cost_in(plan, account.account_id))
        for account in done.household.accounts
    )
    tax = case.tax
    if tax is not None:
        tax = replace(
            tax,
            realized_short=(tax.realized_short or ZERO) + plan.estimate.realized_short,
            realized_long=(tax.realized_long or ZERO) + plan.estimate.realized_long,
        )
    return replace(done, household=replace(done.household, accounts=accounts), tax=tax)


def _cost_in(plan: Plan, account_id: str) -> Decimal:
    own = (intent.cost for intent in plan.intents if intent.account_id == account_id)
    return sum(own, ZERO)


def _sells_what_was_bought_lately(case: Situation, plan: Plan) -> bool:
    """What is bought lately and sold no longer replaces older shares, which become free (P6)."""
    window = case.as_of - timedelta(days=30)
    return any(
        sale.lot.acquired is not None and sale.lot.acquired >= window
        for intent in plan.sells()
        for sale in intent.lots
    )
