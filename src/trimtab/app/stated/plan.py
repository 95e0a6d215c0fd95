"""What a plan's document states, read strictly: it may have been edited by hand."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from trimtab.app.planning import DRIFT_AVERSION, GAINS_BUDGET, PlanRequest, WhatIf
from trimtab.app.stated.claims import considered_in, exact, only_solved, optional
from trimtab.app.stated.edits import stated_edits
from trimtab.app.stated.effect import StatedClass, stated_classes, stated_summary, stated_terms
from trimtab.domain import AccountId, Considered, LotId, PlanEdit, PlannerName, Side, Symbol
from trimtab.errors import InputProblems, InvalidValue, Problem
from trimtab.money import ZERO
from trimtab.optimize.certificate import ProposedPurchase, ProposedSale
from trimtab.planners.optimal.retelling import OnlySolved
from trimtab.report.document.plan import SCHEMA, digest_of, id_of
from trimtab.workspace import load_plan

# As `_with_assumptions` of trimtab.app.planning writes it.
_INVESTED = re.compile(r"\$(?P<amount>[\d,]+\.\d\d) into (?P<account>.+), before the trades")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLot:
    """Shares sold of one lot, as stated; None where the document has null."""

    lot_id: LotId
    quantity: Decimal
    proceeds: Decimal
    basis: Decimal | None
    gain: Decimal | None
    term: str | None
    disallowed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedOrder:
    """One order, as stated."""

    number: int
    account_id: AccountId
    side: Side
    symbol: Symbol
    quantity: Decimal
    price: Decimal
    value: Decimal
    lots: tuple[StatedLot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPlan:
    """A plan's document.

    document    all of it
    unchanged   its content has the sha256 that it states, and the id that follows
    value       of the household, dollars
    summary     its figures, dollars and fractions; those that are null are left out
    terms       of the objective, dollars by name; empty for a planner that follows a rule
    cash        (before, after) by account
    tracking    the tracking error after the plan, a fraction a year; None where it has none
    objective   J as stated; None for a planner that follows a rule
    solved      what only solving tells; None for a planner that follows a rule
    invested    (account, dollars) of new cash; None: none
    raised_in   the account in which `raised` was wanted; None: in none by name
    raised_sheltered  what of it may be left in accounts that are not taxable
    what_if     settings that were asked for this plan alone
    considered  other ways of going about it, and the plan itself last; empty where none were asked
    edited      what people changed in it, the first edit first
    """

    document: Mapping[str, Any]
    plan_id: str
    as_of: date
    planner: PlannerName
    unchanged: bool
    orders: tuple[StatedOrder, ...]
    value: Decimal
    summary: Mapping[str, Decimal]
    classes: tuple[StatedClass, ...]
    terms: Mapping[str, Decimal]
    cash: Mapping[AccountId, tuple[Decimal, Decimal]]
    tracking: Decimal | None
    objective: Decimal | None
    solved: OnlySolved | None
    raised: Decimal
    invested: tuple[AccountId, Decimal] | None
    raised_in: AccountId | None
    raised_sheltered: Decimal
    what_if: WhatIf
    considered: tuple[Considered, ...] = ()
    edited: tuple[PlanEdit, ...] = ()

    @property
    def request(self) -> PlanRequest:
        """What was asked for; `strict`, which only decides whether there is a plan, is not kept."""
        account_id, invested = self.invested or (None, ZERO)
        return PlanRequest(
            planner=self.planner,
            invest=invested,
            raise_cash=self.raised,
            account=account_id or self.raised_in,
            what_if=replace(self.what_if, compare=bool(self.considered)),
        )

    @property
    def proposed_sales(self) -> list[ProposedSale]:
        """The sales, lot by lot, as the certificate takes them."""
        return [
            ProposedSale(account_id=order.account_id, lot_id=lot.lot_id, quantity=lot.quantity)
            for order in self.orders
            if order.side is Side.SELL
            for lot in order.lots
        ]

    @property
    def proposed_purchases(self) -> list[ProposedPurchase]:
        """The purchases, as the certificate takes them."""
        return [
            ProposedPurchase(
                account_id=order.account_id, symbol=order.symbol, quantity=order.quantity
            )
            for order in self.orders
            if order.side is Side.BUY
        ]


def stated_plan(root: Path, name: str) -> StatedPlan:
    """The plan in the file `name`, or else the saved plan of that id.

    Raises InputProblems where there is neither, or where it is no plan's document.
    """
    path = Path(name)
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else load_plan(root, name)
        document = json.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _unreadable(name, f"it is not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise _unreadable(name, f"it is not a {SCHEMA} document")
    try:
        return plan_stated_in(document)
    except KeyError as error:
        raise _unreadable(name, f"it has no {error.args[0]}") from None
    except (AttributeError, InvalidValue, TypeError, ValueError) as error:
        raise _unreadable(name, f"a value is not what a plan holds ({error})") from None


def plan_stated_in(document: Mapping[str, Any]) -> StatedPlan:
    """The plan in `document`. Raises what a malformed document raises."""
    assumptions, objective = document["assumptions"], document["proof"]["objective"]
    digest = digest_of(document)
    return StatedPlan(
        document=document,
        plan_id=str(document["id"]),
        as_of=date.fromisoformat(document["as_of"]),
        planner=PlannerName(document["planner"]),
        unchanged=(document["sha256"], document["id"]) == (digest, id_of(digest)),
        orders=tuple(_order(number, one) for number, one in enumerate(document["orders"], 1)),
        value=exact(document["household"]["value"]),
        summary=stated_summary(document),
        classes=stated_classes(document),
        terms=stated_terms(document),
        cash={
            AccountId(one["id"]): (exact(one["cash_before"]), exact(one["cash_after"]))
            for one in document["accounts"]
        },
        tracking=_tracking(document.get("tracking_error")),
        objective=None if objective is None else exact(objective),
        solved=None if objective is None else only_solved(document),
        raised=exact(assumptions.get("raise", "0")),
        invested=_invested(assumptions.get("invest", "")),
        raised_in=AccountId(assumptions["raise_in"]) if "raise_in" in assumptions else None,
        raised_sheltered=exact(assumptions.get("raise_sheltered", "0")),
        what_if=WhatIf(
            gains_budget=optional(assumptions.get(GAINS_BUDGET)),
            drift_aversion=optional(assumptions.get(DRIFT_AVERSION)),
        ),
        considered=considered_in(document),
        edited=stated_edits(document),
    )


def _tracking(stated: Mapping[str, Any] | None) -> Decimal | None:
    return None if stated is None else exact(stated["after"])


def _order(number: int, order: Mapping[str, Any]) -> StatedOrder:
    return StatedOrder(
        number=number,
        account_id=AccountId(order["account"]),
        side=Side(order["side"]),
        symbol=Symbol(order["symbol"]),
        quantity=exact(order["quantity"]),
        price=exact(order["price"]),
        value=exact(order["value"]),
        lots=tuple(_lot(one) for one in order["lots"]),
    )


def _lot(lot: Mapping[str, Any]) -> StatedLot:
    return StatedLot(
        lot_id=LotId(lot["lot_id"]),
        quantity=exact(lot["quantity"]),
        proceeds=exact(lot["proceeds"]),
        basis=None if lot["basis"] is None else exact(lot["basis"]),
        gain=None if lot["gain"] is None else exact(lot["gain"]),
        term=lot["term"],
        disallowed=exact(lot["disallowed"]),
    )


def _invested(text: str) -> tuple[AccountId, Decimal] | None:
    match = _INVESTED.fullmatch(text)
    if match is None:
        return None
    return AccountId(match["account"]), exact(match["amount"].replace(",", ""))


def _unreadable(name: str, why: str) -> InputProblems:
    return InputProblems(
        [
            Problem(
                what=f"{name} cannot be read as a plan",
                file=name,
                why=why[0].upper() + why[1:],
                fix="Give the id of a saved plan, or a file that `trimtab plan --out` wrote",
            )
        ]
    )
