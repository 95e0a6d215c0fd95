"""A page of fixed width: columns, wrapped text, and what is left of both on a plain terminal."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from unicodedata import combining, east_asian_width

# What a terminal without box characters gets instead of our own marks; the user's words stay.
_PLAIN = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "·": "-",
        "\N{HORIZONTAL ELLIPSIS}": ".",
        "▲": "^",
        "▼": "v",
        "●": "*",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    }
)
_BOLD, _DIM, _WARN, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[33m", "\x1b[0m"

# White space at which a line may break; a no-break space is none.
_SPACES = re.compile(r"[ \t\n\r]+")
# However deep the indent, this much text stands beside it.
_LEAST_TEXT = 8

# Below this many columns a table becomes one block for each row.
BLOCKS_BELOW = 60
# From this many columns on, reasons stand beside the orders.
WIDE_FROM = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where and how to write: columns, marks, colour. Lines never pass `width`."""

    width: int
    plain: bool = False
    color: bool = False
    lines: list[str] = field(default_factory=list)

    @property
    def wide(self) -> bool:
        """True when a reason fits beside its order."""
        return self.width >= WIDE_FROM

    @property
    def narrow(self) -> bool:
        """True when tables become blocks."""
        return self.width < BLOCKS_BELOW

    def line(self, text: str = "", style: str = "") -> None:
        """One line, cut to the width."""
        text = self._marks(cut(text.rstrip(), self.width))
        if self.color and style and text:
            text = f"{style}{text}{_RESET}"
        self.lines.append(text)

    def heading(self, text: str) -> None:
        """A section's title, after an empty line; a row of columns must fit the width."""
        self.line()
        if columns_of(text.rstrip()) <= self.width:
            self.line(text, _BOLD)
        else:
            self.wrapped(text, style=_BOLD)

    def quiet(self, text: str) -> None:
        """A line that explains."""
        self.line(text, _DIM)

    def wrapped(self, text: str, *, first: str = "", rest: str = "", style: str = "") -> None:
        """A paragraph, its first line after `first`, the others after `rest`."""
        for line in wrap(text, self.width, first=first, rest=rest):
            self.line(line, style)

    def warning(self, text: str, *, first: str, rest: str) -> None:
        """A paragraph that needs attention."""
        self.wrapped(text, first=first, rest=rest, style=_WARN)

    def text(self) -> str:
        """Everything written, with a line feed at the end."""
        return "\n".join(self.lines).strip("\n") + "\n"

    def _marks(self, text: str) -> str:
        return text.translate(_PLAIN) if self.plain else text


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """`text` in lines of at most `width` columns; at least one line.

    Words are broken only where one alone is wider than a line.
    """
    width = max(width, columns_of(rest) + _LEAST_TEXT, columns_of(first) + _LEAST_TEXT)
    lines, indent = [first], first
    for word in _SPACES.split(text.strip()):
        spaced = word if lines[-1] == indent else f" {word}"
        if lines[-1] != indent and columns_of(lines[-1] + spaced) > width:
            lines.append(rest)
            indent, spaced = rest, word
        while columns_of(lines[-1] + spaced) > width:
            fitting = _fitting(spaced, width - columns_of(lines[-1]))
            lines[-1] += spaced[:fitting]
            lines.append(rest)
            indent, spaced = rest, spaced[fitting:]
        lines[-1] += spaced
    return [line.rstrip() for line in lines]


def _fitting(text: str, width: int) -> int:
    """How many characters of `text` take at most `width` columns."""
    return next(end for end in range(len(text), 0, -1) if columns_of(text[:end]) <= width)


def columns_of(text: str) -> int:
    """How many terminal columns `text` takes: wide letters two, combining marks none."""
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns, with an ellipsis where something is missing."""
    if columns_of(text) <= width:
        return text
    kept = ""
    for char in text:
        if columns_of(kept + char) > width - 1:
            break
        kept += char
    return kept + "\N{HORIZONTAL ELLIPSIS}"


def left(text: str, width: int) -> str:
    """`text` flush left in `width` columns."""
    text = cut(text, width)
    return text + " " * (width - columns_of(text))


def right(text: str, width: int) -> str:
    """`text` flush right in `width` columns."""
    text = cut(text, width)
    return " " * (width - columns_of(text)) + text


def amount_column(text: str, width: int) -> str:
    """Flush right with room for the closing parenthesis, so that digits line up."""
    return right(text if text.endswith(")") else f"{text} ", width)


def widest(texts: Iterable[str], *, least: int = 0, most: int = 1000) -> int:
    """Columns that the widest of `texts` needs, within bounds."""
    return min(max([least, *map(columns_of, texts)]), most)


def columns(parts: Sequence[str], gap: str = " ") -> str:
    """Parts of a row, already padded."""
    return gap.join(parts)
