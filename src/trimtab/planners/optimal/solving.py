"""Solve a situation, and check the answer: from wishes to orders that hold."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.domain import Policy, Situation, WashPolicy
from trimtab.errors import NoPlan, PlanFault
from trimtab.money import ZERO, cents_text, dollars_text, from_solver, to_float
from trimtab.optimize.assembly.assemble import problem_of
from trimtab.optimize.assembly.permissions import Permissions
from trimtab.optimize.certificate import Certificate, certify
from trimtab.optimize.evaluate import evaluate, no_trades, outcome_of
from trimtab.optimize.moves.polish import polish
from trimtab.optimize.moves.tidying import LEAST_WORTH, drop_small_orders, least_gain_of_equals
from trimtab.optimize.problem import Problem, Trades
from trimtab.optimize.solve import Answer, Status, solve
from trimtab.planners.optimal.conflict import no_plan
from trimtab.planners.optimal.orders import Orders, orders_of, with_disallowed
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.optimal.stopwatch import stopwatch
from trimtab.planners.screening import screen_of
from trimtab.planners.valuation import Valuation

# How far exact arithmetic may fall below a bound computed in floats: a cent per million dollars.
_FLOAT_NOISE = Decimal("0.00000001")
_CENTS = Decimal("0.05")

# What a solver or the arithmetic around it raises when it goes wrong.
_CRASHES = (ValueError, LookupError, ArithmeticError, RuntimeError)

# Dollars that rather stay in cash than make orders that are not worth placing.
_CRUMBS = 10.0

# Moves that may be looked at to invest idle cash.
_MOVES = 2_000

# The grain of the certificate's terms.
_BILLIONTH = Decimal("1e-9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """Orders with their check, and the bound that holds for all plans, both in dollars of J."""

    rules: Rules
    problem: Problem
    answer: Answer
    trades: Trades
    orders: Orders
    certificate: Certificate
    bound: Decimal

    @property
    def gap(self) -> Decimal:
        """Dollars that a better plan could gain at most, >= 0."""
        return max(ZERO, self.certificate.objective - self.bound)


def best_of(
    situation: Situation, *, narrowed: Callable[[Permissions], Permissions] | None = None
) -> Solved:
    """The orders of the best plan found.

    Where wash sales may happen, the plan that pays no regard to them is compared with the one that
    avoids them, each with what the law would disallow; the bound is that of the former, which can
    only be too low.
    """
    free = _solved(situation, situation, narrowed)
    # A purchase may also undo a loss of an earlier sale, which none of the lots sold is told of.
    denied = any(free.certificate.disallowed.values()) or free.certificate.disallowed_earlier > 0
    if situation.policy.wash_sales is WashPolicy.AVOID or not denied:
        return _held(situation, free)
    avoiding = replace(situation, policy=replace(situation.policy, wash_sales=WashPolicy.AVOID))
    # With the disallowed losses a year's gains may pass a limit that they kept without.
    rivals = [] if free.certificate.violations else [_held(situation, free)]
    try:
        rivals.append(_held(situation, _solved(situation, avoiding, narrowed)))
    except NoPlan:
        if not rivals:
            raise
    best = min(rivals, key=lambda one: one.certificate.objective)
    return replace(best, bound=free.bound)


def _solved(
    situation: Situation,
    ruled: Situation,
    narrowed: Callable[[Permissions], Permissions] | None,
) -> Solved:
    """Solve `ruled`, a situation under other rules perhaps; the certificate is of `situation`."""
    valuation = Valuation(ruled)
    rules = Rules(valuation, screen_of(ruled))
    permissions = rules.permissions if narrowed is None else narrowed(rules.permissions)
    problem = problem_of(ruled, permissions)
    if problem.value <= 0:
        return _without_value(situation, rules, problem)
    try:
        answer, trades = _answered(problem, ruled.policy)
        orders = orders_of(valuation, problem, trades)
        certificate = certify(situation, orders.proposed_sales, orders.proposed_purchases)
        bound = _bound(certificate, problem, answer)
    except _CRASHES as error:
        raise PlanFault(
            f"the optimiser failed on {situation.household.name} ({type(error).__name__}: {error})."
            " Plan with another planner, and report this",
            evidence={"found": [f"{type(error).__name__}: {error}"]},
        ) from error
    return Solved(
        rules=rules,
        problem=problem,
        answer=answer,
        trades=trades,
        orders=with_disallowed(orders, certificate),
        certificate=certificate,
        bound=bound,
    )


def _answered(problem: Problem, policy: Policy) -> tuple[Answer, Trades]:
    """The optimiser's answer, its trades without those that are not worth making, and these."""
    seconds, gap = to_float(policy.time_limit), to_float(policy.gap) * problem.value
    answer = solve(problem, time_limit=seconds, gap=gap, clock=stopwatch())
    if answer.trades is None:
        raise no_plan(problem, seconds=seconds, gap=gap)
    most = _dearest(problem, answer, gap)
    trades = _invested(problem, _tidied(problem, answer, answer.trades, most), most)
    objective = evaluate(problem, trades).objective
    return replace(answer, trades=trades, objective=objective), trades


def _dearest(problem: Problem, answer: Answer, gap: float) -> float:
    """J that a tidier plan may come to, dollars: within `gap` of the bound, or that of the answer.

    A plan below its own bound is left: a dearer one would hide that the bound is wrong.
    """
    if answer.bound - answer.objective > to_float(_FLOAT_NOISE) * problem.value:
        return answer.objective
    return max(answer.objective, answer.bound + gap)


def _tidied(problem: Problem, answer: Answer, trades: Trades, most: float) -> Trades:
    """Of the plans found that are worth the same, the one of least gain, without small orders."""
    within = min(most - answer.objective, LEAST_WORTH)
    chosen = least_gain_of_equals(problem, trades, answer.rivals, within=within)
    spare = most - evaluate(problem, chosen).objective
    return drop_small_orders(problem, chosen, allowance=spare)


def _invested(problem: Problem, trades: Trades, most: float) -> Trades:
    """`trades` made better where they leave cash above its band, however wide the gap may be."""
    classes = problem.classes
    cash = classes.cash
    highest = (classes.target[cash] + classes.above[cash]) * problem.value
    # Asked so that a plan of no numbers goes to its check as it is: polishing it has no end.
    if not outcome_of(problem, trades).classes[cash] > highest:
        return trades
    better = polish(problem, trades, evaluations=_MOVES)
    # Cash may have to stay: asked for, or turnover is used up. Then only crumbs were bought.
    spare = max(most, evaluate(problem, trades).objective) - evaluate(problem, better).objective
    fewer = drop_small_orders(problem, better, allowance=spare)
    idle = outcome_of(problem, fewer).classes[cash] - outcome_of(problem, better).classes[cash]
    return fewer if idle < _CRUMBS else better


def _without_value(situation: Situation, rules: Rules, problem: Problem) -> Solved:
    """No orders: where debts are as large as all that is held, weights mean nothing.

    Raises NoPlan where a limit does not hold without orders; no sale could bring it about.
    """
    certificate = certify(situation, (), ())
    broken = "; ".join(
        f"{found.text} ({found.setting})" if found.setting else found.text
        for found in certificate.violations
    )
    if broken:
        raise NoPlan(
            f"the household is worth {dollars_text(certificate.value)}, and no order helps where "
            f"{broken}. Pay cash in, or lower these limits"
        )
    answer = Answer(
        trades=no_trades(problem),
        objective=0.0,
        bound=0.0,
        status=Status.PROVED,
        solver="none",
        seconds=0.0,
    )
    return Solved(
        rules=rules,
        problem=problem,
        answer=answer,
        trades=no_trades(problem),
        orders=Orders(sells=(), buys=()),
        certificate=certificate,
        bound=certificate.objective,
    )


def _bound(certificate: Certificate, problem: Problem, answer: Answer) -> Decimal:
    """The optimiser's bound on the scale of the certificate.

    Both count from the same household without trades, so that what no trade changes cannot set them
    apart.
    """
    below = answer.bound - evaluate(problem, no_trades(problem)).objective
    return certificate.objective_without_trades + from_solver(below, _BILLIONTH)


def _held(situation: Situation, solved: Solved) -> Solved:
    """`solved`; PlanFault for a violated limit, or an objective under its own lower bound."""
    answer, certificate, bound = solved.answer, solved.certificate, solved.bound
    found = [violation.text for violation in certificate.violations]
    noise = _CENTS + _FLOAT_NOISE * certificate.value
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
    return solved
