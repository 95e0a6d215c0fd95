"""What to look at next: so that a plan without orders still says something."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from trimtab.domain import Account, AssetClassOutcome, Lot, Plan, Situation
from trimtab.money import cents_text, ratio_text, to_cents
from trimtab.report.catalogue import entry
from trimtab.report.reasons.entry import Kind
from trimtab.tax.holding_period import first_long_term_day

_TURNS_LONG = "turns long-term"
_CLEAR = "is clear of its wash window"


def next_document(plan: Plan, situation: Situation) -> dict[str, Any]:
    """The largest gap after the plan, the loss closest to a harvest, the next date that matters."""
    return {
        "largest_gap": _largest_gap(plan.asset_classes),
        "closest_loss": _closest_loss(plan, situation),
        "next_date": _next_date(plan, situation),
    }


def _largest_gap(outcomes: Iterable[AssetClassOutcome]) -> dict[str, Any] | None:
    gaps = [(outcome.weight_after - outcome.target_weight, outcome) for outcome in outcomes]
    if not gaps:
        return None
    gap, outcome = max(gaps, key=lambda pair: abs(pair[0]))
    return {
        "class": outcome.name,
        "gap": ratio_text(gap),
        "inside": _inside(outcome),
    }


def _inside(outcome: AssetClassOutcome) -> str | None:
    """Distance to the nearer end of the band, below zero outside; None without a band."""
    band, weight = outcome.band, outcome.weight_after
    return None if band is None else ratio_text(min(weight - band.low, band.high - weight))


def _closest_loss(plan: Plan, situation: Situation) -> dict[str, Any] | None:
    sold = {sale.lot.lot_id for intent in plan.intents for sale in intent.lots}
    losses = [
        (gain, lot)
        for account, lot in situation.household.lots
        if account.taxable and lot.lot_id not in sold
        for gain in _gains_of(lot, situation)
        if gain < 0
    ]
    if not losses:
        return None
    gain, lot = min(losses, key=lambda pair: pair[0])
    fraction = gain / lot.basis if lot.basis else Decimal(-1)
    return {
        "symbol": lot.symbol,
        "lot_id": lot.lot_id,
        "acquired": _iso(lot.acquired),
        "gain": cents_text(gain),
        "fraction": ratio_text(fraction),
    }


def _gains_of(lot: Lot, situation: Situation) -> tuple[Decimal, ...]:
    """The lot's gain in dollars, or nothing when its basis or price is unknown."""
    if lot.basis is None or lot.symbol not in situation.market:
        return ()
    return (to_cents(lot.quantity * situation.market.price(lot.symbol)) - lot.basis,)


def _next_date(plan: Plan, situation: Situation) -> dict[str, Any] | None:
    sold = {sale.lot.lot_id for intent in plan.intents for sale in intent.lots}
    dates: list[tuple[date, str, str, str]] = [
        (day, lot.symbol, lot.lot_id, _TURNS_LONG)
        for account, lot in situation.household.lots
        if lot.lot_id not in sold
        for day in _long_term_days(account, lot)
    ]
    dates += [(day, symbol, lot_id, _CLEAR) for day, symbol, lot_id in _clear_days(plan)]
    ahead = sorted(item for item in dates if item[0] > plan.as_of)
    if not ahead:
        return None
    day, symbol, lot_id, what = ahead[0]
    acquired: dict[str, str | None] = {
        lot.lot_id: _iso(lot.acquired) for _, lot in situation.household.lots
    }
    return {
        "date": day.isoformat(),
        "symbol": symbol,
        "lot_id": lot_id or None,
        "acquired": acquired.get(lot_id),
        "what": what,
    }


def _long_term_days(account: Account, lot: Lot) -> tuple[date, ...]:
    start = lot.holding_period_start
    return (first_long_term_day(start),) if account.taxable and start is not None else ()


def _clear_days(plan: Plan) -> Iterable[tuple[date, str, str]]:
    """Days on which something not done becomes free, with its symbol and lot."""
    for item in plan.not_done:
        clear = item.reason.params.get("clear")
        symbol = item.symbol or item.reason.params.get("symbol")
        if clear and symbol and entry(item.reason.code).params.get("clear") is Kind.DATE:
            yield date.fromisoformat(clear), symbol, item.lot_id or ""


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
