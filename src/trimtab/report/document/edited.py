"""What people changed in a plan, as its document has it."""

from collections.abc import Sequence
from typing import Any

from trimtab.domain import OrderEdit, PlanEdit
from trimtab.money import exact_text


def edited_document(edits: Sequence[PlanEdit]) -> dict[str, Any]:
    """What to add to a document, the first edit first; nothing to a plan that nobody edited."""
    return {"edited": [_edit(one) for one in edits]} if edits else {}


def _edit(edit: PlanEdit) -> dict[str, Any]:
    return {
        "plan": edit.plan,
        "sha256": edit.sha256,
        "orders": [_order(one) for one in edit.orders],
        "held": list(edit.held),
        "note": edit.note,
    }


def _order(order: OrderEdit) -> dict[str, Any]:
    return {
        "kind": order.kind.value,
        "n": order.number,
        "account": order.account_id,
        "side": order.side.value,
        "symbol": order.symbol,
        "before": exact_text(order.before),
        "after": exact_text(order.after),
        "lots": [
            {"lot_id": lot_id, "quantity": exact_text(quantity)} for lot_id, quantity in order.lots
        ],
    }
