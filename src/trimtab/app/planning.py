"""From an open workspace to a plan: what arrives in cash, what must be left, what is refused."""

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from trimtab import domain, planners
from trimtab.app.faults import SITUATION
from trimtab.app.plan import Plan
from trimtab.app.year_so_far import with_year_so_far
from trimtab.domain import (
    Account,
    AccountId,
    Household,
    NotDone,
    PlannerName,
    Situation,
    TargetPortfolio,
)
from trimtab.errors import InputProblems, InvalidValue, NoPlan, PlanFault, Problem
from trimtab.money import ZERO, dollars_text, exact_text, is_whole_cents
from trimtab.workspace import Loaded, planning_problems

# Names under which a plan keeps what was asked for it alone.
GAINS_BUDGET = "what if: gains_budget"
DRIFT_AVERSION = "what if: drift_aversion"

# As the command line allows.
_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Settings for one plan, without editing the file; None: as in the file.

    gains_budget    dollars of net gain for the year, kept to as a hard limit by the optimal planner
    drift_aversion  kappa of the optimal planner's objective
    compare         other ways of going about it stand in the plan beside it

    Both numbers are from 0 to a billion, ends included: InvalidValue for others.
    """

    gains_budget: Decimal | None = None
    drift_aversion: Decimal | None = None
    compare: bool = False

    def __post_init__(self) -> None:
        numbers = {"gains_budget": self.gains_budget, "drift_aversion": self.drift_aversion}
        for name, given in numbers.items():
            if given is not None and not (given.is_finite() and ZERO <= given <= _MOST):
                raise InvalidValue(f"{name} must be from 0 to {_MOST:,}, got {given}")

    def refuse_for(self, planner: PlannerName) -> None:
        """InvalidValue where `planner` would not heed what was asked for."""
        asked = {
            "gains_budget": self.gains_budget is not None,
            "drift_aversion": self.drift_aversion is not None,
        }
        ignored = [name for name, given in asked.items() if given]
        if ignored and planner is not PlannerName.OPTIMAL:
            raise InvalidValue(
                f"{', '.join(ignored)}: only the planner optimal heeds it, not {planner.value}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What the user asked for besides the file; amounts in dollars, zero when not asked for.

    account  where `invest` arrives, or where `raise_cash` is wanted
    """

    planner: PlannerName
    invest: Decimal = ZERO
    raise_cash: Decimal = ZERO
    account: AccountId | None = None
    strict: bool = False
    what_if: WhatIf = WhatIf()


def planner_named(name: str | PlannerName | None) -> PlannerName | None:
    """The planner of that name; InvalidValue lists the known ones."""
    if name is None or isinstance(name, PlannerName):
        return name
    try:
        return PlannerName(name)
    except ValueError:
        known = ", ".join(planner.value for planner in PlannerName)
        raise InvalidValue(f"there is no planner {name!r}; planners: {known}") from None


def dollars(what: str, amount: Decimal | int | str | None) -> Decimal:
    """`amount` as exact dollars above zero; zero for None. Floats are not exact and are refused."""
    if amount is None:
        return ZERO
    if isinstance(amount, float):
        raise InvalidValue(f"{what}={amount!r} is a float; give dollars as Decimal, int or text")
    try:
        exact = Decimal(amount)
    except InvalidOperation:
        raise InvalidValue(f"{what}={amount!r} is not an amount of dollars") from None
    if not is_whole_cents(exact) or exact <= 0:
        raise InvalidValue(f"{what} must be dollars above zero in whole cents, got {amount}")
    return exact


def shares_of(order: int, amount: Decimal | int | str) -> Decimal:
    """`amount` as exact shares for an order; floats are not exact and are refused."""
    if isinstance(amount, float):
        raise InvalidValue(f"{amount!r} shares of order {order} are a float; give text or an int")
    try:
        return Decimal(amount)
    except InvalidOperation:
        raise InvalidValue(f"{amount!r} is no number of shares for order {order}") from None


def make_plan(loaded: Loaded, request: PlanRequest) -> Plan:
    """Plan for `loaded` as asked; see Workspace.plan for what it raises."""
    if request.invest and request.raise_cash:
        raise InvalidValue("invest and raise_cash exclude each other; give one of them")
    request.what_if.refuse_for(request.planner)
    problems = planning_problems(loaded, request.planner)
    if problems:
        raise InputProblems(problems)
    situation = situation_of(loaded, request)
    made = _made(situation, compare=request.what_if.compare)
    if request.strict:
        _refuse_unbought(made)
    return finished(made, loaded, request, situation)


def finished(made: domain.Plan, loaded: Loaded, request: PlanRequest, situation: Situation) -> Plan:
    """What a planner `made` of `situation`, with what was asked for and the settings that it names.

    The same values give the same document, whether they were planned or read back.
    """
    settings = {
        key: (text, loaded.provenance.get(key, "default")) for key, text in loaded.values.items()
    }
    return Plan.of(
        _with_assumptions(made, request, situation),
        situation,
        settings=settings,
        root=loaded.root,
    )


def _made(situation: Situation, *, compare: bool) -> domain.Plan:
    """The plan; a fault goes on with what it happened on, so that it can be reported."""
    try:
        return planners.plan_for(situation, compare=compare)
    except PlanFault as fault:
        fault.evidence[SITUATION] = situation
        raise


def situation_of(loaded: Loaded, request: PlanRequest) -> Situation:
    """What the planner looks at; new cash has arrived. Raises InputProblems without targets."""
    tax, policy = with_year_so_far(loaded), replace(loaded.policy, planner=request.planner)
    budget, aversion = request.what_if.gains_budget, request.what_if.drift_aversion
    if tax is not None and budget is not None:
        tax = replace(tax, gains_budget=budget, gains_budget_hard=True)
    if aversion is not None:
        policy = replace(policy, drift_aversion=aversion)
    return Situation(
        household=_with_new_cash(loaded.household, request),
        target=_required(loaded.target),
        market=loaded.market,
        tax=tax,
        policy=policy,
        as_of=loaded.as_of,
        raise_cash=request.raise_cash,
        raise_in=_raising_account(loaded.household, request),
        factors=loaded.factors,
        covariance=loaded.covariance,
    )


def _raising_account(household: Household, request: PlanRequest) -> AccountId | None:
    """The account in which cash is wanted; None: none by name. InvalidValue for one held away.

    Where none is named, planners raise it in taxable accounts first: money that leaves an IRA is
    taxed.
    """
    if not request.raise_cash or request.account is None:
        return None
    return receiving_account(household, request.account).account_id


def _required(target: TargetPortfolio | None) -> TargetPortfolio:
    if target is None:
        raise InputProblems([Problem(what="there are no targets", fix="Add [[targets.class]].")])
    return target


def _with_new_cash(household: Household, request: PlanRequest) -> Household:
    if not request.invest:
        return household
    receiver = receiving_account(household, request.account)
    accounts = tuple(
        replace(account, cash=account.cash + request.invest) if account is receiver else account
        for account in household.accounts
    )
    return replace(household, accounts=accounts)


def receiving_account(household: Household, asked: AccountId | None) -> Account:
    """Where new cash arrives: `asked`, else the first taxable account, else the first tradable."""
    if asked is not None:
        account = household.account(asked)
        if not account.tradable:
            raise InvalidValue(f"account {asked} is held away: no orders are planned there")
        return account
    tradable = [account for account in household.accounts if account.tradable]
    if not tradable:
        raise InvalidValue("the household has no account that orders can be planned for")
    return next((account for account in tradable if account.taxable), tradable[0])


def _with_assumptions(plan: domain.Plan, request: PlanRequest, situation: Situation) -> domain.Plan:
    """`plan` with what was asked for besides the file, so that it can be checked again."""
    asked = {}
    if request.invest:
        receiver = receiving_account(situation.household, request.account)
        asked["invest"] = (
            f"{dollars_text(request.invest)} into {receiver.account_id}, before the trades"
        )
    if request.what_if.gains_budget is not None:
        asked[GAINS_BUDGET] = exact_text(request.what_if.gains_budget)
    if request.what_if.drift_aversion is not None:
        asked[DRIFT_AVERSION] = exact_text(request.what_if.drift_aversion)
    return replace(plan, assumptions={**plan.assumptions, **asked}) if asked else plan


def _refuse_unbought(plan: domain.Plan) -> None:
    blocked = [
        f"{params['class']} ({params['blocked']})"
        for params in (item.reason.params for item in plan.not_done if _is_blocked_class(item))
    ]
    if blocked:
        raise NoPlan(
            f"nothing can be bought now in {'; '.join(blocked)}. "
            "Without --strict the rest is planned, and the plan says this first"
        )


def _is_blocked_class(item: NotDone) -> bool:
    return item.reason.code == "SKIP.PARTNERS_BLOCKED"
