"""The optimal planner: one model of the whole household, a bound, and a check of the orders.

The optimiser answers in floats. Its orders are read into exact shares, and everything that is said
of the plan, its objective included, is computed again from those orders in exact arithmetic
(`trimtab.optimize.certificate`). A plan that fails that check is a fault and never shown.
"""

from dataclasses import replace
from decimal import Decimal

from trimtab.domain import (
    Plan,
    PlanWarning,
    Proof,
    ProofStatus,
    Reason,
    ReasonBasis,
    Situation,
    TrackingError,
    TradeIntent,
    WashPolicy,
)
from trimtab.errors import NoPlan
from trimtab.money import cents_text, exact_text, from_solver, ratio_text, to_cents, to_float
from trimtab.optimize.certificate import Certificate
from trimtab.optimize.solve import Status
from trimtab.planners.assumptions import assumptions_of
from trimtab.planners.optimal.cash_reasons import CashReasons
from trimtab.planners.optimal.idle_cash import idle_cash_warnings
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

# The grain of a tracking error that is told.
_MILLIONTH = Decimal("0.000001")


def plan_optimal(situation: Situation) -> Plan:
    """The best plan for the whole household, with its bound.

    Raises NoPlan naming the limits in conflict when no plan satisfies them, and PlanFault when the
    optimiser's answer does not pass the check.
    """
    return _plan(*_best_wherever(situation))


def _best_wherever(situation: Situation) -> tuple[Situation, Solved]:
    """The best plan that raises cash in taxable accounts, or what they cannot give in others.

    The situation then says how much may stay in those.
    """
    try:
        return situation, best_of(situation)
    except NoPlan as refused:
        accounts = [one for one in situation.household.accounts if one.tradable and one.tracked]
        sheltered = any(not one.taxable for one in accounts) and any(
            one.taxable for one in accounts
        )
        if refused.too_much_raised is None or situation.raise_in is not None or not sheltered:
            raise
        wider = replace(
            situation, raise_sheltered=min(refused.too_much_raised, situation.raise_cash)
        )
        return wider, best_of(wider)


def proof_of(situation: Situation, solved: Solved) -> Proof:
    """How good the plan is known to be."""
    objective, gap = to_cents(solved.certificate.objective), to_cents(solved.gap)
    return Proof(
        status=status_of(situation, solved.gap, solved.rules.valuation.household),
        objective=objective,
        bound=objective - gap,
        gap=gap,
        solver=solved.answer.solver,
        checked=True,
    )


def status_of(situation: Situation, gap: Decimal, value: Decimal) -> ProofStatus:
    """What a gap of these dollars earns a plan of a household of that `value`."""
    if gap <= _OPTIMAL_GAP * value:
        return ProofStatus.OPTIMAL
    if gap <= situation.policy.gap * value:
        return ProofStatus.WITHIN_GAP
    return ProofStatus.FEASIBLE


def _plan(situation: Situation, solved: Solved) -> Plan:
    outcome = Outcome(solved.rules, solved.orders)
    return describe(
        situation,
        outcome,
        solved.certificate,
        proof=proof_of(situation, solved),
        prices=_prices(situation, solved, outcome),
        stopped=solved.answer.status is Status.STOPPED,
    )


def describe(
    situation: Situation,
    outcome: Outcome,
    certificate: Certificate,
    *,
    proof: Proof,
    prices: Prices,
    stopped: bool,
) -> Plan:
    """All that a plan says of the orders in `outcome`: what only solving tells is given.

    certificate  of the same orders
    stopped      the time limit ended the search
    """
    left = Left(outcome, prices.lots)
    window = outcome.rules.window
    warnings = (
        *left.warnings(),
        *warnings_of(outcome.valuation, window, outcome.orders.sells, outcome.estimate),
        *CashReasons(outcome).warnings(),
        *_stopped_early(situation, outcome, proof, stopped=stopped),
        *_large_tax(outcome),
        *_raised_from_shelter(situation),
        *idle_cash_warnings(outcome, certificate.cash_after),
        *_raised_carryover(situation, certificate),
        *_limited_tracking(situation, prices),
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
        assumptions=assumptions_of(situation, window) | _terms(certificate) | _unpriced(prices),
        blind_spots=situation.household.blind_spots,
        tracking=_tracking(situation, certificate),
    )


def _tracking(situation: Situation, certificate: Certificate) -> TrackingError | None:
    """The tracking error as the certificate has it."""
    before, after = certificate.tracking_error_before, certificate.tracking_error
    if before is None or after is None:
        return None
    return TrackingError(
        before=before,
        after=after,
        limit=situation.policy.max_tracking_error,
        of_classes=situation.covariance is not None,
    )


def _unpriced(prices: Prices) -> dict[str, str]:
    """A word about trade-offs that carry no price."""
    if not prices.skipped:
        return {}
    left = f"{prices.skipped} orders and lots: solving again for each takes long, or is not sure"
    return {"prices": left}


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


def _stopped_early(
    situation: Situation, outcome: Outcome, proof: Proof, *, stopped: bool
) -> tuple[PlanWarning, ...]:
    """A word about a plan whose gap is wider than asked for."""
    if proof.status is not ProofStatus.FEASIBLE or proof.gap is None:
        return ()
    share = proof.gap / outcome.valuation.household
    params = {"gap": cents_text(proof.gap), "share": ratio_text(share, 8)}
    setting = "policy.gap"
    if stopped:
        params["seconds"] = exact_text(situation.policy.time_limit)
        setting = "policy.time_limit"
    elif situation.policy.wash_sales is not WashPolicy.AVOID:
        params["why"] = "its bound leaves out what wash sales cost"
        setting = "policy.wash_sales"
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


def _limited_tracking(situation: Situation, prices: Prices) -> tuple[PlanWarning, ...]:
    """A word where the limit of the tracking error changes the plan, with its price."""
    limit = situation.policy.max_tracking_error
    if prices.limit is None or limit is None:
        return ()
    price, variance = prices.limit
    params = {
        "limit": exact_text(limit),
        "price": cents_text(price),
        "unlimited": ratio_text(from_solver(variance**0.5, _MILLIONTH)),
    }
    return (
        PlanWarning(
            reason=Reason(
                code="WARN.TRACKING_LIMIT",
                params=params,
                basis=ReasonBasis.TRADE_OFF,
                setting="policy.max_tracking_error",
            )
        ),
    )


def _raised_from_shelter(situation: Situation) -> tuple[PlanWarning, ...]:
    """A word where taxable accounts cannot give all that is to be raised."""
    if situation.raise_sheltered <= 0:
        return ()
    params = {
        "amount": cents_text(situation.raise_sheltered),
        "asked": cents_text(situation.raise_cash),
    }
    return (
        PlanWarning(
            reason=Reason(code="WARN.RAISED_SHELTERED", params=params, setting="--raise"),
            needs_ack=True,
        ),
    )


def _raised_carryover(situation: Situation, certificate: Certificate) -> tuple[PlanWarning, ...]:
    """A word where `carryover_value` is too low to be used as it is."""
    used, given = certificate.carried_rate, situation.policy.carryover_value
    if not certificate.carried_rate_raised or used is None or given is None:
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
