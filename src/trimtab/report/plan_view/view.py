"""A plan as people see it, built from its document and from nothing else."""

from dataclasses import dataclass
from datetime import date

from trimtab.report import numbers
from trimtab.report.plan_view.allocation import class_rows
from trimtab.report.plan_view.bridge import bridge
from trimtab.report.plan_view.choices import choices
from trimtab.report.plan_view.headline import headline, verdict
from trimtab.report.plan_view.optimality import optimality
from trimtab.report.plan_view.order_rows import cash_rows, footing, side_orders
from trimtab.report.plan_view.outcome import deferral, outcome_rows
from trimtab.report.plan_view.refusals import do_not_buy_rows, not_done_rows, warning_rows
from trimtab.report.plan_view.rests_on import facts
from trimtab.report.plan_view.rows import (
    Bridge,
    CashRow,
    Choices,
    ClassRow,
    DoNotBuyRow,
    Fact,
    Footing,
    NotDoneRow,
    Optimality,
    OutcomeRow,
    SideOrders,
    WarningRow,
)
from trimtab.report.reading import Document, amount


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """Everything a plan shows, in reading order; texts are final.

    dated     the day of the plan, and of its prices
    context   household, accounts and value, for one line with `dated`
    headline  the paragraph at the top; for a plan without orders the verdict in one paragraph
    verdict   the same sentence by sentence, only for a plan without orders
    """

    plan_id: str
    title: str
    version: str
    planner: str
    dated: str
    context: tuple[str, ...]
    scale: str
    state: str
    headline: str
    verdict: tuple[str, ...]
    outcome: tuple[OutcomeRow, ...]
    warnings: tuple[WarningRow, ...]
    classes: tuple[ClassRow, ...]
    bridge: Bridge | None
    deferral: str
    sell: SideOrders | None
    buy: SideOrders | None
    footing: Footing | None
    cash: tuple[CashRow, ...]
    not_done: tuple[NotDoneRow, ...]
    do_not_buy: tuple[DoNotBuyRow, ...]
    choices: Choices | None
    proof: Optimality | None
    rests_on: tuple[Fact, ...]
    next_commands: tuple[str, ...]

    @property
    def needs_action(self) -> tuple[WarningRow, ...]:
        """The warnings that must be acknowledged before the plan may be approved."""
        return tuple(row for row in self.warnings if row.needs_ack)

    @property
    def notes(self) -> tuple[WarningRow, ...]:
        """The other warnings."""
        return tuple(row for row in self.warnings if not row.needs_ack)


def view(document: Document) -> PlanView:
    """The view of a `trimtab.plan/1` document."""
    household = document["household"]["name"]
    orders = document["orders"]
    return PlanView(
        plan_id=document["id"],
        title=f"Plan {document['id']} · {household}",
        version=document["trimtab_version"],
        planner=document["planner"],
        dated=_dated(document),
        context=_context(document),
        scale=_scale(document),
        state="Proposed, not approved, nothing sent" if orders else "Nothing to do",
        headline=headline(document),
        verdict=() if orders else verdict(document),
        outcome=outcome_rows(document),
        warnings=warning_rows(document),
        classes=class_rows(document),
        bridge=bridge(document),
        deferral=deferral(document),
        sell=side_orders(document, "sell"),
        buy=side_orders(document, "buy"),
        footing=footing(document),
        cash=cash_rows(document),
        not_done=not_done_rows(document),
        do_not_buy=do_not_buy_rows(document),
        choices=choices(document),
        proof=optimality(document),
        rests_on=facts(document),
        next_commands=_next_commands(document),
    )


def _context(document: Document) -> tuple[str, ...]:
    tracked = sum(account["tracked"] for account in document["accounts"])
    unseen = len(document["accounts"]) - tracked
    accounts = numbers.count(tracked, "account") + (f", {unseen} not tracked" if unseen else "")
    value = numbers.money(amount(document["household"]["value"]))
    name = f'household "{document["household"]["name"]}"'
    return (name, accounts, value)


def _dated(document: Document) -> str:
    day = numbers.weekday_and_day(date.fromisoformat(document["as_of"]))
    newest = document["prices"]["newest"]
    if newest is None:
        return day
    if newest == document["as_of"]:
        return f"prices of {day}"
    return f"{day}, prices of {numbers.iso_day(newest)}"


def _scale(document: Document) -> str:
    orders = document["orders"]
    if not orders:
        return "no orders"
    accounts = len({order["account"] for order in orders})
    return f"{numbers.count(len(orders), 'order')} in {numbers.count(accounts, 'account')}"


def _next_commands(document: Document) -> tuple[str, ...]:
    plan_id, orders = document["id"], document["orders"]
    subject = f" {orders[0]['symbol']}" if orders else ""
    return (f"trimtab explain {plan_id}{subject}", f"trimtab report {plan_id} --open")
