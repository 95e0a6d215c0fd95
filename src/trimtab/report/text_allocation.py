"""The classes against their bands, as rows of a terminal."""

from decimal import Decimal

from trimtab.report.page import Page, columns, left, right, widest
from trimtab.report.rows import ClassRow, Strip

# Cells inside the brackets, and beyond them on each side.
_INSIDE, _BEYOND = 11, 4
_ARROWS = {"over": "▲", "under": "▼", "": " "}
_LEGEND = "[ band ]  | target  o now  ● after"
_SHORT_LEGEND = "| target  o now  ● after"


def write_allocation(page: Page, classes: tuple[ClassRow, ...]) -> None:
    """One row for each class, with a picture where there is room for one."""
    name = widest((row.name for row in classes), least=12, most=24 if page.wide else 18)
    band = widest((row.band for row in classes), least=4, most=12)
    figure = widest((text for row in classes for text in (row.now, row.after)), least=5) + 1
    titles = (
        left("ALLOCATION", name + 2),
        right("target", 7),
        right("band", band),
        right("now ", figure),
        right("after ", figure),
    )
    legend = _LEGEND if page.wide else _SHORT_LEGEND
    page.heading(columns(titles) + ("" if page.narrow else f"  {legend}"))
    for row in classes:
        cells = (
            "  " + left(row.name, name),
            right(row.target, 7),
            right(row.band, band),
            right(row.now + _ARROWS[row.flag_now], figure),
            right(row.after + _ARROWS[row.flag_after], figure),
        )
        picture = "" if page.narrow else "  " + strip_text(row.strip, plain=page.plain)
        page.line(columns(cells) + picture)


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
