"""Spend what there is: whole shares by account for ideal amounts, and what is left over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trimtab.domain import Account, AccountId, NotDone, Reason, ReasonBasis, Symbol
from trimtab.money import cents_text, to_cents
from trimtab.planners.trades import Basket, Buy, Need
from trimtab.planners.valuation import Valuation


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """What is bought, the ideal amounts behind it, and what stays cash and why."""

    buys: tuple[Buy, ...]
    needs: tuple[Need, ...]
    not_done: tuple[NotDone, ...]


def buy_up(
    valuation: Valuation,
    needs: tuple[Need, ...],
    cash: Mapping[AccountId, Decimal],
    *,
    may_buy: Callable[[Account, Symbol], bool],
) -> Purchases:
    """Buy what is needed with the money in `cash`, in whole steps.

    cash     dollars that each account may spend; accounts not in it buy nothing
    may_buy  False keeps a security out of an account
    """
    basket = Basket(valuation, cash, may_buy)
    basket.fill(needs)
    # Shares of a very cheap security can be worth less than half a cent: no order for nothing.
    buys = tuple(buy for buy in basket.buys() if buy.value > 0)
    kept = tuple(buy for buy in buys if buy.value >= valuation.smallest_trade)
    return Purchases(
        buys=kept,
        needs=needs,
        not_done=(
            *(_too_small(valuation, buy) for buy in buys if buy not in kept),
            *_unfilled(valuation, needs, basket),
        ),
    )


def _too_small(valuation: Valuation, buy: Buy) -> NotDone:
    return NotDone(
        reason=Reason(
            code="SKIP.TRADE_TOO_SMALL",
            params={
                "amount": cents_text(buy.value),
                "minimum": cents_text(valuation.smallest_trade),
            },
            basis=ReasonBasis.LIMIT,
            setting="policy.min_trade",
        ),
        account_id=buy.account.account_id,
        symbol=buy.symbol,
        asset_class=buy.class_name,
    )


def _unfilled(valuation: Valuation, needs: Sequence[Need], basket: Basket) -> tuple[NotDone, ...]:
    """Classes that miss their ideal amount by a share or by cash that sits in another account."""
    left = []
    for need in needs:
        missing = basket.unfilled(need.class_name)
        if missing < Fraction(1, 100):
            continue
        one_share = missing < Fraction(valuation.price(need.symbol))
        amount = cents_text(to_cents(missing))
        params = {"amount": amount} if one_share else {"amount": amount, "class": need.class_name}
        left.append(
            NotDone(
                reason=Reason(
                    code="SKIP.WHOLE_SHARES" if one_share else "SKIP.NO_CASH_IN_ACCOUNT",
                    params=params,
                    basis=ReasonBasis.LIMIT,
                    setting="accounts.quantity_step" if one_share else "",
                ),
                symbol=need.symbol,
                asset_class=need.class_name,
            )
        )
    return tuple(left)
