"""How much to buy once the sales are done: from the cash that is there, down to its floor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.domain.brokerage import Capabilities, LiveQuote, Snapshot
from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.domain.order import OrderType, Side
from trimtab.execution.book import Run
from trimtab.execution.pricing import limit_price
from trimtab.execution.sendable import Leg, Sendable, SendingRules
from trimtab.money import ZERO, ceil_to_step, dollars_text, floor_to_step

# A market order has no limit: this much over the ask is kept for it.
_SLIP = Decimal("0.01")

_NO_MORE = "the cash that is there pays for no more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Shares to trade, zero or more, and why they are fewer than planned; empty when they are not.

    budget  dollars that a purchase may cost at most, its commission included; None: no limit
    """

    quantity: Decimal
    why: str = ""
    budget: Decimal | None = None


def spendable(snapshot: Snapshot, floor: Decimal) -> Decimal:
    """Dollars that purchases may take now: at least zero.

    Settled cash alone where the account must not spend the rest; less what open orders hold, and
    `floor`, the account's min_cash.
    """
    cash = snapshot.cash
    if snapshot.account.settles and snapshot.settled is not None:
        cash = min(cash, snapshot.settled)
    return max(ZERO, cash - snapshot.reserved - floor)


def shortage(snapshot: Snapshot) -> str:
    """Why a purchase is smaller where the cash that may be spent does not reach."""
    if not snapshot.account.settles or snapshot.settled is None:
        return _NO_MORE
    unsettled = snapshot.cash - snapshot.settled
    if unsettled <= ZERO:
        return _NO_MORE
    return f"{_NO_MORE}: {dollars_text(unsettled)} of it is not settled, and may not be spent yet"


def sizes(
    legs: Sequence[Leg],
    run: Run,
    cash: Decimal,
    quotes: Mapping[Symbol, LiveQuote],
    *,
    rules: SendingRules,
    able: Capabilities,
    short: str = _NO_MORE,
    elsewhere: Mapping[str, Decimal] | None = None,
) -> Mapping[int, Size]:
    """What to buy of each purchase among `legs`, the orders of one account, with `cash` dollars.

    First what failed sales would have made room for, in the account or `elsewhere`: a class whose
    sale did not happen still holds what was to be replaced, so that its purchases shrink by as
    much, the last of the plan first.
    Then the cash, in the order of the plan; `short` says why where it does not reach. Purchases
    that were sent before are left out.
    """
    buys = [leg for leg in legs if leg.side is Side.BUY and not run.leg(leg.number).begun]
    wanted = {leg.number: Size(quantity=leg.quantity) for leg in buys}
    unsold = _unsold(legs, run)
    for name, dollars in (elsewhere or {}).items():
        unsold[name] = unsold.get(name, ZERO) + dollars
    for name, dollars in unsold.items():
        _shrink([leg for leg in buys if leg.asset_class == name], wanted, dollars, able)
    for leg in buys:
        price = dearest(quotes[leg.symbol], rules)
        size = replace(wanted[leg.number], budget=cash)
        affordable = floor_to_step(cash / price, able.quantity_step)
        if affordable < size.quantity:
            why = "; ".join(filter(None, (size.why, short)))
            size = replace(size, quantity=max(ZERO, affordable), why=why)
        wanted[leg.number] = size
        cash -= size.quantity * price
    return wanted


def paid_from(size: Size, commission: Decimal, price: Decimal, step: Decimal) -> Size:
    """`size` as far as its budget pays for it at `price` dollars a share, with the commission."""
    if size.budget is None or size.quantity * price + commission <= size.budget:
        return size
    shares = max(ZERO, floor_to_step((size.budget - commission) / price, step))
    cost = f", with commissions ({dollars_text(commission)} for this order)" if commission else ""
    return replace(size, quantity=shares, why=f"{_NO_MORE}{cost}")


def unsold_elsewhere(account_id: AccountId, plan: Sendable, run: Run) -> Mapping[str, Decimal]:
    """Dollars of each class that sales in other accounts did not bring and no more will.

    Less what purchases that went out there, or were given up, are smaller than planned.
    """
    others = [leg for leg in plan.legs if leg.account_id != account_id]
    over = [leg for leg in others if leg.side is Side.BUY or run.leg(leg.number).settled]
    left = _unsold(over, run)
    for leg in (one for one in others if one.side is Side.BUY and run.leg(one.number).begun):
        order = run.leg(leg.number).order
        less = leg.quantity - (ZERO if order is None else order.quantity)
        if leg.asset_class in left:
            left[leg.asset_class] = max(ZERO, left[leg.asset_class] - less * leg.price)
    return left


def _unsold(legs: Sequence[Leg], run: Run) -> dict[str, Decimal]:
    """Dollars of each class that were to be sold and were not."""
    left: dict[str, Decimal] = {}
    for leg in legs:
        shares = leg.quantity - run.leg(leg.number).filled
        if leg.side is Side.SELL and shares > ZERO:
            left[leg.asset_class] = left.get(leg.asset_class, ZERO) + shares * leg.price
    return left


def _shrink(
    buys: Sequence[Leg], wanted: dict[int, Size], dollars: Decimal, able: Capabilities
) -> None:
    """Take `dollars` off the purchases of one class, the last first."""
    for leg in reversed(buys):
        if dollars <= ZERO:
            return
        shares = ceil_to_step(dollars / leg.price, able.quantity_step)
        less = min(shares, wanted[leg.number].quantity)
        why = f"what it replaces in {leg.asset_class} was not sold"
        wanted[leg.number] = Size(quantity=wanted[leg.number].quantity - less, why=why)
        dollars -= less * leg.price


def dearest(quote: LiveQuote, rules: SendingRules) -> Decimal:
    """Dollars per share that a purchase may cost at most."""
    offset = rules.limit_offset if rules.order_type is OrderType.LIMIT else _SLIP
    return limit_price(Side.BUY, quote, offset)
