"""Reasons, refusals and warnings as the document has them: each with its sentence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from trimtab.domain import NotDone, Plan, PlanWarning, Reason, Situation
from trimtab.money import cents_text, exact_text
from trimtab.report.catalogue import entry, render


def reason_document(reason: Reason) -> dict[str, Any]:
    """Code, parameters, basis, responsible setting and sentence."""
    return {
        "code": reason.code,
        "params": dict(reason.params),
        "basis": reason.basis.value,
        "setting": reason.setting or entry(reason.code).setting,
        "text": render(reason),
    }


def not_done_documents(plan: Plan, situation: Situation) -> list[dict[str, Any]]:
    """What the plan leaves alone, in the planner's order."""
    return [_not_done(item, situation) for item in plan.not_done]


def _not_done(item: NotDone, situation: Situation) -> dict[str, Any]:
    asset_class = item.asset_class
    if asset_class is None and item.symbol is not None:
        asset_class = situation.target.class_of(item.symbol).name
    return reason_document(item.reason) | {
        "account": item.account_id,
        "symbol": item.symbol,
        "lot_id": item.lot_id,
        "asset_class": asset_class,
        "acquired": _iso(item.acquired),
        "quantity": None if item.quantity is None else exact_text(item.quantity),
        "gain": None if item.gain is None else cents_text(item.gain),
        "term": None if item.term is None else item.term.value,
    }


def warning_documents(plan: Plan) -> list[dict[str, Any]]:
    """The warnings, those that need an acknowledgement first, numbered W1, W2, ... so."""
    ordered = sorted(plan.warnings, key=lambda warning: not warning.needs_ack)
    return [_warning(number, warning) for number, warning in enumerate(ordered, start=1)]


def _warning(number: int, warning: PlanWarning) -> dict[str, Any]:
    described = reason_document(warning.reason)
    return {"id": f"W{number}", "needs_ack": warning.needs_ack} | described


def do_not_buy_documents(plan: Plan) -> list[dict[str, Any]]:
    """Securities whose purchase would undo a loss, by the first day on which they are clear."""
    until: dict[str, list[str]] = {}
    for warning in plan.warnings:
        if warning.reason.code == "WARN.DO_NOT_BUY":
            symbols = warning.reason.params["symbols"].replace(" and ", ", ").split(",")
            known = until.setdefault(warning.reason.params["clear"], [])
            known.extend(name for name in map(str.strip, symbols) if name and name not in known)
    return [{"symbols": until[day], "until": day} for day in sorted(until)]


def setting_documents(
    body: Mapping[str, Any], settings: Mapping[str, tuple[str, str]]
) -> dict[str, dict[str, str]]:
    """Value and place of each setting that a reason of the document names, where they are known."""
    reasons = [reason for order in body["orders"] for reason in order["reasons"]]
    said = [*reasons, *body["not_done"], *body["warnings"]]
    named = sorted({reason["setting"] for reason in said})
    found = {name: _placed(name, settings) for name in named}
    return {
        name: dict(zip(("value", "from"), placed, strict=True))
        for name, placed in found.items()
        if placed is not None
    }


def _placed(name: str, settings: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """Value and place of one setting; of a table as the file would write it, in one line."""
    if name in settings:
        return settings[name]
    inside = {
        key.removeprefix(f"{name}."): told
        for key, told in settings.items()
        if key.startswith(f"{name}.") and key.count(".") == name.count(".") + 1
    }
    if not name.startswith("policy.") or not inside:
        return None
    text = ", ".join(f"{key} = {value}" for key, (value, _) in inside.items())
    places = [place for _, place in inside.values()]
    return f"{{ {text} }}", next((place for place in places if place != "default"), places[0])


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
