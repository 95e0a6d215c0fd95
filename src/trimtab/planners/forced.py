"""Forced buys inside a wash-sale window: made, with the dollars named; refused in an IRA."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from trimtab.domain import (
    Account,
    NotDone,
    PlanWarning,
    Reason,
    ReasonBasis,
    Symbol,
)
from trimtab.money import ZERO, cents_text, to_cents
from trimtab.planners.choice import Choice
from trimtab.planners.trades import Buy
from trimtab.planners.valuation import Valuation
from trimtab.tax import WashScreen


def may_buy_in(
    valuation: Valuation, window: WashScreen, choices: Mapping[str, Choice]
) -> Callable[[Account, Symbol], bool]:
    """Whether an account may buy a security: `never_buy`, and no wash into an IRA.

    A replacement in an IRA loses the loss for good (Rev. Rul. 2008-5, W13), so it is refused even
    when the user forces the buy.
    """
    spoiled = _spoiled(window, choices)

    def may_buy(account: Account, symbol: Symbol) -> bool:
        allowed = valuation.situation.policy.may_buy(account.account_id, symbol)
        return allowed and (account.taxable or symbol not in spoiled)

    return may_buy


def forced_wash_warnings(
    window: WashScreen, choices: Mapping[str, Choice], buys: Sequence[Buy]
) -> tuple[PlanWarning, ...]:
    """A warning for each forced buy that undoes a loss of the last 30 days, with the dollars."""
    found = []
    for symbol in _spoiled(window, choices):
        shares = sum((buy.quantity for buy in buys if buy.symbol == symbol), ZERO)
        if shares > 0:
            found.append(_warning(window, symbol, shares))
    return tuple(found)


def refused_in_iras(
    valuation: Valuation,
    window: WashScreen,
    choices: Mapping[str, Choice],
    uses: Callable[[Account], bool],
) -> tuple[NotDone, ...]:
    """Accounts kept out of a forced buy because its loss would be lost for good."""
    return tuple(
        NotDone(
            reason=Reason(
                code="SKIP.IRA_FORCED_WASH",
                params={
                    "account": account.label,
                    "symbol": symbol,
                    "clear": window.open_losses(symbol)[-1].clear_from.isoformat(),
                },
                basis=ReasonBasis.LIMIT,
                setting="policy.forced_buys",
            ),
            account_id=account.account_id,
            symbol=symbol,
        )
        for symbol in _spoiled(window, choices)
        for account in valuation.situation.household.accounts
        if uses(account) and not account.taxable
    )


def _spoiled(window: WashScreen, choices: Mapping[str, Choice]) -> tuple[Symbol, ...]:
    """Securities whose purchase would undo an earlier loss.

    They are forced, or chosen under a policy that does not avoid wash sales; otherwise the choice
    has passed them over already.
    """
    return tuple(
        choice.symbol
        for choice in choices.values()
        if choice.symbol is not None and window.open_losses(choice.symbol)
    )


def _warning(window: WashScreen, symbol: Symbol, shares: Decimal) -> PlanWarning:
    damage = window.damage(symbol, shares)
    latest = damage.sales[-1]
    params = {
        "symbol": symbol,
        "date": latest.sold.isoformat(),
        "clear": latest.clear_from.isoformat(),
    }
    if damage.unknown:
        code = "WARN.FORCED_WASH_UNKNOWN"
    else:
        code, params = "WARN.FORCED_WASH", {**params, "amount": cents_text(to_cents(damage.amount))}
    reason = Reason(code=code, params=params, setting="policy.forced_buys")
    return PlanWarning(reason=reason, needs_ack=True)
