"""What to do: planners turn a household, a goal and prices into a plan.

Every planner is a function `(Situation) -> Plan` and reads no file and no clock, so that it runs
unchanged in a command, a notebook, a backtest or a worker.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from trimtab.domain import (
    AccountId,
    ClassCovariance,
    FactorModel,
    Household,
    Market,
    Plan,
    PlannerName,
    Policy,
    Situation,
    TargetPortfolio,
    TaxProfile,
)
from trimtab.errors import InvalidValue
from trimtab.money import ZERO
from trimtab.planners.equal_weight import decide_equal_weight, plan_equal_weight
from trimtab.planners.measuring import refuse_unmeasured
from trimtab.planners.never_sell import decide_never_sell, plan_never_sell
from trimtab.planners.ranked_tlh import decide_ranked_tlh, plan_ranked_tlh
from trimtab.planners.rule_plan import RulePlan

__all__ = ["PLANNERS", "RULES", "plan", "plan_for"]


def _plan_optimal(situation: Situation) -> Plan:
    # Arrays and solvers load only for a plan that uses them.
    from trimtab.planners.optimal.planning import plan_optimal  # noqa: PLC0415 - start-up time

    return plan_optimal(situation)


PLANNERS: Mapping[PlannerName, Callable[[Situation], Plan]] = {
    PlannerName.OPTIMAL: _plan_optimal,
    PlannerName.RANKED_TLH: plan_ranked_tlh,
    PlannerName.NEVER_SELL: plan_never_sell,
    PlannerName.EQUAL_WEIGHT: plan_equal_weight,
}


# What the planners that follow a rule decide, before their orders are told.
RULES: Mapping[PlannerName, Callable[[Situation], RulePlan]] = {
    PlannerName.RANKED_TLH: decide_ranked_tlh,
    PlannerName.NEVER_SELL: decide_never_sell,
    PlannerName.EQUAL_WEIGHT: decide_equal_weight,
}


def plan(
    household: Household,
    target: TargetPortfolio,
    market: Market,
    tax: TaxProfile | None,
    policy: Policy,
    *,
    as_of: date,
    raise_cash: Decimal = ZERO,
    raise_in: AccountId | None = None,
    factors: FactorModel | None = None,
    covariance: ClassCovariance | None = None,
    compare: bool = False,
) -> Plan:
    """A plan by the planner that `policy` names.

    tax         None leaves the tax amounts out
    raise_cash  dollars that must be left over on top of every account's `min_cash`, >= 0
    raise_in    the account in which they are wanted; None: taxable ones first
    factors     how members of an index that is held directly move; None: the default model
    covariance  how the classes move together; None: not known
    compare     other ways of going about it stand in the plan's `considered`

    Raises NoPlan when the hard limits leave no plan, and PlanFault when a plan of the optimal
    planner does not pass its own check. Raises InvalidValue for a planner by rule where a class
    holds an index directly, for a limit of the tracking error that
    nothing measures, and for a covariance that lacks a class of the target.
    """
    if not isinstance(as_of, date):
        raise InvalidValue(f"as_of must be a date, got {as_of!r}")
    given = Situation(
        household=household,
        target=target,
        market=market,
        tax=tax,
        policy=policy,
        as_of=as_of,
        raise_cash=raise_cash,
        raise_in=raise_in,
        factors=factors or FactorModel(),
        covariance=covariance,
    )
    return plan_for(given, compare=compare)


def plan_for(situation: Situation, *, compare: bool = False) -> Plan:
    """As `plan`, of what is in one value already."""
    _refuse_index(situation)
    refuse_unmeasured(situation)
    made = PLANNERS[situation.policy.planner](situation)
    if not compare:
        return made
    from trimtab.planners.optimal.comparing import with_alternatives  # noqa: PLC0415 - as above

    return with_alternatives(situation, made)


def _refuse_index(situation: Situation) -> None:
    """A rule would buy one member of an index, or all alike; the optimal planner weighs them."""
    planner = situation.policy.planner
    if planner is PlannerName.OPTIMAL:
        return
    for asset_class in situation.target.asset_classes:
        if asset_class.members:
            raise InvalidValue(
                f"{asset_class.name} holds an index directly, which {planner.value} cannot: plan "
                f"with {PlannerName.OPTIMAL.value}"
            )
