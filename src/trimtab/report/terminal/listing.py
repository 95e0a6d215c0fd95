"""Plain aligned tables for the terminal, for the lists that `status` and `lots` print."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

GAP = "  "
_BOLD, _RESET = "\N{ESC}[1m", "\N{ESC}[0m"
_ASCII = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{MIDDLE DOT}": "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    right     align the cells at their right ends, as figures are
    optional  0: always shown; otherwise columns with the highest number go first where space lacks
    """

    title: str
    right: bool = False
    optional: int = 0


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, width: int, color: bool
) -> list[str]:
    """Lines of the table, its titles first; optional columns are left out until `width` is kept.

    Where even the others do not fit side by side, every row becomes a few lines: its first cell,
    and below it the others with their titles. Nothing is cut.
    """
    shown = list(range(len(columns)))
    while _width(columns, rows, shown) > width and any(columns[at].optional for at in shown):
        shown.remove(max(shown, key=lambda at: columns[at].optional))
    if _width(columns, rows, shown) > width and len(shown) > 1:
        return _stacked(columns, rows, shown, width=width, color=color)
    sizes = {at: _size(columns, rows, at) for at in shown}

    def line(cells: Sequence[str]) -> str:
        parts = (
            cells[at].rjust(sizes[at]) if columns[at].right else cells[at].ljust(sizes[at])
            for at in shown
        )
        return GAP.join(parts).rstrip()

    head = line([column.title for column in columns])
    return [f"{_BOLD}{head}{_RESET}" if color else head, *map(line, rows)]


def _stacked(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    shown: Sequence[int],
    *,
    width: int,
    color: bool,
) -> list[str]:
    name, *others = shown
    head = columns[name].title
    lines = [f"{_BOLD}{head}{_RESET}" if color else head]
    for row in rows:
        lines += wrap(row[name], width, subsequent_indent=GAP) or [""]
        cells = [f"{columns[at].title} {row[at]}".strip() for at in others if row[at]]
        lines += _packed(cells, width)
    return lines


def _packed(cells: Sequence[str], width: int) -> list[str]:
    """As many cells on a line as fit; a cell that is longer than a line is wrapped."""
    lines: list[str] = []
    for cell in cells:
        if lines and len(lines[-1] + GAP + cell) <= width:
            lines[-1] += GAP + cell
        else:
            lines += wrap(GAP + cell, width, subsequent_indent=GAP * 2, break_on_hyphens=False)
    return lines


def plain_text(text: str) -> str:
    """`text` in ASCII: hyphens for dashes, minus signs and middle dots."""
    return text.translate(_ASCII)


def _size(columns: Sequence[Column], rows: Sequence[Sequence[str]], at: int) -> int:
    return max(len(columns[at].title), *(len(row[at]) for row in rows), 0)


def _width(columns: Sequence[Column], rows: Sequence[Sequence[str]], shown: list[int]) -> int:
    return sum(_size(columns, rows, at) for at in shown) + len(GAP) * (len(shown) - 1)
