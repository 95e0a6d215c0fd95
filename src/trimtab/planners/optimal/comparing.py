"""The plan beside other ways of going about it, all scored by the same objective."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from trimtab.domain import Considered, LotId, Plan, Situation
from trimtab.errors import NoPlan
from trimtab.money import ZERO
from trimtab.optimize.assembly.permissions import Permissions
from trimtab.optimize.certificate import certify
from trimtab.planners.optimal.orders import Orders
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.optimal.solving import best_of
from trimtab.planners.screening import screen_of
from trimtab.planners.trades import Buy, Sell
from trimtab.planners.valuation import Valuation

# Drift weighed a thousand times as much: the target is met as far as the hard limits let it.
_EXACT = 1000

# The two choices that are no wish: their figures follow from orders that are known.
DO_NOTHING, THIS_PLAN = "Do nothing", "This plan"


def with_alternatives(situation: Situation, plan: Plan) -> Plan:
    """`plan` with the named alternatives in `considered`, itself last.

    Each alternative is the best plan under its own wish; its figures are those that it would have
    under the household's own taxes and settings. One that the limits rule out is left out.
    """
    sheltered = Decimal(plan.assumptions.get("raise_sheltered", "0"))
    same = replace(situation, raise_sheltered=sheltered)
    return replace(plan, considered=tuple(_all(same, plan)))


def _all(situation: Situation, plan: Plan) -> Iterator[Considered]:
    yield scored(situation, DO_NOTHING, Orders(sells=(), buys=()))
    for name, solve_it in _WISHES.items():
        try:
            orders = solve_it(situation)
        except NoPlan:
            continue
        yield scored(situation, name, orders)
    yield scored(situation, THIS_PLAN, orders_in(situation, plan))


def scored(situation: Situation, name: str, orders: Orders) -> Considered:
    """What `orders` come to under the household's own taxes and settings."""
    certificate = certify(situation, orders.proposed_sales, orders.proposed_purchases)
    outcome = Outcome(Rules(Valuation(situation), screen_of(situation)), orders)
    estimate = outcome.estimate
    return Considered(
        name=name,
        tax_before=estimate.tax_before,
        tax_after=estimate.tax_after,
        drift=estimate.drift_after,
        cost=outcome.cost,
        orders=len(orders.sells) + len(orders.buys),
        objective=certificate.objective,
        meets_limits=not certificate.violations,
    )


def _ignoring_taxes(situation: Situation) -> Orders:
    return best_of(replace(situation, tax=None)).orders


def _at_target(situation: Situation) -> Orders:
    policy = situation.policy
    exact = replace(policy, drift_aversion=policy.drift_aversion * _EXACT)
    return best_of(replace(situation, policy=exact)).orders


def _without_gains(situation: Situation) -> Orders:
    return best_of(situation, narrowed=_only(situation, losing=False)).orders


def _harvest_only(situation: Situation) -> Orders:
    return best_of(situation, narrowed=_only(situation, losing=True)).orders


_WISHES: dict[str, Callable[[Situation], Orders]] = {
    "Ignore taxes": _ignoring_taxes,
    "Exact target": _at_target,
    "No gains": _without_gains,
    "Harvest only": _harvest_only,
}


def _only(situation: Situation, *, losing: bool) -> Callable[[Permissions], Permissions]:
    """Keep from sale what is at a gain in a taxable account; `losing`: all but taxable losses."""
    valuation = Valuation(situation)
    kept = set()
    for account, lot in situation.household.lots:
        gain = valuation.gain(lot) or ZERO
        at_gain = account.taxable and gain > 0
        no_loss = not (account.taxable and gain < Decimal(0))
        if no_loss if losing else at_gain:
            kept.add(lot.lot_id)

    def narrowed(permissions: Permissions) -> Permissions:
        sellable, before = permissions.sellable - kept, frozenset[LotId]()
        while sellable != before:
            before = sellable
            sellable = frozenset(lot for lot in before if _can_leave(permissions, lot, before))
        follows = {lot: first for lot, first in permissions.follows.items() if lot in sellable}
        return replace(permissions, sellable=sellable, follows=follows)

    return narrowed


def _can_leave(permissions: Permissions, lot: LotId, among: frozenset[LotId]) -> bool:
    """True where what has to leave before `lot` is `among` what may."""
    first = permissions.follows.get(lot, lot)
    return first in among and among.issuperset(permissions.needs.get(lot, ()))


def orders_in(situation: Situation, plan: Plan) -> Orders:
    """The orders of a finished plan."""
    target = situation.target
    return Orders(
        sells=tuple(
            Sell(
                account=situation.household.account(intent.account_id),
                symbol=intent.symbol,
                quantity=intent.quantity,
                value=intent.value,
                lots=intent.lots,
            )
            for intent in plan.sells()
        ),
        buys=tuple(
            Buy(
                account=situation.household.account(intent.account_id),
                symbol=intent.symbol,
                class_name=target.class_of(intent.symbol).name,
                quantity=intent.quantity,
                value=intent.value,
            )
            for intent in plan.buys()
        ),
    )
