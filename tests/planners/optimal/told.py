"""What is said of orders that a test has chosen."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trimtab.domain import AccountId, Situation, Symbol
from trimtab.planners.optimal.orders import Orders
from trimtab.planners.optimal.outcome import Outcome
from trimtab.planners.optimal.rules import Rules
from trimtab.planners.screening import screen_of
from trimtab.planners.trades import Buy, Take, group_sales
from trimtab.planners.valuation import Valuation


def outcome(
    given: Situation, sold: Mapping[str, int], bought: Sequence[tuple[str, str]] = ()
) -> Outcome:
    """`sold` shares by lot, and five shares of each (account, security) bought."""
    valuation = Valuation(given)
    takes = [
        Take(account=own, lot=one, quantity=Decimal(sold[one.lot_id]))
        for own, one in given.household.lots
        if one.lot_id in sold
    ]
    buys = tuple(
        Buy(
            account=given.household.account(AccountId(where)),
            symbol=Symbol(what),
            class_name=given.target.class_of(Symbol(what)).name,
            quantity=Decimal(5),
            value=5 * valuation.price(Symbol(what)),
        )
        for where, what in bought
    )
    orders = Orders(sells=group_sales(valuation, takes), buys=buys)
    return Outcome(Rules(valuation, screen_of(given)), orders)
