"""The accounts' part of the document: cash and value before and after, footing to the plan."""

from decimal import Decimal
from typing import Any

from trimtab.domain import Account, Market, Side, Situation
from trimtab.money import ZERO, cents_text, split_by_weight, to_cents
from trimtab.report.document_orders import Trades


def account_documents(trades: Trades, situation: Situation, cost: Decimal = ZERO) -> list[Any]:
    """One entry for each account, in the order of the file.

    `cost` is the plan's expected cost in dollars, shared among the accounts by what each trades.
    """
    accounts = situation.household.accounts
    traded = [_sum(trades, account, None) for account in accounts]
    shares = split_by_weight(cost, traded) if cost else (ZERO,) * len(accounts)
    return [
        _account(account, trades, situation.market, share)
        for account, share in zip(accounts, shares, strict=True)
    ]


def _account(account: Account, trades: Trades, market: Market, cost: Decimal) -> dict[str, Any]:
    sells, buys = _sum(trades, account, Side.SELL), _sum(trades, account, Side.BUY)
    holdings = sum(
        (
            to_cents(position.quantity * market.price(position.symbol))
            for position in account.positions
            if position.symbol in market
        ),
        ZERO,
    )
    before = account.cash + holdings
    return {
        "id": account.account_id,
        "name": account.label,
        "registration": account.registration.value,
        "taxable": account.taxable,
        "tracked": account.tracked,
        "cash_before": cents_text(account.cash),
        "sells": cents_text(sells),
        "buys": cents_text(buys),
        "cost": cents_text(cost),
        "cash_after": cents_text(account.cash + sells - buys - cost),
        "min_cash": cents_text(account.min_cash),
        "value_before": cents_text(before),
        "value_after": cents_text(before - cost),
        "tax": _tax(trades, account),
    }


def _sum(trades: Trades, account: Account, side: Side | None) -> Decimal:
    return sum(
        (
            order.intent.value
            for order in trades.orders
            if order.intent.account_id == account.account_id and side in {None, order.intent.side}
        ),
        ZERO,
    )


def _tax(trades: Trades, account: Account) -> str | None:
    own = tuple(order for order in trades.orders if order.intent.account_id == account.account_id)
    tax = Trades(orders=own).tax
    return None if tax is None else cents_text(tax)
