"""What is not done and why, what to be warned of, and what not to buy."""

from trimtab.report import numbers
from trimtab.report.reading import Document, account_names, known, reason_line
from trimtab.report.rows import DoNotBuyRow, NotDoneRow, WarningRow

# What cannot be bought comes first, then losses left alone, then what to wait for, then the rest.
_FIRST = ("SKIP.PARTNERS_BLOCKED", "SKIP.FORCED_NONE", "SKIP.NO_CASH_IN_ACCOUNT")
_ABOUT_BUYING = ("SKIP.WASH_LOCKED_BUY", "SKIP.STRICT_RECENT_SALE", "SKIP.IRA_FORCED_WASH")


def not_done_rows(document: Document) -> tuple[NotDoneRow, ...]:
    """Refusals in the order of what a reader asks first; the planner's order within each kind."""
    names = account_names(document)
    items = sorted(document["not_done"], key=_urgency)
    return tuple(
        NotDoneRow(
            what=_what(item),
            why=reason_line(item),
            account=names.get(item["account"] or "", ""),
        )
        for item in items
    )


def _urgency(item: Document) -> int:
    code, gain = item["code"], known(item["gain"])
    if code in _FIRST:
        return 0
    if gain is not None and gain < 0:
        return 1
    if code.startswith("SKIP.") or code == "KEEP.WAIT_LONG_TERM":
        return 2
    return 3


def _what(item: Document) -> str:
    symbol, gain = item["symbol"], known(item["gain"])
    if symbol is None:
        return f"Buy {item['asset_class']}" if item["asset_class"] else "Other trades"
    if item["code"] in _ABOUT_BUYING:
        return f"Buy {symbol}"
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
            command=f"trimtab ack {document['id']} {warning['id']}" if warning["needs_ack"] else "",
        )
        for warning in document["warnings"]
    )


def do_not_buy_rows(document: Document) -> tuple[DoNotBuyRow, ...]:
    """Securities not to be bought before their first clean day."""
    return tuple(
        DoNotBuyRow(symbols=", ".join(item["symbols"]), until=numbers.iso_day(item["until"]))
        for item in document["do_not_buy"]
    )
