"""The plan beside other ways of going about it, all scored by the same objective."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from trimtab.domain import Considered, Situation
from trimtab.errors import NoPlan
from trimtab.money import ZERO
from trimtab.optimize.certificate import certify
from trimtab.optimize.permissions import Permissions
from trimtab.planners.optimal.orders import Orders
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.optimal.solving import Solved, best_of
from trimtab.planners.screening import screen_of
from trimtab.planners.valuation import Valuation

# Drift weighed a thousand times as much: the target is met as far as the hard limits let it.
_EXACT = 1000


def compared(situation: Situation, chosen: Solved) -> tuple[Considered, ...]:
    """The named alternatives and the plan itself, last.

    Each alternative is the best plan under its own wish; its figures are those that it would have
    under the household's own taxes and settings. One that the limits rule out is left out.
    """
    return tuple(_all(situation, chosen))


def _all(situation: Situation, chosen: Solved) -> Iterator[Considered]:
    nothing = Orders(sells=(), buys=())
    yield _scored(situation, "Do nothing", nothing)
    for name, solve_it in _WISHES.items():
        try:
            orders = solve_it(situation)
        except NoPlan:
            continue
        yield _scored(situation, name, orders)
    yield _scored(situation, "This plan", chosen.orders)


def _scored(situation: Situation, name: str, orders: Orders) -> Considered:
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
        sellable = permissions.sellable - kept
        return replace(
            permissions,
            sellable=frozenset(
                lot_id
                for lot_id in sellable
                if sellable.issuperset(permissions.needs.get(lot_id, ()))
            ),
        )

    return narrowed
