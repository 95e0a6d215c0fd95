"""A plan whose orders a person has changed: what it says of that, and what it says no more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trimtab.domain import (
    AccountId,
    EditKind,
    LotId,
    NotDone,
    OrderEdit,
    Plan,
    PlanEdit,
    PlanWarning,
    Reason,
    ReasonBasis,
    Side,
    Symbol,
    TradeIntent,
)
from trimtab.money import exact_text
from trimtab.planners.harvest import lot_left
from trimtab.planners.valuation import Valuation

_Order = tuple[AccountId, Side, Symbol]

# Assumptions that tell of prices found by solving again; after an edit none is looked for.
_PRICES = "prices"


def with_edits(plan: Plan, valuation: Valuation, edits: Sequence[PlanEdit]) -> Plan:
    """`plan`, made of edited orders, with a word on every change; the first edit first.

    valuation  of the situation that the plan was made for
    """
    told = _Edits(edits)
    left = told.left(plan, valuation)
    lots = {one.lot_id for one in left if one.lot_id is not None}
    others = (one for one in plan.not_done if one.lot_id is None or one.lot_id not in lots)
    assumptions = dict(plan.assumptions)
    if plan.proof.objective is not None:
        assumptions[_PRICES] = "orders and lots have none after an edit"
    return replace(
        plan,
        intents=tuple(told.of_order(plan, intent) for intent in plan.intents),
        not_done=(*left, *others),
        warnings=tuple(map(_of_an_edited_plan, plan.warnings)),
        assumptions=assumptions,
        edited=tuple(edits),
    )


@dataclass(frozen=True)
class _Edits:
    """All edits that a plan went through."""

    edits: Sequence[PlanEdit]

    def left(self, plan: Plan, valuation: Valuation) -> tuple[NotDone, ...]:
        """Lots that stay whole and purchases that are not made because a person said so."""
        accounts = valuation.situation.household.accounts
        lots = {lot.lot_id: (account, lot) for account in accounts for lot in account.lots}
        sold = {sale.lot.lot_id for intent in plan.intents for sale in intent.lots}
        found = []
        for lot_id, reason in self._kept_lots().items():
            if lot_id in lots and lot_id not in sold:
                found.append(lot_left(valuation, *lots[lot_id], reason))
        for edit, order in self._orders():
            if order.side is Side.BUY and order.kind is not EditKind.RESIZE:
                reason = _taken_out("SKIP", edit, order)
                found.append(
                    NotDone(reason=reason, account_id=order.account_id, symbol=order.symbol)
                )
        return tuple(found)

    def of_order(self, plan: Plan, intent: TradeIntent) -> TradeIntent:
        """`intent`; where somebody set its size, that comes after its other reasons."""
        key = (intent.account_id, intent.side, intent.symbol)
        reasons = [self._passed_over(plan, one) for one in intent.reasons]
        size = self._sizes().get(key)
        return replace(intent, reasons=(*reasons, *(() if size is None else (size,))))

    def _passed_over(self, plan: Plan, reason: Reason) -> Reason:
        """A first choice that was to be sold was passed over for that, sold now or not."""
        if reason.code != "BUY.SECOND_CHOICE":
            return reason
        sold = {intent.symbol for intent in plan.sells()}
        for edit, order in self._orders():
            if order.symbol == reason.params["preferred"] and order.side is Side.SELL:
                if order.symbol in sold:
                    return reason
                why = f"plan {edit.plan} was to sell it"
                return replace(reason, params={**reason.params, "why": why})
        return reason

    def _orders(self) -> Iterator[tuple[PlanEdit, OrderEdit]]:
        return ((edit, order) for edit in self.edits for order in edit.orders)

    def _kept_lots(self) -> Mapping[LotId, Reason]:
        """By lot, what the last edit that touched its sale did."""
        found: dict[LotId, Reason] = {}
        for edit, order in self._orders():
            reason = (
                _sized("KEEP.RESIZED", edit, order, symbol=order.symbol)
                if order.kind is EditKind.RESIZE
                else _taken_out("KEEP", edit, order)
            )
            found |= dict.fromkeys((lot_id for lot_id, _ in order.lots), reason)
        return found

    def _sizes(self) -> Mapping[_Order, Reason]:
        found: dict[_Order, Reason] = {}
        for edit, order in self._orders():
            if order.kind is EditKind.RESIZE:
                code = f"{order.side.name}.RESIZED"
                found[order.account_id, order.side, order.symbol] = _sized(code, edit, order)
        return found


def _taken_out(family: str, edit: PlanEdit, order: OrderEdit) -> Reason:
    held = order.kind is EditKind.HOLD
    return Reason(
        code=f"{family}.HELD" if held else f"{family}.DROPPED",
        params={"symbol": order.symbol, "plan": edit.plan, "shares": exact_text(order.before)},
    )


def _sized(code: str, edit: PlanEdit, order: OrderEdit, **more: str) -> Reason:
    return Reason(
        code=code,
        params={
            "plan": edit.plan,
            "shares": exact_text(order.after),
            "before": exact_text(order.before),
        }
        | more,
    )


def _of_an_edited_plan(warning: PlanWarning) -> PlanWarning:
    """Where a warning would say that the solver chose what a person has chosen, it says that."""
    reason = warning.reason
    if reason.code == "WARN.GAP_OPEN":
        params = {name: reason.params[name] for name in ("gap", "share")}
        return replace(warning, reason=Reason(code="WARN.EDIT_GAP", params=params))
    if reason.code == "WARN.CASH_IDLE" and reason.basis is ReasonBasis.TRADE_OFF:
        params = {**reason.params, "why": "the plan was edited"}
        return replace(warning, reason=replace(reason, params=params, basis=ReasonBasis.RULE))
    return warning
