"""The orders with their lots, by side and account, and the sums that make the columns foot."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from trimtab.money import ZERO
from trimtab.report import numbers
from trimtab.report.plan_view.rows import (
    AccountOrders,
    CashRow,
    Footing,
    LotLine,
    OrderRow,
    SideOrders,
)
from trimtab.report.reading import (
    Document,
    account_names,
    amount,
    known,
    reason_line,
    taxable_accounts,
)

_TERMS = {"long": ("long-term", "LT"), "short": ("short-term", "ST"), "mixed": ("mixed", "mix")}
UNKNOWN = "n/a"


def side_orders(document: Document, side: str) -> SideOrders | None:
    """The orders of one side, grouped by account in the order of their numbers; None if none."""
    orders = [order for order in document["orders"] if order["side"] == side]
    if not orders:
        return None
    accounts = dict.fromkeys(order["account"] for order in orders)
    total = _sum(order["value"] for order in orders)
    return SideOrders(
        side=side,
        accounts=tuple(_account(document, name, orders) for name in accounts),
        value=numbers.money(total, cents=True),
        about=numbers.money(total),
    )


def _account(document: Document, account_id: str, orders: Sequence[Document]) -> AccountOrders:
    own = [order for order in orders if order["account"] == account_id]
    taxable = account_id in taxable_accounts(document)
    gains, taxes = [order["gain"] for order in own], [order["tax"] for order in own]
    return AccountOrders(
        account=account_names(document)[account_id],
        taxable=taxable,
        rows=tuple(_row(document, order) for order in own),
        value=numbers.figures(_sum(order["value"] for order in own), cents=True),
        gain=_known_sum(gains) if taxable else "",
        tax=_known_sum(taxes) if taxable else "",
    )


def _row(document: Document, order: Document) -> OrderRow:
    taxed = order["side"] == "sell" and order["account"] in taxable_accounts(document)
    term, term_short = _term(order["lots"]) if taxed else ("", "")
    gain = known(order["gain"]) if taxed else None
    return OrderRow(
        n=order["n"],
        side=order["side"],
        symbol=order["symbol"],
        symbol_class=order["symbol_class"],
        shares=numbers.shares(amount(order["quantity"])),
        account=account_names(document)[order["account"]],
        where=_where(order["lots"]),
        price=numbers.price(amount(order["price"])),
        value=numbers.figures(amount(order["value"]), cents=True),
        about=numbers.figures(amount(order["value"])),
        gain=_cents(gain, taxed=taxed),
        gain_about=(UNKNOWN if gain is None else numbers.figures(gain)) if taxed else "",
        term=term,
        term_short=term_short,
        taxed=taxed,
        tax=_cents(known(order["tax"]), taxed=taxed),
        lots=tuple(_lot(lot, taxed=taxed) for lot in order["lots"]),
        reasons=tuple(reason_line(reason) for reason in order["reasons"]),
    )


def _lot(lot: Document, *, taxed: bool) -> LotLine:
    disallowed = amount(lot["disallowed"])
    return LotLine(
        lot_id=lot["lot_id"],
        acquired=lot["acquired"] or UNKNOWN,
        shares=numbers.shares(amount(lot["quantity"])),
        proceeds=numbers.figures(amount(lot["proceeds"]), cents=True),
        basis=_cents(known(lot["basis"]), taxed=True),
        gain=_cents(known(lot["gain"]), taxed=taxed),
        term=_TERMS[lot["term"]][0] if taxed and lot["term"] else "",
        tax=_cents(known(lot["tax"]), taxed=taxed),
        disallowed=numbers.figures(disallowed, cents=True) if disallowed else "",
    )


def _where(lots: Sequence[Document]) -> str:
    if len(lots) != 1:
        return f"{len(lots)} lots" if lots else ""
    return str(lots[0]["acquired"] or lots[0]["lot_id"])


def _term(lots: Iterable[Document]) -> tuple[str, str]:
    terms = {lot["term"] for lot in lots if lot["term"]}
    if not terms:
        return "", ""
    return _TERMS[terms.pop() if len(terms) == 1 else "mixed"]


def _cents(value: Decimal | None, *, taxed: bool) -> str:
    if not taxed:
        return ""
    return UNKNOWN if value is None else numbers.figures(value, cents=True)


def _known_sum(texts: Sequence[str | None]) -> str:
    """The sum with cents; empty for purchases, `n/a` when some but not all are known."""
    values = [known(text) for text in texts]
    if all(value is None for value in values):
        return ""
    if None in values:
        return UNKNOWN
    return numbers.figures(_sum(texts), cents=True)


def _sum(texts: Iterable[str | None]) -> Decimal:
    return sum((amount(text) for text in texts), ZERO)


def footing(document: Document) -> Footing | None:
    """From the lots' tax to the change of the year's tax; None when the rates are not known."""
    tax = document["tax"]
    if tax is None:
        return None
    lots, netting = amount(tax["lots"]), amount(tax["netting"])
    return Footing(
        year=tax["year"],
        lots=numbers.figures(lots, cents=True),
        netting=numbers.figures(netting, cents=True),
        change=numbers.money(lots + netting, cents=True),
    )


def cash_rows(document: Document) -> tuple[CashRow, ...]:
    """Cash by account, then the household when there are several accounts."""
    accounts = [one for one in document["accounts"] if _has_cash(one)]
    rows = [_cash(one["name"], one) for one in accounts]
    if len(rows) > 1:
        rows.append(_cash("Household", document["summary"]))
    return tuple(rows)


def _has_cash(one: Document) -> bool:
    return any(amount(one[key]) != 0 for key in ("cash_before", "sells", "buys", "cash_after"))


def _cash(name: str, one: Document) -> CashRow:
    def text(key: str) -> str:
        return numbers.figures(amount(one[key]), cents=True)

    return CashRow(
        account=name,
        before=text("cash_before"),
        sells=text("sells"),
        buys=numbers.figures(-amount(one["buys"]), cents=True),
        cost=numbers.figures(-amount(one["cost"]), cents=True),
        after=text("cash_after"),
    )
