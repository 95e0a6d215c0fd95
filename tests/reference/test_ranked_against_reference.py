"""The ranked planner against the second telling of its rule, on random households."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from tests.reference import ranked
from tests.strategies import situations
from trimtab.domain import LotMethod, Plan, Situation, WashLookback
from trimtab.planners.ranked_tlh import plan_ranked_tlh
from trimtab.tax import WashOutlook


def sold_by(plan: Plan) -> dict[str, Fraction]:
    return {
        sale.lot.lot_id: Fraction(sale.quantity) for intent in plan.sells() for sale in intent.lots
    }


def bought_by(plan: Plan) -> dict[tuple[str, str], Fraction]:
    return {(buy.account_id, buy.symbol): Fraction(buy.quantity) for buy in plan.buys()}


def targets_of(plan: Plan) -> dict[str, Fraction]:
    return {
        outcome.name: Fraction(outcome.buy_target)
        for outcome in plan.asset_classes
        if outcome.buy_target is not None
    }


def assert_same_as_reference(situation: Situation) -> None:
    """The reference tells the careful estimate; what a long record knows has its own matcher.

    It names lots: what brokers sell by an order of their own has tests beside the planners.
    """
    accounts = (replace(one, lot_method=LotMethod.SPECIFIC) for one in situation.household.accounts)
    named = replace(situation.household, accounts=tuple(accounts))
    situation = replace(situation, household=named)
    strict = situation.policy.wash_lookback is WashLookback.STRICT
    assume(strict or WashOutlook(situation.household, situation.as_of).incomplete)
    expected = ranked.plan(
        ranked.Inputs(
            household=situation.household,
            target=situation.target,
            market=situation.market,
            policy=situation.policy,
            as_of=situation.as_of,
        )
    )
    plan = plan_ranked_tlh(situation)
    assert sold_by(plan) == expected.sold
    assert targets_of(plan) == {
        name: ranked.cents(amount) for name, amount in expected.buy_targets.items()
    }
    assert bought_by(plan) == expected.bought


@settings(max_examples=300)
@given(situations())
def test_sells_buys_and_ideal_amounts_agree_share_by_share(situation: Situation) -> None:
    assert_same_as_reference(situation)


@pytest.mark.long
@settings(max_examples=5000)
@given(situations())
def test_five_thousand_households_agree_share_by_share(situation: Situation) -> None:
    assert_same_as_reference(situation)
