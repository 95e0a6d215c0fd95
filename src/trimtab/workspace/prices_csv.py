"""prices.csv: `symbol,price[,bid][,ask][,as_of]`, dollars per share, one row per security."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from trimtab.domain import Quote, Symbol
from trimtab.money import exact_text
from trimtab.workspace import cells
from trimtab.workspace.table import Columns, Findings, Row, read_rows

COLUMNS = Columns(required=("symbol", "price"), optional=("bid", "ask", "as_of"))


def read_prices(path: Path, file: str, as_of: date, findings: Findings) -> dict[Symbol, Quote]:
    """The usable quotes of the file, in its order."""
    quotes: dict[Symbol, Quote] = {}
    lines: dict[Symbol, int] = {}
    for row in read_rows(path, file, COLUMNS, findings):
        quote = _quote(row, as_of)
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
    return quotes


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


def _quote(row: Row, as_of: date) -> Quote | None:
    symbol = row.require("symbol", cells.symbol)
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
    if row.bad or symbol is None or price is None:
        return None
    return Quote(symbol=symbol, price=price, bid=bid, ask=ask, as_of=day)
