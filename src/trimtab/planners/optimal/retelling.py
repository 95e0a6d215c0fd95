"""A finished plan told again from its orders, without solving.

All that a plan says follows from its orders and the household, but for what only solving tells: the
bound, what an order is worth, the other choices. Those are given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.domain import Considered, Plan, Proof, Situation, WashPolicy
from trimtab.money import to_cents
from trimtab.optimize.certificate import Certificate, certify
from trimtab.planners.optimal.comparing import DO_NOTHING, THIS_PLAN, scored
from trimtab.planners.optimal.left import Left
from trimtab.planners.optimal.orders import Orders, with_disallowed
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.optimal.planning import describe
from trimtab.planners.optimal.pricing import Prices
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.screening import screen_of
from trimtab.planners.trades import Buy, Take, group_sales
from trimtab.planners.valuation import Valuation


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlySolved:
    """What a plan says that only solving tells.

    proof       its objective is computed again
    orders      prices of orders, by (account, security, side), dollars
    lots        prices of lots left alone, dollars by lot id
    limit       what a limit of the tracking error costs, dollars, and the variance without it
    unpriced    it says how many were not priced
    stopped     the time limit ended the search
    considered  the figures of the plan itself and of doing nothing are computed again
    """

    proof: Proof
    orders: dict[tuple[str, str, str], Decimal]
    lots: dict[str, Decimal]
    unpriced: bool
    stopped: bool
    limit: tuple[Decimal, float] | None = None
    considered: tuple[Considered, ...] = ()


def retold(
    situation: Situation, takes: Iterable[Take], buys: Sequence[Buy], solved: OnlySolved
) -> tuple[Plan, ...]:
    """The plan that these orders make, under each set of rules that may have allowed them.

    Where wash sales may happen a plan may have been found under the rules that avoid them.
    """
    sells = group_sales(Valuation(situation), takes)
    orders = Orders(sells=sells, buys=tuple(buys))
    certificate = certify(situation, orders.proposed_sales, orders.proposed_purchases)
    orders = with_disallowed(orders, certificate)
    return tuple(
        _retold(situation, ruled, orders, certificate, solved) for ruled in _ruled(situation)
    )


def _ruled(situation: Situation) -> tuple[Situation, ...]:
    policy = situation.policy
    if policy.wash_sales is WashPolicy.AVOID:
        return (situation,)
    careful = replace(situation, policy=replace(policy, wash_sales=WashPolicy.AVOID))
    return situation, careful


def _retold(
    situation: Situation,
    ruled: Situation,
    orders: Orders,
    certificate: Certificate,
    solved: OnlySolved,
) -> Plan:
    outcome = Outcome(Rules(Valuation(ruled), screen_of(ruled)), orders)
    plan = describe(
        situation,
        outcome,
        certificate,
        proof=replace(
            solved.proof,
            objective=to_cents(certificate.objective),
            checked=not certificate.violations,
        ),
        prices=_prices(outcome, solved),
        stopped=solved.stopped,
    )
    return replace(plan, considered=considered_again(situation, orders, solved.considered))


def _prices(outcome: Outcome, solved: OnlySolved) -> Prices:
    """The prices as given; how many more there could be follows from the orders."""
    asked = len(outcome.orders.sells) + len(outcome.orders.buys)
    asked += len(Left(outcome).open_questions())
    told = len(solved.orders) + len(solved.lots)
    return Prices(
        orders=solved.orders,
        lots=solved.lots,
        limit=solved.limit,
        skipped=asked - told if solved.unpriced else 0,
    )


def considered_again(
    situation: Situation, orders: Orders, considered: Iterable[Considered]
) -> tuple[Considered, ...]:
    """`considered`, with the figures of doing nothing and of `orders` themselves found again."""
    found = {
        DO_NOTHING: Orders(sells=(), buys=()),
        THIS_PLAN: orders,
    }
    return tuple(
        scored(situation, one.name, found[one.name]) if one.name in found else one
        for one in considered
    )
