"""A plan as the JSON document `trimtab.plan/1`.

The one way out of the domain: whatever is saved, shown or explained is read from this document and
from nothing else. Money has two decimals, shares are exact, weights have six decimals or as many as
it takes to stay on their own side of a band. Columns foot to the cent: lots to order, order to
account, account to plan, and the lots' tax plus `netting` is the change of the year's tax. A plan
that does not foot is refused, because nobody should act on it.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from trimtab.domain import AssetClassOutcome, Plan, Situation
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, cents_text, exact_text, ratio_text
from trimtab.report.document.accounts import account_documents
from trimtab.report.document.edited import edited_document
from trimtab.report.document.next import next_document
from trimtab.report.document.orders import Trades, trades_of
from trimtab.report.document.proof import considered_documents, proof_document
from trimtab.report.document.reasons import (
    do_not_buy_documents,
    not_done_documents,
    setting_documents,
    warning_documents,
)
from trimtab.report.document.tax import tax_document
from trimtab.report.document.tracking import tracking_document

SCHEMA = "trimtab.plan/1"

# Crockford's base 32: no I, L, O or U, so that an id can be read out and typed.
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_LENGTH = 4
_WEIGHT_PLACES = 6
_MOST_WEIGHT_PLACES = 28


def plan_document(
    plan: Plan, situation: Situation, *, settings: Mapping[str, tuple[str, str]] | None = None
) -> dict[str, Any]:
    """The document of `plan`, made from `situation`.

    settings  by dotted key the value as the file would write it, and its `file:line` or `default`;
              those that a reason names are kept, so that `explain` can point at them

    Raises InvalidValue when the plan's columns do not foot, naming the figures.
    """
    trades = trades_of(plan, situation)
    _refuse_unless_it_foots(plan, trades)
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "trimtab_version": version("trimtab"),
        "as_of": plan.as_of.isoformat(),
        "planner": plan.planner.value,
        "household": {
            "name": situation.household.name,
            "value": cents_text(plan.estimate.value),
        },
        "prices": _price_dates(situation),
        "summary": _summary(plan, trades, situation),
        "proof": proof_document(plan.proof),
        "accounts": account_documents(trades, situation),
        "asset_classes": [_asset_class(outcome) for outcome in plan.asset_classes],
        "orders": [order.document for order in trades.orders],
        "not_done": not_done_documents(plan, situation),
        "warnings": warning_documents(plan),
        "do_not_buy": do_not_buy_documents(plan),
        "tax": tax_document(plan, trades, situation),
        "next": next_document(plan, situation),
        "considered": considered_documents(plan),
        "assumptions": dict(plan.assumptions),
        "blind_spots": list(plan.blind_spots),
        **tracking_document(plan.tracking),
        **edited_document(plan.edited),
    }
    if settings is not None:
        body["settings"] = setting_documents(body, settings)
    digest = sha256(_canonical(body)).hexdigest()
    return {"schema": SCHEMA, "id": id_of(digest), "sha256": digest} | body


def to_json(document: Mapping[str, Any]) -> str:
    """The saved text of a document: the same bytes for the same document."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def digest_of(document: Mapping[str, Any]) -> str:
    """The sha256 that a document's content has, whatever its own `sha256` says."""
    body = {key: value for key, value in document.items() if key not in {"id", "sha256"}}
    return sha256(_canonical(body)).hexdigest()


def _canonical(body: Mapping[str, Any]) -> bytes:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def id_of(digest: str) -> str:
    """The four characters of a document with this sha256."""
    number = int(digest, 16)
    return "".join(_CROCKFORD[number >> (5 * place) & 31] for place in range(_ID_LENGTH))


def _summary(plan: Plan, trades: Trades, situation: Situation) -> dict[str, Any]:
    estimate = plan.estimate
    basis_change = trades.losses + trades.gains
    rate = None if situation.tax is None else situation.tax.rate_long
    later = None if rate is None else cents_text(-basis_change * rate)
    return {
        "value": cents_text(estimate.value),
        "drift_before": ratio_text(estimate.drift_before),
        "drift_after": ratio_text(estimate.drift_after),
        "cash_before": cents_text(estimate.cash_before),
        "cash_after": cents_text(estimate.cash_after),
        "sells": cents_text(trades.sells),
        "buys": cents_text(trades.buys),
        "cost": cents_text(estimate.cost),
        "tax_before": _optional_cents(estimate.tax_before),
        "tax_after": _optional_cents(estimate.tax_after),
        "realized_short": cents_text(estimate.realized_short),
        "realized_long": cents_text(estimate.realized_long),
        "losses": cents_text(trades.losses),
        "gains": cents_text(trades.gains),
        "basis_change": cents_text(basis_change),
        "basis_change_tax_later": later,
        "turnover": ratio_text(estimate.turnover),
        "orders": len(trades.orders),
    }


def _price_dates(situation: Situation) -> dict[str, str | None]:
    """The oldest and the newest date of the prices of what is held; None where none is dated."""
    quotes = situation.market.quotes
    held = [quotes[symbol] for symbol in situation.household.symbols_held() if symbol in quotes]
    dates = [quote.as_of for quote in held if quote.as_of is not None]
    return {
        "oldest": min(dates).isoformat() if dates else None,
        "newest": max(dates).isoformat() if dates else None,
    }


def _asset_class(outcome: AssetClassOutcome) -> dict[str, Any]:
    band = outcome.band
    return {
        "name": outcome.name,
        "target_weight": ratio_text(outcome.target_weight),
        "band": None if band is None else [exact_text(band.low), exact_text(band.high)],
        "value_before": cents_text(outcome.value_before),
        "value_after": cents_text(outcome.value_after),
        "weight_before": _weight(outcome.weight_before, outcome),
        "weight_after": _weight(outcome.weight_after, outcome),
        "in_band_before": band is None or outcome.weight_before in band,
        "in_band_after": band is None or outcome.weight_after in band,
        "buy_symbol": outcome.buy_symbol,
        "buy_target": _optional_cents(outcome.buy_target),
    }


def _weight(weight: Decimal, outcome: AssetClassOutcome) -> str:
    """Six decimals, more where rounding would put the weight on the other side of its band."""
    if outcome.band is None:
        return ratio_text(weight)
    for places in range(_WEIGHT_PLACES, _MOST_WEIGHT_PLACES):
        text = ratio_text(weight, places)
        if (Decimal(text) in outcome.band) == (weight in outcome.band):
            return text
    return exact_text(weight)


def _optional_cents(amount: Decimal | None) -> str | None:
    """Dollars with two decimals, or None where the amount is not known."""
    return None if amount is None else cents_text(amount)


def _refuse_unless_it_foots(plan: Plan, trades: Trades) -> None:
    estimate = plan.estimate
    cash = estimate.cash_before - trades.buys + trades.sells - estimate.cost
    _refuse_difference("cash after the plan", estimate.cash_after, cash)
    costs = sum((intent.cost for intent in plan.intents), ZERO)
    _refuse_difference("cost of the orders", estimate.cost, costs)
    realized = estimate.realized_short + estimate.realized_long
    _refuse_difference("gains realised by the plan", realized, trades.losses + trades.gains)
    for order in trades.orders:
        if order.lots:
            proceeds = sum((lot.sale.proceeds for lot in order.lots), ZERO)
            _refuse_difference(f"proceeds of {order.intent.symbol}", order.intent.value, proceeds)


def _refuse_difference(what: str, stated: Decimal, summed: Decimal) -> None:
    if cents_text(stated) != cents_text(summed):
        raise InvalidValue(
            f"the plan does not foot: {what} is stated as {stated}, its parts add up to {summed}"
        )
