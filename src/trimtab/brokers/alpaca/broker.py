"""Alpaca as a `Broker`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from trimtab.brokers.alpaca import FORMAT, activities, reading
from trimtab.brokers.alpaca.line import LIVE, NAME, PAPER, Line
from trimtab.brokers.alpaca.lots import rebuilt
from trimtab.brokers.alpaca.reading import EASTERN, exact, readable
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
from trimtab.domain.identifiers import AccountId, OrderId, Symbol
from trimtab.domain.order import Order, OrderType, Side
from trimtab.domain.statement import Statement
from trimtab.errors import Definite, Unavailable, Unknown
from trimtab.money import ONE, ZERO, dollars_text, exact_text, to_cents

Json = Any

_ORDERS_PER_PAGE = 500
_QUOTES_PER_REQUEST = 100
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlpacaBroker:
    """The account that the keys are of. Whatever changes something is sent once.

    feed           the market data that quotes come from: `sip` is every exchange and has to be
                   paid for, `iex` is one exchange and is not
    quantity_step  orders are multiples of it; Alpaca takes up to nine decimals of a share
    """

    line: Line
    now: Callable[[], datetime]
    name: str = NAME
    feed: str = "iex"
    quantity_step: Decimal = ONE

    @property
    def kind(self) -> str:
        """Paper or live, by the address."""
        return {PAPER: "paper", LIVE: "live"}.get(self.line.base_url, "local")

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The one account of the keys."""
        answer = self.line.get("/v2/account")
        return (readable(lambda: reading.account(answer, kind=self.kind), "account"),)

    def capabilities(self, account: BrokerAccount) -> Capabilities:  # noqa: ARG002 - alike in all
        """The oldest shares are sold; our name of an order comes back; nothing is previewed."""
        return Capabilities(
            lot_choice=LotChoice.NONE,
            client_ids=ClientIds.READABLE,
            preview=False,
            quantity_step=self.quantity_step,
            sells_by=LotMethod.FIFO,
        )

    def snapshot(self, account: BrokerAccount) -> Snapshot:
        """Positions with rebuilt lots, and cash, of one moment.

        Positions are read again at the end; Unavailable where something traded in between.
        """
        return readable(partial(self._seen, account), "account")

    def activity(self, account: BrokerAccount, *, since: date, until: date) -> Statement:
        """What happened from `since` to `until`, both included.

        All that ever happened is read: a split tells only how many shares it added.
        """
        found = activities.read(activities.listed(self.line), AccountId(account.masked))
        rows = tuple(row for row in found.rows if since <= row.trade_date <= until)
        notes = tuple(text for day, text in found.notes if since <= day <= until)
        return Statement(
            format=FORMAT,
            account_hint=account.masked,
            as_of=self.now().astimezone(EASTERN).date(),
            rows_read=len(rows) + len(notes),
            lots_given=False,
            transactions=rows,
            notes=notes,
        )

    def quotes(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, LiveQuote]:
        """Latest trades and quotes; a symbol that Alpaca does not know is left out."""
        wanted, found = list(dict.fromkeys(symbols)), dict[Symbol, LiveQuote]()
        for start in range(0, len(wanted), _QUOTES_PER_REQUEST):
            found |= self._quoted(wanted[start : start + _QUOTES_PER_REQUEST])
        return found

    def preview(self, account: BrokerAccount, order: Order) -> Preview:
        """What the order would do, reckoned here: Alpaca has no preview. Changes nothing.

        Definite where the account has too little money, or too few free shares: Alpaca would take
        a sale of more than is held as a short sale.
        """
        return readable(partial(self._reckoned, account, order), "account")

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:  # noqa: ARG002 - one account
        """Send the order, once, under our name of it; a name that was used before is refused."""
        order = preview.order
        answer = self.line.change("POST", "/v2/orders", _body(order))
        try:
            report = reading.order(answer)
        except (LookupError, TypeError, AttributeError, ValueError, Unavailable) as error:
            raise Unknown("Alpaca: its answer has no order in it", broker=NAME) from error
        if report is None or report.client_order_id != order.order_id:
            raise Unknown("Alpaca: its answer is of another order", broker=NAME)
        return report

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:  # noqa: ARG002 - one account
        """One order as it stands."""
        report = self._one(f"/v2/orders/{broker_order_id}", {})
        if report is None:
            raise Definite(f"Alpaca has no order {broker_order_id}", broker=NAME, kind="order")
        return report

    def order_named(self, account: BrokerAccount, name: OrderId) -> OrderReport | None:  # noqa: ARG002 - one account
        """The order that has our name; None where Alpaca has none, or does not show it yet."""
        return self._one("/v2/orders:by_client_order_id", {"client_order_id": str(name)})

    def orders(self, account: BrokerAccount, *, since: date) -> tuple[OrderReport, ...]:  # noqa: ARG002 - one account
        """All orders placed on `since` or later, of every status."""
        start = datetime.combine(since, time(), EASTERN) - _INSTANT
        found: dict[str, OrderReport] = {}
        for page in self._pages(start):
            reports = readable(partial(reading.orders, page), "orders")
            found |= {one.broker_order_id: one for one in reports}
        return tuple(found.values())

    def cancel(self, account: BrokerAccount, broker_order_id: str) -> None:  # noqa: ARG002 - one account
        """Ask to cancel; it may still fill."""
        self.line.change("DELETE", f"/v2/orders/{broker_order_id}")

    def _seen(self, account: BrokerAccount) -> Snapshot:
        before = self._positions()
        answer = self.line.get("/v2/account")
        waiting = self._open_orders()
        past = activities.listed(self.line) if any(map(reading.is_traded, before)) else ()
        if _quantities(before) != _quantities(self._positions()):
            raise Unavailable(
                "Alpaca: the account was traded in while it was read; read it again", broker=NAME
            )
        as_of = self.now()
        day = as_of.astimezone(EASTERN).date()
        known = rebuilt(activities.read(past, AccountId(account.masked)), account, day)
        found, unclear = [], dict[Symbol, str]()
        for one in filter(reading.is_traded, before):
            position = reading.position(one, None)
            lots, why = known.of(position.symbol, position.quantity, reading.available(one))
            found.append(reading.position(one, lots))
            if lots is None:
                unclear[position.symbol] = why
        return Snapshot(
            account=account,
            positions=tuple(found),
            cash=to_cents(exact(answer["cash"])),
            settled=None,
            reserved=self._reserved(waiting),
            as_of=as_of,
            source=f"{self.name}, {self.kind}",
            skipped=tuple(reading.skipped(one) for one in before if not reading.is_traded(one)),
            unclear=unclear,
        )

    def _reckoned(self, account: BrokerAccount, order: Order) -> Preview:
        quote = self.quotes([order.symbol]).get(order.symbol)
        if quote is None:
            raise Definite(f"Alpaca has no quote of {order.symbol}", broker=NAME, kind="symbol")
        answer = self.line.get("/v2/account")
        closed = reading.blocked(answer)
        if closed:
            raise Definite(f"Alpaca: nothing can be traded in {account.masked}: {closed}")
        side = quote.ask if order.side is Side.BUY else quote.bid
        price = order.limit_price or side or quote.last
        total = to_cents(order.quantity * price)
        if order.side is Side.SELL:
            self._check_shares(order)
            return Preview(order=order, total=-total)
        free = exact(answer["buying_power"])
        if total > free:
            raise Definite(
                f"Alpaca: the purchase needs {dollars_text(total)}, {dollars_text(free)} are there",
                broker=NAME,
                kind="funds",
            )
        return Preview(order=order, total=total)

    def _one(self, path: str, query: Mapping[str, str]) -> OrderReport | None:
        try:
            answer = self.line.get(path, query)
        except Definite as error:
            # Of a name that is none of its ids Alpaca says 422, of any other 404.
            if error.kind == "order" or "order_id" in str(error):
                return None
            raise
        return readable(lambda: reading.order(answer), "order")

    def _pages(self, after: datetime) -> Iterator[list[Json]]:
        """Pages of orders, the oldest first; the last moment of one begins the next."""
        query = {"status": "all", "limit": str(_ORDERS_PER_PAGE), "direction": "asc"}
        known: set[str] = set()
        while True:
            page = self.line.get("/v2/orders", {**query, "after": after.isoformat()})
            if not isinstance(page, list):
                raise Unavailable("Alpaca: its orders cannot be read", broker=NAME)
            new = {str(one.get("id")) for one in page} - known
            known |= new
            yield page
            if len(page) < _ORDERS_PER_PAGE:
                return
            if not new:
                raise Unavailable("Alpaca: its orders cannot be paged through", broker=NAME)
            after = reading.moment(page[-1]["submitted_at"]) - _INSTANT

    def _positions(self) -> list[Json]:
        answer = self.line.get("/v2/positions")
        if not isinstance(answer, list):
            raise Unavailable("Alpaca: its positions cannot be read", broker=NAME)
        return answer

    def _open_orders(self) -> list[Json]:
        query = {"status": "open", "limit": str(_ORDERS_PER_PAGE)}
        answer = self.line.get("/v2/orders", query)
        if not isinstance(answer, list) or len(answer) >= _ORDERS_PER_PAGE:
            raise Unavailable("Alpaca: its open orders cannot be read", broker=NAME)
        return answer

    def _reserved(self, waiting: Iterable[Json]) -> Decimal:
        """Dollars that open purchases hold: at their limit, or else at the ask."""
        buys = [one for one in waiting if one.get("side") == "buy"]
        at_market = (reading.symbol_of(one) for one in buys if not one.get("limit_price"))
        quotes = self.quotes(symbol for symbol in at_market if symbol is not None)
        total = ZERO
        for one in buys:
            if one.get("notional"):
                total += exact(one["notional"])
                continue
            left = exact(one["qty"]) - exact(one.get("filled_qty") or 0)
            symbol = reading.symbol_of(one)
            quote = None if symbol is None else quotes.get(symbol)
            price = (quote.ask or quote.last) if quote else ZERO
            total += to_cents(left * exact(one.get("limit_price") or price))
        return total

    def _quoted(self, symbols: list[Symbol]) -> Mapping[Symbol, LiveQuote]:
        query = {"symbols": ",".join(symbols), "feed": self.feed}
        answer = self.line.data("/v2/stocks/snapshots", query)
        return readable(lambda: reading.quotes(answer, self.feed, self.now()), "quotes")

    def _check_shares(self, order: Order) -> None:
        held = [one for one in self._positions() if one.get("symbol") == order.symbol]
        free = sum((reading.available(one) for one in held if reading.is_traded(one)), ZERO)
        if order.quantity > free:
            raise Definite(
                f"Alpaca: {exact_text(free)} {order.symbol} are free to sell, not "
                f"{exact_text(order.quantity)}",
                broker=NAME,
                kind="shares",
            )


def _body(order: Order) -> dict[str, object]:
    """An order as Alpaca takes it; amounts as exact texts, and never without our name."""
    body: dict[str, object] = {
        "symbol": str(order.symbol),
        "qty": exact_text(order.quantity),
        "side": order.side.value,
        "type": order.order_type.value,
        "time_in_force": "day",
        "client_order_id": str(order.order_id),
    }
    if order.order_type is OrderType.LIMIT and order.limit_price is not None:
        body["limit_price"] = exact_text(order.limit_price)
    return body


def _quantities(positions: Iterable[Json]) -> dict[str, Decimal]:
    return {str(one["symbol"]): exact(one["qty"]) for one in positions}
