"""Cash that a plan leaves above its band, and what keeps it from being invested."""

from collections.abc import Mapping
from decimal import Decimal

from trimtab.domain import Account, AccountId, PlanWarning, Reason, ReasonBasis, Situation
from trimtab.money import ONE, ZERO, cents_text, dollars_text, ratio_text
from trimtab.optimize.assembly.assemble import half_widths
from trimtab.planners.optimal.outcome import Outcome

# Idle cash under this part of the household is what whole shares leave over.
_CRUMBS = Decimal("0.001")

# A turnover this near to its limit leaves no room for an order.
_NEARLY = Decimal("0.0005")


def idle_cash_warnings(
    outcome: Outcome, cash_after: Mapping[AccountId, Decimal]
) -> tuple[PlanWarning, ...]:
    """A word where cash ends above its band though nobody asked for it, with the reason.

    cash_after  dollars of every account, costs paid
    """
    situation, household = outcome.valuation.situation, outcome.valuation.household
    if household <= 0:
        return ()
    after = outcome.classes[situation.target.cash.name]
    spare = _spare(outcome, cash_after)
    free = sum(spare.values(), ZERO) - situation.raise_cash
    idle = min(after.value_after - _most(situation, household), free)
    if idle < _CRUMBS * household:
        return ()
    setting, why = _why(outcome, spare)
    return (
        PlanWarning(
            reason=Reason(
                code="WARN.CASH_IDLE",
                params={
                    "amount": cents_text(idle),
                    "weight": ratio_text(after.weight_after, 4),
                    "why": why,
                },
                basis=ReasonBasis.LIMIT if setting else ReasonBasis.TRADE_OFF,
                setting=setting,
            )
        ),
    )


def _most(situation: Situation, household: Decimal) -> Decimal:
    """Dollars of cash that a household of that value means to hold at most: a buffer, or a band."""
    limits = situation.cash_limits(household)
    if limits is not None:
        return limits[1]
    cash = situation.target.cash
    return (cash.weight + half_widths(cash, is_cash=True)[1]) * household


def _spare(outcome: Outcome, cash_after: Mapping[AccountId, Decimal]) -> dict[AccountId, Decimal]:
    """Dollars above its floor of every account that trades."""
    return {
        account.account_id: max(ZERO, cash_after[account.account_id] - account.floor)
        for account in outcome.valuation.situation.household.accounts
        if account.tradable and account.tracked
    }


def _why(outcome: Outcome, spare: Mapping[AccountId, Decimal]) -> tuple[str, str]:
    """The setting that keeps the money from being invested, "" for none, and a few words."""
    policy = outcome.valuation.situation.policy
    orders = len(outcome.orders.sells) + len(outcome.orders.buys)
    if 0 < policy.max_orders <= orders:
        return "policy.max_orders", f"max_orders is {policy.max_orders}"
    limited = policy.max_turnover < ONE
    if limited and outcome.estimate.turnover >= policy.max_turnover - _NEARLY:
        return "policy.max_turnover", "max_turnover is reached"
    places = [
        (account, outcome.valuation.price(symbol) * account.quantity_step)
        for account in outcome.valuation.situation.household.accounts
        if account.account_id in spare
        for where, symbol in outcome.rules.permissions.buyable
        if where == account.account_id
    ]
    if not any(spare[account.account_id] > 0 for account, _ in places):
        return "policy.never_buy", "the accounts that have it may buy nothing"
    if not _affordable(places, spare, ZERO):
        return "accounts.quantity_step", "no share costs as little as one account has left"
    least = max(policy.min_trade_dollars, policy.min_trade_fraction * outcome.valuation.household)
    if not _affordable(places, spare, least):
        return "policy.min_trade", f"an order has to be of {dollars_text(least)}"
    return "", "buying more would cost more than it brings"


def _affordable(
    places: list[tuple[Account, Decimal]], spare: Mapping[AccountId, Decimal], least: Decimal
) -> bool:
    """Whether an account can pay for one step of something, and for `least` dollars of it."""
    return any(spare[account.account_id] >= max(price, least) for account, price in places)
