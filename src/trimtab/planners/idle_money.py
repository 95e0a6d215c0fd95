"""Accounts that buy nothing although a reader would expect it, and why."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from trimtab.domain import Account, AccountId, NotDone, Reason, ReasonBasis
from trimtab.money import cents_text
from trimtab.planners.valuation import Valuation


def idle_money(
    valuation: Valuation, cash: Mapping[AccountId, Decimal], uses: Callable[[Account], bool]
) -> tuple[NotDone, ...]:
    """A reason for every account that holds something and cannot buy.

    cash  dollars that each account may spend after the sales
    uses  accounts whose cash the planner spends
    """
    found = []
    for account in valuation.situation.household.accounts:
        reason = _reason(valuation, account, cash, uses)
        if reason is not None:
            found.append(NotDone(reason=reason, account_id=account.account_id))
    return tuple(found)


def _reason(
    valuation: Valuation,
    account: Account,
    cash: Mapping[AccountId, Decimal],
    uses: Callable[[Account], bool],
) -> Reason | None:
    if not account.tracked:
        return None
    if not account.tradable:
        return _limit("SKIP.NOT_TRADABLE", "accounts.type", account=account.label)
    if uses(account):
        if cash[account.account_id] > 0 or account.cash > account.floor:
            return None
        return _limit(
            "SKIP.CASH_BELOW_MINIMUM",
            "cash_flows" if account.set_aside else "accounts.min_cash",
            account=account.label,
            minimum=cents_text(account.floor),
        )
    spare = account.cash - account.floor
    if spare <= 0:
        return None
    planner = valuation.situation.policy.planner.value
    return _limit(
        "SKIP.CASH_NOT_USED",
        "policy.planner",
        amount=cents_text(spare),
        account=account.label,
        planner=planner,
    )


def _limit(code: str, setting: str, **params: str) -> Reason:
    return Reason(code=code, params=params, basis=ReasonBasis.LIMIT, setting=setting)
