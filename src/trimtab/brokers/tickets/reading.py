"""The file of tickets as a person gives it back: what was told of each order, or what is wrong."""

from collections.abc import Sequence
from decimal import Decimal

from trimtab.brokers.files.columns import Columns, Record
from trimtab.brokers.files.rows import Row, rows
from trimtab.brokers.tickets.columns import HEADERS, RESULTS
from trimtab.domain.order import OrderStatus
from trimtab.errors import InvalidValue, Problem
from trimtab.execution.book import Run
from trimtab.execution.told import Told
from trimtab.money import ZERO, exact_text

DOCS = "how-to/trade-without-an-api.md"
_NEEDED = ("plan", "order", "side", "symbol", "shares", "result", "filled", "price")
_TOLD = ("result", "filled", "price", "fees")


def read_results(text: str, run: Run, *, file: str) -> tuple[tuple[Told, ...], tuple[Problem, ...]]:
    """What the rows of `text` tell of the tickets of `run`, and every row that cannot be used.

    Rows whose cells for the result are empty tell nothing.
    """
    try:
        found = list(rows(text))
    except InvalidValue as error:
        return (), (_problem(file, None, str(error), "Save it again as CSV, with commas"),)
    spellings = {ours: (theirs,) for ours, theirs in HEADERS.items()}
    for place, row in enumerate(found):
        columns = Columns.bind(row.cells, spellings)
        if columns.has(("plan", "order")):
            return _read(found[place + 1 :], columns, run, file)
    names = ", ".join(HEADERS[name] for name in _NEEDED)
    fix = "Fill in the file that `trimtab execute ID --export-csv` wrote, and save it with commas"
    why = f"No row names the columns {names}"
    return (), (_problem(file, None, "it is no file of tickets", fix, why),)


def _read(
    below: Sequence[Row], columns: Columns, run: Run, file: str
) -> tuple[tuple[Told, ...], tuple[Problem, ...]]:
    missing = columns.missing(_NEEDED)
    if missing:
        shown = ", ".join(f"`{HEADERS[name]}`" for name in missing)
        return (), (_problem(file, 1, f"it lacks the column {shown}", "Put the column back"),)
    told, problems = [], []
    for row in below:
        record = columns.record(row)
        if record is None:
            fix = "Check its commas: a number such as 1,110 needs quotes"
            problems.append(_problem(file, row.line, "a row with too many cells", fix))
        elif any(record.text(name) for name in _TOLD):
            try:
                told.append(_told(record, run))
            except InvalidValue as error:
                what, _, fix = str(error).partition("; ")
                problems.append(_problem(file, row.line, what, fix))
    return tuple(told), tuple(problems)


def _told(record: Record, run: Run) -> Told:
    """What one row tells. InvalidValue: what is wrong, then `; ` and what to do."""
    number = _order(record, run)
    word = " ".join(record.text("result").casefold().split())
    if not word:
        raise InvalidValue("a row with figures and no result; write filled, partly or cancelled")
    if word not in RESULTS:
        raise InvalidValue(
            f"`{word}` is no result; write filled, partly, cancelled, expired, rejected or not done"
        )
    status, filled = RESULTS[word], record.number("filled")
    if filled is None:
        if status in {OrderStatus.FILLED, OrderStatus.PARTLY_FILLED}:
            raise InvalidValue(f"`{word}` without shares; write how many were traded in all")
        filled = ZERO
    return Told(
        leg=number,
        status=status,
        filled=filled,
        average_price=record.number("price"),
        commission=record.number("fees") or ZERO,
        line=record.line,
    )


def _order(record: Record, run: Run) -> int:
    """The number of the row's order, which must be the very order that was written."""
    plan = record.text("plan").upper().removeprefix("PLAN").strip()
    if plan != run.plan:
        raise InvalidValue(
            f"a row of plan {plan or 'without a name'}, not {run.plan}; read each plan's file under"
            " its own plan"
        )
    number = record.number("order")
    if number is None or number != number.to_integral_value():
        raise InvalidValue("a row without the number of its order; put it back")
    order = run.leg(int(number)).order
    if order is None:
        raise InvalidValue(f"order {exact_text(number)} is no ticket of plan {plan}; drop the row")
    given = (record.text("side").casefold(), record.text("symbol").lstrip("'"))
    meant = (order.side.value, str(order.symbol))
    shares = record.number("shares")
    if given != meant or shares != order.quantity:
        raise InvalidValue(
            f"order {exact_text(number)} is to {meant[0]} {exact_text(order.quantity)} {meant[1]}, "
            f"and the row says {given[0] or 'nothing'} {_shown(shares)} {given[1]}; put its cells "
            "back: only result, filled shares, average price and fees are yours to write"
        )
    return int(number)


def _shown(shares: Decimal | None) -> str:
    return "" if shares is None else exact_text(shares)


def _problem(file: str, line: int | None, what: str, fix: str, why: str = "") -> Problem:
    return Problem(what=what, file=file, line=line, why=why, fix=fix, docs=DOCS)
