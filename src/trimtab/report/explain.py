"""Which reasons of a saved plan concern one security, lot, order or warning, or all of it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from trimtab.errors import InvalidValue
from trimtab.report.catalogue import entry
from trimtab.report.reading import Document

SCHEMA = "trimtab.explain/1"


def explain_document(document: Document, subject: str | None = None) -> dict[str, Any]:
    """The orders, refusals and warnings that concern `subject`, all of them without one.

    subject  an order's number, a symbol, `SYMBOL:acquired`, a lot id, a warning's id or a class

    Raises InvalidValue when the plan says nothing about it; the message names what it may be.
    """
    wanted = None if subject is None else subject.strip()
    found = {
        "orders": [one for one in document["orders"] if _about_order(one, wanted)],
        "not_done": [one for one in document["not_done"] if _about_refusal(one, wanted)],
        "warnings": [one for one in document["warnings"] if _about_warning(one, wanted)],
    }
    if wanted is not None and not any(found.values()):
        raise InvalidValue(_nothing_about(document, wanted))
    codes = dict.fromkeys(reason["code"] for reason in _reasons(found))
    return {
        "schema": SCHEMA,
        "plan": document["id"],
        "subject": wanted,
        **found,
        "proof": document["proof"],
        "settings": _settings(document, found),
        "settings_from": _settings_from(document, found),
        "codes": {code: _code_facts(document, code) for code in codes},
    }


def _about_order(order: Document, wanted: str | None) -> bool:
    if wanted is None or wanted in {str(order["n"]), order["symbol"], order["symbol_class"]}:
        return True
    return any(
        wanted in {lot["lot_id"], f"{order['symbol']}:{lot['acquired']}"} for lot in order["lots"]
    )


def _about_refusal(item: Document, wanted: str | None) -> bool:
    if wanted is None:
        return True
    names = {item["symbol"], item["lot_id"], item["asset_class"]}
    return wanted in names or wanted == f"{item['symbol']}:{item['acquired']}"


def _about_warning(warning: Document, wanted: str | None) -> bool:
    if wanted is None or wanted == warning["id"]:
        return True
    mentioned = {part.strip() for text in warning["params"].values() for part in text.split(",")}
    return wanted.partition(":")[0] in mentioned


def _nothing_about(document: Document, wanted: str) -> str:
    symbols = [one["symbol"] for one in document["orders"]]
    symbols += [one["symbol"] for one in document["not_done"] if one["symbol"]]
    lots = [lot["lot_id"] for one in document["orders"] for lot in one["lots"]]
    lots += [one["lot_id"] for one in document["not_done"] if one["lot_id"]]
    # By its letters alone; of two that differ in their case the first.
    known = {name.casefold(): name for name in reversed([*symbols, *lots])}
    near = get_close_matches(wanted.casefold(), list(known), n=1)
    hint = f"Did you mean {known[near[0]]}? " if near else ""
    return (
        f"plan {document['id']} says nothing about {wanted!r}. {hint}"
        f"Give an order from 1 to {len(document['orders'])}, a lot id, SYMBOL:acquired, or one of: "
        f"{', '.join(dict.fromkeys(symbols)) or 'no symbols'}"
    )


def _reasons(found: Mapping[str, list[Any]]) -> Iterable[Document]:
    for order in found["orders"]:
        yield from order["reasons"]
    yield from found["not_done"]
    yield from found["warnings"]


def _settings(document: Document, found: Mapping[str, list[Any]]) -> dict[str, str | None]:
    """Each setting responsible, with its value where the plan states it."""
    stated: Mapping[str, str] = document["assumptions"]
    placed: Mapping[str, Document] = document.get("settings", {})
    return {
        name: placed[name]["value"]
        if name in placed
        else stated.get(name, stated.get(name.rpartition(".")[2]))
        for name in _setting_names(found)
    }


def _settings_from(document: Document, found: Mapping[str, list[Any]]) -> dict[str, str]:
    """Where each setting responsible stands, `trimtab.toml:45`, or `default`; the known ones."""
    placed: Mapping[str, Document] = document.get("settings", {})
    return {name: placed[name]["from"] for name in _setting_names(found) if name in placed}


def _setting_names(found: Mapping[str, list[Any]]) -> Iterable[str]:
    return dict.fromkeys(reason["setting"] for reason in _reasons(found) if reason["setting"])


def _code_facts(document: Document, code: str) -> dict[str, str]:
    found = entry(code)
    allow = found.advice(document["assumptions"])
    return {"meaning": found.meaning, "law": found.law, "allow": allow}
