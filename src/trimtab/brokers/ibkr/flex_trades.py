"""Trades of a Flex statement as the household's transactions.

Only EXECUTION rows are trades. ORDER and summary rows repeat them; CLOSED_LOT rows follow the sale
that they belong to and say what it gained on each lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.brokers.files.booking import check_trade
from trimtab.brokers.files.entry import Entry
from trimtab.brokers.files.unreadable import DOCS
from trimtab.brokers.ibkr.flex_cells import amount, needed_amount
from trimtab.brokers.ibkr.flex_dates import HOW_TO_SET_DATES, moment
from trimtab.brokers.ibkr.flex_record import FlexRecord
from trimtab.brokers.ibkr.flex_security import DOLLARS, missing_columns, screen
from trimtab.domain import AccountId, LotId, OrderId, Symbol, Transaction, TransactionType
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ZERO, to_cents

# For a file that never names its account; the importer puts the household's own name there.
UNNAMED_ACCOUNT = AccountId("ibkr")

_NEEDED = {
    "currency": "Currency",
    "assetcategory": "Asset Class",
    "symbol": "Symbol",
    "quantity": "Quantity",
    "tradeprice": "Trade Price",
    "buysell": "Buy/Sell",
    "tradedate": "Trade Date",
}
_REINVESTED = "R"
_CANCELLED = "Ca"


@dataclass(frozen=True, slots=True, kw_only=True)
class TradesRead:
    """What the section gave, in the order of the file."""

    transactions: tuple[Transaction, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Where a row comes from: its account and its file."""

    account: AccountId
    file: str


def read_trades(records: Sequence[FlexRecord], *, account: str, file: str) -> TradesRead:
    """Purchases, reinvestments and sales of one account."""
    if not records:
        return TradesRead()
    executions = [record for record in records if record.level == "EXECUTION"]
    if not executions:
        return TradesRead(problems=(_no_executions(records[0], file),))
    lacking = missing_columns(executions, _NEEDED, section="Trades", file=file)
    if lacking is not None:
        return TradesRead(problems=(lacking,))
    source = _Source(account=AccountId.parse(account) or UNNAMED_ACCOUNT, file=file)
    closed = _closed_lots(records)
    screened = screen(executions, file=file)
    transactions: list[Transaction] = []
    problems = list(screened.problems)
    for symbol, record in screened.rows:
        try:
            transactions.append(_transaction(symbol, record, closed.get(record.place, ()), source))
        except InvalidValue as error:
            problems.append(_unusable(symbol, record, str(error), file))
    repeats = sum(record.level not in {"EXECUTION", "CLOSED_LOT"} for record in records)
    notes = (
        (f"Not read: rows of Trades that add up executions, {repeats} in all.",) if repeats else ()
    )
    return TradesRead(
        transactions=tuple(transactions),
        problems=tuple(problems),
        notes=screened.notes + notes,
    )


def _closed_lots(records: Sequence[FlexRecord]) -> dict[int, tuple[FlexRecord, ...]]:
    """The CLOSED_LOT rows by the place of the execution that they follow."""
    found: dict[int, tuple[FlexRecord, ...]] = {}
    execution: FlexRecord | None = None
    for record in records:
        if record.level == "EXECUTION":
            execution = record
        elif (
            record.level == "CLOSED_LOT"
            and execution is not None
            and execution.text("symbol") == record.text("symbol")
        ):
            found[execution.place] = (*found.get(execution.place, ()), record)
    return found


def _transaction(
    symbol: Symbol, record: FlexRecord, closed: Sequence[FlexRecord], source: _Source
) -> Transaction:
    kind = _type_of(record)
    traded = moment(record.text("tradedate"))
    if traded is None:
        raise InvalidValue("the trade date is empty")
    stamped = moment(record.text("datetime"))
    told = _figures(record, kind, traded[0])
    quantity = abs(told.quantity or ZERO)
    sale = kind is TransactionType.SELL
    return Transaction(
        trade_date=traded[0],
        time=stamped[1] if stamped and stamped[0] == traded[0] else None,
        account_id=source.account,
        type=kind,
        symbol=symbol,
        quantity=quantity,
        price=told.price,
        amount=told.amount,
        fee=told.fee,
        gain=_gain(record, closed, quantity) if sale else None,
        # A lot is called after the transaction that opened it, so purchase and lot share a name.
        lot_id=None if sale else LotId.parse(record.text("transactionid")),
        order_id=OrderId.parse(record.text("iborderid")),
        row_id=record.text("tradeid") or None,
        source=f"{source.file}:{record.line}",
    )


def _figures(record: FlexRecord, kind: TransactionType, day: date) -> Entry:
    """Shares, price and dollars. InvalidValue when they cannot all be true."""
    told = Entry(
        line=record.line,
        day=day,
        action=record.text("buysell"),
        quantity=needed_amount(record, "quantity"),
        price=needed_amount(record, "tradeprice"),
        amount=_total(record, sale=kind is TransactionType.SELL),
        fee=_fee(record),
    )
    if not told.quantity:
        raise InvalidValue("the quantity is 0")
    check_trade(told, kind)
    return told


def _type_of(record: FlexRecord) -> TransactionType:
    """Raises InvalidValue for what is neither a plain purchase nor a plain sale."""
    side = record.text("buysell").upper()
    codes = set(record.text("notes").replace(",", ";").split(";"))
    indicator = record.text("openclose").upper()
    if "(CA" in side or _CANCELLED in codes:
        raise InvalidValue("it cancels another trade; take out both by hand")
    if side == "BUY" and "C" not in indicator:
        return TransactionType.REINVEST if _REINVESTED in codes else TransactionType.BUY
    if side == "SELL" and "O" not in indicator:
        return TransactionType.SELL
    if side in {"BUY", "SELL"}:
        raise InvalidValue("it opens or closes a short position")
    raise InvalidValue(f"`{side}` is neither BUY nor SELL")


def _total(record: FlexRecord, *, sale: bool) -> Decimal | None:
    """Net dollars without sign; None when the row does not say.

    NetCash is below zero for a purchase. Without it: proceeds, commission and taxes, which are
    signed as money that comes in.
    """
    net = amount(record, "netcash")
    if not net:
        proceeds = amount(record, "proceeds")
        net = None if proceeds is None else proceeds + _charges(record)
    if net is None:
        return None
    total = to_cents(net if sale else -net)
    return total if total > ZERO else None


def _charges(record: FlexRecord) -> Decimal:
    """Commission and taxes in dollars; money paid is below zero, a rebate above."""
    in_dollars = record.text("ibcommissioncurrency").upper() in {"", DOLLARS}
    commission = amount(record, "ibcommission") if in_dollars else None
    return (commission or ZERO) + (amount(record, "taxes") or ZERO)


def _fee(record: FlexRecord) -> Decimal:
    return max(ZERO, -_charges(record))


def _gain(record: FlexRecord, closed: Sequence[FlexRecord], quantity: Decimal) -> Decimal | None:
    """Dollars gained by a sale, to the cent: its closed lots together, else its own figure.

    The lots count only when they are all of the sale: a query may be set to leave some out.
    """
    gains = [amount(lot, "fifopnlrealized") for lot in closed]
    known = [gain for gain in gains if gain is not None]
    shares = sum((abs(amount(lot, "quantity") or ZERO) for lot in closed), ZERO)
    if known and len(known) == len(gains) and shares == quantity:
        return to_cents(sum(known, ZERO))
    own = amount(record, "fifopnlrealized")
    return None if own is None else to_cents(own)


def _no_executions(record: FlexRecord, file: str) -> Problem:
    return Problem(
        what=f"Trades: there are rows of {record.level or 'no'} level and none of EXECUTION level",
        file=file,
        line=record.line,
        why="Only executions are read; the others add them up",
        fix="Choose Executions (and Closed Lots) in the options of the section Trades",
        docs=DOCS,
    )


def _unusable(symbol: Symbol, record: FlexRecord, reason: str, file: str) -> Problem:
    return Problem(
        what=f"a trade of {symbol} cannot be read: {reason}",
        file=file,
        line=record.line,
        why="The row is left out, so wash sales may be missed",
        fix=f"Write the trade into the transactions file by hand. {HOW_TO_SET_DATES}",
        docs=DOCS,
    )
