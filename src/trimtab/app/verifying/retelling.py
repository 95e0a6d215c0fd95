"""A plan's document made again from its orders, or by its rule, to hold beside the stated one."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version

from trimtab import domain, planners
from trimtab.app.plan import Plan
from trimtab.app.stated.orders import stated_buys, stated_takes
from trimtab.app.stated.plan import StatedPlan
from trimtab.app.verifying.differences import Difference, differences
from trimtab.domain import PlannerName, Proof, Situation
from trimtab.errors import InvalidValue, NoPlan, Refused
from trimtab.money import CENT, ZERO, to_cents
from trimtab.optimize.certificate import Certificate
from trimtab.planners.edited_plan import with_edits
from trimtab.planners.edited_rule import edited_by_rule
from trimtab.planners.optimal.comparing import orders_in
from trimtab.planners.optimal.planning import status_of
from trimtab.planners.optimal.retelling import OnlySolved, considered_again, retold
from trimtab.planners.valuation import Valuation
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
    "edited": "rests_on",
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
    except (InvalidValue, Refused) as refused:
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
        return (_by_rule(plan, replace(situation, raise_sheltered=ZERO)),)
    takes, buys = stated_takes(plan, situation), stated_buys(plan, situation)
    if plan.solved is None or takes is None or buys is None:
        return ()
    solved = replace(plan.solved, proof=proof_to(plan.solved, situation, certificate))
    made = retold(situation, takes, buys, solved)
    if not plan.edited:
        return made
    return tuple(with_edits(one, Valuation(situation), plan.edited) for one in made)


def _by_rule(plan: StatedPlan, situation: Situation) -> domain.Plan:
    made = edited_by_rule(situation, plan.edited) if plan.edited else planners.plan_for(situation)
    return replace(
        made,
        considered=considered_again(situation, orders_in(situation, made), plan.considered),
    )


def proof_to(solved: OnlySolved, situation: Situation, certificate: Certificate) -> Proof:
    """The gap of what `certificate` is of to the stated bound, and the status that it earns."""
    proof = solved.proof
    objective = to_cents(certificate.objective)
    bound = objective if proof.bound is None else proof.bound
    # The bound has been rounded to the cent.
    gap = max(objective - bound, ZERO)
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
