"""What to do: planners turn a household, a goal and prices into a plan.

Every planner is a function `(Situation) -> Plan` and reads no file and no clock, so that it runs
unchanged in a command, a notebook, a backtest or a worker.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from trimtab.domain import (
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
from trimtab.planners.equal_weight import plan_equal_weight
from trimtab.planners.never_sell import plan_never_sell
from trimtab.planners.ranked_tlh import plan_ranked_tlh

__all__ = ["PLANNERS", "plan"]

PLANNERS: Mapping[PlannerName, Callable[[Situation], Plan]] = {
    PlannerName.RANKED_TLH: plan_ranked_tlh,
    PlannerName.NEVER_SELL: plan_never_sell,
    PlannerName.EQUAL_WEIGHT: plan_equal_weight,
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
) -> Plan:
    """A plan by the planner that `policy` names.

    tax         None leaves the tax amounts out
    raise_cash  dollars that must be left over on top of every account's `min_cash`, >= 0

    Raises NoPlan when the hard limits leave no plan, and InvalidValue for a planner that does not
    exist yet.
    """
    if policy.planner not in PLANNERS:
        known = ", ".join(name.value for name in PLANNERS)
        raise InvalidValue(f"planner {policy.planner.value} is not built yet; planners: {known}")
    if not isinstance(as_of, date):
        raise InvalidValue(f"as_of must be a date, got {as_of!r}")
    situation = Situation(
        household=household,
        target=target,
        market=market,
        tax=tax,
        policy=policy,
        as_of=as_of,
        raise_cash=raise_cash,
    )
    return PLANNERS[policy.planner](situation)
