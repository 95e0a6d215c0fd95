"""Theory's no-trade bands beside the household's own: values, text and `trimtab.bands/1`."""

from dataclasses import dataclass
from decimal import Decimal
from textwrap import fill
from typing import Any

from trimtab.money import ONE, ZERO, exact_text, ratio_text
from trimtab.report.numbers import percent, signed
from trimtab.report.terminal.listing import Column, plain_text, table

SCHEMA = "trimtab.bands/1"
_HUNDRED = Decimal(100)
_BASIS_POINT = Decimal("0.0001")
# The theory's costs are flat around the best width: half of it costs 42 % more, twice it 67 %.
_NEAR = Decimal("1.5")

_THEORY = (
    Column(title="CLASS"),
    Column(title="target %", right=True),
    Column(title="+/- pp", right=True),
    Column(title="theory's band", right=True),
    Column(title="costs bp", right=True, optional=2),
)
_OWN = (
    Column(title="your band", right=True),
    Column(title="costs bp", right=True, optional=1),
    Column(title="", optional=3),
)

_EXPLAINED = (
    """Inside the theory's band it does not pay to trade; where the weight leaves it, trade back to
    the nearest edge, not to the target.""",
    """Costs are what a band loses a year against trading for free: by trading, and by being off
    target. They are flat: half the theory's width costs 42% more, twice the width 67% more.""",
    """The theory (Gerhold, Guasoni, Muhle-Karbe, Schachermayer 2014) knows one class against the
    rest, independent returns, costs in proportion, and no taxes: where gains are taxed, wider bands
    are right.""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBand:
    """A band of the household: fractions, and its cost a year by the theory, a fraction.

    cost  None for a band without room, of which the cost has no limit
    """

    low: Decimal
    high: Decimal
    cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BandLine:
    """One weight: all of it fractions, costs and turnover a year.

    name  of the class; empty where only a weight was given
    own   None where the household has no band
    """

    name: str
    weight: Decimal
    half_width: Decimal
    cost: Decimal
    turnover: Decimal
    own: OwnBand | None

    @property
    def low(self) -> Decimal:
        """Where the band of the theory begins."""
        return max(ZERO, self.weight - self.half_width)

    @property
    def high(self) -> Decimal:
        """Where the band of the theory ends."""
        return min(ONE, self.weight + self.half_width)

    @property
    def verdict(self) -> str:
        """The own band against the theory's, in a word."""
        if self.own is None or self.half_width == ZERO:
            return ""
        ratio = (self.own.high - self.own.low) / (2 * self.half_width)
        if ratio > _NEAR:
            return f"{ratio_text(ratio, 1)} times as wide"
        if ratio * _NEAR < 1:
            return f"{ratio_text(ratio, 2)} of the width"
        return "about as wide"


@dataclass(frozen=True, slots=True, kw_only=True)
class BandComparison:
    """cost in basis points, volatility in percent a year, and a line for each weight."""

    cost: Decimal
    volatility: Decimal
    aversion: Decimal
    lines: tuple[BandLine, ...]


def bands_text(
    view: BandComparison, *, width: int, plain: bool = False, color: bool = False
) -> str:
    """The comparison for a terminal `width` columns wide, with what it rests on."""
    head = (
        f"NO-TRADE BANDS · cost {exact_text(view.cost)} bp · volatility "
        f"{exact_text(view.volatility)}% · risk aversion {exact_text(view.aversion)}"
    )
    lines = [fill(head, width), ""]
    named = any(line.name for line in view.lines)
    columns = (*_THEORY, *_OWN) if named else _THEORY
    rows = [_row(line)[: len(columns)] for line in view.lines]
    lines += table(columns, rows, width=width, color=color)
    lines.append("")
    lines += [fill(sentence, width) for sentence in _sentences(view)]
    text = "\n".join(lines) + "\n"
    return plain_text(text) if plain else text


def bands_document(view: BandComparison) -> dict[str, Any]:
    """The comparison as a JSON document: fractions as text."""
    return {
        "schema": SCHEMA,
        "cost": exact_text(view.cost),
        "volatility": exact_text(view.volatility),
        "aversion": exact_text(view.aversion),
        "bands": [
            {
                "class": line.name or None,
                "target_weight": ratio_text(line.weight),
                "half_width": ratio_text(line.half_width),
                "low": ratio_text(line.low),
                "high": ratio_text(line.high),
                "cost": ratio_text(line.cost, 8),
                "turnover": ratio_text(line.turnover, 8),
                "own": None if line.own is None else _own_document(line.own),
            }
            for line in view.lines
        ],
    }


def _own_document(own: OwnBand) -> dict[str, Any]:
    return {
        "low": ratio_text(own.low),
        "high": ratio_text(own.high),
        "cost": None if own.cost is None else ratio_text(own.cost, 8),
    }


def _row(line: BandLine) -> list[str]:
    own = line.own
    return [
        line.name or percent(line.weight),
        _points(line.weight, 2),
        _points(line.half_width, 2),
        f"{_points(line.low, 1)} to {_points(line.high, 1)}",
        _basis_points(line.cost),
        "none" if own is None else _range(own),
        "" if own is None else "no limit" if own.cost is None else _basis_points(own.cost),
        line.verdict,
    ]


def _range(own: OwnBand) -> str:
    return f"{_points(own.low, 1)} to {_points(own.high, 1)}"


def _points(fraction: Decimal, places: int) -> str:
    text = ratio_text(fraction * _HUNDRED, places)
    return signed(text.rstrip("0").rstrip(".") if "." in text else text)


def _basis_points(fraction: Decimal) -> str:
    return ratio_text(fraction / _BASIS_POINT, 2)


def _sentences(view: BandComparison) -> list[str]:
    found = [" ".join(text.split()) for text in _EXPLAINED]
    if any(line.own for line in view.lines):
        found.append("Your bands are those of trimtab.toml; nothing is changed there.")
    return found
