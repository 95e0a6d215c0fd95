"""The optimal planner: one model of the whole household, a bound, and a check of the orders.

The optimiser answers in floats. Its orders are read into exact shares, and everything that is said
of the plan, its objective included, is computed again from those orders in exact arithmetic
(`trimtab.optimize.certificate`). A plan that fails that check is a fault and never shown.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from time import perf_counter

from trimtab.domain import (
    LotSale,
    Plan,
    PlanWarning,
    Proof,
    ProofStatus,
    Reason,
    Side,
    Situation,
    TradeIntent,
    WashPolicy,
)
from trimtab.errors import PlanFault
from trimtab.money import ZERO, cents_text, exact_text, ratio_text, to_cents, to_float
from trimtab.optimize.assemble import problem_of
from trimtab.optimize.certificate import Certificate, certify
from trimtab.optimize.solve import Answer, solve
from trimtab.planners.assumptions import assumptions_of
from trimtab.planners.optimal.left import Left
from trimtab.planners.optimal.orders import Orders, orders_of
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.optimal.reasons import OrderReasons
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.screening import screen_of
from trimtab.planners.valuation import Valuation
from trimtab.planners.warnings import warnings_of

# A gap within which a plan is called optimal: a tenth of a basis point of the household.
_OPTIMAL_GAP = Decimal("0.00001")

# How far exact arithmetic may fall below a bound computed in floats: a cent per million dollars.
_FLOAT_NOISE = Decimal("0.00000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """Orders with their check, and the bound that holds for all plans, both in dollars of J."""

    rules: Rules
    orders: Orders
    certificate: Certificate
    bound: Decimal
    solver: str
    stopped: bool

    @property
    def gap(self) -> Decimal:
        """Dollars that a better plan could gain at most, >= 0."""
        return max(ZERO, self.certificate.objective - self.bound)


def plan_optimal(situation: Situation) -> Plan:
    """The best plan for the whole household, with its bound.

    Raises NoPlan naming the limits in conflict when no plan satisfies them, and PlanFault when the
    optimiser's answer does not pass the check.
    """
    solved = best_of(situation)
    return _plan(situation, solved)


def best_of(situation: Situation) -> Solved:
    """The orders of the best plan found.

    Where wash sales may happen, the plan that pays no regard to them is compared with the one that
    avoids them, each with what the law would disallow; the bound is that of the former, which can
    only be too low.
    """
    free = _solved(situation, situation)
    if situation.policy.wash_sales is WashPolicy.AVOID or not any(
        free.certificate.disallowed.values()
    ):
        return free
    avoiding = replace(situation, policy=replace(situation.policy, wash_sales=WashPolicy.AVOID))
    careful = _solved(situation, avoiding)
    best = min((free, careful), key=lambda one: one.certificate.objective)
    return replace(best, bound=free.bound)


def _solved(situation: Situation, ruled: Situation) -> Solved:
    """Solve `ruled`, a situation under other rules perhaps, and check it against `situation`."""
    valuation = Valuation(ruled)
    rules = Rules(valuation, screen_of(ruled))
    problem = problem_of(ruled, rules.permissions)
    policy = ruled.policy
    answer = solve(
        problem,
        seconds=to_float(policy.time_limit),
        gap=to_float(policy.gap) * problem.value,
        clock=_stopwatch(),
    )
    orders = orders_of(valuation, problem, answer.trades)
    certificate = certify(situation, orders.proposed_sales, orders.proposed_purchases)
    bound = _bound(certificate, answer)
    _refuse_unless_it_holds(situation, certificate, answer, bound)
    return Solved(
        rules=rules,
        orders=_with_disallowed(orders, certificate),
        certificate=certificate,
        bound=bound,
        solver=answer.solver,
        stopped=answer.stopped,
    )


def _stopwatch() -> Callable[[], float]:
    """Seconds since now: elapsed time, for the time limit; what day it is nobody asks here."""
    start = perf_counter()
    return lambda: perf_counter() - start


def _bound(certificate: Certificate, answer: Answer) -> Decimal:
    """The optimiser's bound on the scale of the certificate.

    Both count from the same household without trades, so that what no trade changes cannot set them
    apart.
    """
    below = Decimal(repr(answer.bound - answer.objective_without_trades))
    return to_cents(certificate.objective_without_trades + below)


def _refuse_unless_it_holds(
    situation: Situation, certificate: Certificate, answer: Answer, bound: Decimal
) -> None:
    """Raise PlanFault for a violated limit, or an objective under its own lower bound."""
    found = [violation.text for violation in certificate.violations]
    noise = Decimal("0.05") + _FLOAT_NOISE * Decimal(repr(abs(answer.value)))
    if certificate.objective < bound - noise:
        found.append(
            f"its objective of {cents_text(certificate.objective)} is under its bound of "
            f"{cents_text(bound)}"
        )
    if found:
        raise PlanFault(
            f"the plan of {situation.household.name} did not pass its check: {'; '.join(found)}. "
            "Nothing of it may be used. Plan with another planner, and report this",
            evidence={
                "found": found,
                "solver": answer.solver,
                "objective": repr(answer.objective),
                "bound": repr(answer.bound),
            },
        )


def _with_disallowed(orders: Orders, certificate: Certificate) -> Orders:
    """The sales with what a wash sale disallows of each lot's loss, in whole cents."""

    def washed(sale: LotSale) -> LotSale:
        amount = certificate.disallowed.get(sale.lot.lot_id, ZERO)
        return replace(sale, disallowed=to_cents(amount)) if amount else sale

    return replace(
        orders,
        sells=tuple(
            replace(sell, lots=tuple(washed(sale) for sale in sell.lots)) for sell in orders.sells
        ),
    )


def proof_of(situation: Situation, solved: Solved) -> Proof:
    """How good the plan is known to be."""
    value = solved.rules.valuation.household
    if solved.gap <= _OPTIMAL_GAP * value:
        status = ProofStatus.OPTIMAL
    elif solved.gap <= situation.policy.gap * value:
        status = ProofStatus.WITHIN_GAP
    else:
        status = ProofStatus.FEASIBLE
    objective = to_cents(solved.certificate.objective)
    return Proof(
        status=status,
        objective=objective,
        bound=min(solved.bound, objective),
        gap=max(ZERO, objective - solved.bound),
        solver=solved.solver,
        checked=True,
    )


def _plan(situation: Situation, solved: Solved) -> Plan:
    outcome = Outcome(solved.rules, solved.orders)
    left = Left(outcome)
    proof = proof_of(situation, solved)
    window = solved.rules.window
    warnings = (
        *left.warnings(),
        *warnings_of(outcome.valuation, window, solved.orders.sells, outcome.estimate),
        *_stopped_early(situation, solved, proof),
    )
    return Plan(
        as_of=situation.as_of,
        planner=situation.policy.planner,
        intents=_intents(outcome),
        asset_classes=tuple(outcome.classes.values()),
        estimate=outcome.estimate,
        proof=proof,
        not_done=left.not_done(),
        warnings=tuple(sorted(warnings, key=lambda warning: not warning.needs_ack)),
        assumptions=assumptions_of(situation, window) | _terms(solved.certificate),
        blind_spots=tuple(
            account.account_id
            for account in situation.household.accounts
            if not account.tradable or not account.tracked
        ),
    )


def _stopped_early(situation: Situation, solved: Solved, proof: Proof) -> tuple[PlanWarning, ...]:
    """A word about a plan whose gap is wider than asked for."""
    if proof.status is not ProofStatus.FEASIBLE:
        return ()
    value = solved.rules.valuation.household
    return (
        PlanWarning(
            reason=Reason(
                code="WARN.GAP_OPEN",
                params={
                    "gap": cents_text(solved.gap),
                    "share": ratio_text(solved.gap / value, 8),
                    "seconds": exact_text(situation.policy.time_limit),
                },
                setting="policy.time_limit" if solved.stopped else "policy.gap",
            )
        ),
    )


def _terms(certificate: Certificate) -> dict[str, str]:
    """The objective, term by term, as assumptions to read."""
    terms = {f"objective: {name}": cents_text(amount) for name, amount in certificate.terms.items()}
    return terms | {"objective without trades": cents_text(certificate.objective_without_trades)}


def _intents(outcome: Outcome) -> tuple[TradeIntent, ...]:
    reasons = OrderReasons(outcome)
    sells = (
        TradeIntent(
            account_id=sell.account.account_id,
            side=Side.SELL,
            symbol=sell.symbol,
            quantity=sell.quantity,
            price=outcome.valuation.price(sell.symbol),
            value=sell.value,
            cost=outcome.cost_of(sell),
            lots=sell.lots,
            reasons=reasons.of_sale(sell),
        )
        for sell in outcome.orders.sells
    )
    buys = (
        TradeIntent(
            account_id=buy.account.account_id,
            side=Side.BUY,
            symbol=buy.symbol,
            quantity=buy.quantity,
            price=outcome.valuation.price(buy.symbol),
            value=buy.value,
            cost=outcome.cost_of(buy),
            reasons=reasons.of_purchase(buy),
        )
        for buy in outcome.orders.buys
    )
    return (*sells, *buys)
