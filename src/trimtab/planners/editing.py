"""A person's changes to the orders of a plan: taken out, held with their security, resized."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain import EditKind, OrderEdit, PlanEdit, Side, Symbol
from trimtab.errors import InvalidValue
from trimtab.money import exact_text
from trimtab.planners.resizing import resized_sale
from trimtab.planners.trades import Buy, Sell, Take, group_sales
from trimtab.planners.valuation import Valuation

# An order that is taken out has other words than one of another size.
_NONE_LEFT = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a plan's orders, which are numbered from 1, sales first.

    drops  numbers of orders to take out
    sizes  shares by number, above zero
    holds  securities of which no order is to be left, in any account
    """

    drops: frozenset[int] = frozenset()
    sizes: Mapping[int, Decimal] = field(default_factory=dict)
    holds: tuple[Symbol, ...] = ()

    @classmethod
    def of(cls, edit: PlanEdit) -> "Wanted":
        """What an edit that was made asked for."""
        orders = edit.orders
        return cls(
            drops=frozenset(one.number for one in orders if one.kind is EditKind.DROP),
            sizes={one.number: one.after for one in orders if one.kind is EditKind.RESIZE},
            holds=edit.held,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The orders that are left, and what was changed, by number."""

    sells: tuple[Sell, ...]
    buys: tuple[Buy, ...]
    changes: tuple[OrderEdit, ...]


def edit_orders(
    valuation: Valuation, sells: Sequence[Sell], buys: Sequence[Buy], wanted: Wanted
) -> Edited:
    """The orders as they are wanted. Raises InvalidValue where that cannot be meant.

    Refused where a sale would take more shares than there are: see `resized_sale`.
    """
    _refuse(sells, buys, wanted)
    takes, bought, changes = list[Take](), list[Buy](), list[OrderEdit]()
    for number, order in _numbered(sells, buys).items():
        kind = _kind(number, order, wanted)
        after = wanted.sizes[number] if kind is EditKind.RESIZE else _NONE_LEFT
        if kind is not None:
            changes.append(_change(kind, number, order, after))
        if kind in {EditKind.DROP, EditKind.HOLD}:
            continue
        if isinstance(order, Sell):
            takes += _takes(order) if kind is None else resized_sale(valuation, order, after)
        else:
            bought.append(order if kind is None else _resized_buy(valuation, order, after))
    return Edited(sells=group_sales(valuation, takes), buys=tuple(bought), changes=tuple(changes))


def _numbered(sells: Sequence[Sell], buys: Sequence[Buy]) -> dict[int, Sell | Buy]:
    orders: list[Sell | Buy] = [*sells, *buys]
    return dict(enumerate(orders, 1))


def _kind(number: int, order: Sell | Buy, wanted: Wanted) -> EditKind | None:
    if order.symbol in wanted.holds:
        return EditKind.HOLD
    if number in wanted.drops:
        return EditKind.DROP
    return EditKind.RESIZE if number in wanted.sizes else None


def _change(kind: EditKind, number: int, order: Sell | Buy, after: Decimal) -> OrderEdit:
    lots = order.lots if isinstance(order, Sell) else ()
    return OrderEdit(
        kind=kind,
        number=number,
        account_id=order.account.account_id,
        side=Side.SELL if isinstance(order, Sell) else Side.BUY,
        symbol=order.symbol,
        before=order.quantity,
        after=after,
        lots=tuple((sale.lot.lot_id, sale.quantity) for sale in lots),
    )


def _takes(sell: Sell) -> Iterator[Take]:
    return (Take(account=sell.account, lot=sale.lot, quantity=sale.quantity) for sale in sell.lots)


def _resized_buy(valuation: Valuation, buy: Buy, shares: Decimal) -> Buy:
    return Buy(
        account=buy.account,
        symbol=buy.symbol,
        class_name=buy.class_name,
        quantity=shares,
        value=valuation.value(buy.symbol, shares),
    )


def _refuse(sells: Sequence[Sell], buys: Sequence[Buy], wanted: Wanted) -> None:
    orders = _numbered(sells, buys)
    for number in sorted({*wanted.drops, *wanted.sizes}):
        if number not in orders:
            raise InvalidValue(
                f"there is no order {number}; the plan has "
                + (f"orders 1 to {len(orders)}" if orders else "none")
            )
    traded = list(dict.fromkeys(str(order.symbol) for order in orders.values()))
    for symbol in wanted.holds:
        if symbol not in traded:
            raise InvalidValue(
                f"no order of the plan is of {symbol}, so it is held as it is; its orders are of "
                f"{', '.join(traded) or 'nothing'}"
            )
    for number, shares in wanted.sizes.items():
        order = orders[number]
        if number in wanted.drops or order.symbol in wanted.holds:
            raise InvalidValue(f"order {number} cannot be taken out and resized in one edit")
        if not shares.is_finite() or shares <= 0:
            raise InvalidValue(
                f"order {number} cannot be of {shares} shares; take it out with --drop {number}"
            )
        if shares == order.quantity:
            raise InvalidValue(f"order {number} is of {exact_text(shares)} shares already")
