"""prices.csv: `symbol,price[,bid][,ask][,as_of]`, dollars per share, one row per security."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trimtab.domain import Quote, Symbol
from trimtab.money import exact_text
from trimtab.workspace import cells
from trimtab.workspace.table import Columns, Findings, Row, read_rows

COLUMNS = Columns(required=("symbol", "price"), optional=("bid", "ask", "as_of"))


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
        if quote is None:
            continue
        if quote.symbol in lines:
            row.report(
                f"{quote.symbol} has two prices",
                f"the first is at {file}:{lines[quote.symbol]}",
                "keep the newer one",
            )
            continue
        lines[quote.symbol] = row.line
        quotes[quote.symbol] = quote
    readable = bool(named) or len(findings.problems) == before
    return Prices(quotes=quotes, named=frozenset(named), readable=readable)


def merge(known: Mapping[Symbol, Quote], newer: Iterable[Quote]) -> str:
    """prices.csv with the quotes of `known` in their place, replaced and followed by `newer`."""
    merged = dict(known) | {quote.symbol: quote for quote in newer}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS.required, *COLUMNS.optional])
    for quote in merged.values():
        sides = ("" if side is None else exact_text(side) for side in (quote.bid, quote.ask))
        writer.writerow([quote.symbol, exact_text(quote.price), *sides, quote.as_of or ""])
    return out.getvalue()


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
