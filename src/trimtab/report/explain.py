"""Why, for one security, lot, order or warning of a saved plan, or for all of it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from trimtab.errors import InvalidValue
from trimtab.report import numbers
from trimtab.report.catalogue import entry
from trimtab.report.order_rows import side_orders
from trimtab.report.page import Page
from trimtab.report.reading import Document, amount, known, taxable_accounts
from trimtab.report.refusals import not_done_row
from trimtab.report.rows import LotLine, OrderRow

SCHEMA = "trimtab.explain/1"
_LABEL = 10


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
        "settings": _settings(document, found),
        "settings_from": _settings_from(document, found),
        "codes": {code: _code_facts(code) for code in codes},
    }


def explain_text(
    document: Document, subject: str | None = None, width: int = 98, *, plain: bool = False
) -> str:
    """The same as sentences, in at most `width` columns."""
    found = explain_document(document, subject)
    page = Page(width=max(width, 40), plain=plain)
    rows = {row.n: row for side in ("sell", "buy") for row in _rows(document, side)}
    for order in found["orders"]:
        _write_order(page, rows[order["n"]], found)
    for item in found["not_done"]:
        _write_refusal(page, document, item, found)
    for warning in found["warnings"]:
        _write_warning(page, warning, found)
    if not page.lines:
        page.line(f"Plan {document['id']} has no orders, and leaves nothing undone.")
    return page.text()


def _rows(document: Document, side: str) -> tuple[OrderRow, ...]:
    orders = side_orders(document, side)
    return () if orders is None else orders.rows


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
    near = get_close_matches(wanted, list(dict.fromkeys([*symbols, *lots])), n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
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


def _code_facts(code: str) -> dict[str, str]:
    found = entry(code)
    return {"meaning": found.meaning, "law": found.law, "allow": found.allow}


def _field(page: Page, label: str, text: str) -> None:
    if text:
        page.wrapped(text, first=f"  {label:<{_LABEL}}", rest=" " * (_LABEL + 2))


def _write_why(page: Page, code: str, setting: str, found: Document) -> None:
    value, place = found["settings"].get(setting), found["settings_from"].get(setting)
    stated = f" = {value}" if value else ""
    _field(page, "Setting", setting + stated + (f" ({place})" if place else ""))
    _field(page, "Law", entry(code).law)
    _field(page, "Otherwise", entry(code).allow)


def _write_order(page: Page, row: OrderRow, found: Document) -> None:
    page.line()
    page.wrapped(
        f"Order {row.n}: {row.side} {row.shares} {row.symbol} in {row.account}, "
        f"about ${row.about} at {row.price}",
        rest="  ",
    )
    for position, reason in enumerate(row.reasons):
        _field(page, "Also" if position else "Why", f"{reason.text} ({reason.code})")
        _write_why(page, reason.code, reason.setting, found)
    for lot in row.lots:
        _field(page, "Lot", _lot_text(lot, taxed=row.taxed))


def _lot_text(lot: LotLine, *, taxed: bool) -> str:
    parts = [
        f"{lot.lot_id}, bought {lot.acquired}, {lot.shares} sh",
        f"cost {lot.basis}, proceeds {lot.proceeds}",
    ]
    if taxed:
        parts.append(f"gain/(loss) {lot.gain} {lot.term}".strip())
        parts.append(f"tax {lot.tax}")
    if lot.disallowed:
        parts.append(f"about {lot.disallowed} does not count now (wash sale)")
    return "; ".join(parts)


def _write_refusal(page: Page, document: Document, item: Document, found: Document) -> None:
    row = not_done_row(document, item)
    page.line()
    place = f" in {row.account}" if row.account else ""
    page.wrapped(f"Not done: {row.what}{place}", rest="  ")
    _field(page, "Why", f"{row.why.text} ({row.why.code})")
    for label, text in _tax_of_selling(document, item):
        _field(page, label, text)
    _write_why(page, item["code"], item["setting"], found)


def _tax_of_selling(document: Document, item: Document) -> Iterable[tuple[str, str]]:
    """Tax of selling the lot now, and from its long-term day, before netting."""
    tax, gain = document["tax"], known(item["gain"])
    account = item["account"]
    if tax is None or gain is None or not item["term"] or account not in taxable_accounts(document):
        return
    rate = amount(tax[f"rate_{item['term']}"])
    term = f"{item['term']}-term, {numbers.percent(rate)}"
    yield "If sold", f"{term}: tax {numbers.money(gain * rate)} before netting"
    if item["code"] == "KEEP.WAIT_LONG_TERM":
        later = amount(tax["rate_long"])
        day = numbers.iso_day(item["params"]["date"])
        yield (
            "If later",
            f"from {day} long-term, {numbers.percent(later)}: tax {numbers.money(gain * later)}",
        )


def _write_warning(page: Page, warning: Document, found: Document) -> None:
    page.line()
    needs = " (needs your action)" if warning["needs_ack"] else ""
    page.wrapped(f"Warning {warning['id']}{needs}: {warning['text']}", rest="  ")
    _write_why(page, warning["code"], warning["setting"], found)
