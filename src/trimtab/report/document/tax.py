"""The tax year's part of the document: before, after, and the line that makes the column foot."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from trimtab.domain import Plan, Situation, TaxProfile
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, cents_text, ratio_text
from trimtab.report.document.orders import Trades

# A purchase up to 30 days after the sale can still replace the shares sold (W4).
_FINAL_AFTER = timedelta(days=31)


def tax_document(plan: Plan, trades: Trades, situation: Situation) -> dict[str, Any] | None:
    """The year with and without the plan; None when the household's rates are not known.

    `netting` is the change of the year's tax less the sum of the lots' tax, each lot's rounded to
    the cent: what netting across the year and the limit on losses add or take away.
    """
    profile, estimate = situation.tax, plan.estimate
    if profile is None or estimate.tax_before is None or estimate.tax_after is None:
        return None
    if trades.tax is None:
        raise InvalidValue("a lot of unknown basis or term cannot be sold in a taxable account")
    netting = estimate.tax_after - estimate.tax_before - trades.tax
    short, long = _net_before(profile)
    return {
        "year": plan.as_of.year,
        "rate_short": ratio_text(profile.rate_short),
        "rate_long": ratio_text(profile.rate_long),
        "rate_deduction": ratio_text(profile.rate_deduction),
        "loss_limit": cents_text(profile.loss_limit),
        "realized": {
            "short": cents_text(profile.realized_short or ZERO),
            "long": cents_text(profile.realized_long or ZERO),
        },
        "carried_in": {
            "short": cents_text(profile.carryforward_short),
            "long": cents_text(profile.carryforward_long),
        },
        "before": {"short": cents_text(short), "long": cents_text(long)},
        "after": {
            "short": cents_text(short + estimate.realized_short),
            "long": cents_text(long + estimate.realized_long),
        },
        "lots": cents_text(trades.tax),
        "netting": cents_text(netting),
        "carryover_short": cents_text(estimate.carryover_short or ZERO),
        "carryover_long": cents_text(estimate.carryover_long or ZERO),
        "basis_change": cents_text(trades.losses + trades.gains),
        "basis_change_tax_later": cents_text(-(trades.losses + trades.gains) * profile.rate_long),
        "estimate": True,
        **_wash_sales(plan, situation),
    }


def _wash_sales(plan: Plan, situation: Situation) -> dict[str, Any]:
    """What wash sales deny, what a purchase can still undo (W18), and the reading that was used."""
    taxable = {one.account_id for one in situation.household.accounts if one.taxable}
    lots = [lot for sell in plan.sells() if sell.account_id in taxable for lot in sell.lots]
    losses = [lot.gain + lot.disallowed for lot in lots if lot.gain is not None and lot.gain < 0]
    policy = situation.policy
    return {
        "disallowed": cents_text(sum((lot.disallowed for lot in lots), ZERO)),
        "provisional": {
            "loss": cents_text(-sum(losses, ZERO)),
            "final_on": (plan.as_of + _FINAL_AFTER).isoformat() if any(losses) else None,
        },
        "wash_rules": {
            "same_day_dispositions": "batch" if policy.same_day_batch else "sequential",
            "fragment_selection": "highest" if policy.fragments_highest else "earliest",
        },
    }


def _net_before(profile: TaxProfile) -> tuple[Decimal, Decimal]:
    """Net short-term and long-term dollars before the plan, losses carried in included."""
    short = (profile.realized_short or ZERO) - profile.carryforward_short
    long = (profile.realized_long or ZERO) - profile.carryforward_long
    return short, long
