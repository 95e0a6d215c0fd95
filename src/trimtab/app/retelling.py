"""A plan's document made again from its orders, or by its rule, to hold beside the stated one."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version

from trimtab import domain, planners
from trimtab.app.differences import Difference, differences
from trimtab.app.plan import Plan
from trimtab.app.stated_plan import StatedOrder, StatedPlan
from trimtab.domain import PlannerName, Proof, Side, Situation
from trimtab.errors import InvalidValue, NoPlan
from trimtab.money import CENT, ZERO, to_cents
from trimtab.optimize.certificate import Certificate
from trimtab.planners.optimal.planning import status_of
from trimtab.planners.optimal.retelling import OnlySolved, retold
from trimtab.planners.trades import Buy, Take
from trimtab.report.verification import Finding, Outcome

DocumentOf = Callable[[domain.Plan, Situation], Plan]

# The version and the line of a setting are of the day when the plan was made.
_OF_THAT_DAY = frozenset({"id", "sha256", "trimtab_version"})

_MOST_TOLD = 5

_GROUPS = {
    "figures": "every other figure follows from the orders",
    "orders": "orders say what follows from their lots",
    "reasons": "reasons, refusals and warnings say what follows from the orders",
    "proof": "status and gap follow from objective and bound",
    "choices": "doing nothing and this plan are compared as they are",
    "rests_on": "assumptions and settings are those of the workspace",
}

_GROUP_OF = {
    "orders": "orders",
    "not_done": "reasons",
    "warnings": "reasons",
    "do_not_buy": "reasons",
    "proof": "proof",
    "considered": "choices",
    "assumptions": "rests_on",
    "blind_spots": "rests_on",
    "settings": "rests_on",
}


def told_again(
    plan: StatedPlan, situation: Situation, certificate: Certificate, document_of: DocumentOf
) -> Iterator[Finding]:
    """What the document says beside what follows from its orders; nothing where none can follow.

    document_of  how a plan becomes a document; see `document_differences`
    """
    try:
        found = document_differences(plan, situation, certificate, document_of)
    except NoPlan as refused:
        yield _failed("rule", "the rule makes these orders", f"it makes no plan: {refused}")
    except InvalidValue as refused:
        yield _failed("figures", _GROUPS["figures"], str(refused))
    else:
        if found is not None:
            yield from _findings(found, _other_version(plan))


def document_differences(
    plan: StatedPlan, situation: Situation, certificate: Certificate, document_of: DocumentOf
) -> Sequence[Difference] | None:
    """Where the document differs from the one that its orders, or its rule, make of `situation`.

    None where its orders cannot be read. Of two sets of rules that may have allowed them the nearer
    one counts. Raises NoPlan where the rule makes none, and InvalidValue where figures do not foot.
    """
    found = []
    for made in _made(plan, situation, certificate):
        own = json.loads(document_of(made, situation).to_json())
        all_of_them = differences(plan.document, own)
        found.append([one for one in all_of_them if not _of_that_day(one)])
    return min(found, key=len) if found else None


def _made(
    plan: StatedPlan, situation: Situation, certificate: Certificate
) -> tuple[domain.Plan, ...]:
    if plan.planner is not PlannerName.OPTIMAL:
        # What may be left in sheltered accounts is no wish, and no rule states it.
        return (planners.plan_for(replace(situation, raise_sheltered=ZERO)),)
    takes = [_take(order, situation) for order in plan.orders if order.side is Side.SELL]
    buys = [_buy(order, situation) for order in plan.orders if order.side is Side.BUY]
    if plan.solved is None or None in takes or None in buys:
        return ()
    return retold(
        situation,
        [one for order in takes if order is not None for one in order],
        [one for one in buys if one is not None],
        replace(plan.solved, proof=_proof(plan.solved, situation, certificate)),
    )


def _take(order: StatedOrder, situation: Situation) -> tuple[Take, ...] | None:
    """None where the workspace has no such shares; the limits say what is wrong."""
    lots = {
        lot.lot_id: (account, lot)
        for account, lot in situation.household.lots
        if account.account_id == order.account_id and lot.symbol == order.symbol
    }
    takes = []
    for sold in order.lots:
        account, lot = lots.get(sold.lot_id, (None, None))
        if account is None or lot is None or not 0 < sold.quantity <= lot.quantity:
            return None
        takes.append(Take(account=account, lot=lot, quantity=sold.quantity))
    return tuple(takes)


def _buy(order: StatedOrder, situation: Situation) -> Buy | None:
    """As `_take`."""
    accounts = {one.account_id: one for one in situation.household.accounts}
    account, quote = accounts.get(order.account_id), situation.market.quotes.get(order.symbol)
    if account is None or quote is None or order.quantity <= 0:
        return None
    return Buy(
        account=account,
        symbol=order.symbol,
        class_name=situation.target.class_of(order.symbol).name,
        quantity=order.quantity,
        value=order.value,
    )


def _proof(solved: OnlySolved, situation: Situation, certificate: Certificate) -> Proof:
    """The gap to the stated bound, and the status that it earns."""
    proof = solved.proof
    objective = to_cents(certificate.objective)
    bound = objective if proof.bound is None else proof.bound
    gap = objective - bound
    # The status was given before the gap was rounded to the cent.
    earned = {
        status_of(situation, max(gap + slack, ZERO), certificate.value)
        for slack in (-CENT, ZERO, CENT)
    }
    status = (
        proof.status if proof.status in earned else status_of(situation, gap, certificate.value)
    )
    return replace(proof, gap=gap, status=status)


def _of_that_day(one: Difference) -> bool:
    line = one.path[0] == "settings" and one.path[-1] == "from"
    return line or one.path[0] in _OF_THAT_DAY


def _findings(found: Sequence[Difference], older: str) -> Iterator[Finding]:
    """One for each group; a sentence of another version is told, and is no failure."""
    for name, label in _GROUPS.items():
        texts = [one.text for one in found if _group(one) == name]
        more = len(texts) - _MOST_TOLD
        rest = [f"and {more} more"] if more > 0 else []
        told = "; ".join((*texts[:_MOST_TOLD], *rest))
        if not texts:
            yield Finding(name=name, label=label, outcome=Outcome.HOLDS)
        elif older and name == "reasons":
            text = f"trimtab {older} made it and may say it otherwise; {told}"
            yield Finding(name=name, label=label, outcome=Outcome.NOT_PROMISED, text=text)
        else:
            yield _failed(name, label, told)


def _other_version(plan: StatedPlan) -> str:
    """The version that made the plan where it is not this one; else empty."""
    stated = str(plan.document.get("trimtab_version"))
    return "" if stated == version("trimtab") else stated


def _group(one: Difference) -> str:
    if "reasons" in one.path:
        return "reasons"
    return _GROUP_OF.get(str(one.path[0]), "figures")


def _failed(name: str, label: str, text: str) -> Finding:
    return Finding(name=name, label=label, outcome=Outcome.FAILS, text=text)
