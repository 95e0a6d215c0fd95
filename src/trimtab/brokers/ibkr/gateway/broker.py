"""IBKR as a `Broker`, through its gateway."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Self, TypeVar

from trimtab.brokers.ibkr.gateway import placing, portfolio
from trimtab.brokers.ibkr.gateway.contracts import Contracts
from trimtab.brokers.ibkr.gateway.executions import DAYS, fees, of_order, row_of
from trimtab.brokers.ibkr.gateway.line import Line
from trimtab.brokers.ibkr.gateway.orders import Orders
from trimtab.brokers.ibkr.gateway.pace import Paced, Steps
from trimtab.brokers.ibkr.gateway.quotes import Quotes
from trimtab.brokers.ibkr.gateway.reading import EASTERN, readable
from trimtab.brokers.ibkr.gateway.refusals import NAME
from trimtab.brokers.ibkr.gateway.session import Session
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
from trimtab.domain.identifiers import AccountId, OrderId, Symbol
from trimtab.domain.order import Order, Side
from trimtab.domain.statement import Statement
from trimtab.errors import Definite, Unavailable
from trimtab.money import ONE, ZERO, dollars_text, exact_text, to_cents
from trimtab.ports import Clock

T = TypeVar("T")

FORMAT = "IBKR Client Portal API"


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayBroker:
    """The accounts of whoever is logged in at the gateway. Whatever changes something is sent once.

    clock  the gateway's time; waits where it may not be asked so soon again
    """

    session: Session
    orders_there: Orders
    contracts: Contracts
    prices: Quotes
    clock: Clock
    name: str = NAME

    @classmethod
    def at(cls, line: Line, clock: Clock, *, name: str = NAME) -> Self:
        """The broker behind the gateway at `line`; nothing is asked yet."""
        line = replace(line, before=Steps(clock=clock).wait)
        session = Session(line=line, clock=clock, listing=Paced(clock=clock))
        contracts = Contracts(line=line)
        return cls(
            session=session,
            orders_there=Orders.of(line, session, clock),
            contracts=contracts,
            prices=Quotes(line=line, clock=clock, contracts=contracts),
            clock=clock,
            name=name,
        )

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The accounts of the log-in."""
        listed = self.session.accounts()
        return readable(lambda: tuple(map(portfolio.account, listed)), "accounts")

    def capabilities(self, account: BrokerAccount) -> Capabilities:  # noqa: ARG002 - alike in all
        """The account's own method sells, which nothing tells; our name of an order comes back."""
        return Capabilities(
            lot_choice=LotChoice.ACCOUNT_DEFAULT,
            client_ids=ClientIds.READABLE,
            preview=True,
            quantity_step=ONE,
            sells_by=None,
        )

    def snapshot(self, account: BrokerAccount) -> Snapshot:
        """Positions without lots, and cash, of one moment.

        Positions are read again at the end; Unavailable where something traded in between.
        """
        return self._within(partial(self._seen, account), "account")

    def activity(self, account: BrokerAccount, *, since: date, until: date) -> Statement:
        """The trades from `since` to `until`, both included, as far as IBKR lists them: a week.

        Dividends, transfers and corporate actions are in no list of the gateway's.
        """
        trades = self.session.within(partial(self.orders_there.trades, account))
        today = self.clock.now().astimezone(EASTERN).date()
        rows = tuple(row_of(one, AccountId(account.masked)) for one in trades)
        first = today - timedelta(days=DAYS - 1)
        return Statement(
            format=FORMAT,
            account_hint=account.masked,
            as_of=today,
            rows_read=len(rows),
            lots_given=False,
            transactions=tuple(row for row in rows if since <= row.trade_date <= until),
            notes=(f"Trades before {first} are not listed there, nor anything but trades.",)
            * (since < first),
        )

    def quotes(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, LiveQuote]:
        """Quotes of securities traded in the United States."""
        return self.session.within(partial(self.prices.of, tuple(symbols)))

    def preview(self, account: BrokerAccount, order: Order) -> Preview:
        """What the order would do, by IBKR. Changes nothing.

        Definite where there are too few free shares or too little cash in the account: IBKR might
        take the one as a short sale, and lend the other.
        """
        return self._within(partial(self._previewed, account, order), "preview")

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        """Send the order, once, under our name of it; a name that was used before is refused."""
        order = preview.order
        number = self._number(order.symbol)
        try:
            report = placing.placed(self.session.line, account, order, number)
        finally:
            self.orders_there.changed()
        self.orders_there.names[report.broker_order_id] = order.order_id
        return report

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        """One order as it stands, with what it has cost so far."""
        return self.session.within(partial(self._one, account, broker_order_id))

    def order_named(self, account: BrokerAccount, name: OrderId) -> OrderReport | None:
        """The order that has our name; None where IBKR has none, or does not show it yet."""
        ask = partial(self._all, account, afresh=True)
        found = (one for one in self.session.within(ask) if one.client_order_id == name)
        return next(found, None)

    def orders(self, account: BrokerAccount, *, since: date) -> tuple[OrderReport, ...]:
        """The orders of the day, and those of the last week that traded, from `since` on."""
        found = self.session.within(partial(self._all, account, afresh=False))
        return tuple(
            one
            for one in found
            if one.placed_at is None or one.placed_at.astimezone(EASTERN).date() >= since
        )

    def cancel(self, account: BrokerAccount, broker_order_id: str) -> None:
        """Ask to cancel; it may still fill."""
        self.session.keep()
        try:
            placing.cancelled(self.session.line, account, broker_order_id)
        finally:
            self.orders_there.changed()

    def _within(self, ask: Callable[[], T], what: str) -> T:
        return self.session.within(lambda: readable(ask, what))

    def _seen(self, account: BrokerAccount) -> Snapshot:
        line = self.session.line
        before = portfolio.positions(line, account)
        cash = portfolio.cash(line, account)
        reserved = self._reserved(account)
        if portfolio.held(before) != portfolio.held(portfolio.positions(line, account)):
            raise Unavailable(
                "IBKR: the account was traded in while it was read; read it again", broker=NAME
            )
        found = [(one, portfolio.position(one)) for one in before]
        return Snapshot(
            account=account,
            positions=tuple(position for _, position in found if position is not None),
            cash=cash.all,
            settled=cash.settled,
            reserved=reserved,
            as_of=self.clock.now(),
            source=f"{self.name}, live",
            skipped=tuple(portfolio.skipped(one) for one, position in found if position is None),
        )

    def _previewed(self, account: BrokerAccount, order: Order) -> Preview:
        number = self._number(order.symbol)
        self.prices.begin(number)
        if order.side is Side.SELL:
            self._check_shares(account, order, number)
        preview = placing.previewed(self.session.line, account, order, number)
        if order.side is Side.BUY:
            self._check_cash(account, preview.total)
        return preview

    def _check_shares(self, account: BrokerAccount, order: Order, number: int) -> None:
        held = portfolio.shares_of(portfolio.positions(self.session.line, account), number)
        promised = sum(
            (
                one.shares
                for one in self.orders_there.waiting(account)
                if one.side is Side.SELL and one.number == number
            ),
            ZERO,
        )
        if order.quantity > held - promised:
            raise Definite(
                f"IBKR: {exact_text(max(ZERO, held - promised))} {order.symbol} are free to sell, "
                f"not {exact_text(order.quantity)}",
                broker=NAME,
                kind="shares",
            )

    def _check_cash(self, account: BrokerAccount, needed: Decimal) -> None:
        free = portfolio.cash(self.session.line, account).all - self._reserved(account)
        if needed > free:
            raise Definite(
                f"IBKR: the purchase needs {dollars_text(needed)}, {dollars_text(free)} are there",
                broker=NAME,
                kind="funds",
            )

    def _reserved(self, account: BrokerAccount) -> Decimal:
        """Dollars that open purchases hold: at their limit or stop, or else at the ask."""
        waiting = self.orders_there.waiting(account)
        buys = [one for one in waiting if one.side is Side.BUY]
        quotes = self.prices.of(one.symbol for one in buys if one.symbol and one.price is None)
        total = ZERO
        for one in buys:
            quote = quotes.get(one.symbol) if one.symbol else None
            price = one.price or (ZERO if quote is None else quote.ask or quote.last)
            total += to_cents(one.shares * price)
        return total

    def _one(self, account: BrokerAccount, number: str) -> OrderReport:
        try:
            report = self.orders_there.state(number)
        except Definite as error:
            if error.kind != "order":
                raise
            # Of an earlier session, or of nobody.
            found = self._all(account, afresh=True)
            report = next((one for one in found if one.broker_order_id == number), None)
        if report is None:
            raise Definite(f"IBKR has no order {number} for shares", broker=NAME, kind="order")
        return replace(report, commission=self._cost(account, report))

    def _cost(self, account: BrokerAccount, report: OrderReport) -> Decimal:
        """Dollars that the fills have cost; their trades may be listed a moment later."""
        if report.filled == ZERO:
            return ZERO
        parts = of_order(self.orders_there.trades(account), report)
        told = [one.quantity for one in parts if one.fee is not None]
        if sum(told, ZERO) < report.filled:
            parts = of_order(self.orders_there.trades(account, again=True), report)
        return fees(parts)

    def _all(self, account: BrokerAccount, *, afresh: bool) -> tuple[OrderReport, ...]:
        """The orders of the list with their cost, after those that only trades are left of."""
        listed = self.orders_there.listed(account, afresh=afresh)
        trades = self.orders_there.trades(account, again=afresh)
        found, seen = [], set[str]()
        for report in listed:
            parts = of_order(trades, report)
            seen.update(one.execution for one in parts)
            found.append(replace(report, commission=fees(parts)))
        left = (one for one in trades if one.execution not in seen)
        return (*self.orders_there.unlisted(left), *found)

    def _number(self, symbol: Symbol) -> int:
        number = self.contracts.numbers((symbol,)).get(symbol)
        if number is None:
            raise Definite(
                f"IBKR has no security {symbol} in the United States, or more than one",
                broker=NAME,
                kind="symbol",
            )
        return number
