"""Whether the workspace's files show what was traded; a plan from files that do not sells twice."""

from trimtab.app.trading.on_file import on_file
from trimtab.execution.book import Book
from trimtab.execution.unshown import Unshown, unshown
from trimtab.execution.view import Stop
from trimtab.report.numbers import money
from trimtab.workspace import Loaded

# Orders that are named; more than these are counted.
_NAMED = 4


def not_imported(loaded: Loaded, book: Book, *, but: str = "") -> Stop | None:
    """STOP.NOT_IMPORTED with the orders that the files do not show yet.

    but  the sha256 of a plan whose own orders are left out
    """
    found = unshown(book, on_file(loaded), but=but)
    if not found:
        return None
    return Stop(code="STOP.NOT_IMPORTED", text=" ".join(_text(one) for one in found))


def _text(one: Unshown) -> str:
    plan = one.run.plan
    # What another part of the plan traded may be in no file yet.
    which = one.run.run if one.run.accounts else plan
    first = "Read the accounts again first (trimtab sync)"
    if one.run.by_hand:
        first = (
            "Import your broker's files first (trimtab import FILE), and write lots and cash that "
            "none of them has into yours"
        )
    return (
        f"Your files do not show what was traded of plan {plan}: {_what(one)}. {first}, then make "
        "a new plan: trimtab plan. Where they do show it and trimtab cannot see it, as after a "
        f"split, say so: trimtab orders {which} --imported"
    )


def _what(one: Unshown) -> str:
    parts = []
    if one.orders:
        named = [_order(one, number) for number in one.orders[:_NAMED]]
        more = len(one.orders) - len(named)
        parts.append(", ".join(named) + (f" and {more} more" if more else ""))
    for account_id in one.cash:
        before = next(
            state.cash
            for state in one.run.legs.values()
            if state.order is not None and state.order.account_id == account_id and state.filled
        )
        figure = "" if before is None else f" {money(before, cents=True)}"
        parts.append(f"the cash of {account_id} stands at{figure}, as before its orders")
    return "; ".join(parts)


def _order(one: Unshown, number: int) -> str:
    state = one.run.leg(number)
    if state.order is None:
        return f"order {number}"
    order = state.order
    return f"order {number} ({order.side.value} {order.symbol} in {order.account_id})"
