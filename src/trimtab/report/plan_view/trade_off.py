"""Where the points of the chart of tax against drift stand, as coordinates of SVG.

The points are numbered and the names stand in the table beside them: names would run into each
other. Points that cover one another share a label; a label that finds no room beside its point
stands further off, with a line to it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from trimtab.money import ONE, ZERO, exact_text
from trimtab.report import numbers
from trimtab.report.plan_view.label_places import LINE, RADIUS, Box, Point, blots, box_around, room
from trimtab.report.plan_view.rows import Choice, Choices

# The picture's width, and the part of it that the points have; the labels of the axis are below.
_WIDTH = Decimal(360)
_LEFT, _RIGHT = Decimal(58), Decimal(330)
_TOP, _BOTTOM = Decimal(14), Decimal(212)
_AIR = Decimal("0.08")

# What a digit of 12 takes at most, in bold; a tick's label needs some air beside it.
_LETTER, _GAP = Decimal(8), Decimal(14)
_MOST_TICKS = 5
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))

# Labels keep off the labels of the axes.
_PICTURE = Box(left=_LEFT, top=ZERO, right=_WIDTH, bottom=_BOTTOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A line of the grid and the middle of its label."""

    at: str
    label_at: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One choice."""

    x: str
    y: str
    this_plan: bool
    meets_limits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The numbers of the choices at one place; `far` when a line leads there from the point."""

    x: str
    y: str
    text: str
    far: bool
    from_x: str
    from_y: str
    this_plan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOff:
    """Tax to the right, drift upwards; this plan's mark comes last, so that nothing covers it."""

    left: str
    right: str
    top: str
    bottom: str
    taxes: tuple[Tick, ...]
    drifts: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


def draw_trade_off(choices: Choices) -> TradeOff | None:
    """None where there is no trade-off to see: taxes unknown, or all taxes or all drifts alike."""
    known = [
        (row, (row.tax_change, row.drift_after))
        for row in choices.rows
        if row.tax_change is not None
    ]
    taxes, drifts = {tax for _, (tax, _) in known}, {drift for _, (_, drift) in known}
    if min(len(taxes), len(drifts)) <= 1:
        return None
    low, high = _padded(min(taxes), max(taxes))
    most = max(drifts) * (ONE + _AIR)
    points = [
        (
            _LEFT + (tax - low) / (high - low) * (_RIGHT - _LEFT),
            _BOTTOM - drift / most * (_BOTTOM - _TOP),
        )
        for _, (tax, drift) in known
    ]
    rows = [row for row, _ in known]
    return TradeOff(
        left=_text(_LEFT),
        right=_text(_RIGHT),
        top=_text(_TOP),
        bottom=_text(_BOTTOM),
        taxes=tuple(_tax_ticks(low, high)),
        drifts=tuple(_drift_ticks(most)),
        marks=tuple(_mark(row, point) for row, point in zip(rows, points, strict=True)),
        labels=tuple(_labels(rows, points)),
    )


def _padded(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    air = (high - low) * _AIR
    return low - air, high + air


def _mark(row: Choice, point: Point) -> Mark:
    return Mark(
        x=_text(point[0]),
        y=_text(point[1]),
        this_plan=row.this_plan,
        meets_limits=row.meets_limits,
    )


def _tax_ticks(low: Decimal, high: Decimal) -> Iterator[Tick]:
    widest = max(len(numbers.money(end, cents=high - low < _MOST_TICKS)) for end in (low, high))
    room = int((_RIGHT - _LEFT) / (widest * _LETTER + _GAP))
    step = _step(low, high, min(max(room, 2), _MOST_TICKS))
    for tick in _multiples(low, high, step):
        label = numbers.money(tick, cents=step < ONE)
        x = _LEFT + (tick - low) / (high - low) * (_RIGHT - _LEFT)
        half = len(label) * _LETTER / 2
        middle = min(max(x, half), _WIDTH - half)
        yield Tick(at=_text(x), label_at=_text(middle), label=label)


def _drift_ticks(most: Decimal) -> Iterator[Tick]:
    for tick in _multiples(ZERO, most, _step(ZERO, most, _MOST_TICKS)):
        y = _BOTTOM - tick / most * (_BOTTOM - _TOP)
        label = f"{numbers.exact_percent(tick)} pp"
        yield Tick(at=_text(y), label_at=_text(y + 4), label=label)


def _step(low: Decimal, high: Decimal, most: int) -> Decimal:
    """The smallest of 1, 2, 5 times a power of ten that parts the range in at most `most`."""
    least = (high - low) / most
    power = ONE.scaleb(least.adjusted())
    return next(factor * power for factor in _STEPS if factor * power >= least)


def _multiples(low: Decimal, high: Decimal, step: Decimal) -> Iterable[Decimal]:
    first = (low / step).to_integral_value(rounding=ROUND_CEILING)
    last = (high / step).to_integral_value(rounding=ROUND_FLOOR)
    return (Decimal(exact_text(number * step)) for number in _between(first, last))


def _between(first: Decimal, last: Decimal) -> Iterator[Decimal]:
    while first <= last:
        yield first
        first += ONE


def _labels(rows: Sequence[Choice], points: Sequence[Point]) -> Iterator[Label]:
    marks = [box_around(point, RADIUS, RADIUS) for point in points]
    placed: list[Box] = []
    for members in blots(points):
        text = ", ".join(str(rows[member].number) for member in members)
        own = {marks[member] for member in members}
        taken = [*(mark for mark in marks if mark not in own), *placed]
        half = len(text) * _LETTER / 2
        middle, reach = room(points[members[0]], half, taken, _PICTURE)
        placed.append(box_around(middle, half, LINE / 2))
        yield Label(
            x=_text(middle[0]),
            y=_text(middle[1] + 4),
            text=text,
            far=reach > ONE,
            from_x=_text(points[members[0]][0]),
            from_y=_text(points[members[0]][1]),
            this_plan=any(rows[member].this_plan for member in members),
        )


def _text(value: Decimal) -> str:
    return f"{value:.1f}"
