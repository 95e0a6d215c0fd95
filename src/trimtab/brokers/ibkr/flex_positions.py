"""Open positions of a Flex statement: SUMMARY rows are positions, LOT rows are their lots.

The two say the same shares twice, so they are never added together.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.brokers.files.unreadable import DOCS
from trimtab.brokers.ibkr.flex_cells import amount, needed_amount
from trimtab.brokers.ibkr.flex_dates import HOW_TO_SET_DATES, day
from trimtab.brokers.ibkr.flex_record import FlexRecord
from trimtab.brokers.ibkr.flex_security import missing_columns, screen
from trimtab.domain import LotId, StatementLot, StatementPosition, Symbol
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ZERO, dollars_text, exact_text, to_cents

_NEEDED = {
    "currency": "Currency",
    "assetcategory": "Asset Class",
    "symbol": "Symbol",
    "quantity": "Quantity",
    "levelofdetail": "Level of Detail",
    "opendatetime": "Open Date/Time",
    "costbasismoney": "Cost Basis Money",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionsRead:
    """What the section gave."""

    positions: tuple[StatementPosition, ...] = ()
    lots: tuple[StatementLot, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def read_positions(records: Sequence[FlexRecord], *, file: str) -> PositionsRead:
    """Positions and lots of one account on one day."""
    if not records:
        return PositionsRead()
    lacking = missing_columns(records, _NEEDED, section="Open Positions", file=file)
    if lacking is not None:
        return PositionsRead(problems=(lacking,))
    screened = screen(records, file=file)
    positions: list[StatementPosition] = []
    lots: list[StatementLot] = []
    problems = list(screened.problems)
    for symbol, record in _without_shorts(screened.rows, problems, file):
        try:
            if record.level == "SUMMARY":
                positions.append(_position(symbol, record))
            elif record.level == "LOT":
                lots.append(_lot(symbol, record, problems, file))
            else:
                problems.append(_unknown_level(symbol, record, file))
        except InvalidValue as error:
            problems.append(_unusable(symbol, record, str(error), file))
    named, notes = _with_unique_names(lots)
    if lots and not positions:
        notes += ("There are no SUMMARY rows: nothing to check the lots against.",)
    return PositionsRead(
        positions=tuple(positions),
        lots=named,
        problems=tuple(problems),
        notes=screened.notes + notes,
    )


def _without_shorts(
    rows: Sequence[tuple[Symbol, FlexRecord]], problems: list[Problem], file: str
) -> list[tuple[Symbol, FlexRecord]]:
    """`rows` without the symbols that are sold short; each of these becomes one problem."""
    shorts: dict[Symbol, FlexRecord] = {}
    for symbol, record in rows:
        if record.text("side").casefold() == "short" or record.text("quantity").startswith("-"):
            shorts.setdefault(symbol, record)
    problems.extend(
        Problem(
            what=f"{symbol}: a short position of {record.text('quantity')} shares",
            file=file,
            line=record.line,
            why="trimtab plans positions that are owned; this one is left out",
            fix="Close it, or manage the account's short positions elsewhere",
            docs=DOCS,
        )
        for symbol, record in shorts.items()
    )
    return [row for row in rows if row[0] not in shorts]


def _position(symbol: Symbol, record: FlexRecord) -> StatementPosition:
    return StatementPosition(
        symbol=symbol,
        quantity=_shares(record),
        price=amount(record, "markprice"),
        value=amount(record, "positionvalue"),
        line=record.line,
    )


def _lot(symbol: Symbol, record: FlexRecord, problems: list[Problem], file: str) -> StatementLot:
    """The lot; what it lacks for a gain is None, and a problem."""
    quantity = _shares(record)
    acquired = started = basis = None
    try:
        acquired = day(record.text("opendatetime"))
        # After a wash sale the holding period begins earlier than the purchase.
        started = day(record.text("holdingperioddatetime"))
        if acquired is None:
            problems.append(_incomplete(symbol, record, "has no open date", file))
    except InvalidValue as error:
        problems.append(_incomplete(symbol, record, f"has no usable date: {error}", file))
    try:
        basis = to_cents(needed_amount(record, "costbasismoney"))
        if basis < ZERO:
            what = f"has a basis of {dollars_text(basis)}"
            problems.append(_incomplete(symbol, record, what, file))
            basis = None
    except InvalidValue as error:
        problems.append(_incomplete(symbol, record, f"has no usable basis: {error}", file))
    return StatementLot(
        symbol=symbol,
        quantity=quantity,
        acquired=acquired,
        basis=basis,
        holding_period_start=started if started != acquired else None,
        lot_id=LotId.parse(record.text("originatingtransactionid")),
        line=record.line,
    )


def _shares(record: FlexRecord) -> Decimal:
    quantity = needed_amount(record, "quantity")
    if quantity <= ZERO:
        raise InvalidValue(f"the quantity is {exact_text(quantity)}")
    return quantity


def _with_unique_names(
    lots: Sequence[StatementLot],
) -> tuple[tuple[StatementLot, ...], tuple[str, ...]]:
    """`lots` with `-2`, `-3` behind a name that comes again: a wash sale splits one purchase."""
    seen: Counter[str] = Counter()
    named: list[StatementLot] = []
    for lot in lots:
        if lot.lot_id is None:
            named.append(lot)
            continue
        seen[lot.lot_id] += 1
        count = seen[lot.lot_id]
        named.append(lot if count == 1 else replace(lot, lot_id=f"{lot.lot_id}-{count}"))
    notes = tuple(
        f"{count} lots come from transaction {name}: they are named {name}, {name}-2 and so on."
        for name, count in seen.items()
        if count > 1
    )
    return tuple(named), notes


def _unknown_level(symbol: Symbol, record: FlexRecord, file: str) -> Problem:
    level = record.level or "nothing"
    what = f"{symbol}: the level of detail is {level}, not SUMMARY or LOT"
    return _row_problem(record, file, what=what, why="The row is left out")


def _unusable(symbol: Symbol, record: FlexRecord, reason: str, file: str) -> Problem:
    kind = "lot" if record.level == "LOT" else "position"
    what = f"{symbol}: a {kind} cannot be read: {reason}"
    return _row_problem(record, file, what=what, why="The row is left out")


def _incomplete(symbol: Symbol, record: FlexRecord, lack: str, file: str) -> Problem:
    why = "Its gain cannot be computed, so it will not be sold until this is known"
    return _row_problem(record, file, what=f"a lot of {symbol} {lack}", why=why)


def _row_problem(record: FlexRecord, file: str, *, what: str, why: str) -> Problem:
    fix = f"Check the lot in IBKR's portal. {HOW_TO_SET_DATES}"
    return Problem(what=what, file=file, line=record.line, why=why, fix=fix, docs=DOCS)
