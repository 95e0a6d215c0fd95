"""What holds for every plan of every planner, on random households."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.planners.household_after import after, cash_left
from tests.strategies import situations
from trimtab.domain import (
    GainRule,
    Plan,
    PlannerName,
    Side,
    Situation,
    Term,
    WashLookback,
)
from trimtab.money import CENT, ZERO, to_cents
from trimtab.planners import plan as make_plan
from trimtab.tax import net_capital_gain, tax_on_gains

PLANNERS = (PlannerName.RANKED_TLH, PlannerName.NEVER_SELL, PlannerName.EQUAL_WEIGHT)
# A household takes a hundredth of a second to draw: a fifth of the examples of other tests.
FEW = settings().max_examples // 5
by_every_planner = pytest.mark.parametrize("planner", PLANNERS, ids=lambda name: name.value)


def planned(situation: Situation, planner: PlannerName) -> Plan:
    return make_plan(
        situation.household,
        situation.target,
        situation.market,
        situation.tax,
        replace(situation.policy, planner=planner),
        as_of=situation.as_of,
    )


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_no_account_spends_below_its_smallest_cash(
    planner: PlannerName, situation: Situation
) -> None:
    plan = planned(situation, planner)
    for account in situation.household.accounts:
        assert cash_left(account, plan) >= min(account.cash, account.min_cash)


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_cash_and_value_are_conserved(planner: PlannerName, situation: Situation) -> None:
    plan = planned(situation, planner)
    left = sum((cash_left(account, plan) for account in situation.household.accounts), ZERO)
    assert plan.estimate.cash_after == left
    before = sum((outcome.value_before for outcome in plan.asset_classes), ZERO)
    after_it = sum((outcome.value_after for outcome in plan.asset_classes), ZERO)
    assert before == after_it == plan.estimate.value


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_no_lot_is_sold_twice_or_beyond_its_shares(
    planner: PlannerName, situation: Situation
) -> None:
    plan = planned(situation, planner)
    held = {lot.lot_id: (a.account_id, lot) for a, lot in situation.household.lots}
    sold = Counter(sale.lot.lot_id for intent in plan.sells() for sale in intent.lots)
    assert all(times == 1 for times in sold.values())
    for intent in plan.sells():
        for sale in intent.lots:
            assert held[sale.lot.lot_id] == (intent.account_id, sale.lot)
            assert sale.quantity <= sale.lot.quantity


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_an_account_has_one_order_for_a_security_and_a_reason_for_it(
    planner: PlannerName, situation: Situation
) -> None:
    plan = planned(situation, planner)
    orders = Counter((intent.account_id, intent.symbol) for intent in plan.intents)
    assert all(times == 1 for times in orders.values())
    assert all(intent.reasons for intent in plan.intents)


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_purchases_are_whole_steps_of_their_account(
    planner: PlannerName, situation: Situation
) -> None:
    for buy in planned(situation, planner).buys():
        step = situation.household.account(buy.account_id).quantity_step
        assert buy.quantity % step == 0


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_no_plan_sells_at_a_loss_what_it_buys(planner: PlannerName, situation: Situation) -> None:
    plan = planned(situation, planner)
    identical = situation.household.identical
    bought = frozenset[str]().union(*(identical.of(buy.symbol) for buy in plan.buys()))
    for intent in plan.sells():
        if situation.household.account(intent.account_id).taxable:
            for sale in intent.lots:
                assert sale.gain is not None
                # An order is rounded once: a lot without gain or loss may get a cent less.
                assert sale.gain >= -CENT or intent.symbol not in bought
                assert sale.disallowed <= CENT


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_money_foots_from_lots_to_orders_to_the_estimate(
    planner: PlannerName, situation: Situation
) -> None:
    plan = planned(situation, planner)
    realized = {Term.SHORT: ZERO, Term.LONG: ZERO}
    for intent in plan.intents:
        exact = Fraction(intent.quantity) * Fraction(intent.price)
        assert abs(Fraction(intent.value) - exact) <= Fraction(1, 200)
        taxable = situation.household.account(intent.account_id).taxable
        if intent.side is Side.SELL:
            assert sum((sale.proceeds for sale in intent.lots), ZERO) == intent.value
        for sale in intent.lots:
            if sale.basis is not None:
                assert sale.gain == sale.proceeds - sale.basis
            if taxable and sale.gain is not None and sale.term is not None:
                realized[sale.term] += sale.gain + sale.disallowed
    assert realized[Term.SHORT] == plan.estimate.realized_short
    assert realized[Term.LONG] == plan.estimate.realized_long


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_the_netting_line_makes_the_tax_column_foot(
    planner: PlannerName, situation: Situation
) -> None:
    plan = planned(situation, planner)
    estimate, profile = plan.estimate, situation.tax
    if profile is None:
        assert estimate.tax_before is estimate.tax_after is estimate.netting is None
        return
    lines = ZERO
    for intent in plan.sells():
        if situation.household.account(intent.account_id).taxable:
            for sale in intent.lots:
                assert sale.gain is not None
                rate = profile.rate_long if sale.term is Term.LONG else profile.rate_short
                lines += ((sale.gain + sale.disallowed) * rate).quantize(CENT, "ROUND_HALF_UP")
    net = net_capital_gain(estimate.realized_short, estimate.realized_long)
    assert estimate.tax_before == 0
    assert estimate.tax_after == tax_on_gains(net, profile)
    assert estimate.netting == estimate.tax_after - lines


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_drift_is_half_the_sum_of_the_weight_gaps(
    planner: PlannerName, situation: Situation
) -> None:
    plan = planned(situation, planner)
    for which in ("before", "after"):
        gaps = (
            abs(getattr(outcome, f"weight_{which}") - outcome.target_weight)
            for outcome in plan.asset_classes
        )
        assert getattr(plan.estimate, f"drift_{which}") == sum(gaps, ZERO) / 2


@settings(max_examples=2 * FEW)
@given(situation=situations(most_lots=15))
def test_buy_only_never_sells(situation: Situation) -> None:
    assert planned(situation, PlannerName.NEVER_SELL).sells() == ()


@settings(max_examples=2 * FEW)
@given(situation=situations())
def test_every_losing_or_unreadable_taxable_lot_is_sold_or_has_a_reason(
    situation: Situation,
) -> None:
    plan = planned(situation, PlannerName.RANKED_TLH)
    sold = {sale.lot.lot_id for intent in plan.sells() for sale in intent.lots}
    named = Counter(entry.lot_id for entry in plan.not_done if entry.lot_id is not None)
    assert all(times == 1 for times in named.values())
    for account, lot in situation.household.lots:
        if account.taxable:
            assert (lot.lot_id in sold) != (lot.lot_id in named)
        else:
            assert lot.lot_id not in sold


@by_every_planner
@settings(max_examples=FEW)
@given(situation=situations(most_lots=15))
def test_the_same_inputs_give_the_same_plan(planner: PlannerName, situation: Situation) -> None:
    assert planned(situation, planner) == planned(situation, planner)


@settings(max_examples=FEW)
@given(situation=situations(most_lots=15), seed=st.randoms(use_true_random=False))
def test_the_order_of_lots_changes_nothing_but_ties(situation: Situation, seed: Random) -> None:
    situation = whole_positions(situation)
    shuffled = []
    for account in situation.household.accounts:
        positions = [
            replace(p, lots=tuple(seed.sample(p.lots, len(p.lots)))) for p in account.positions
        ]
        seed.shuffle(positions)
        shuffled.append(replace(account, positions=tuple(positions)))
    household = replace(situation.household, accounts=tuple(shuffled))
    first = planned(situation, PlannerName.RANKED_TLH)
    second = planned(replace(situation, household=household), PlannerName.RANKED_TLH)
    assert first.estimate.cash_after == second.estimate.cash_after
    assert first.asset_classes == second.asset_classes
    assert shares_bought(first) == shares_bought(second)
    assert {s.lot.lot_id for i in first.sells() for s in i.lots} == {
        s.lot.lot_id for i in second.sells() for s in i.lots
    }


def shares_bought(plan: Plan) -> dict[tuple[str, str], Decimal]:
    return {(buy.account_id, buy.symbol): buy.quantity for buy in plan.buys()}


@pytest.mark.parametrize("planner", [PlannerName.RANKED_TLH, PlannerName.NEVER_SELL])
@settings(max_examples=2 * FEW)
@given(situation=situations(most_lots=15))
def test_a_plan_made_from_what_a_plan_leaves_is_empty_up_to_a_share_per_class(
    planner: PlannerName, situation: Situation
) -> None:
    situation = whole_positions(situation)
    first = planned(situation, planner)
    # Once a recent purchase is sold it no longer replaces the older shares, which become free.
    assume(not frees_older_lots(situation, first))
    again = planned(after(situation, first), planner)
    assert again.sells() == ()
    spent: dict[str, Decimal] = {}
    for buy in again.buys():
        name = situation.target.class_of(buy.symbol).name
        spent[name] = spent.get(name, ZERO) + buy.value
        assert spent[name] <= to_cents(buy.price)


@settings(max_examples=2 * FEW, suppress_health_check=[HealthCheck.filter_too_much])
@given(situation=situations(most_lots=15))
def test_equal_weights_made_from_what_they_leave_move_at_most_a_share_per_class(
    situation: Situation,
) -> None:
    # Under `strict` each sale would lock its security, and the second plan would face another rule.
    policy = replace(situation.policy, wash_lookback=WashLookback.LAW)
    situation = replace(situation, policy=policy)
    # An account below its smallest cash takes in sales that the plan could not know beforehand.
    accounts = situation.household.accounts
    assume(all(account.cash >= account.min_cash for account in accounts))
    first = planned(situation, PlannerName.EQUAL_WEIGHT)
    assume(not frees_older_lots(situation, first))
    again = planned(after(situation, first), PlannerName.EQUAL_WEIGHT)
    one_share_each = sum(
        (
            situation.market.price(outcome.buy_symbol)
            for outcome in first.asset_classes
            if outcome.buy_symbol is not None
        ),
        CENT,
    )
    assert sum((sell.value for sell in again.sells()), ZERO) <= one_share_each


def whole_positions(situation: Situation) -> Situation:
    """With the gain rule that sells a position whole; `lots` begins a new total with each plan."""
    rule = replace(situation.policy.ranked_tlh, gain_rule=GainRule.POSITION)
    return replace(situation, policy=replace(situation.policy, ranked_tlh=rule))


def frees_older_lots(situation: Situation, plan: Plan) -> bool:
    window = situation.as_of - timedelta(days=30)
    return situation.policy.wash_lookback is WashLookback.LAW and any(
        sale.lot.acquired is not None and sale.lot.acquired >= window
        for intent in plan.sells()
        for sale in intent.lots
    )
