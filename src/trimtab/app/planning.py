"""From an open workspace to a plan: what arrives in cash, what must be left, what is refused."""

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from trimtab import domain, planners
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
from trimtab.errors import InputProblems, InvalidValue, NoPlan, Problem
from trimtab.money import ZERO, dollars_text, is_whole_cents
from trimtab.workspace import Loaded, planning_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What the user asked for besides the file; amounts in dollars, zero when not asked for."""

    planner: PlannerName
    invest: Decimal = ZERO
    raise_cash: Decimal = ZERO
    account: AccountId | None = None
    strict: bool = False


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


def make_plan(loaded: Loaded, request: PlanRequest) -> Plan:
    """Plan for `loaded` as asked; see Workspace.plan for what it raises."""
    if request.invest and request.raise_cash:
        raise InvalidValue("invest and raise_cash exclude each other; give one of them")
    problems = planning_problems(loaded, request.planner)
    if problems:
        raise InputProblems(problems)
    situation = situation_of(loaded, request)
    made = planners.plan(
        situation.household,
        situation.target,
        situation.market,
        situation.tax,
        situation.policy,
        as_of=situation.as_of,
        raise_cash=situation.raise_cash,
    )
    if request.strict:
        _refuse_unbought(made)
    settings = {
        key: (text, loaded.provenance.get(key, "default")) for key, text in loaded.values.items()
    }
    return Plan.of(_with_assumption(made, request, situation), situation, settings=settings)


def situation_of(loaded: Loaded, request: PlanRequest) -> Situation:
    """What the planner looks at; new cash has arrived. Raises InputProblems without targets."""
    return Situation(
        household=_with_new_cash(loaded.household, request),
        target=_required(loaded.target),
        market=loaded.market,
        tax=with_year_so_far(loaded),
        policy=replace(loaded.policy, planner=request.planner),
        as_of=loaded.as_of,
        raise_cash=request.raise_cash,
    )


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


def _with_assumption(plan: domain.Plan, request: PlanRequest, situation: Situation) -> domain.Plan:
    if not request.invest:
        return plan
    receiver = receiving_account(situation.household, request.account)
    text = f"{dollars_text(request.invest)} into {receiver.account_id}, before the trades"
    return replace(plan, assumptions={**plan.assumptions, "invest": text})


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
