"""Where the marks of the two charts stand, as coordinates of SVG."""

from dataclasses import dataclass
from decimal import Decimal

from trimtab.money import ONE, ZERO
from trimtab.report.plan_view.rows import Bridge, BridgeStep, Strip

# The strip: 240 by 28; the band takes the middle 36 % on every row.
_STRIP_WIDTH = Decimal(240)
_BAND_START, _BAND_WIDTH = Decimal("0.32"), Decimal("0.36")
_EDGE = Decimal("0.035")

# The bridge: bars in columns between these heights, labels above the bars and below the axis.
_LEFT, _RIGHT = Decimal(20), Decimal(740)
_TOP, _BOTTOM = Decimal(34), Decimal(206)
_BAR = Decimal("0.68")
_LEAST_HEIGHT = Decimal(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class StripDrawing:
    """x positions on a width of 240; `arrow` is the edge that `now` or `after` lies beyond."""

    band: str
    band_width: str
    target: str
    now: str
    after: str
    has_band: bool
    now_beyond: str
    after_beyond: str


def draw_strip(strip: Strip) -> StripDrawing:
    """The band strip of one class."""
    return StripDrawing(
        band=_text(_BAND_START * _STRIP_WIDTH),
        band_width=_text(_BAND_WIDTH * _STRIP_WIDTH),
        target=_strip_x(strip.target),
        now=_strip_x(strip.now),
        after=_strip_x(strip.after),
        has_band=strip.has_band,
        now_beyond=_beyond(strip.now),
        after_beyond=_beyond(strip.after),
    )


def _share(position: Decimal) -> Decimal:
    return _BAND_START + position * _BAND_WIDTH


def _strip_x(position: Decimal) -> str:
    return _text(min(max(_share(position), _EDGE), ONE - _EDGE) * _STRIP_WIDTH)


def _beyond(position: Decimal) -> str:
    """`left` or `right` when the position lies off the strip."""
    share = _share(position)
    return "left" if share < _EDGE else "right" if share > ONE - _EDGE else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the bridge, and its place in the list of signed bars (percent of the width)."""

    label: str
    amount: str
    x: str
    y: str
    width: str
    height: str
    middle: str
    label_y: str
    link_from: str
    link_to: str
    link_y: str
    is_loss: bool
    is_total: bool
    list_x: str
    list_width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeDrawing:
    """The bars with the zero line and the shaded part below it."""

    bars: tuple[Bar, ...]
    zero: str
    limit_height: str
    left: str
    right: str
    width: str
    list_zero: str


def draw_bridge(bridge: Bridge) -> BridgeDrawing:
    """The year's gains as a bridge from before the plan to after it."""
    ends = [end for step in bridge.steps for end in (step.start, step.end)]
    top, bottom = max([*ends, ZERO]), min([*ends, -bridge.limit, ZERO])
    scale = (_BOTTOM - _TOP) / (top - bottom) if top > bottom else ONE

    def height_of(dollars: Decimal) -> Decimal:
        return _TOP + (top - dollars) * scale

    moves = [step.end - step.start for step in bridge.steps]
    lowest, span = min([*moves, ZERO]), max([*moves, ZERO]) - min([*moves, ZERO]) or ONE
    pitch = (_RIGHT - _LEFT) / len(bridge.steps)
    return BridgeDrawing(
        bars=tuple(
            _bar(step, number, pitch, (height_of(step.start), height_of(step.end)), (lowest, span))
            for number, step in enumerate(bridge.steps)
        ),
        zero=_text(height_of(ZERO)),
        limit_height=_text(height_of(-bridge.limit) - height_of(ZERO)),
        left=_text(_LEFT),
        right=_text(_RIGHT),
        width=_text(_RIGHT - _LEFT),
        list_zero=_text(-lowest / span * 100),
    )


def _bar(
    step: BridgeStep,
    number: int,
    pitch: Decimal,
    heights: tuple[Decimal, Decimal],
    scale: tuple[Decimal, Decimal],
) -> Bar:
    start, end = heights
    lowest, span = scale
    move = step.end - step.start
    x = _LEFT + number * pitch + pitch * (ONE - _BAR) / 2
    top, height = min(start, end), max(abs(end - start), _LEAST_HEIGHT)
    return Bar(
        label=step.label,
        amount=step.amount,
        x=_text(x),
        y=_text(top),
        width=_text(pitch * _BAR),
        height=_text(height),
        middle=_text(x + pitch * _BAR / 2),
        label_y=_text(top - 7),
        link_from=_text(x + pitch * _BAR),
        link_to=_text(x + pitch),
        link_y=_text(end),
        is_loss=step.is_loss,
        is_total=step.is_total,
        list_x=_text((min(move, ZERO) - lowest) / span * 100),
        list_width=_text(max(abs(move) / span * 100, ONE)),
    )


def _text(value: Decimal) -> str:
    return f"{value:.1f}"
