"""The classes against their bands, as rows of a terminal."""

from dataclasses import dataclass
from decimal import Decimal

from trimtab.report.plan_view.rows import ClassRow, Strip
from trimtab.report.terminal.page import Page, columns, columns_of, left, right, widest

# Cells inside the brackets, and beyond them on each side.
_INSIDE, _BEYOND = 11, 4
_PICTURE = 2 + _BEYOND + 1 + _INSIDE + 1 + _BEYOND
_ARROWS = {"over": "▲", "under": "▼", "": " "}
_LEGENDS = ("[ band ]  | target  o now  ● after", "| target  o now  ● after", "")
# A longer name stands on a line of its own; figures are never cut.
_NAME = 24
_NAME_NARROW = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class _Widths:
    name: int
    target: int
    band: int
    figure: int

    @property
    def total(self) -> int:
        """Columns of a row without its picture: the indent, five cells, the gaps between them."""
        return 2 + self.name + 1 + self.target + 1 + self.band + 2 * (1 + self.figure)


def write_allocation(page: Page, classes: tuple[ClassRow, ...]) -> None:
    """One row for each class, with a picture where there is room; a block where rows do not fit."""
    widths = _widths(page, classes)
    if widths.total > page.width:
        _write_blocks(page, classes)
        return
    pictured = not page.narrow and widths.total + _PICTURE <= page.width
    page.heading(_titles(page, widths) if pictured else _columns_titles(widths))
    for row in classes:
        label = row.name
        if columns_of(label) > widths.name:
            page.wrapped(label, first="  ", rest="    ")
            label = ""
        picture = "  " + strip_text(row.strip, plain=page.plain) if pictured else ""
        page.line(_row(label, row, widths) + picture)


def _widths(page: Page, classes: tuple[ClassRow, ...]) -> _Widths:
    most = _NAME if page.wide else _NAME_NARROW
    return _Widths(
        name=widest((row.name for row in classes), least=12, most=most),
        target=widest((row.target for row in classes), least=7),
        band=widest((row.band for row in classes), least=4),
        figure=widest((text for row in classes for text in (row.now, row.after)), least=5) + 1,
    )


def _columns_titles(widths: _Widths) -> str:
    titles = (
        left("ALLOCATION", widths.name + 2),
        right("target", widths.target),
        right("band", widths.band),
        right("now ", widths.figure),
        right("after ", widths.figure),
    )
    return columns(titles)


def _titles(page: Page, widths: _Widths) -> str:
    """The titles with the longest legend that fits beside them."""
    room = page.width - widths.total - 2
    legend = next(text for text in _LEGENDS if columns_of(text) <= room)
    return f"{_columns_titles(widths)}  {legend}"


def _row(label: str, row: ClassRow, widths: _Widths) -> str:
    cells = (
        "  " + left(label, widths.name),
        right(row.target, widths.target),
        right(row.band, widths.band),
        right(row.now + _ARROWS[row.flag_now], widths.figure),
        right(row.after + _ARROWS[row.flag_after], widths.figure),
    )
    return columns(cells)


def _write_blocks(page: Page, classes: tuple[ClassRow, ...]) -> None:
    page.heading("ALLOCATION")
    for row in classes:
        page.wrapped(row.name, first="  ", rest="    ")
        weights = f"now {row.now}%{_flag(row.flag_now)}, after {row.after}%{_flag(row.flag_after)}"
        page.wrapped(weights, first="    ", rest="      ")
        page.wrapped(f"target {row.target}, band {row.band}", first="    ", rest="      ")


def _flag(flag: str) -> str:
    return f" {_ARROWS[flag]} {flag}" if flag else ""


def strip_text(strip: Strip, *, plain: bool) -> str:
    """`  o [·····●·····]    `: the band between brackets, the same width for every class."""
    cells = [" "] * (_BEYOND + 1 + _INSIDE + 1 + _BEYOND)
    first = _BEYOND + 1
    if strip.has_band:
        cells[first : first + _INSIDE] = ["." if plain else "·"] * _INSIDE
        cells[first - 1], cells[first + _INSIDE] = "[", "]"
    for position, mark in ((strip.target, "|"), (strip.now, "o"), (strip.after, "●")):
        cells[_cell(position)] = _off_scale(position) or mark
    return "".join(cells)


def _cell(position: Decimal) -> int:
    """The cell of a position in units of the band; never on the wrong side of a bracket."""
    first = _BEYOND + 1
    if position < 0:
        return max(0, first - 2 - int(-position * _INSIDE))
    if position > 1:
        return min(first + _INSIDE + _BEYOND, first + _INSIDE + 1 + int((position - 1) * _INSIDE))
    return first + min(_INSIDE - 1, int(position * _INSIDE))


def _off_scale(position: Decimal) -> str:
    """An arrow for what lies further out than the picture shows."""
    reach = Decimal(_BEYOND) / _INSIDE
    if position < -reach:
        return "<"
    return ">" if position > 1 + reach else ""
