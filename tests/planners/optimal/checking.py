"""A plan of any planner, put before the certificate."""

from trimtab.domain import Plan, Situation
from trimtab.optimize.certificate import Certificate, ProposedPurchase, ProposedSale, certify


def certificate_of(given: Situation, plan: Plan) -> Certificate:
    """J and every hard limit of the plan's orders, from the orders alone."""
    return certify(given, *proposals_of(plan))


def proposals_of(plan: Plan) -> tuple[list[ProposedSale], list[ProposedPurchase]]:
    """The plan's orders as the certificate takes them."""
    sales = [
        ProposedSale(account_id=intent.account_id, lot_id=sale.lot.lot_id, quantity=sale.quantity)
        for intent in plan.sells()
        for sale in intent.lots
    ]
    purchases = [
        ProposedPurchase(account_id=buy.account_id, symbol=buy.symbol, quantity=buy.quantity)
        for buy in plan.buys()
    ]
    return sales, purchases


def orders_by_side(plan: Plan) -> tuple[int, int]:
    """How many sales, and how many purchases."""
    return len(plan.sells()), len(plan.buys())
