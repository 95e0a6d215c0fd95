"""What is not done and why, what to be warned of, and what not to buy."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from trimtab.domain import Reason
from trimtab.money import ZERO, cents_text
from trimtab.report import numbers
from trimtab.report.catalogue import render
from trimtab.report.plan_view.rows import DoNotBuyRow, NotDoneRow, WarningRow
from trimtab.report.reading import Document, account_names, amount, known, reason_line

# What a person changed and what cannot be bought come first, then losses that cannot be taken, then
# what to wait for, then what the plan keeps, then what is left over for want of a whole share.
_FIRST = frozenset(
    {
        "KEEP.DROPPED",
        "KEEP.HELD",
        "KEEP.RESIZED",
        "SKIP.DROPPED",
        "SKIP.HELD",
        "SKIP.PARTNERS_BLOCKED",
        "SKIP.FORCED_NONE",
        "SKIP.NO_CASH_IN_ACCOUNT",
    }
)
_LAST = frozenset({"SKIP.WHOLE_SHARES", "SKIP.TRADE_TOO_SMALL"})
_VERBS = {
    "SKIP.DROPPED": "Buy",
    "SKIP.HELD": "Buy",
    "SKIP.WASH_LOCKED_BUY": "Buy",
    "SKIP.STRICT_RECENT_SALE": "Buy",
    "SKIP.IRA_FORCED_WASH": "Buy",
    "SKIP.WHOLE_SHARES": "Buy more",
    "SKIP.TRADE_TOO_SMALL": "Trade",
}
# Reasons that hold for every lot of a security alike, but for the tax.
_ALIKE = frozenset(
    {
        "KEEP.CHOICE_OF_CLASS",
        "KEEP.FORCED_NONE",
        "KEEP.GAIN_OVER_LIMIT",
        "KEEP.LOT_METHOD",
        "KEEP.NEVER_SELL",
        "KEEP.NOT_NEEDED",
        "KEEP.NOT_RANKED_WORSE",
        "KEEP.NO_CLASS_BUY",
        "KEEP.UNDER_TARGET",
    }
)


def not_done_rows(document: Document) -> tuple[NotDoneRow, ...]:
    """Refusals in the order of what a reader asks first; within a kind by loss, then the planner's.

    Lots of one security that are kept for one reason share a row, with their tax added up.
    """
    names = account_names(document)
    groups: dict[tuple[Any, ...], list[Document]] = {}
    for item in sorted(document["not_done"], key=_urgency):
        groups.setdefault(_alike(item), []).append(item)
    return tuple(_row(items, names) for items in groups.values())


def not_done_row(document: Document, item: Document) -> NotDoneRow:
    """One refusal of the document by itself."""
    return _row([item], account_names(document))


def _alike(item: Document) -> tuple[Any, ...]:
    """What the members of a group share; unlike every other item where grouping says too little."""
    gain = known(item["gain"])
    if item["code"] not in _ALIKE or item["lot_id"] is None or gain is None or gain < 0:
        return (id(item),)
    others = tuple((name, text) for name, text in item["params"].items() if name != "tax")
    return (item["code"], item["account"], item["symbol"], "tax" in item["params"], others)


def _row(items: Sequence[Document], names: dict[str, str]) -> NotDoneRow:
    item = items[0] if len(items) == 1 else _together(items)
    return NotDoneRow(
        what=_what(item) if len(items) == 1 else _what_together(items),
        why=reason_line(item),
        account=names.get(item["account"] or "", ""),
    )


def _together(items: Sequence[Document]) -> Document:
    """One item in the words of the first, with the tax of all."""
    first = items[0]
    params = dict(first["params"])
    if "tax" in params:
        params["tax"] = cents_text(sum((amount(one["params"]["tax"]) for one in items), ZERO))
    return {**first, "params": params, "text": render(Reason(code=first["code"], params=params))}


def _urgency(item: Document) -> tuple[int, Decimal]:
    """Rank by kind, the largest loss first within each."""
    loss = min(amount(item["gain"]), ZERO)
    return _kind_rank(item, is_loss=loss < 0), loss


def _kind_rank(item: Document, *, is_loss: bool) -> int:
    code = item["code"]
    if code in _FIRST:
        return 0
    if code in _LAST:
        return 4
    if is_loss and code.startswith("SKIP."):
        return 1
    return 2 if code == "KEEP.WAIT_LONG_TERM" or "clear" in item["params"] else 3


def _what_together(items: Sequence[Document]) -> str:
    shares = sum((amount(item["quantity"]) for item in items), ZERO)
    return f"Sell {items[0]['symbol']}, {len(items)} lots, {numbers.shares(shares)} sh"


def _what(item: Document) -> str:
    code, symbol, gain = item["code"], item["symbol"], known(item["gain"])
    if symbol is None:
        verb = "Sell" if code.startswith("KEEP.") else "Buy"
        return f"{verb} {item['asset_class']}" if item["asset_class"] else "Other trades"
    if code in _VERBS:
        return f"{_VERBS[code]} {symbol}"
    lot = item["acquired"] or item["lot_id"]
    name = f"{symbol} {lot}" if lot else symbol
    if gain is not None and gain < 0:
        return f"Harvest {name}, {numbers.money(gain)}"
    shares = known(item["quantity"])
    return f"Sell {name}" + ("" if shares is None else f", {numbers.shares(shares)} sh")


def warning_rows(document: Document) -> tuple[WarningRow, ...]:
    """The warnings, those that need an acknowledgement first."""
    return tuple(
        WarningRow(
            warning_id=warning["id"],
            needs_ack=warning["needs_ack"],
            why=reason_line(warning),
        )
        for warning in document["warnings"]
    )


def do_not_buy_rows(document: Document) -> tuple[DoNotBuyRow, ...]:
    """Securities not to be bought before their first clean day."""
    return tuple(
        DoNotBuyRow(symbols=", ".join(item["symbols"]), until=numbers.iso_day(item["until"]))
        for item in document["do_not_buy"]
    )
