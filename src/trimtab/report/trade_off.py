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
from trimtab.report.rows import Choice, Choices

# The picture, and the part of it that the points have.
_WIDTH, _HEIGHT = Decimal(360), Decimal(244)
_LEFT, _RIGHT = Decimal(58), Decimal(330)
_TOP, _BOTTOM = Decimal(14), Decimal(212)
_AIR = Decimal("0.08")

# What a letter of 12 takes; a tick's label needs some air beside it.
_LETTER, _LINE, _GAP = Decimal(7), Decimal(14), Decimal(14)
_MOST_TICKS = 5
_RADIUS = Decimal(6)
# Nearer than this, two points are one blot.
_BLOT = Decimal(10)
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_REACHES = (ONE, Decimal(2), Decimal(3), Decimal(4))

_Point = tuple[Decimal, Decimal]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal

    def meets(self, other: "_Box") -> bool:
        """True when the two share some of the plane."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)

    @property
    def on_picture(self) -> bool:
        """True when nothing of it is cut off, and it stands above the labels of the axis."""
        return self.left >= 0 and self.right <= _WIDTH and self.top >= 0 and self.bottom <= _BOTTOM


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


def _mark(row: Choice, point: _Point) -> Mark:
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


def _labels(rows: Sequence[Choice], points: Sequence[_Point]) -> Iterator[Label]:
    marks = [_box(point, _RADIUS, _RADIUS) for point in points]
    placed: list[_Box] = []
    for members in _blots(points):
        text = ", ".join(str(rows[member].number) for member in members)
        own = {marks[member] for member in members}
        taken = [*(mark for mark in marks if mark not in own), *placed]
        middle, reach = _room(points[members[0]], len(text) * _LETTER / 2, taken)
        placed.append(_box(middle, len(text) * _LETTER / 2, _LINE / 2))
        yield Label(
            x=_text(middle[0]),
            y=_text(middle[1] + 4),
            text=text,
            far=reach > ONE,
            from_x=_text(points[members[0]][0]),
            from_y=_text(points[members[0]][1]),
            this_plan=any(rows[member].this_plan for member in members),
        )


def _blots(points: Sequence[_Point]) -> list[list[int]]:
    """The points by place: each with those that lie on top of the first of its place."""
    found: list[list[int]] = []
    for number, point in enumerate(points):
        for members in found:
            first = points[members[0]]
            if max(abs(point[0] - first[0]), abs(point[1] - first[1])) < _BLOT:
                members.append(number)
                break
        else:
            found.append([number])
    return found


def _room(point: _Point, half: Decimal, taken: Sequence[_Box]) -> tuple[_Point, Decimal]:
    """The middle of the nearest free place for a label, and how many steps away it is."""
    tried = [
        ((point[0] + dx * reach * (half + _RADIUS + 3), point[1] + dy * reach * _GAP), reach)
        for reach in _REACHES
        for dx, dy in _DIRECTIONS
    ]
    for middle, reach in tried:
        box = _box(middle, half, _LINE / 2)
        if box.on_picture and not any(box.meets(other) for other in taken):
            return middle, reach
    return tried[0]


def _box(middle: _Point, half_width: Decimal, half_height: Decimal) -> _Box:
    return _Box(
        left=middle[0] - half_width,
        top=middle[1] - half_height,
        right=middle[0] + half_width,
        bottom=middle[1] + half_height,
    )


def _text(value: Decimal) -> str:
    return f"{value:.1f}"
