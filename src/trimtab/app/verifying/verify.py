"""Checking a saved plan against the workspace: its figures, and every hard limit."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from trimtab.app.planning import PlanRequest, finished, situation_of
from trimtab.app.stated.plan import StatedPlan, stated_plan
from trimtab.app.verifying.edits_checked import edits_checked
from trimtab.app.verifying.figures import Figures
from trimtab.app.verifying.outcome import StatedOutcome
from trimtab.app.verifying.proving import proved
from trimtab.app.verifying.retelling import told_again
from trimtab.app.workspace import open_workspace
from trimtab.domain import AccountId, Market, PlannerName, Situation
from trimtab.money import ZERO, dollars_text, to_cents
from trimtab.optimize.certificate import (
    LIMITS,
    Certificate,
    Limit,
    ProposedPurchase,
    certify,
)
from trimtab.report.verification import Finding, Outcome, Verification
from trimtab.workspace import Loaded

# Limits that no planner but the optimal one keeps.
_OPTIMAL_ONLY = frozenset(
    {
        "cash_outside_its_buffer",
        "class_outside_its_band",
        "loss_too_small_to_harvest",
        "too_many_orders",
        "too_much_tracking_error",
        "too_much_turnover",
        "withdrawal_not_provided_for",
    }
)

# Limits that of the rule planners the ranked one alone keeps.
_RANKED_TOO = frozenset(
    {"gain_taken_before_it_is_long", "gains_over_the_budget", "order_too_small"}
)

# Rule planners sell such lots where their gain is not taxed.
_SHELTERED = "sale_without_basis_or_date"

# Rule planners spend nothing below it.
_FLOOR = "cash_under_its_floor"

# Rule planners count a loss by its sign: a gain too small to trust is none.
_THIN_GAINS = frozenset(
    {"loss_after_a_purchase", "loss_before_a_reinvestment", "loss_beside_a_purchase"}
)


# Limits that orders keep or break whatever is traded in other accounts. Those on weights, totals
# and the year are of the whole plan: once a part of it has traded, the files have no figure for it.
_OF_ORDERS = frozenset(
    {
        "fraction_of_a_step",
        "gain_taken_before_it_is_long",
        "loss_after_a_purchase",
        "loss_before_a_reinvestment",
        "loss_beside_a_purchase",
        "order_that_cannot_be_read",
        "order_too_small",
        "purchase_after_a_loss",
        "purchase_beside_the_forced_one",
        "purchase_of_what_is_never_bought",
        "purchase_of_what_is_sold",
        "purchase_outside_the_targets",
        "sale_of_what_is_never_sold",
        "sale_out_of_the_brokers_order",
        "sale_without_basis_or_date",
        "trade_where_nothing_may_be_traded",
    }
)


# What no recomputation tells, and a second solve does.
_BOUND_NOTE = (
    "The bound, what orders and lots are worth, and the other choices are the solver's own. "
    "`trimtab verify --prove` solves again and compares them."
)


def verify_plan(
    root: Path, name: str, *, as_of: date | None = None, prove: bool = False
) -> Verification:
    """Check the plan in the file `name`, or the saved plan of that id.

    root   the workspace, whose data is what counts
    as_of  the day to read it for; the plan's own when left out
    prove  solve again, and compare what only solving tells

    Raises InputProblems where the plan or the workspace cannot be read.
    """
    plan = stated_plan(root, name)
    loaded = open_workspace(root, as_of=as_of or plan.as_of).loaded
    request = plan.request
    situation = situation_of_stated(loaded, plan, request)
    sales, purchases = plan.proposed_sales, plan.proposed_purchases
    real = certify(situation, sales, purchases)
    claimed, certificate = claimed_by(plan.planner, situation), real
    if claimed is not situation:
        certificate = certify(claimed, sales, purchases)
    told: list[Finding] = [*edits_checked(root, plan, situation)]
    if situation.as_of == plan.as_of:
        told += told_again(
            plan, situation, certificate, lambda made, of: finished(made, loaded, request, of)
        )
        told += proved(plan, loaded, request) if prove else ()
    return Verification(
        plan_id=plan.plan_id,
        as_of=plan.as_of.isoformat(),
        planner=plan.planner.value,
        findings=(
            *_day(plan, situation),
            *Figures(plan, claimed, certificate).findings(),
            *StatedOutcome(plan, claimed, certificate).findings(),
            *told,
            *(_limit(limit, plan, claimed, certificate) for limit in LIMITS),
        ),
        objective=real.objective,
        objective_without_trades=real.objective_without_trades,
        terms=real.terms,
        disallowed={str(lot_id): amount for lot_id, amount in real.disallowed.items()},
        note=_BOUND_NOTE if plan.solved is not None and not prove else "",
    )


def unlike_in(
    root: Path, name: str, accounts: Collection[AccountId], *, as_of: date | None = None
) -> tuple[str, ...]:
    """How `accounts` differ from what the plan was made from, and limits broken there, in words.

    as_of  the day to read the workspace for, where that is later than the plan's own

    Their cash, the lots that it sells there, the prices of its orders there, and every limit that
    these orders keep or break by themselves. Raises as `verify_plan`.
    """
    whole = stated_plan(root, name)
    orders = tuple(one for one in whole.orders if one.account_id in accounts)
    plan = replace(whole, orders=orders)
    loaded = open_workspace(root, as_of=max(plan.as_of, as_of or plan.as_of)).loaded
    situation = claimed_by(plan.planner, situation_of_stated(loaded, plan, plan.request))
    certificate = certify(situation, plan.proposed_sales, plan.proposed_purchases)
    every = certify(situation, whole.proposed_sales, whole.proposed_purchases)
    return (
        *Figures(plan, situation, certificate).starting_points(accounts),
        *_under_the_floor(plan, situation, certificate),
        *_broken_there(plan, situation, certificate, every),
    )


def _under_the_floor(
    plan: StatedPlan, situation: Situation, certificate: Certificate
) -> Iterator[str]:
    """Accounts in which `plan` buys, and that end under their min_cash."""
    spending = {one.account_id for one in plan.proposed_purchases}
    for account in situation.household.accounts:
        left = to_cents(certificate.cash_after.get(account.account_id, ZERO))
        if account.account_id in spending and left < account.min_cash:
            yield (
                f"{account.account_id} ends with {dollars_text(left)} in cash, under its floor of "
                f"{dollars_text(account.min_cash)}"
            )


def _broken_there(
    plan: StatedPlan, situation: Situation, certificate: Certificate, every: Certificate
) -> Iterator[str]:
    """Limits of `_OF_ORDERS` that the orders of `plan`, a part of one, break.

    every  of all orders: before the files show the others, one of these may be what makes room, as
           a recent purchase does that is sold together with a loss
    """
    anyway = {found.limit for found in every.violations}
    for found in certificate.violations:
        if found.limit in _OF_ORDERS & anyway and promises(
            situation, plan.proposed_purchases, certificate, found.limit
        ):
            yield found.text


def first_failure(found: Verification) -> str:
    """The first thing that does not hold, in words, and how many more there are."""
    failing = [one for one in found.findings if one.outcome is Outcome.FAILS]
    first = failing[0].text or failing[0].label
    more = f" (and {len(failing) - 1} more: trimtab verify {found.plan_id})"
    return f"{first}{more if failing[1:] else ''}"


def situation_of_stated(loaded: Loaded, plan: StatedPlan, request: PlanRequest) -> Situation:
    """What the plan was made for, as the workspace has it now."""
    # The rule planners promise the cash, in whichever account.
    optimal = plan.planner is PlannerName.OPTIMAL
    sheltered = plan.raised_sheltered if optimal else plan.raised
    return replace(situation_of(loaded, request), raise_sheltered=sheltered)


def claimed_by(planner: PlannerName, situation: Situation) -> Situation:
    """What the planner counts: rule planners neither half-spreads nor commissions."""
    if planner is PlannerName.OPTIMAL:
        return situation
    quotes = {
        symbol: replace(quote, bid=quote.price, ask=quote.price)
        for symbol, quote in situation.market.quotes.items()
    }
    policy = replace(situation.policy, commission=ZERO, trading_costs={})
    return replace(situation, market=Market(quotes=quotes), policy=policy)


def _day(plan: StatedPlan, situation: Situation) -> Iterator[Finding]:
    if situation.as_of != plan.as_of:
        yield Finding(
            name="day",
            label="the plan is of the day that it is checked for",
            outcome=Outcome.FAILS,
            text=f"it was made for {plan.as_of}, and is checked for {situation.as_of}",
            setting="--as-of",
        )


def _limit(
    limit: Limit, plan: StatedPlan, situation: Situation, certificate: Certificate
) -> Finding:
    broken = [found.text for found in certificate.violations if found.limit == limit.name]
    outcome = Outcome.HOLDS
    if broken:
        promised = promises(situation, plan.proposed_purchases, certificate, limit.name)
        outcome = Outcome.FAILS if promised else Outcome.NOT_PROMISED
    return Finding(
        name=limit.name,
        label=limit.label,
        outcome=outcome,
        text="; ".join(broken),
        setting=limit.setting,
    )


def promises(
    situation: Situation,
    purchases: Sequence[ProposedPurchase],
    certificate: Certificate,
    limit: str,
) -> bool:
    """Whether the planner of `situation` keeps this limit, which the orders break.

    certificate  of the orders; `purchases` are among them
    """
    planner = situation.policy.planner
    if planner is PlannerName.OPTIMAL:
        return True
    if limit in _THIN_GAINS:
        return bool(certificate.disallowed) or certificate.disallowed_earlier > 0
    if limit in _RANKED_TOO:
        return planner is PlannerName.RANKED_TLH
    if limit == _FLOOR:
        # Rules raise no cash where there was too little before; they spend none there either.
        spending = {one.account_id for one in purchases}
        return any(
            to_cents(certificate.cash_after[one.account_id]) < one.min_cash
            for one in situation.household.accounts
            if one.account_id in spending
        )
    return limit not in _OPTIMAL_ONLY and limit != _SHELTERED
