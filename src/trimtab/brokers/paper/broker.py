"""The paper broker: the port `Broker` over holdings of our own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from trimtab.brokers.paper.holding import PaperHolding, amount_of, cash_effect
from trimtab.brokers.paper.state import PaperOrder, PaperState
from trimtab.domain.account import LotMethod
from trimtab.domain.brokerage import (
    BrokerAccount,
    Capabilities,
    ClientIds,
    LiveQuote,
    LotChoice,
    OrderReport,
    Preview,
    Snapshot,
)
from trimtab.domain.identifiers import AccountId, LotId, OrderId, Symbol
from trimtab.domain.order import DONE, Order, OrderStatus, Side
from trimtab.domain.statement import Statement
from trimtab.domain.transaction import Transaction, TransactionType
from trimtab.errors import Definite
from trimtab.money import ZERO


def _forget(_: PaperState) -> None:
    """Keep the books in memory alone."""


class PaperBroker:
    """Fills every order that the quotes meet, at once and whole; others stay open.

    Sales fill at the bid and purchases at the ask; where there is none, at the last price. A limit
    order fills when that is at least as good as its limit. There are no commissions, all cash is
    settled, and our own name of an order may be used once.

    keep  is given the books after every change, before the caller hears of it
    """

    name = "paper"

    def __init__(
        self,
        state: PaperState,
        quotes: Mapping[Symbol, LiveQuote],
        *,
        now: Callable[[], datetime],
        keep: Callable[[PaperState], None] = _forget,
    ) -> None:
        self._now, self._keep = now, keep
        self._quotes = dict(quotes)
        self._holdings = {one.account.key: one for one in state.holdings}
        self._orders = {one.report.broker_order_id: one for one in state.orders}

    def state(self) -> PaperState:
        """The books as they stand."""
        return PaperState(
            holdings=tuple(self._holdings.values()), orders=tuple(self._orders.values())
        )

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The accounts, in the order given."""
        return tuple(one.account for one in self._holdings.values())

    def capabilities(self, account: BrokerAccount) -> Capabilities:
        """Lots can be named, our ids come back, orders are previewed."""
        holding = self._holding(account)
        return Capabilities(
            lot_choice=LotChoice.EXACT_LOTS,
            client_ids=ClientIds.READABLE,
            preview=True,
            quantity_step=holding.quantity_step,
            sells_by=LotMethod.FIFO,
        )

    def snapshot(self, account: BrokerAccount) -> Snapshot:
        """The account as it stands; open purchases reserve cash at their limit."""
        holding = self._holding(account)
        return Snapshot(
            account=account,
            positions=tuple(
                holding.position(symbol, self._last(symbol)) for symbol in holding.symbols()
            ),
            cash=holding.cash,
            settled=holding.cash,
            reserved=self._reserved_cash(account),
            as_of=self._now(),
            source="paper",
        )

    def activity(self, account: BrokerAccount, *, since: date, until: date) -> Statement:
        """The fills from `since` to `until`, both included."""
        self._holding(account)
        rows = tuple(
            _row(one)
            for one in self._of(account)
            if one.report.status is OrderStatus.FILLED and since <= _day(one) <= until
        )
        return Statement(
            format="paper",
            account_hint=account.masked,
            as_of=self._now().date(),
            rows_read=len(rows),
            lots_given=False,
            transactions=rows,
        )

    def quotes(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, LiveQuote]:
        """The quotes of those of `symbols` that there are."""
        return {symbol: self._quotes[symbol] for symbol in symbols if symbol in self._quotes}

    def requote(self, quotes: Mapping[Symbol, LiveQuote]) -> None:
        """Set quotes anew; open orders that they meet fill, the oldest first."""
        self._quotes |= quotes
        for account in self.accounts():
            for one in self._of(account):
                if one.report.status is OrderStatus.SUBMITTED:
                    self._try_to_fill(account, one)
        self._keep(self.state())

    def preview(self, account: BrokerAccount, order: Order) -> Preview:
        """What `order` would do at the quote; Definite for what cannot be placed."""
        holding = self._holding(account)
        total = cash_effect(order, self._worst_price(order))
        free = holding.cash - self._reserved_cash(account)
        if order.side is Side.SELL:
            holding.taken_by(order)
        elif total > free:
            raise _refused(
                f"the purchase of {order.quantity} {order.symbol} needs {total} dollars, "
                f"{free} are there",
                "funds",
            )
        return Preview(order=order, total=total)

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        """Take the order; it fills at once where the quote meets it."""
        order, key = preview.order, str(preview.order.order_id)
        if key in self._orders:
            raise _refused(f"an order {key} was placed before", "duplicate")
        self.preview(account, order)
        lots: tuple[tuple[LotId, Decimal], ...] = ()
        if order.side is Side.SELL:
            holding = self._holding(account)
            lots = holding.taken_by(order)
            self._holdings[account.key] = holding.reserved(lots)
        report = OrderReport(
            broker_order_id=key,
            client_order_id=order.order_id,
            side=order.side,
            symbol=order.symbol,
            quantity=order.quantity,
            order_type=order.order_type,
            limit_price=order.limit_price,
            status=OrderStatus.SUBMITTED,
            placed_at=self._now(),
            lots=lots,
        )
        self._orders[key] = PaperOrder(account=account.key, order=order, report=report)
        self._try_to_fill(account, self._orders[key])
        self._keep(self.state())
        return self._orders[key].report

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        """The order as it stands."""
        return self._one(account, broker_order_id).report

    def orders(self, account: BrokerAccount, *, since: date) -> tuple[OrderReport, ...]:
        """All orders placed on `since` or later, the oldest first."""
        self._holding(account)
        return tuple(one.report for one in self._of(account) if _day(one) >= since)

    def order_named(self, account: BrokerAccount, name: OrderId) -> OrderReport | None:
        """The order of that name, which is its own here."""
        found = self._orders.get(str(name))
        return None if found is None or found.account != account.key else found.report

    def cancel(self, account: BrokerAccount, broker_order_id: str) -> None:
        """Cancel an open order; Definite for one that is done."""
        one = self._one(account, broker_order_id)
        if one.report.status in DONE:
            raise _refused(
                f"order {broker_order_id} is {one.report.status.value} and cannot be cancelled",
                "done",
            )
        holding = self._holding(account)
        self._holdings[account.key] = holding.reserved(one.report.lots, sign=-1)
        self._put(one, status=OrderStatus.CANCELLED)
        self._keep(self.state())

    def _holding(self, account: BrokerAccount) -> PaperHolding:
        found = self._holdings.get(account.key)
        if found is None:
            raise _refused(f"there is no account {account.masked}", "account")
        return found

    def _of(self, account: BrokerAccount) -> tuple[PaperOrder, ...]:
        return tuple(one for one in self._orders.values() if one.account == account.key)

    def _one(self, account: BrokerAccount, broker_order_id: str) -> PaperOrder:
        self._holding(account)
        found = self._orders.get(broker_order_id)
        if found is None or found.account != account.key:
            raise _refused(f"there is no order {broker_order_id} in {account.masked}", "order")
        return found

    def _put(
        self, one: PaperOrder, *, status: OrderStatus, filled: Decimal = ZERO, at: Decimal = ZERO
    ) -> None:
        report = replace(one.report, status=status, filled=filled, average_price=at or None)
        self._orders[report.broker_order_id] = replace(one, report=report)

    def _last(self, symbol: Symbol) -> Decimal | None:
        return self._quotes[symbol].last if symbol in self._quotes else None

    def _price(self, order: Order) -> Decimal:
        """Dollars per share at which `order` would trade now."""
        quote = self._quotes.get(order.symbol)
        if quote is None:
            raise _refused(f"{order.symbol} is not known", "symbol")
        side = quote.ask if order.side is Side.BUY else quote.bid
        return quote.last if side is None else side

    def _worst_price(self, order: Order) -> Decimal:
        """The limit, or the quote for an order without one."""
        price = self._price(order)
        return price if order.limit_price is None else order.limit_price

    def _reserved_cash(self, account: BrokerAccount) -> Decimal:
        return sum(
            (
                amount_of(one.order, self._worst_price(one.order))
                for one in self._of(account)
                if one.report.status is OrderStatus.SUBMITTED and one.order.side is Side.BUY
            ),
            ZERO,
        )

    def _try_to_fill(self, account: BrokerAccount, one: PaperOrder) -> None:
        order, price = one.order, self._price(one.order)
        limit, amount = order.limit_price, amount_of(order, price)
        if limit is not None and (price > limit if order.side is Side.BUY else price < limit):
            return
        holding = self._holding(account)
        if order.side is Side.BUY:
            after = holding.bought(order, amount, self._now().date())
        else:
            lots = one.report.lots
            after = holding.reserved(lots, sign=-1).sold(lots, amount)
        self._holdings[account.key] = after
        self._put(one, status=OrderStatus.FILLED, filled=order.quantity, at=price)


def _day(one: PaperOrder) -> date:
    placed = one.report.placed_at
    return date.min if placed is None else placed.date()


def _row(one: PaperOrder) -> Transaction:
    order, price = one.order, one.report.average_price or ZERO
    return Transaction(
        trade_date=_day(one),
        account_id=AccountId(order.account_id),
        type=TransactionType.BUY if order.side is Side.BUY else TransactionType.SELL,
        symbol=order.symbol,
        quantity=order.quantity,
        price=price,
        amount=amount_of(order, price),
        order_id=order.order_id,
    )


def _refused(message: str, kind: str) -> Definite:
    return Definite(message, broker="paper", kind=kind)
