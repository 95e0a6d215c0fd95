"""E*TRADE's answers as values, in every shape that they have been seen in.

A list of one may come as the thing itself, numbers as texts, names with a small letter; a lot may
have no date, or one of 1969. Moments are in milliseconds, but for quotes, which are in seconds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from trimtab.brokers.etrade.api.line import NAME
from trimtab.brokers.etrade.api.log_in import EASTERN
from trimtab.domain.account import Registration
from trimtab.domain.brokerage import (
    BrokerAccount,
    BrokerLot,
    BrokerPosition,
    Freshness,
    LiveQuote,
    OrderReport,
)
from trimtab.domain.identifiers import AccountId, LotId, Symbol
from trimtab.domain.order import OrderStatus, OrderType, Side
from trimtab.domain.transaction import Transaction, TransactionType
from trimtab.errors import Unavailable
from trimtab.money import ZERO, to_cents

P = ParamSpec("P")
T = TypeVar("T")
Json = Mapping[str, Any]

_REGISTRATIONS = {
    "ROTHIRA": Registration.ROTH_IRA,
    "CONTRIBUTORYIRA": Registration.TRADITIONAL_IRA,
    "ROLLOVERIRA": Registration.TRADITIONAL_IRA,
    "IRA": Registration.TRADITIONAL_IRA,
    "INDIVIDUAL": Registration.TAXABLE,
    "JOINT": Registration.TAXABLE,
    "JTTEN": Registration.TAXABLE,
}
_STATUSES = {
    "OPEN": OrderStatus.SUBMITTED,
    "CANCEL_REQUESTED": OrderStatus.SUBMITTED,
    "PARTIAL": OrderStatus.PARTLY_FILLED,
    "INDIVIDUAL_FILLS": OrderStatus.PARTLY_FILLED,
    "EXECUTED": OrderStatus.FILLED,
    "DONE_TRADE_EXECUTED": OrderStatus.FILLED,
    "CANCELLED": OrderStatus.CANCELLED,
    "REJECTED": OrderStatus.REJECTED,
    "EXPIRED": OrderStatus.EXPIRED,
}
_FRESH = {
    "REALTIME": Freshness.REAL_TIME,
    "EH_REALTIME": Freshness.REAL_TIME,
    "DELAYED": Freshness.DELAYED,
    "EH_BEFORE_OPEN": Freshness.CLOSING,
}
_TYPES = {
    "Bought": TransactionType.BUY,
    "Sold": TransactionType.SELL,
    "Dividend": TransactionType.DIVIDEND,
    "Dividend Reinvestment": TransactionType.REINVEST,
}
# Before this day no lot that is still held was bought: a date of 1969 stands for none.
_FIRST_DAY = date(1971, 1, 1)


def _readable(read: Callable[P, T]) -> Callable[P, T]:
    """`read`, with Unavailable for an answer of another shape: nothing can be told from it."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(*args, **kwargs)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise Unavailable("E*TRADE: its answer cannot be read", broker=NAME) from error

    return reading


def _inside(answer: Json | None, name: str) -> Json:
    """What the answer holds; nothing where E*TRADE answered "no content", which is no fault.

    LookupError where it holds something else: that must not pass for an empty list.
    """
    if answer is None:
        return {}
    return answer[name] or {}


def listed(value: object, *names: str) -> tuple[Json, ...]:
    """What lies under `names`, as a tuple: also where one thing stands for a list of one.

    TypeError where something lies there that is no such thing.
    """
    for name in names:
        if not value:
            return ()
        if not isinstance(value, Mapping):
            raise TypeError(f"nothing can have a name inside of {value!r}")
        value = value.get(name, value.get(name[:1].lower() + name[1:]))
    items = value if isinstance(value, list) else [value] if value else []
    if not all(isinstance(one, Mapping) for one in items):
        raise TypeError(f"{names[-1:]} holds {value!r}")
    return tuple(items)


def exact(value: object) -> Decimal:
    """A number, whether it came as one or as a text; Unavailable for anything else."""
    try:
        return Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        raise Unavailable(f"E*TRADE: {value!r} is not a number") from None


def messages(detail: Json) -> tuple[str, ...]:
    """What E*TRADE wants read about an order, without the number before it: `200|Your order`."""
    found = (str(one.get("description", "")) for one in listed(detail, "messages", "Message"))
    return tuple(text.partition("|")[2] or text for text in found if text)


@_readable
def accounts(answer: Json | None) -> tuple[BrokerAccount, ...]:
    """The accounts that are open and hold securities."""
    return tuple(
        BrokerAccount(
            key=str(one["accountIdKey"]),
            number=str(one["accountId"]),
            description=str(one.get("accountDesc", "")).strip(),
            registration=_REGISTRATIONS.get(str(one.get("accountType", "")).upper()),
            settles=str(one.get("accountMode", "")).upper() != "MARGIN",
        )
        for one in listed(_inside(answer, "AccountListResponse"), "Accounts", "Account")
        if one.get("accountStatus") == "ACTIVE" and one.get("institutionType") == "BROKERAGE"
    )


@_readable
def positions(page: Json | None) -> tuple[tuple[Json, ...], str | None]:
    """Positions of one page, and the number of the next; None on the last."""
    found = listed(_inside(page, "PortfolioResponse"), "AccountPortfolio")
    if not found:
        return (), None
    following = found[0].get("nextPageNo")
    return listed(found[0], "Position"), None if following is None else str(following)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """Dollars: all, what may be spent without waiting (None: not told), what open orders hold."""

    net: Decimal
    settled: Decimal | None
    reserved: Decimal


@_readable
def cash(answer: Json) -> Cash:
    """The cash of a balance."""
    computed = answer["BalanceResponse"]["Computed"]
    held = answer["BalanceResponse"].get("Cash", {})
    reserved = to_cents(exact(held.get("fundsForOpenOrdersCash", 0)))
    settled = computed.get("settledCashForInvestment")
    return Cash(
        net=to_cents(exact(computed["netCash"])),
        # E*TRADE has taken open orders off already; the port counts them apart.
        settled=None if settled is None else to_cents(exact(settled)) + reserved,
        reserved=reserved,
    )


@_readable
def quantities(positions: Iterable[Json]) -> dict[str, Decimal]:
    """Shares by the broker's number of the position."""
    return {str(one["positionId"]): exact(one["quantity"]) for one in positions}


@_readable
def shares(positions: Iterable[Json]) -> dict[Symbol, Decimal]:
    """Shares held long, by their symbol."""
    return {
        Symbol(str(one["Product"]["symbol"])): exact(one["quantity"])
        for one in positions
        if is_traded(one)
    }


def is_traded(position: Json) -> bool:
    """True for shares held long; options share the symbol of what they are options on."""
    product = position.get("Product", {})
    return bool(
        product.get("securityType") == "EQ" and position.get("positionType", "LONG") == "LONG"
    )


@_readable
def position(found: Json, lots: Json | None) -> BrokerPosition:
    """A position with its lots."""
    symbol = Symbol(str(found["Product"]["symbol"]))
    rows = listed(_inside(lots, "PositionLotsResponse"), "PositionLot")
    price = found.get("Quick", {}).get("lastTrade")
    return BrokerPosition(
        symbol=symbol,
        quantity=exact(found["quantity"]),
        price=None if price is None else exact(price),
        lots=tuple(_lot(symbol, row) for row in rows if exact(row["remainingQty"]) > ZERO),
    )


def _lot(symbol: Symbol, row: Json) -> BrokerLot:
    cost = row.get("totalCost")
    return BrokerLot(
        lot_id=LotId(str(row["positionLotId"])),
        symbol=symbol,
        quantity=exact(row["remainingQty"]),
        available=exact(row.get("availableQty", 0)),
        acquired=_acquired(row.get("acquiredDate")),
        basis=None if cost is None else to_cents(exact(cost)),
    )


def _acquired(ms: object) -> date | None:
    """The day in New York; None where E*TRADE does not know it."""
    if ms is None:
        return None
    day = moment(ms).astimezone(EASTERN).date()
    return day if day >= _FIRST_DAY else None


def moment(ms: object) -> datetime:
    """Milliseconds since 1970 as a moment."""
    return datetime.fromtimestamp(int(exact(ms)) / 1000, UTC)


@_readable
def quotes(answer: Json | None) -> dict[Symbol, LiveQuote]:
    """The quotes of an answer; a bid or ask of zero is none."""
    found = {}
    for one in listed(_inside(answer, "QuoteResponse"), "QuoteData"):
        symbol, figures = Symbol(str(one["Product"]["symbol"])), one["All"]
        bid, ask = exact(figures.get("bid", 0)), exact(figures.get("ask", 0))
        found[symbol] = LiveQuote(
            symbol=symbol,
            last=exact(figures["lastTrade"]),
            bid=bid or None,
            ask=ask or None,
            at=datetime.fromtimestamp(int(exact(one["dateTimeUTC"])), UTC),
            freshness=_FRESH.get(str(one.get("quoteStatus")), Freshness.CLOSING),
        )
    return found


@_readable
def orders(page: Json | None) -> tuple[tuple[OrderReport, ...], str | None]:
    """Orders of one page, the newest first, and the marker of the next; None on the last."""
    answer = _inside(page, "OrdersResponse")
    found, marker = listed(answer, "Order"), answer.get("marker")
    reports = tuple(report for one in found if (report := order(one)) is not None)
    return reports, str(marker) if marker else None


def order(found: Json) -> OrderReport | None:
    """One order, its details added up; None for what is not traded here, such as options."""
    details = listed(found, "OrderDetail")
    instruments = [one for detail in details for one in listed(detail, "Instrument")]
    actions = {str(one.get("orderAction")) for one in instruments}
    if len(actions) != 1 or not actions <= {"BUY", "SELL"}:
        return None
    first = details[0]
    filled = sum((exact(one.get("filledQuantity", 0)) for one in instruments), ZERO)
    quantity = sum((exact(one["orderedQuantity"]) for one in instruments), ZERO)
    limit = exact(first.get("limitPrice", 0))
    limited = first.get("priceType") == "LIMIT"
    return OrderReport(
        broker_order_id=str(found["orderId"]),
        side=Side(actions.pop().lower()),
        symbol=Symbol(str(instruments[0]["Product"]["symbol"])),
        quantity=quantity,
        order_type=OrderType.LIMIT if limited else OrderType.MARKET,
        limit_price=limit if limited else None,
        status=_status(details, filled),
        filled=filled,
        average_price=_average(instruments, filled),
        placed_at=moment(first["placedTime"]) if first.get("placedTime") else None,
        commission=sum((exact(one.get("estimatedCommission", 0)) for one in instruments), ZERO),
    )


def _status(details: Iterable[Json], filled: Decimal) -> OrderStatus:
    words = [_STATUSES.get(str(one.get("status")), OrderStatus.UNKNOWN) for one in details]
    status = words[-1]
    if status is OrderStatus.SUBMITTED and filled > ZERO:
        return OrderStatus.PARTLY_FILLED
    return status


def _average(instruments: Iterable[Json], filled: Decimal) -> Decimal | None:
    """Dollars per share over all parts; E*TRADE leaves the price out until something is filled."""
    if filled <= ZERO:
        return None
    spent = sum(
        (
            exact(one.get("filledQuantity", 0)) * exact(one.get("averageExecutionPrice", 0))
            for one in instruments
        ),
        ZERO,
    )
    return spent / filled


@_readable
def transactions(
    page: Json | None, account_id: AccountId
) -> tuple[tuple[Transaction, ...], tuple[str, ...], str | None]:
    """Rows of one page with their ids, and the marker of the next page.

    `moreTransactions` is not believed: it has been seen false with more to come.
    """
    answer = _inside(page, "TransactionListResponse")
    found, marker = listed(answer, "Transaction"), answer.get("marker")
    rows = tuple(row for one in found if (row := _row(one, account_id)) is not None)
    return rows, tuple(str(one["transactionId"]) for one in found), str(marker) if marker else None


def _row(one: Json, account_id: AccountId) -> Transaction | None:
    kind = _TYPES.get(str(one.get("transactionType")))
    symbol = one.get("brokerage", {}).get("product", {}).get("symbol")
    if kind is None or not symbol:
        return None
    trade = one["brokerage"]
    return Transaction(
        trade_date=moment(one["transactionDate"]).astimezone(EASTERN).date(),
        account_id=account_id,
        type=kind,
        symbol=Symbol(str(symbol)),
        quantity=abs(exact(trade["quantity"])),
        price=exact(trade["price"]),
        amount=abs(to_cents(exact(one["amount"]))),
        fee=exact(trade.get("fee", 0)),
        row_id=str(one["transactionId"]),
    )
