"""Cash that a plan may spend, account by account; it never moves between accounts."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from trimtab.domain import Account, AccountId
from trimtab.errors import NoPlan
from trimtab.money import ZERO, dollars_text
from trimtab.planners.amounts import IdleCash
from trimtab.planners.trades import Sell, held_after
from trimtab.planners.valuation import Valuation


def spendable(
    valuation: Valuation, sells: Sequence[Sell], uses: Callable[[Account], bool]
) -> dict[AccountId, Decimal]:
    """Cash above its floor after the sales, never below 0, of every account that `uses` admits."""
    proceeds: dict[AccountId, Decimal] = {}
    for sell in sells:
        account_id = sell.account.account_id
        proceeds[account_id] = proceeds.get(account_id, ZERO) + sell.value
    return {
        account.account_id: max(
            ZERO, account.cash - account.floor + proceeds.get(account.account_id, ZERO)
        )
        for account in valuation.situation.household.accounts
        if uses(account)
    }


def set_aside(
    valuation: Valuation, cash: dict[AccountId, Decimal], amount: Decimal
) -> dict[AccountId, Decimal]:
    """`cash` less `amount`, from taxable accounts first, then from the account with the most.

    Where the situation names an account to raise it in, from that one alone. Raises NoPlan when
    there is not that much: money leaves an IRA only as a last resort, because a withdrawal from it
    is taxed.
    """
    wanted_in = valuation.situation.raise_in
    open_to = {one: own for one, own in cash.items() if wanted_in in {None, one}}
    available = sum(open_to.values(), ZERO)
    if amount > available:
        planner = valuation.situation.policy.planner.value
        raise NoPlan(
            f"you asked to raise {dollars_text(amount)}, and planner {planner} can free only "
            f"{dollars_text(available)} above min_cash. Ask for less, lower min_cash, or use "
            f"--planner equal-weight, which sells as needed"
        )
    left, result = amount, dict(cash)
    accounts = [
        account
        for account in valuation.situation.household.accounts
        if account.account_id in open_to
    ]
    for account in sorted(accounts, key=lambda acc: (not acc.taxable, -cash[acc.account_id])):
        part = min(left, result[account.account_id])
        result[account.account_id] -= part
        left -= part
    return result


def idle_cash(
    valuation: Valuation, cash: Mapping[AccountId, Decimal], sells: Sequence[Sell]
) -> IdleCash:
    """Cash as a class to fill; its floor is what `cash` cannot spend after `sells`."""
    cash_class = valuation.situation.target.cash
    held = held_after(valuation, sells)[cash_class.name]
    return IdleCash(weight=cash_class.weight, floor=max(ZERO, held - sum(cash.values(), ZERO)))
