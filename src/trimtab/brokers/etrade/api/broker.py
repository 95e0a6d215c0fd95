"""E*TRADE as a `Broker`."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from trimtab.brokers.etrade.api import reading
from trimtab.brokers.etrade.api.line import NAME, Line
from trimtab.brokers.etrade.api.log_in import EASTERN, LogIn
from trimtab.brokers.etrade.api.writing import has_fractions, place_request, preview_request
from trimtab.domain.account import LotMethod
from trimtab.domain.brokerage import (
    BrokerAccount,
    BrokerPosition,
    Capabilities,
    ClientIds,
    LiveQuote,
    LotChoice,
    OrderReport,
    Preview,
    Snapshot,
)
from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.domain.order import Order, OrderStatus
from trimtab.domain.statement import Statement
from trimtab.errors import Auth, Definite, Unavailable, Unknown
from trimtab.money import ONE, to_cents

T = TypeVar("T")
Json = Any

_PER_PAGE, _ORDERS_PER_PAGE = "50", "100"
_QUOTES_PER_REQUEST = 50
_XML, _JSON = "application/xml", "application/json"

# No official page says how long a preview lives; clients take it to be three minutes.
_PREVIEW_LIFE = timedelta(minutes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class EtradeBroker:
    """The accounts of one log-in. Reads wake a sleeping token once; what changes is sent once."""

    log_in: LogIn
    now: Callable[[], datetime]
    name: str = NAME

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The open brokerage accounts."""
        return reading.accounts(self._get("/v1/accounts/list.json"))

    def capabilities(self, account: BrokerAccount) -> Capabilities:  # noqa: ARG002 - alike in all
        """Lots can be named; our name of an order is taken, and does not come back in the list."""
        return Capabilities(
            lot_choice=LotChoice.EXACT_LOTS,
            client_ids=ClientIds.ACCEPTED,
            preview=True,
            quantity_step=ONE,
            sells_by=LotMethod.FIFO,
        )

    def snapshot(self, account: BrokerAccount) -> Snapshot:
        """Positions with lots, and cash, of one moment.

        Positions are read again after the lots; Unavailable where something traded in between.
        """
        before = self._positions(account)
        traded = [one for one in before if reading.is_traded(one)]
        lots = [self._get(f"{_of(account)}/portfolio/{one['positionId']}.json") for one in traded]
        balance = self._get(
            f"{_of(account)}/balance.json", {"instType": "BROKERAGE", "realTimeNAV": "true"}
        )
        if reading.quantities(before) != reading.quantities(self._positions(account)):
            raise Unavailable(
                "E*TRADE: the account was traded in while it was read; read it again", broker=NAME
            )
        found = tuple(
            _checked(reading.position(one, rows)) for one, rows in zip(traded, lots, strict=True)
        )
        cash = reading.cash(balance)
        return Snapshot(
            account=account,
            positions=found,
            cash=cash.net,
            settled=cash.settled,
            reserved=cash.reserved,
            as_of=self.now(),
            source="E*TRADE, live",
            skipped=tuple(
                f"{one['Product'].get('symbol')}: {one['Product'].get('securityType')}"
                for one in before
                if not reading.is_traded(one)
            ),
        )

    def activity(self, account: BrokerAccount, *, since: date, until: date) -> Statement:
        """What happened from `since` to `until`, reinvestments included."""
        rows: dict[str, Json] = {}
        query = {"startDate": _mdy(since), "endDate": _mdy(until), "count": _PER_PAGE}
        read, marker = 0, None
        while True:
            page = self._get(
                f"{_of(account)}/transactions.json",
                query if marker is None else {**query, "marker": marker},
            )
            found, ids, following = reading.transactions(page, AccountId(account.masked))
            new = [one for one in ids if one not in rows]
            rows |= dict.fromkeys(ids)
            rows |= {str(row.row_id): row for row in found}
            read += len(new)
            if following is None or following == marker or not new:
                break
            marker = following
        kept = tuple(row for row in rows.values() if row is not None)
        return Statement(
            format="E*TRADE API",
            account_hint=account.masked,
            as_of=self.now().astimezone(EASTERN).date(),
            rows_read=read,
            lots_given=False,
            transactions=tuple(sorted(kept, key=lambda row: (row.trade_date, str(row.row_id)))),
            notes=(f"{read - len(kept)} rows are no trades and no income",) * (read > len(kept)),
        )

    def quotes(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, LiveQuote]:
        """Quotes, fifty at a time."""
        wanted, found = list(symbols), dict[Symbol, LiveQuote]()
        for start in range(0, len(wanted), _QUOTES_PER_REQUEST):
            names = ",".join(wanted[start : start + _QUOTES_PER_REQUEST])
            query = {"detailFlag": "ALL", "overrideSymbolCount": "true"}
            found |= reading.quotes(self._get(f"/v1/market/quote/{names}.json", query))
        return found

    def preview(self, account: BrokerAccount, order: Order) -> Preview:
        """What the order would do. Changes nothing, so that a lost answer is Unavailable.

        Definite for a part of a position that takes a fraction of a lot: E*TRADE would choose the
        lots itself.
        """
        self._refuse_fractions(account, order)
        path, body = f"{_of(account)}/orders/preview.json", preview_request(order)
        try:
            answer = self._awake(lambda pair: self._line.change("POST", path, pair, body, _XML))
            found = answer["PreviewOrderResponse"]
            detail = reading.listed(found, "Order")[0]
            return Preview(
                order=order,
                total=to_cents(reading.exact(detail["estimatedTotalAmount"])),
                commission=to_cents(reading.exact(detail.get("estimatedCommission", 0))),
                reference=str(reading.listed(found, "PreviewIds")[0]["previewId"]),
                expires=self.now() + _PREVIEW_LIFE,
                messages=reading.messages(detail),
            )
        except Unknown as error:
            raise Unavailable(f"{error}", broker=NAME, code=error.code) from error
        except (LookupError, TypeError) as error:
            raise Unavailable("E*TRADE: its preview cannot be read", broker=NAME) from error

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        """Send the previewed order, once."""
        if preview.expires is not None and self.now() >= preview.expires:
            raise Definite("the preview is too old", broker=NAME, kind="preview")
        order, path = preview.order, f"{_of(account)}/orders/place.json"
        body = place_request(order, preview.reference)
        answer = self._line.change("POST", path, self._pair_to_place(), body, _XML)
        try:
            found = answer["PlaceOrderResponse"]
            number = str(reading.listed(found, "OrderIds")[0]["orderId"])
        except (LookupError, TypeError) as error:
            raise Unknown("E*TRADE: its answer has no order in it", broker=NAME) from error
        return OrderReport(
            broker_order_id=number,
            client_order_id=order.order_id,
            side=order.side,
            symbol=order.symbol,
            quantity=order.quantity,
            order_type=order.order_type,
            limit_price=order.limit_price,
            status=OrderStatus.SUBMITTED,
            placed_at=self.now(),
            lots=order.lots,
        )

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        """One order as it stands."""
        page = self._get(f"{_of(account)}/orders/{broker_order_id}.json")
        for report in reading.orders(page)[0]:
            if report.broker_order_id == broker_order_id:
                return report
        raise Definite(f"E*TRADE has no order {broker_order_id}", broker=NAME, kind="order")

    def orders(self, account: BrokerAccount, *, since: date) -> tuple[OrderReport, ...]:
        """All orders placed on `since` or later, of every session and status."""
        # Not `marketSession`, which hides the others; not earlier than E*TRADE keeps them.
        today = self.now().astimezone(EASTERN).date()
        first = max(since, today - timedelta(days=729))
        query = {
            "count": _ORDERS_PER_PAGE,
            "fromDate": _mdy(first),
            "toDate": _mdy(today + timedelta(days=1)),
        }
        found: dict[str, OrderReport] = {}
        marker, seen = None, set[str]()
        while True:
            page = self._get(
                f"{_of(account)}/orders.json",
                query if marker is None else {**query, "marker": marker},
            )
            reports, marker = reading.orders(page)
            found = {one.broker_order_id: one for one in reports} | found
            # A page may hold options alone; what ends the list is its marker, and one that returns.
            if marker is None or marker in seen:
                break
            seen.add(marker)
        return tuple(sorted(found.values(), key=lambda one: int(one.broker_order_id)))

    def cancel(self, account: BrokerAccount, broker_order_id: str) -> None:
        """Ask to cancel; it may still fill."""
        body = json.dumps({"CancelOrderRequest": {"orderId": int(broker_order_id)}})
        path = f"{_of(account)}/orders/cancel.json"
        self._line.change("PUT", path, self.log_in.pair(), body, _JSON)

    @property
    def _line(self) -> Line:
        return self.log_in.line

    def _get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        return self._awake(lambda pair: self._line.get(path, pair, query))

    def _awake(self, ask: Callable[[tuple[str, str]], T]) -> T:
        """`ask` with the tokens; once more when they slept. For what changes nothing alone."""
        try:
            return ask(self.log_in.pair())
        except Auth as error:
            if error.code != "token_expired":
                raise
        self.log_in.wake()
        return ask(self.log_in.pair())

    def _refuse_fractions(self, account: BrokerAccount, order: Order) -> None:
        if not has_fractions(order):
            return
        held = reading.shares(self._positions(account))
        if held.get(order.symbol) != order.quantity:
            raise Definite(
                f"E*TRADE sells a fraction of a lot with the whole position only, and not of "
                f"{order.symbol}; plan with whole shares (quantity_step = 1), or sell all of it",
                broker=NAME,
                kind="lots",
            )

    def _pair_to_place(self) -> tuple[str, str]:
        """The tokens; Definite where they sleep and cannot be woken: nothing was sent then."""
        try:
            return self.log_in.pair()
        except Unavailable as error:
            raise Definite(f"{error}; nothing was sent", broker=NAME, kind="preview") from error

    def _positions(self, account: BrokerAccount) -> list[Json]:
        found: list[Json] = []
        page = "1"
        while True:
            query = {"count": _PER_PAGE, "pageNumber": page, "view": "QUICK"}
            rows, following = reading.positions(self._get(f"{_of(account)}/portfolio.json", query))
            found += rows
            if following is None or following == page or not rows:
                return found
            page = following


def _of(account: BrokerAccount) -> str:
    return f"/v1/accounts/{account.key}"


def _mdy(day: date) -> str:
    """A day as E*TRADE takes it: MMDDYYYY."""
    return day.strftime("%m%d%Y")


def _checked(position: BrokerPosition) -> BrokerPosition:
    """The position; with no lot where they do not add up to it, so that none is sold by name."""
    lots = position.lots or ()
    if sum((lot.quantity for lot in lots), Decimal(0)) == position.quantity:
        return position
    return replace(position, lots=())
