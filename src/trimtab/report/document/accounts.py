"""The accounts' part of the document: cash and value before and after, footing to the plan."""

from decimal import Decimal
from typing import Any

from trimtab.domain import Account, Market, Side, Situation
from trimtab.money import ZERO, cents_text, to_cents
from trimtab.report.document.orders import Trades


def account_documents(trades: Trades, situation: Situation) -> list[Any]:
    """One entry for each account, in the order of the file."""
    accounts = situation.household.accounts
    return [_account(account, trades, situation.market) for account in accounts]


def _account(account: Account, trades: Trades, market: Market) -> dict[str, Any]:
    sells, buys = _sum(trades, account, Side.SELL), _sum(trades, account, Side.BUY)
    orders = (order.intent for order in trades.orders)
    cost = sum((one.cost for one in orders if one.account_id == account.account_id), ZERO)
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


def _sum(trades: Trades, account: Account, side: Side) -> Decimal:
    return sum(
        (
            order.intent.value
            for order in trades.orders
            if order.intent.account_id == account.account_id and order.intent.side is side
        ),
        ZERO,
    )


def _tax(trades: Trades, account: Account) -> str | None:
    own = tuple(order for order in trades.orders if order.intent.account_id == account.account_id)
    tax = Trades(orders=own).tax
    return None if tax is None else cents_text(tax)
