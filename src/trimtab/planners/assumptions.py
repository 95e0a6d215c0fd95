"""What a plan takes for granted, by name, so that nothing is silent."""

from datetime import timedelta

from trimtab.domain import History, PlannerName, Situation
from trimtab.money import cents_text, exact_text, ratio_text
from trimtab.tax import WashScreen

# P3: with less history than this the wash-sale figures are incomplete, and the plan says so.
FULL_HISTORY = timedelta(days=90)


def history_days(situation: Situation) -> int | None:
    """Days that the transactions reach back; None when every account seen has a complete one."""
    household = situation.household
    seen = [account for account in household.accounts if account.tracked]
    if seen and all(account.history is History.COMPLETE for account in seen):
        return None
    dates = [row.trade_date for row in household.transactions]
    return (situation.as_of - min(dates)).days if dates else 0


def assumptions_of(situation: Situation, window: WashScreen) -> dict[str, str]:
    """Rates, dates, rules and settings that decided the plan, as texts by name."""
    policy, tax = situation.policy, situation.tax
    days = history_days(situation)
    short = days is not None and days < FULL_HISTORY.days
    result = {
        "rule": policy.planner.value,
        "wash_sales": policy.wash_sales.value,
        "wash_lookback": policy.wash_lookback.value,
        "wash_window": f"{(window.as_of - timedelta(days=30)).isoformat()}/{window.as_of}",
        "wash_history": "incomplete" if short else "complete",
        "reinvestments": policy.reinvestments.value,
        "trading_costs": "none",
    }
    if policy.planner is PlannerName.OPTIMAL:
        result |= _optimal(situation)
    if policy.planner is PlannerName.RANKED_TLH:
        result["max_loss_to_forgo"] = cents_text(policy.ranked_tlh.max_loss_to_forgo)
        result["max_gain_to_sell"] = cents_text(policy.ranked_tlh.max_gain_to_sell)
        result["gain_rule"] = policy.ranked_tlh.gain_rule.value
    if tax is not None:
        result["filing_status"] = tax.filing_status.value
        result["rate_short"] = ratio_text(tax.rate_short, 4)
        result["rate_long"] = ratio_text(tax.rate_long, 4)
    if situation.raise_cash > 0:
        result["raise"] = cents_text(situation.raise_cash)
    if situation.raise_in is not None:
        result["raise_in"] = situation.raise_in
    for account in situation.household.accounts:
        if account.set_aside > 0:
            result[f"set aside in {account.account_id}"] = cents_text(account.set_aside)
    dates = sorted(
        quote.as_of.isoformat()
        for quote in situation.market.quotes.values()
        if quote.as_of is not None
    )
    if dates:
        result["prices_as_of"] = dates[0] if dates[0] == dates[-1] else f"{dates[0]}/{dates[-1]}"
    return result


def _optimal(situation: Situation) -> dict[str, str]:
    """What the optimal planner weighs, as the settings say it."""
    policy = situation.policy
    kept, buffer = {}, policy.cash_buffer
    if buffer is not None:
        low, high = exact_text(buffer.low * 100), exact_text(buffer.high * 100)
        kept["cash_buffer"] = f"{low}% to {high}% of the household"
    return kept | {
        "trading_costs": f"half-spread, 2 bp without quotes; {cents_text(policy.commission)} "
        "an order",
        "drift_aversion": exact_text(policy.drift_aversion),
        "future_tax_weight": exact_text(policy.future_tax_weight),
        "rank_cost": f"{exact_text(policy.rank_cost * 10000)} bp a step",
    }
