"""The household that a plan leaves, as its statements would show it the same evening."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from trimtab.domain import (
    Account,
    Lot,
    LotId,
    Plan,
    Position,
    Side,
    Situation,
    TradeIntent,
    Transaction,
    TransactionType,
)
from trimtab.money import ZERO


def after(situation: Situation, plan: Plan) -> Situation:
    """`situation` with every order filled at the plan's prices: lots, cash and transactions."""
    household = situation.household
    rows = tuple(row for number in range(len(plan.intents)) for row in _rows(plan, number))
    accounts = tuple(_traded(account, plan) for account in household.accounts)
    return replace(
        situation,
        household=replace(
            household, accounts=accounts, transactions=(*household.transactions, *rows)
        ),
    )


def cash_left(account: Account, plan: Plan) -> Decimal:
    """Dollars in the account after its sales and purchases."""
    mine = [intent for intent in plan.intents if intent.account_id == account.account_id]
    signed = (intent.value if intent.side is Side.SELL else -intent.value for intent in mine)
    return sum(signed, account.cash)


def _traded(account: Account, plan: Plan) -> Account:
    sold: dict[LotId, Decimal] = {}
    bought: list[Lot] = []
    for number, intent in enumerate(plan.intents):
        if intent.account_id == account.account_id:
            for sale in intent.lots:
                sold[sale.lot.lot_id] = sold.get(sale.lot.lot_id, ZERO) + sale.quantity
            if intent.side is Side.BUY:
                bought.append(_new_lot(plan, intent, number))
    kept = (lot for lot in account.lots if sold.get(lot.lot_id, ZERO) < lot.quantity)
    cut = (
        lot.split(sold[lot.lot_id])[1] if sold.get(lot.lot_id, ZERO) > 0 else lot for lot in kept
    )
    return replace(
        account, positions=tuple(_positions((*cut, *bought))), cash=cash_left(account, plan)
    )


def _positions(lots: Iterable[Lot]) -> Iterator[Position]:
    by_symbol: dict[str, list[Lot]] = {}
    for lot in lots:
        by_symbol.setdefault(lot.symbol, []).append(lot)
    return (Position(symbol=of[0].symbol, lots=tuple(of)) for of in by_symbol.values())


def _new_lot(plan: Plan, intent: TradeIntent, number: int) -> Lot:
    return Lot(
        lot_id=_lot_id(intent, number),
        symbol=intent.symbol,
        quantity=intent.quantity,
        basis=intent.value,
        acquired=plan.as_of,
    )


def _lot_id(intent: TradeIntent, number: int) -> LotId:
    return LotId(f"new {number} {intent.symbol}")


def _rows(plan: Plan, number: int) -> Iterator[Transaction]:
    intent = plan.intents[number]
    bought = Transaction(
        trade_date=plan.as_of,
        account_id=intent.account_id,
        type=TransactionType.BUY,
        symbol=intent.symbol,
        quantity=intent.quantity,
        amount=intent.value,
        lot_id=_lot_id(intent, number),
    )
    if intent.side is Side.BUY:
        yield bought
    for sale in intent.lots:
        yield replace(
            bought,
            type=TransactionType.SELL,
            quantity=sale.quantity,
            amount=sale.proceeds,
            gain=sale.gain,
            lot_id=sale.lot.lot_id,
        )
