"""A saved plan as it is sent: read from its document, and compared with the workspace first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from trimtab.app.saved_plans import stated_document
from trimtab.app.trading.agreeing_methods import agreeing_methods
from trimtab.app.trading.on_file import on_file
from trimtab.app.verifying.verify import first_failure, unlike_in, verify_plan
from trimtab.domain import AccountId, LotId, LotMethod, Side, Symbol
from trimtab.domain.target import CASH_CLASS, UNINVESTED_CASH
from trimtab.execution.book import Book, Run
from trimtab.execution.sendable import ClassAim, Leg, Sendable
from trimtab.execution.view import Stop
from trimtab.money import ONE
from trimtab.report.document.plan import digest_of
from trimtab.workspace import Loaded, plan_file


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanToSend:
    """A saved plan with its document, as a person reads it and as it is sent."""

    document: Mapping[str, Any]
    sendable: Sendable

    def only(self, accounts: Collection[AccountId]) -> "PlanToSend":
        """The same with the orders in `accounts` alone; all of them for none."""
        return replace(self, sendable=self.sendable.only(accounts))


def plan_to_send(loaded: Loaded, plan_id: str, book: Book) -> PlanToSend:
    """The saved plan of that id; InputProblems where there is none, or it is no plan's document.

    One that was edited is read all the same, and marked: a guard refuses it.
    """
    document = stated_document(loaded.root, plan_id)
    sha256 = str(document["sha256"])
    taxable = {one["id"] for one in document["accounts"] if one["taxable"]}
    oldest_first = {
        one.account_id for one in loaded.household.accounts if one.lot_method is LotMethod.FIFO
    }
    legs = tuple(
        _leg(order, taxed=order["account"] in taxable, in_turn=order["account"] in oldest_first)
        for order in document["orders"]
    )
    held = on_file(loaded)
    sendable = Sendable(
        plan=str(document["id"]),
        sha256=sha256,
        made_at=_made_at(loaded.root, document, book),
        legs=legs,
        intact=sha256 == digest_of(document),
        open_acks=tuple(one["id"] for one in document["warnings"] if one["needs_ack"]),
        edited=tuple(str(one["plan"]) for one in document.get("edited", ())),
        classes=_classes(document["asset_classes"]),
        planned_drift=Decimal(document["summary"]["drift_after"]),
        holdings={name: one.shares for name, one in held.items()},
        cash={name: one.cash for name, one in held.items() if one.cash is not None},
        min_cash={one.account_id: one.min_cash for one in loaded.household.accounts},
        lot_methods={one.account_id: one.lot_method for one in loaded.household.accounts},
        agreeing=agreeing_methods(loaded.household, legs),
        sources={one.id: one.source or "" for one in loaded.settings.accounts},
        as_of=date.fromisoformat(document["as_of"]),
    )
    return PlanToSend(document=document, sendable=sendable)


def as_sent(run: Run) -> PlanToSend:
    """The orders of `run` that went out, as the journal has them.

    Enough to ask about them and to cancel them where the plan's own file cannot be read; it is not
    the whole plan, so that nothing is sent by it and no run ends by it.
    """
    legs = tuple(
        Leg(
            number=number,
            account_id=state.order.account_id,
            side=state.order.side,
            symbol=state.order.symbol,
            quantity=state.order.quantity,
            price=state.price or ONE,
            lots=state.order.lots,
        )
        for number, state in sorted(run.legs.items())
        if state.order is not None
    )
    sendable = Sendable(
        plan=run.plan, sha256=run.sha256, made_at=run.started_at, legs=legs, intact=False
    )
    return PlanToSend(document={}, sendable=sendable)


def changed_since(
    root: Path, plan: PlanToSend, *, others_traded: bool = False, today: date | None = None
) -> Stop | None:
    """Why the plan no longer fits the workspace; None where all of it recomputes as it was.

    others_traded  True where orders of it in other accounts than those to send have traded
    today          the day that the files are of by now, where these have; None: the plan's own

    What `trimtab verify` checks: the lots and cash that it was made from, its figures, its limits.
    Planners that follow a rule are held to what they promise. Where a part of the plan has traded
    the files may show that, and then no more than the accounts to send are as they were: their
    cash, the lots to sell, the prices, and the limits that their orders keep by themselves.
    """
    name = str(plan.document["id"])
    if others_traded:
        why = "; ".join(unlike_in(root, name, plan.sendable.accounts(), as_of=today))
    else:
        found = verify_plan(root, name)
        why = "" if found.holds else first_failure(found)
    if not why:
        return None
    return Stop(
        code="STOP.LOTS_CHANGED",
        text=f"The plan no longer fits the workspace: {why}. {plan.sendable.made_afresh}",
    )


def _made_at(root: Path, document: Mapping[str, Any], book: Book) -> datetime:
    """When it was made, by the journal; for a plan from before there was one, by its file.

    An edited plan is as old as the one that was edited first: its prices are.
    """
    plan_id, sha256 = str(document["id"]), str(document["sha256"])
    for one in (*(edit["sha256"] for edit in document.get("edited", ())), sha256):
        drafted = book.drafted.get(one)
        if drafted is not None:
            return drafted.at
    return datetime.fromtimestamp(plan_file(root, plan_id).stat().st_mtime, UTC)


def _classes(rows: Sequence[Mapping[str, Any]]) -> tuple[ClassAim, ...]:
    # Where the user's class of that name holds securities, cash goes by another.
    names = {row["name"] for row in rows}
    cash = UNINVESTED_CASH if UNINVESTED_CASH in names else CASH_CLASS
    return tuple(
        ClassAim(
            name=row["name"],
            target=Decimal(row["target_weight"]),
            value=Decimal(row["value_before"]),
            is_cash=row["name"] == cash,
        )
        for row in rows
    )


def _leg(order: Mapping[str, Any], *, taxed: bool, in_turn: bool) -> Leg:
    """An order of the document. `in_turn`: its lots are sold in turn, the oldest first."""
    gain, lots = order["gain"] if taxed else None, order["lots"]
    if in_turn:
        lots = sorted(lots, key=lambda one: str(one["acquired"]))
    return Leg(
        number=int(order["n"]),
        account_id=AccountId(order["account"]),
        side=Side(order["side"]),
        symbol=Symbol(order["symbol"]),
        quantity=Decimal(order["quantity"]),
        price=Decimal(order["price"]),
        lots=tuple((LotId(one["lot_id"]), Decimal(one["quantity"])) for one in lots),
        asset_class=str(order["symbol_class"]),
        gain=None if gain is None else Decimal(gain),
        lot_gains=tuple(Decimal(one["gain"]) for one in lots) if in_turn and gain else (),
    )
