"""The paper broker: the port `Broker` over holdings in memory."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from trimtab.brokers.paper.holding import PaperHolding, amount_of, cash_effect
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
from trimtab.domain.identifiers import AccountId, LotId, Symbol
from trimtab.domain.order import DONE, Order, OrderStatus, Side
from trimtab.domain.statement import Statement
from trimtab.domain.transaction import Transaction, TransactionType
from trimtab.errors import Definite
from trimtab.money import ONE, ZERO


class PaperBroker:
    """Fills every order that the quotes meet, at once and whole; others stay open.

    Sales fill at the bid and purchases at the ask; where there is none, at the last price. A limit
    order fills when that is at least as good as its limit. There are no commissions, all cash is
    settled, and our own name of an order may be used once.
    """

    name = "paper"

    def __init__(
        self,
        holdings: Iterable[PaperHolding],
        quotes: Mapping[Symbol, LiveQuote],
        *,
        now: Callable[[], datetime],
        quantity_step: Decimal = ONE,
    ) -> None:
        self._now = now
        self._quotes = dict(quotes)
        self._step = quantity_step
        self._holdings = {one.account.key: one for one in holdings}
        self._orders: dict[str, dict[str, OrderReport]] = {key: {} for key in self._holdings}
        self._sent: dict[str, Order] = {}
        self._taken: dict[str, tuple[tuple[LotId, Decimal], ...]] = {}
        self._activity: dict[str, list[Transaction]] = {key: [] for key in self._holdings}

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The accounts, in the order given."""
        return tuple(one.account for one in self._holdings.values())

    def capabilities(self, account: BrokerAccount) -> Capabilities:
        """Lots can be named, our ids come back, orders are previewed."""
        self._holding(account)
        return Capabilities(
            lot_choice=LotChoice.EXACT_LOTS,
            client_ids=ClientIds.READABLE,
            preview=True,
            quantity_step=self._step,
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
        rows = tuple(row for row in self._activity[account.key] if since <= row.trade_date <= until)
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
            for report in tuple(self._orders[account.key].values()):
                if report.status is OrderStatus.SUBMITTED:
                    self._try_to_fill(account, self._sent[report.broker_order_id])

    def preview(self, account: BrokerAccount, order: Order) -> Preview:
        """What `order` would do at the quote; Definite for what cannot be placed."""
        holding = self._holding(account)
        total = cash_effect(order, self._worst_price(order))
        if order.side is Side.SELL:
            holding.taken_by(order)
        elif total > holding.cash - self._reserved_cash(account):
            raise _refused(
                f"the purchase of {order.quantity} {order.symbol} needs {total} dollars, "
                f"{holding.cash - self._reserved_cash(account)} are there",
                "funds",
            )
        return Preview(order=order, total=total)

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        """Take the order; it fills at once where the quote meets it."""
        order = preview.order
        if order.order_id in self._sent:
            raise _refused(f"an order {order.order_id} was placed before", "duplicate")
        self.preview(account, order)
        key = str(order.order_id)
        if order.side is Side.SELL:
            holding = self._holding(account)
            self._taken[key] = holding.taken_by(order)
            self._holdings[account.key] = holding.reserved(self._taken[key])
        self._sent[key] = order
        self._orders[account.key][key] = OrderReport(
            broker_order_id=key,
            client_order_id=order.order_id,
            side=order.side,
            symbol=order.symbol,
            quantity=order.quantity,
            order_type=order.order_type,
            limit_price=order.limit_price,
            status=OrderStatus.SUBMITTED,
            placed_at=self._now(),
            lots=self._taken.get(key, ()),
        )
        self._try_to_fill(account, order)
        return self._orders[account.key][key]

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        """The order as it stands."""
        self._holding(account)
        found = self._orders[account.key].get(broker_order_id)
        if found is None:
            raise _refused(f"there is no order {broker_order_id} in {account.masked}", "order")
        return found

    def orders(self, account: BrokerAccount, *, since: date) -> tuple[OrderReport, ...]:
        """All orders placed on `since` or later, the oldest first."""
        self._holding(account)
        return tuple(
            report
            for report in self._orders[account.key].values()
            if report.placed_at is not None and report.placed_at.date() >= since
        )

    def cancel(self, account: BrokerAccount, broker_order_id: str) -> None:
        """Cancel an open order; Definite for one that is done."""
        report = self.order(account, broker_order_id)
        if report.status in DONE:
            raise _refused(
                f"order {broker_order_id} is {report.status.value} and cannot be cancelled", "done"
            )
        taken = self._taken.get(broker_order_id, ())
        self._holdings[account.key] = self._holding(account).reserved(taken, sign=-1)
        self._put(account, replace(report, status=OrderStatus.CANCELLED))

    def _holding(self, account: BrokerAccount) -> PaperHolding:
        found = self._holdings.get(account.key)
        if found is None:
            raise _refused(f"there is no account {account.masked}", "account")
        return found

    def _put(self, account: BrokerAccount, report: OrderReport) -> None:
        self._orders[account.key][report.broker_order_id] = report

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
                amount_of(order, self._worst_price(order))
                for key, report in self._orders[account.key].items()
                if report.status is OrderStatus.SUBMITTED
                and (order := self._sent[key]).side is Side.BUY
            ),
            ZERO,
        )

    def _try_to_fill(self, account: BrokerAccount, order: Order) -> None:
        price, limit = self._price(order), order.limit_price
        if limit is not None and (price > limit if order.side is Side.BUY else price < limit):
            return
        key, amount, today = str(order.order_id), amount_of(order, price), self._now().date()
        holding = self._holding(account)
        if order.side is Side.BUY:
            self._holdings[account.key] = holding.bought(order, amount, today)
        else:
            taken = self._taken[key]
            self._holdings[account.key] = holding.reserved(taken, sign=-1).sold(taken, amount)
        filled = replace(
            self._orders[account.key][key],
            status=OrderStatus.FILLED,
            filled=order.quantity,
            average_price=price,
        )
        self._put(account, filled)
        self._activity[account.key].append(_row(order, amount, price, today))


def _row(order: Order, amount: Decimal, price: Decimal, on: date) -> Transaction:
    return Transaction(
        trade_date=on,
        account_id=AccountId(order.account_id),
        type=TransactionType.BUY if order.side is Side.BUY else TransactionType.SELL,
        symbol=order.symbol,
        quantity=order.quantity,
        price=price,
        amount=amount,
        order_id=order.order_id,
    )


def _refused(message: str, kind: str) -> Definite:
    return Definite(message, broker="paper", kind=kind)
