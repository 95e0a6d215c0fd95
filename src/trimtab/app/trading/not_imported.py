"""Whether the workspace's files show what was traded; a plan from files that do not sells twice."""

from collections.abc import Mapping

from trimtab.app.trading.job import Job
from trimtab.domain import AccountId
from trimtab.execution.unshown import OnFile, Unshown, unshown
from trimtab.execution.view import Stop
from trimtab.report.numbers import money
from trimtab.workspace.changes import known_days

# Orders that are named; more than these are counted.
_NAMED = 4


def not_imported(job: Job) -> Stop | None:
    """STOP.NOT_IMPORTED with the orders of other plans that the files do not show yet."""
    found = unshown(job.office.book(), _on_file(job), but=job.plan.sendable.sha256)
    if not found:
        return None
    afresh = job.plan.sendable.made_afresh
    return Stop(code="STOP.NOT_IMPORTED", text=" ".join(_text(one, afresh) for one in found))


def _on_file(job: Job) -> Mapping[AccountId, OnFile]:
    days, sendable = known_days(job.office.root), job.plan.sendable
    return {
        account_id: OnFile(
            shares=shares, cash=sendable.cash.get(account_id), imported=days.get(account_id)
        )
        for account_id, shares in sendable.holdings.items()
    }


def _text(one: Unshown, afresh: str) -> str:
    plan = one.run.plan
    first = "Import your broker's files first (trimtab import FILE)"
    if not one.run.by_hand:
        first = "Read the accounts again first (trimtab sync)"
    return (
        f"Your files do not show what was traded of plan {plan}: {_what(one)}. {first}. "
        f"{afresh}. Where they do show it and trimtab cannot see it, as after a split, say so: "
        f"trimtab orders {plan} --imported"
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
