"""prices.csv: `symbol,price[,bid][,ask][,as_of]`, dollars per share, one row per security."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from trimtab.domain import Quote, Symbol
from trimtab.errors import InvalidValue
from trimtab.money import exact_text
from trimtab.workspace import cells
from trimtab.workspace.csv_rows import CsvText
from trimtab.workspace.table import Columns, Findings, Row, read_rows

COLUMNS = Columns(required=("symbol", "price"), optional=("bid", "ask", "as_of"))
_HEADER = ",".join((*COLUMNS.required, *COLUMNS.optional)) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a price file gives.

    quotes    the usable ones, in the order of the file
    named     every security that it has a row for, usable or not
    readable  False when nothing can be concluded from what it does not name
    """

    quotes: Mapping[Symbol, Quote]
    named: frozenset[Symbol]
    readable: bool


NO_PRICES = Prices(quotes={}, named=frozenset(), readable=False)


def read_prices(path: Path, file: str, as_of: date, findings: Findings) -> Mapping[Symbol, Quote]:
    """The usable quotes of the file, in its order; rows that cannot be used are problems."""
    return read_price_file(path, file, as_of, findings).quotes


def read_price_file(path: Path, file: str, as_of: date, findings: Findings) -> Prices:
    """The prices of the file; rows that cannot be used are problems."""
    before = len(findings.problems)
    quotes: dict[Symbol, Quote] = {}
    named: set[Symbol] = set()
    lines: dict[Symbol, int] = {}
    for row in read_rows(path, file, COLUMNS, findings):
        symbol = row.require("symbol", cells.symbol)
        if symbol is None:
            continue
        named.add(symbol)
        quote = _quote(row, symbol, as_of)
        first = lines.setdefault(symbol, row.line)
        if first != row.line:
            row.report(
                f"{symbol} has two prices", f"the first is at {file}:{first}", "keep the newer one"
            )
        elif quote is not None:
            quotes[symbol] = quote
    readable = bool(named) or len(findings.problems) == before
    return Prices(quotes=quotes, named=frozenset(named), readable=readable)


def merge(text: str, newer: Iterable[Quote]) -> str:
    """`text` of prices.csv with the quotes of `newer` in their places, or below where it has none.

    Every other row stays as it is, and so do the user's own columns. `text` must have been read
    without a problem; an empty one gives a new file.
    """
    old = CsvText.parse(text) or CsvText.parse(_HEADER)
    fresh = {quote.symbol: quote for quote in newer}
    if old is None:  # _HEADER is a header
        raise InvalidValue("prices.csv has no header")
    changes = {}
    for row in old.rows:
        symbol = Symbol.parse(old.cell(row, "symbol"))
        quote = None if symbol is None else fresh.pop(symbol, None)
        if quote is not None:
            changes[row.line] = _cells(quote, cells.number(old.cell(row, "price")))
    return old.rewritten(changes, [_cells(quote, None) for quote in fresh.values()])


def _cells(quote: Quote, price_before: Decimal | None) -> dict[str, str]:
    """The quote by column, without the price where it stays the same number."""
    sides = {
        name: "" if side is None else exact_text(side)
        for name, side in (("bid", quote.bid), ("ask", quote.ask))
    }
    price = {} if quote.price == price_before else {"price": exact_text(quote.price)}
    day = quote.as_of.isoformat() if quote.as_of else ""
    return {"symbol": quote.symbol, **price, **sides, "as_of": day}


def _quote(row: Row, symbol: Symbol, as_of: date) -> Quote | None:
    price = row.require("price", cells.above_zero)
    bid = row.read("bid", cells.above_zero)
    ask = row.read("ask", cells.above_zero)
    day = row.read("as_of", cells.iso_day_of)
    if bid is not None and ask is not None and bid > ask:
        row.report(f"bid {bid} is above ask {ask}", "a bid is never above its ask", "swap the two")
    if day is not None and day > as_of:
        row.report(
            f"as_of {day} is a date in the future",
            f"today is taken as {as_of}",
            "correct the date, or plan for a later day with --as-of",
        )
    if row.bad or price is None:
        return None
    return Quote(symbol=symbol, price=price, bid=bid, ask=ask, as_of=day)
