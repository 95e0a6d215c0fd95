"""Contrast and colour vision, computed from the style sheet that the report really uses.

Contrast: WCAG 2.2, 1.4.3. Colour vision: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.0, on
linear RGB. Distances: CIELAB (CIE 1976), D65.
"""

import math
import re
from importlib.resources import files

import pytest

Color = tuple[float, float, float]
Matrix = tuple[Color, Color, Color]

CSS = files("trimtab.report").joinpath("templates/plan.css").read_text(encoding="utf-8")
SIMULATIONS: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
LEAST_TEXT_CONTRAST = 4.5
LEAST_LINE_CONTRAST = 3.0
LEAST_DISTANCE = 75.0


def palettes() -> dict[str, dict[str, str]]:
    """The variables of each scheme, in the order of the style sheet."""
    blocks = re.findall(r":root\{([^}]*)\}", CSS)
    names = ("light", "dark", "print")
    assert len(blocks) == len(names)
    return {
        name: dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", block))
        for name, block in zip(names, blocks, strict=True)
    }


def linear(color: str) -> Color:
    def channel(start: int) -> float:
        value = int(color[start : start + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return channel(1), channel(3), channel(5)


def luminance(color: str) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def times(matrix: Matrix, color: Color) -> Color:
    first, second, third = (
        sum(factor * part for factor, part in zip(row, color, strict=True)) for row in matrix
    )
    return first, second, third


def lab(color: Color) -> Color:
    to_xyz: Matrix = (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
    clipped = tuple(min(max(part, 0.0), 1.0) for part in color)
    xyz = times(to_xyz, (clipped[0], clipped[1], clipped[2]))
    white = (0.95047, 1.0, 1.08883)

    def curve(value: float) -> float:
        return value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116

    x, y, z = (curve(part / most) for part, most in zip(xyz, white, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, simulation: Matrix) -> float:
    first, second = (lab(times(simulation, linear(color))) for color in (one, other))
    return math.dist(first, second)


schemes = pytest.mark.parametrize("scheme", ["light", "dark", "print"])


@schemes
@pytest.mark.parametrize("role", ["fg", "muted", "gain", "loss", "warn"])
def test_text_is_readable_on_every_background(scheme: str, role: str) -> None:
    colors = palettes()[scheme]
    for background in ("bg", "card", "warn-bg"):
        assert contrast(colors[role], colors[background]) >= LEAST_TEXT_CONTRAST


@schemes
def test_the_band_is_seen_by_its_outline(scheme: str) -> None:
    colors = palettes()[scheme]
    assert contrast(colors["band-line"], colors["bg"]) >= LEAST_LINE_CONTRAST


@schemes
@pytest.mark.parametrize("mark", ["gain", "fg"])
def test_marks_stand_out_from_the_band_they_lie_on(scheme: str, mark: str) -> None:
    colors = palettes()[scheme]
    assert contrast(colors[mark], colors["band"]) >= LEAST_LINE_CONTRAST


@schemes
@pytest.mark.parametrize("vision", SIMULATIONS)
def test_gain_and_loss_differ_for_every_kind_of_colour_vision(scheme: str, vision: str) -> None:
    colors = palettes()[scheme]
    assert distance(colors["gain"], colors["loss"], SIMULATIONS[vision]) >= LEAST_DISTANCE


def test_the_measure_sees_what_is_known_of_red_and_green() -> None:
    red, green = "#dc2626", "#16a34a"
    assert distance(red, green, SIMULATIONS["normal"]) == pytest.approx(122, abs=1)
    assert distance(red, green, SIMULATIONS["deutan"]) == pytest.approx(21, abs=1)
