"""Why recent purchases or coming reinvestments keep a loss from being taken."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from trimtab.domain import Lot, Reason, Reinvestments, Symbol, WashLookback, WashPolicy
from trimtab.money import ZERO, cents_text, dollars_text, exact_text, to_cents
from trimtab.planners.valuation import Valuation
from trimtab.tax import NOTHING_SOLD, Purchase, Staying, WashScreen

_WINDOW_AHEAD = timedelta(days=31)


def wash_block(
    valuation: Valuation,
    window: WashScreen,
    lot: Lot,
    gain: Decimal,
    *,
    left: Staying = NOTHING_SOLD,
) -> Reason | None:
    """Why selling `lot` at the loss `gain` (< 0) would wash; None when it would not.

    Under `law` an unmatched recent purchase of the group outside the lot's own order that stays
    held (P1, P8); under `strict` any recent purchase. Only with `wash_sales = "avoid"`.

    left  what the plan's other sales leave of recent purchases
    """
    policy = valuation.situation.policy
    if policy.wash_sales is not WashPolicy.AVOID:
        return None
    if policy.wash_lookback is WashLookback.STRICT:
        reason = recent_purchase(window, lot)
    else:
        reason = _replaced(window, lot, gain, left)
    if reason is None and policy.reinvestments is Reinvestments.BLOCK:
        reason = reinvested(valuation, lot)
    return reason


def recent_purchase(window: WashScreen, lot: Lot) -> Reason | None:
    """The `strict` reading: any purchase of the last 30 days keeps every lot of the security."""
    purchases = window.purchases(lot.symbol)
    if not purchases:
        return None
    latest = purchases[-1]
    return Reason(
        code="SKIP.STRICT_RECENT_BUY",
        params={
            "account": latest.account.label,
            "symbol": latest.symbol,
            "date": latest.acquired.isoformat(),
            "clear": latest.clear_from.isoformat(),
        },
        setting="policy.wash_lookback",
    )


def clear_after_purchases(
    valuation: Valuation, lot: Lot, reason: Reason, bought: Collection[Symbol]
) -> Reason:
    """`reason` with the day from which `lot` is clear, where today's plan buys its group too.

    A purchase of today replaces a loss for 30 days more (26 U.S.C. 1091(a), rule P1).

    bought  what the plan buys, in any account
    """
    own = sorted(valuation.situation.household.identical.of(lot.symbol) & set(bought))
    if not own or "clear" not in reason.params:
        return reason
    clear = (valuation.situation.as_of + _WINDOW_AHEAD).isoformat()
    if clear <= reason.params["clear"]:
        return reason
    later = {"clear": clear}
    if "how" in reason.params:
        later["how"] = f"{reason.params['how']}, and this plan buys {own[0]}"
    return replace(reason, params={**reason.params, **later})


def _replaced(window: WashScreen, lot: Lot, gain: Decimal, left: Staying) -> Reason | None:
    purchases = [one for one in window.replacements(lot) if left.quantity(one) > 0]
    if not purchases:
        return None
    latest = purchases[-1]
    shares = sum((left.quantity(purchase) for purchase in purchases), ZERO)
    washed = -gain * min(shares, lot.quantity) / lot.quantity
    lost = _lost_for_good(purchases, left, lot, gain)
    return Reason(
        code="SKIP.WASH_RECENT_BUY",
        params={
            "account": latest.account.label,
            "shares": exact_text(left.quantity(latest)),
            "symbol": latest.symbol,
            "date": latest.acquired.isoformat(),
            "amount": cents_text(washed),
            "how": _how(lost, washed),
            "clear": latest.clear_from.isoformat(),
        },
        setting="policy.wash_lookback",
    )


def _lost_for_good(
    purchases: Sequence[Purchase], left: Staying, lot: Lot, gain: Decimal
) -> Decimal:
    """The part of the washed loss that no basis takes up: shares match oldest first (W8, W13)."""
    shares, lost = lot.quantity, ZERO
    for purchase in purchases:
        matched = min(shares, left.quantity(purchase))
        shares -= matched
        lost += ZERO if purchase.account.taxable else matched
    return -gain * lost / lot.quantity


def _how(lost: Decimal, washed: Decimal) -> str:
    """Whether the loss is gone or only waits, and how much of it where it is both."""
    if to_cents(lost) <= 0:
        return "for now"
    if to_cents(lost) == to_cents(washed):
        return "for good"
    return f"for now, {dollars_text(lost)} of it for good"


def reinvested(valuation: Valuation, lot: Lot) -> Reason | None:
    """A scheduled reinvestment of the lot's group, as a bar; None when there is none."""
    situation = valuation.situation
    group = situation.household.identical.of(lot.symbol)
    for account in situation.household.accounts:
        scheduled = sorted(group & account.dividend_reinvestment)
        if scheduled:
            return Reason(
                code="SKIP.WASH_PENDING_DRIP",
                params={
                    "account": account.label,
                    "symbol": scheduled[0],
                    "clear": (situation.as_of + _WINDOW_AHEAD).isoformat(),
                },
                setting="policy.reinvestments",
            )
    return None
