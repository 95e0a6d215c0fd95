"""Why, in sentences: reasons with their prices, the arithmetic of the lots, the proof."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from trimtab.report import numbers
from trimtab.report.catalogue import entry
from trimtab.report.explain import explain_document
from trimtab.report.plan_view.optimality import optimality, proof_sentence
from trimtab.report.plan_view.order_rows import side_orders
from trimtab.report.plan_view.refusals import not_done_row
from trimtab.report.plan_view.rows import LotLine, OrderRow
from trimtab.report.reading import Document, amount, known, taxable_accounts
from trimtab.report.terminal.choices import write_proof
from trimtab.report.terminal.page import Page

_LABEL = 10
_WEIGHED = "trade_off"


def explain_text(
    document: Document, subject: str | None = None, width: int = 98, *, plain: bool = False
) -> str:
    """What `explain_document` finds about `subject`, in at most `width` columns."""
    found = explain_document(document, subject)
    out = _Explanation(document=document, found=found, page=Page(width=max(width, 40), plain=plain))
    out.write()
    return out.page.text()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Explanation:
    """What was found in the document, and the page that it is written on."""

    document: Document
    found: dict[str, Any]
    page: Page

    def write(self) -> None:
        """Orders, refusals and warnings, then what is proved of the whole plan."""
        rows = dict(self._rows())
        for order in self.found["orders"]:
            self._write_order(order, rows[order["n"]])
        for item in self.found["not_done"]:
            self._write_refusal(item)
        for warning in self.found["warnings"]:
            self._write_warning(warning)
        if not self.page.lines:
            plan = self.document["id"]
            self.page.line(f"Plan {plan} has no orders, and leaves nothing undone.")
        self._write_proof()

    def _rows(self) -> Iterator[tuple[int, OrderRow]]:
        for side in ("sell", "buy"):
            orders = side_orders(self.document, side)
            yield from ((row.n, row) for row in (orders.rows if orders else ()))

    def _write_order(self, order: Document, row: OrderRow) -> None:
        self.page.line()
        self.page.wrapped(
            f"Order {row.n}: {row.side} {row.shares} {row.symbol} in {row.account}, "
            f"about ${row.about} at {row.price}",
            rest="  ",
        )
        for position, reason in enumerate(order["reasons"]):
            self._write_reason("Also" if position else "Why", reason)
        for lot in row.lots:
            self._field("Lot", _lot_text(lot, self.document, taxed=row.taxed))
        # Plans of rules count no cost, and those of older versions do not state it.
        cost = amount(order.get("cost"))
        if cost:
            dollars = numbers.money(cost, cents=True)
            self._field("Cost", f"about {dollars} of half-spread and commission")

    def _write_refusal(self, item: Document) -> None:
        row = not_done_row(self.document, item)
        self.page.line()
        place = f" in {row.account}" if row.account else ""
        self.page.wrapped(f"Not done: {row.what}{place}", rest="  ")
        self._field("Why", _sentence(item))
        for label, text in _tax_of_selling(self.document, item):
            self._field(label, text)
        self._write_source(item)

    def _write_warning(self, warning: Document) -> None:
        self.page.line()
        needs = " (needs your action)" if warning["needs_ack"] else ""
        self.page.wrapped(f"Warning {warning['id']}{needs}: {warning['text']}", rest="  ")
        self._write_source(warning)

    def _write_reason(self, label: str, reason: Document) -> None:
        self._field(label, _sentence(reason))
        self._write_source(reason)

    def _write_source(self, reason: Document) -> None:
        """The setting that decides it, the law, and how to have it otherwise."""
        setting, facts = reason["setting"], entry(reason["code"])
        value = self.found["settings"].get(setting)
        place = self.found["settings_from"].get(setting)
        stated = f" = {value}" if value else ""
        self._field("Setting", setting + stated + (f" ({place})" if place else ""))
        self._field("Law", facts.law)
        self._field("Otherwise", facts.advice(self.document["assumptions"]))

    def _write_proof(self) -> None:
        """All of it beside the whole plan, a sentence beside one subject."""
        if self.found["subject"] is None:
            write_proof(self.page, optimality(self.document))
            return
        sentence = proof_sentence(self.document)
        if sentence:
            self.page.line()
            self.page.wrapped(f"Proof: {sentence}", rest="  ")

    def _field(self, label: str, text: str) -> None:
        if text:
            self.page.wrapped(text, first=f"  {label:<{_LABEL}}", rest=" " * (_LABEL + 2))


def _sentence(reason: Document) -> str:
    weighed = ", a trade-off" if reason["basis"] == _WEIGHED else ""
    return f"{reason['text']} ({reason['code']}{weighed})"


def _lot_text(lot: LotLine, document: Document, *, taxed: bool) -> str:
    """Proceeds less cost is the gain; what counts of it, at its rate, is the tax."""
    parts = [
        f"{lot.lot_id}, bought {lot.acquired}, {lot.shares} sh",
        f"proceeds {lot.proceeds} less cost {lot.basis}",
    ]
    if taxed:
        parts.append(f"gain/(loss) {lot.gain} {lot.term}".strip())
    if lot.disallowed:
        parts.append(f"about {lot.disallowed} does not count now (wash sale)")
    if taxed:
        parts.append(f"tax{_at_rate(lot, document)} {lot.tax}")
    return "; ".join(parts)


def _at_rate(lot: LotLine, document: Document) -> str:
    """` at 21%`; nothing where the term or the rates are not known."""
    tax = document["tax"]
    if tax is None or not lot.term:
        return ""
    rate = amount(tax["rate_" + lot.term.removesuffix("-term")])
    return f" at {numbers.exact_percent(rate)}%"


def _tax_of_selling(document: Document, item: Document) -> Iterable[tuple[str, str]]:
    """Tax of selling the lot now, and from its long-term day, before netting."""
    tax, gain = document["tax"], known(item["gain"])
    account = item["account"]
    if tax is None or gain is None or not item["term"] or account not in taxable_accounts(document):
        return
    rate = amount(tax[f"rate_{item['term']}"])
    term = f"{item['term']}-term, {numbers.exact_percent(rate)}%"
    yield "If sold", f"{term}: tax {numbers.money(gain * rate)} before netting"
    if item["code"] == "KEEP.WAIT_LONG_TERM":
        later = amount(tax["rate_long"])
        day = numbers.iso_day(item["params"]["date"])
        then = f"{numbers.exact_percent(later)}%"
        yield "If later", f"from {day} long-term, {then}: tax {numbers.money(gain * later)}"
