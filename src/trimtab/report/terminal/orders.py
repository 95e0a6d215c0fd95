"""The orders of one side, as rows of a terminal, with the reason beside or below each."""

from dataclasses import dataclass

from trimtab.report.plan_view.rows import OrderRow, SideOrders
from trimtab.report.terminal.page import (
    Page,
    amount_column,
    columns,
    columns_of,
    cut,
    left,
    right,
    widest,
)

_PLACE = 24
_WHY_LEAST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class _Widths:
    number: int
    symbol: int
    shares: int
    place: int
    about: int
    gain: int


def write_side(page: Page, title: str, side: SideOrders | None) -> None:
    """The section of one side; nothing when there are no orders of it."""
    if side is None:
        return
    widths = _widths(page, side)
    blocks = page.narrow or columns_of(_titles(page, title, side, widths)) > page.width
    if blocks:
        page.heading(f"{title}  {side.about} in all")
    else:
        page.heading(_titles(page, title, side, widths))
    for row in side.rows:
        if blocks:
            _write_block(page, row)
        else:
            _write_row(page, row, widths)


def _widths(page: Page, side: SideOrders) -> _Widths:
    rows = side.rows
    gain = widest((_gain(row) for row in rows), least=13) if side.side == "sell" else 0
    return _Widths(
        number=widest(str(row.n) for row in rows) + 1,
        symbol=widest((row.symbol for row in rows), least=5),
        shares=widest((row.shares for row in rows), least=6),
        place=widest((_place(row) for row in rows), least=13, most=_PLACE if page.wide else 30),
        about=widest((row.about for row in rows), least=7) + 1,
        gain=gain,
    )


def _titles(page: Page, title: str, side: SideOrders, widths: _Widths) -> str:
    cells = [
        left(title, widths.number + widths.symbol + 1),
        right("shares", widths.shares),
        left("account · lot" if side.side == "sell" else "account", widths.place),
        right("about $", widths.about),
    ]
    if widths.gain:
        cells.append(right("gain/(loss) $", widths.gain))
    return columns(cells) + ("   why" if page.wide else "")


def _write_row(page: Page, row: OrderRow, widths: _Widths) -> None:
    cells = [
        right(str(row.n), widths.number),
        left(row.symbol, widths.symbol),
        right(row.shares, widths.shares),
        left(_fitted_place(row, widths.place), widths.place),
        amount_column(row.about, widths.about),
    ]
    if widths.gain:
        cells.append(right(_gain(row), widths.gain))
    head = columns(cells)
    if page.wide and page.width - columns_of(head) - 3 >= _WHY_LEAST:
        page.wrapped(_why(row), first=f"{head}   ", rest=" " * (columns_of(head) + 3))
        return
    page.line(head)
    indent = " " * (widths.number + 1)
    page.wrapped(_why(row), first=indent, rest=indent)


def _write_block(page: Page, row: OrderRow) -> None:
    page.wrapped(f"{row.n} {row.symbol}, {row.shares} shares, about ${row.about}", rest="    ")
    page.wrapped(_place(row), first="    ", rest="    ")
    if row.side == "sell":
        page.wrapped(f"gain/(loss) {_gain(row).strip()}", first="    ", rest="    ")
    page.wrapped(_why(row), first="    ", rest="    ")


def _why(row: OrderRow) -> str:
    return "; ".join(reason.short.rstrip(".") for reason in row.told)


def _gain(row: OrderRow) -> str:
    return f"{row.gain_about} {row.term_short:<3}" if row.taxed else "no tax"


def _place(row: OrderRow) -> str:
    return f"{row.account} · {row.where}" if row.where and row.taxed else row.account


def _fitted_place(row: OrderRow, width: int) -> str:
    """Account and lot; a long account name gives way, the lot stays whole."""
    place = _place(row)
    if columns_of(place) <= width or place == row.account:
        return place
    lot = f" · {row.where}"
    return cut(row.account, max(4, width - columns_of(lot))) + lot
