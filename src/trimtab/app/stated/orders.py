"""The orders of a plan's document as orders of the workspace's lots and prices."""

from trimtab.app.stated.plan import StatedOrder, StatedPlan
from trimtab.domain import Side, Situation
from trimtab.errors import InvalidValue
from trimtab.planners.editing import Edited, Wanted, edit_orders
from trimtab.planners.trades import Buy, Take, group_sales
from trimtab.planners.valuation import Valuation


def stated_takes(plan: StatedPlan, situation: Situation) -> tuple[Take, ...] | None:
    """What the sales take, order by order; None where the workspace has no such shares."""
    found = [_takes(order, situation) for order in plan.orders if order.side is Side.SELL]
    if any(one is None for one in found):
        return None
    return tuple(take for order in found if order is not None for take in order)


def stated_buys(plan: StatedPlan, situation: Situation) -> tuple[Buy, ...] | None:
    """The purchases; None where the workspace has no such account or price."""
    found = [_buy(order, situation) for order in plan.orders if order.side is Side.BUY]
    bought = tuple(one for one in found if one is not None)
    return bought if len(bought) == len(found) else None


def edited_orders(plan: StatedPlan, situation: Situation, wanted: Wanted) -> Edited:
    """The plan's orders after an edit. Raises as `edit_orders`."""
    takes, buys = stated_takes(plan, situation), stated_buys(plan, situation)
    if takes is None or buys is None:
        raise InvalidValue(f"the workspace has not all that plan {plan.plan_id} trades")
    valuation = Valuation(situation)
    return edit_orders(valuation, group_sales(valuation, takes), buys, wanted)


def _takes(order: StatedOrder, situation: Situation) -> tuple[Take, ...] | None:
    lots = {
        lot.lot_id: (account, lot)
        for account, lot in situation.household.lots
        if account.account_id == order.account_id and lot.symbol == order.symbol
    }
    takes = []
    for sold in order.lots:
        account, lot = lots.get(sold.lot_id, (None, None))
        if account is None or lot is None or not 0 < sold.quantity <= lot.quantity:
            return None
        takes.append(Take(account=account, lot=lot, quantity=sold.quantity))
    return tuple(takes)


def _buy(order: StatedOrder, situation: Situation) -> Buy | None:
    accounts = {one.account_id: one for one in situation.household.accounts}
    account, quote = accounts.get(order.account_id), situation.market.quotes.get(order.symbol)
    if account is None or quote is None or order.quantity <= 0:
        return None
    return Buy(
        account=account,
        symbol=order.symbol,
        class_name=situation.target.class_of(order.symbol).name,
        quantity=order.quantity,
        value=order.value,
    )
