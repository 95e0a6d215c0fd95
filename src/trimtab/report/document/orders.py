"""The trades of a plan with the figures that must foot, and their part of the document."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trimtab.domain import Account, LotSale, Plan, Side, Situation, TaxProfile, Term, TradeIntent
from trimtab.money import ZERO, cents_text, exact_text, to_cents
from trimtab.report.document.reasons import reason_document


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLot:
    """Shares sold out of one lot.

    gain  dollars that count this year: proceeds - basis + disallowed; zero outside taxable
          accounts; None when the basis is unknown
    tax   `gain` at the rate of its term, whole cents; None when the rates are not known
    """

    sale: LotSale
    gain: Decimal | None
    tax: Decimal | None

    @property
    def document(self) -> dict[str, Any]:
        """The lot's part of the order; `gain` there is proceeds - basis, as the broker shows it."""
        sale = self.sale
        acquired = sale.lot.acquired
        return {
            "lot_id": sale.lot.lot_id,
            "acquired": None if acquired is None else acquired.isoformat(),
            "quantity": exact_text(sale.quantity),
            "proceeds": cents_text(sale.proceeds),
            "basis": _optional(sale.basis),
            "gain": _optional(sale.gain),
            "term": None if sale.term is None else sale.term.value,
            "disallowed": cents_text(sale.disallowed),
            "tax": _optional(self.tax),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One numbered order; sales come before purchases."""

    n: int
    intent: TradeIntent
    lots: tuple[SoldLot, ...]
    symbol_class: str

    @property
    def gain(self) -> Decimal | None:
        """Dollars that count this year over the lots; None when one is unknown."""
        return _total(lot.gain for lot in self.lots)

    @property
    def tax(self) -> Decimal | None:
        """Sum of the lots' tax; None when one is unknown."""
        return _total(lot.tax for lot in self.lots)

    @property
    def document(self) -> dict[str, Any]:
        """The order's part of the document."""
        intent = self.intent
        sale = intent.side is Side.SELL
        return {
            "n": self.n,
            "account": intent.account_id,
            "side": intent.side.value,
            "symbol": intent.symbol,
            "symbol_class": self.symbol_class,
            "quantity": exact_text(intent.quantity),
            "price": _price(intent.price),
            "value": cents_text(intent.value),
            "cost": cents_text(intent.cost),
            "gain": _optional(self.gain) if sale else None,
            "tax": _optional(self.tax) if sale else None,
            "lots": [lot.document for lot in self.lots],
            "reasons": [reason_document(reason) for reason in intent.reasons],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trades:
    """All orders, and their sums in dollars.

    losses, gains  gross, taxable accounts, lot by lot; losses are negative
    tax            sum of the lots' tax; None when one is unknown
    """

    orders: tuple[OrderLine, ...]

    @property
    def sells(self) -> Decimal:
        """Proceeds of the sales."""
        return self._value_of(Side.SELL)

    @property
    def buys(self) -> Decimal:
        """Cost of the purchases."""
        return self._value_of(Side.BUY)

    @property
    def losses(self) -> Decimal:
        """Gross losses, zero or below."""
        return sum((gain for gain in self._gains() if gain < 0), ZERO)

    @property
    def gains(self) -> Decimal:
        """Gross gains, zero or above."""
        return sum((gain for gain in self._gains() if gain > 0), ZERO)

    @property
    def tax(self) -> Decimal | None:
        """Tax of the lots before netting."""
        return _total(order.tax for order in self.orders if order.intent.side is Side.SELL)

    def _value_of(self, side: Side) -> Decimal:
        values = (order.intent.value for order in self.orders if order.intent.side is side)
        return sum(values, ZERO)

    def _gains(self) -> Iterable[Decimal]:
        lots = (lot for order in self.orders for lot in order.lots)
        return [lot.gain for lot in lots if lot.gain is not None]


def trades_of(plan: Plan, situation: Situation) -> Trades:
    """The plan's trades, numbered: sales in their order, then purchases in theirs."""
    return Trades(
        orders=tuple(
            OrderLine(
                n=number,
                intent=intent,
                lots=_sold_lots(intent, situation),
                symbol_class=situation.target.class_of(intent.symbol).name,
            )
            for number, intent in enumerate((*plan.sells(), *plan.buys()), start=1)
        )
    )


def _sold_lots(intent: TradeIntent, situation: Situation) -> tuple[SoldLot, ...]:
    account = situation.household.account(intent.account_id)
    return tuple(_sold_lot(sale, account, situation.tax) for sale in intent.lots)


def _sold_lot(sale: LotSale, account: Account, profile: TaxProfile | None) -> SoldLot:
    gain = _recognised(sale, account)
    if not account.taxable:
        tax: Decimal | None = ZERO
    elif profile is None or gain is None or sale.term is None:
        tax = None
    else:
        rate = profile.rate_long if sale.term is Term.LONG else profile.rate_short
        tax = to_cents(gain * rate)
    return SoldLot(sale=sale, gain=gain, tax=tax)


def _recognised(sale: LotSale, account: Account) -> Decimal | None:
    if not account.taxable:
        return ZERO
    return None if sale.gain is None else sale.gain + sale.disallowed


def _total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _optional(amount: Decimal | None) -> str | None:
    return None if amount is None else cents_text(amount)


def _price(price: Decimal) -> str:
    """At least two decimals, and every one that the price has."""
    exact = exact_text(price)
    return cents_text(price) if Decimal(cents_text(price)) == price else exact
