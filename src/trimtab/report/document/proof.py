"""How good the plan is, and what it was compared with, as the document has them."""

from decimal import Decimal
from typing import Any

from trimtab.domain import Considered, Plan, Proof
from trimtab.money import cents_text, ratio_text


def proof_document(proof: Proof) -> dict[str, Any]:
    """Objective, bound and gap in dollars and cents; null for a rule."""
    return {
        "status": proof.status.value,
        "objective": _cents(proof.objective),
        "bound": _cents(proof.bound),
        "gap": _cents(proof.gap),
        "solver": proof.solver,
        "checked": proof.checked,
    }


def considered_documents(plan: Plan) -> list[dict[str, Any]]:
    """The other ways of going about it, the plan itself last; empty when not asked for."""
    return [_considered(one) for one in plan.considered]


def _considered(one: Considered) -> dict[str, Any]:
    return {
        "name": one.name,
        "tax_before": _cents(one.tax_before),
        "tax_after": _cents(one.tax_after),
        "drift": ratio_text(one.drift),
        "cost": cents_text(one.cost),
        "orders": one.orders,
        "objective": cents_text(one.objective),
        "meets_limits": one.meets_limits,
    }


def _cents(amount: Decimal | None) -> str | None:
    return None if amount is None else cents_text(amount)
