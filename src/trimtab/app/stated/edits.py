"""What a plan's document states of the edits that it went through, read strictly."""

from collections.abc import Mapping
from typing import Any

from trimtab.app.stated.claims import exact
from trimtab.domain import AccountId, EditKind, LotId, OrderEdit, PlanEdit, Side, Symbol


def stated_edits(document: Mapping[str, Any]) -> tuple[PlanEdit, ...]:
    """The edits, the first one first. Raises what a malformed document raises."""
    return tuple(_edit(one) for one in document.get("edited", ()))


def _edit(edit: Mapping[str, Any]) -> PlanEdit:
    return PlanEdit(
        plan=str(edit["plan"]),
        sha256=str(edit["sha256"]),
        orders=tuple(_order(one) for one in edit["orders"]),
        held=tuple(Symbol(one) for one in edit["held"]),
        note=str(edit["note"]),
    )


def _order(order: Mapping[str, Any]) -> OrderEdit:
    return OrderEdit(
        kind=EditKind(order["kind"]),
        number=int(order["n"]),
        account_id=AccountId(order["account"]),
        side=Side(order["side"]),
        symbol=Symbol(order["symbol"]),
        before=exact(order["before"]),
        after=exact(order["after"]),
        lots=tuple((LotId(one["lot_id"]), exact(one["quantity"])) for one in order["lots"]),
    )
