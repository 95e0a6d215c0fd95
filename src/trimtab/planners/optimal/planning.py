"""The optimal planner: one model of the whole household, a bound, and a check of the orders.

The optimiser answers in floats. Its orders are read into exact shares, and everything that is said
of the plan, its objective included, is computed again from those orders in exact arithmetic
(`trimtab.optimize.certificate`). A plan that fails that check is a fault and never shown.
"""

from decimal import Decimal

from trimtab.domain import (
    Plan,
    PlanWarning,
    Proof,
    ProofStatus,
    Reason,
    Situation,
    TradeIntent,
)
from trimtab.money import cents_text, exact_text, ratio_text, to_cents, to_float
from trimtab.optimize.certificate import Certificate
from trimtab.optimize.solve import Status
from trimtab.planners.assumptions import assumptions_of
from trimtab.planners.optimal.cash_reasons import CashReasons
from trimtab.planners.optimal.left import Left
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.optimal.pricing import Prices, Pricing
from trimtab.planners.optimal.reasons import OrderReasons
from trimtab.planners.optimal.solving import Solved, best_of
from trimtab.planners.optimal.stopwatch import stopwatch
from trimtab.planners.warnings import warnings_of

# The plan's tax beside the household from which on it is said.
_LARGE_TAX = Decimal("0.01")

# A gap within which a plan is called optimal: a tenth of a basis point of the household.
_OPTIMAL_GAP = Decimal("0.00001")


def plan_optimal(situation: Situation) -> Plan:
    """The best plan for the whole household, with its bound.

    Raises NoPlan naming the limits in conflict when no plan satisfies them, and PlanFault when the
    optimiser's answer does not pass the check.
    """
    solved = best_of(situation)
    return _plan(situation, solved)


def proof_of(situation: Situation, solved: Solved) -> Proof:
    """How good the plan is known to be."""
    value = solved.rules.valuation.household
    if solved.gap <= _OPTIMAL_GAP * value:
        status = ProofStatus.OPTIMAL
    elif solved.gap <= situation.policy.gap * value:
        status = ProofStatus.WITHIN_GAP
    else:
        status = ProofStatus.FEASIBLE
    objective, gap = to_cents(solved.certificate.objective), to_cents(solved.gap)
    return Proof(
        status=status,
        objective=objective,
        bound=objective - gap,
        gap=gap,
        solver=solved.answer.solver,
        checked=True,
    )


def _plan(situation: Situation, solved: Solved) -> Plan:
    outcome = Outcome(solved.rules, solved.orders)
    prices = _prices(situation, solved, outcome)
    left = Left(outcome, prices.lots)
    proof = proof_of(situation, solved)
    window = solved.rules.window
    warnings = (
        *left.warnings(),
        *warnings_of(outcome.valuation, window, solved.orders.sells, outcome.estimate),
        *CashReasons(outcome).warnings(),
        *_stopped_early(situation, solved, proof),
        *_large_tax(outcome),
        *_raised_carryover(situation, solved),
    )
    return Plan(
        as_of=situation.as_of,
        planner=situation.policy.planner,
        intents=_intents(outcome, prices),
        asset_classes=tuple(outcome.classes.values()),
        estimate=outcome.estimate,
        proof=proof,
        not_done=left.not_done(),
        warnings=tuple(sorted(warnings, key=lambda warning: not warning.needs_ack)),
        assumptions=assumptions_of(situation, window)
        | _terms(solved.certificate)
        | _unpriced(prices),
        blind_spots=situation.household.blind_spots,
    )


def _unpriced(prices: Prices) -> dict[str, str]:
    """A word about trade-offs that carry no price."""
    if not prices.skipped:
        return {}
    return {"prices": f"{prices.skipped} orders and lots were not tried without: too many, or open"}


def _prices(situation: Situation, solved: Solved, outcome: Outcome) -> Prices:
    """What orders are worth, and what some lots left alone would cost."""
    pricing = Pricing(
        problem=solved.problem,
        answer=solved.answer,
        trades=solved.trades,
        seconds=to_float(situation.policy.time_limit) - solved.answer.seconds,
        gap=to_float(situation.policy.gap) * solved.problem.value,
        clock=stopwatch(),
    )
    return pricing.prices(Left(outcome).open_questions())


def _stopped_early(situation: Situation, solved: Solved, proof: Proof) -> tuple[PlanWarning, ...]:
    """A word about a plan whose gap is wider than asked for."""
    if proof.status is not ProofStatus.FEASIBLE:
        return ()
    share = solved.gap / solved.rules.valuation.household
    params = {"gap": cents_text(solved.gap), "share": ratio_text(share, 8)}
    stopped = solved.answer.status is Status.STOPPED
    if stopped:
        params["seconds"] = exact_text(situation.policy.time_limit)
    setting = "policy.time_limit" if stopped else "policy.gap"
    return (PlanWarning(reason=Reason(code="WARN.GAP_OPEN", params=params, setting=setting)),)


def _large_tax(outcome: Outcome) -> tuple[PlanWarning, ...]:
    """A word where the plan costs more than a hundredth of the household in tax."""
    estimate = outcome.estimate
    if estimate.tax_before is None or estimate.tax_after is None:
        return ()
    tax = estimate.tax_after - estimate.tax_before
    if tax <= _LARGE_TAX * estimate.value:
        return ()
    params = {"tax": cents_text(tax), "share": ratio_text(tax / estimate.value, 4)}
    return (
        PlanWarning(
            reason=Reason(code="WARN.LARGE_TAX", params=params, setting="targets.class.band"),
            needs_ack=True,
        ),
    )


def _raised_carryover(situation: Situation, solved: Solved) -> tuple[PlanWarning, ...]:
    """A word where `carryover_value` is too low to be used as it is."""
    used, given = solved.certificate.carried_rate, situation.policy.carryover_value
    if not solved.certificate.carried_rate_raised or used is None or given is None:
        return ()
    return (
        PlanWarning(
            reason=Reason(
                code="WARN.CARRYOVER_RAISED",
                params={"given": ratio_text(given, 4), "used": ratio_text(used, 4)},
                setting="policy.carryover_value",
            )
        ),
    )


def _terms(certificate: Certificate) -> dict[str, str]:
    """The objective, term by term, as assumptions to read."""
    terms = {f"objective: {name}": cents_text(amount) for name, amount in certificate.terms.items()}
    return terms | {"objective without trades": cents_text(certificate.objective_without_trades)}


def _intents(outcome: Outcome, prices: Prices) -> tuple[TradeIntent, ...]:
    reasons = OrderReasons(outcome, prices.orders)
    price, cost = outcome.valuation.price, outcome.cost_of
    sells = (
        sell.intent(price(sell.symbol), reasons.of_sale(sell), cost(sell))
        for sell in outcome.orders.sells
    )
    buys = (
        buy.intent(price(buy.symbol), reasons.of_purchase(buy), cost(buy))
        for buy in outcome.orders.buys
    )
    return (*sells, *buys)
