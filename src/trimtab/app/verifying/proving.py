"""What only solving tells, held beside a second solve: the bound, all prices, the choices."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from trimtab.app.planning import PlanRequest, make_plan
from trimtab.app.stated.claims import exact, only_solved
from trimtab.app.stated.plan import StatedPlan
from trimtab.app.verifying.differences import differences
from trimtab.errors import NoPlan
from trimtab.money import CENT, ONE, dollars_text
from trimtab.planners.optimal.retelling import OnlySolved
from trimtab.report.verification import Finding, Outcome
from trimtab.workspace import Loaded

# So that a busy machine proves what an idle one did.
_MORE_TIME = 4

# A price is told when what is not proved of it is at most this, as in trimtab.planners.optimal.
_SURE_DOLLARS, _SURE_PART = ONE, Decimal("0.25")

_ORDER = ("account", "side", "symbol", "quantity")


def proved(plan: StatedPlan, loaded: Loaded, request: PlanRequest) -> Iterator[Finding]:
    """The findings of a second solve; none for a planner that follows a rule."""
    if plan.solved is None:
        return
    policy = replace(loaded.policy, time_limit=loaded.policy.time_limit * _MORE_TIME)
    try:
        again = json.loads(make_plan(replace(loaded, policy=policy), request).to_json())
    except NoPlan as refused:
        yield _finding("proved", "solving again proves the bound", [f"no plan is found: {refused}"])
        return
    bound = _unproved(plan.solved, exact(again["proof"]["bound"]))
    yield _finding("proved", "solving again proves the bound", bound)
    if plan.edited:
        # Its orders are a person's, and it states no prices.
        return
    orders = _orders(plan, again)
    prices = _prices(plan.solved, only_solved(again))
    choices = (one.text for one in differences(_choices(plan.document), _choices(again)))
    yield _finding("solved_orders", "solving again gives these orders", orders)
    yield _finding("solved_prices", "solving again gives these prices", prices)
    yield _finding("solved_choices", "solving again gives these choices", choices)


def _unproved(solved: OnlySolved, own: Decimal) -> Iterator[str]:
    """A bound that claims less than this solve proves is proved too."""
    bound = solved.proof.bound
    if bound is not None and bound > own + CENT:
        yield f"it is stated as {dollars_text(bound)}, solving again proves {dollars_text(own)}"


def _orders(plan: StatedPlan, again: Mapping[str, Any]) -> Iterator[str]:
    stated, own = (
        {tuple(order[key] for key in _ORDER) for order in document["orders"]}
        for document in (plan.document, again)
    )
    for name, orders in (("stated", stated - own), ("found", own - stated)):
        told = sorted(" ".join(map(str, order[1:])) + f" in {order[0]}" for order in orders)
        if told:
            yield f"{name} alone: {', '.join(told)}"


def _prices(stated: OnlySolved, own: OnlySolved) -> Iterator[str]:
    """Prices that differ by more than they are sure to, and those that are not found again."""
    found = _by_name(own)
    for name, price in _by_name(stated).items():
        again = found.get(name)
        if again is None:
            yield f"{name} is stated as {dollars_text(price)}, and no price is found"
        elif abs(again - price) > max(_SURE_DOLLARS, _SURE_PART * again):
            yield f"{name} is stated as {dollars_text(price)}, found {dollars_text(again)}"


def _by_name(solved: OnlySolved) -> dict[str, Decimal]:
    orders = {
        f"the {side} of {symbol} in {account}": price
        for (account, symbol, side), price in solved.orders.items()
    }
    return orders | {f"the sale of lot {lot_id}": price for lot_id, price in solved.lots.items()}


def _choices(document: Mapping[str, Any]) -> dict[str, Any]:
    return {"considered": document.get("considered", [])}


def _finding(name: str, label: str, wrong: Iterator[str] | list[str]) -> Finding:
    text = "; ".join(wrong)
    outcome = Outcome.FAILS if text else Outcome.HOLDS
    return Finding(name=name, label=label, outcome=outcome, text=text)
