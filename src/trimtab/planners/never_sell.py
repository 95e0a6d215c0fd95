"""Buy-only: the money above `min_cash` fills the class targets, and nothing is sold.

Every account that may be traded buys with its own cash. Cash is a class like any other: what its
target asks for stays uninvested.
"""

from trimtab.domain import Account, Plan, Situation
from trimtab.planners.choice import choose
from trimtab.planners.rule_plan import RulePlan
from trimtab.planners.screening import screen_of
from trimtab.planners.valuation import Valuation


def plan_never_sell(situation: Situation) -> Plan:
    """The plan without sales. Raises NoPlan when `raise_cash` is more than there is."""
    return decide_never_sell(situation).finish()


def decide_never_sell(situation: Situation) -> RulePlan:
    """What the money above `min_cash` would buy."""
    window = screen_of(situation)
    return RulePlan(
        valuation=Valuation(situation),
        window=window,
        choices=choose(situation, window, uses=_trades),
        sells=(),
        lots_left=(),
        uses=_trades,
        cash_class=True,
    )


def _trades(account: Account) -> bool:
    return account.tradable
