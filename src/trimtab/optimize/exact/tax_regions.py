"""The pieces of tau that a plan can reach, joined where tau is convex over both.

Where tau is the maximum of its linear pieces over a convex region no binary is needed to tell them
apart. A region is a polygon of (S, L) with the planes whose maximum tau is there.
"""

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeAlias

from trimtab.optimize.tax_curve import TaxPiece

Point: TypeAlias = tuple[float, float]
Plane: TypeAlias = tuple[float, float, float]
Box: TypeAlias = tuple[float, float, float, float]

_CLOSE = 1e-9
# Corners of a box without width on both sides, and on one.
_POINT, _LINE = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRegion:
    """A convex part of the plane of (S, L).

    corners  counter-clockwise; two for a line, one for a point
    pieces   indices of the pieces of tau joined in it
    planes   (constant, short, long) of each: tau is their maximum over the region
    """

    corners: tuple[Point, ...]
    pieces: tuple[int, ...]
    planes: tuple[Plane, ...]

    @property
    def box(self) -> Box:
        """Least and greatest S, least and greatest L."""
        shorts, longs = [one[0] for one in self.corners], [one[1] for one in self.corners]
        return min(shorts), max(shorts), min(longs), max(longs)

    @property
    def edges(self) -> tuple[Plane, ...]:
        """(u, v, w) with u S + v L <= w inside, for edges that are not sides of the box."""
        if len(self.corners) <= _LINE:
            return ()
        found = []
        for (short, long), (next_short, next_long) in pairwise((*self.corners, self.corners[0])):
            u, v = next_long - long, short - next_short
            size = max(abs(u), abs(v))
            if min(abs(u), abs(v)) > _CLOSE * size:
                found.append((u / size, v / size, (u * short + v * long) / size))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of tau cut to the box, in the box's own coordinates from 0 to 1."""

    corners: tuple[Point, ...]
    index: int
    plane: Plane


def reachable_regions(pieces: tuple[TaxPiece, ...], box: Box, unit: float) -> list[TaxRegion]:
    """Regions that together cover `box` (S low, S high, L low, L high, in units of `unit` dollars).

    Pieces the box does not reach, or only touches, are left out.
    """
    frame = _Frame.of(box)
    whole = frame.whole()
    parts = []
    for index, piece in enumerate(pieces):
        corners = list(whole)
        for u, v, w in piece.rows:
            corners = _cut(corners, *frame.row(u, v, w / unit))
        corners = _tidied(corners)
        if corners and (len(whole) == _POINT or _extent(corners, len(whole)) > _CLOSE):
            plane = frame.plane(piece.constant / unit, piece.short, piece.long)
            parts.append(_Part(tuple(corners), index, plane))
    if len(whole) == _POINT:
        parts = parts[:1]
    joined = _joined([(part,) for part in parts], len(whole))
    return [frame.region(region, pieces, unit) for region in joined]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The box as the unit square, a side without width left at 0."""

    short: float
    short_width: float
    long: float
    long_width: float

    @classmethod
    def of(cls, box: Box) -> "_Frame":
        widths = [high - low if high - low > _CLOSE else 0.0 for low, high in (box[:2], box[2:])]
        return cls(box[0], widths[0], box[2], widths[1])

    def whole(self) -> list[Point]:
        x, y = float(self.short_width > 0), float(self.long_width > 0)
        return _tidied([(0.0, 0.0), (x, 0.0), (x, y), (0.0, y)])

    def row(self, u: float, v: float, w: float) -> Plane:
        across, up = u * self.short_width, v * self.long_width
        size = max(abs(across), abs(up)) or 1.0
        return across / size, up / size, (w - u * self.short - v * self.long) / size

    def plane(self, constant: float, short: float, long: float) -> Plane:
        return (
            constant + short * self.short + long * self.long,
            short * self.short_width,
            long * self.long_width,
        )

    def region(
        self, parts: tuple[_Part, ...], pieces: tuple[TaxPiece, ...], unit: float
    ) -> TaxRegion:
        indices = tuple(sorted(part.index for part in parts))
        planes = [
            (pieces[index].constant / unit, pieces[index].short, pieces[index].long)
            for index in indices
        ]
        return TaxRegion(
            corners=tuple(
                (self.short + x * self.short_width, self.long + y * self.long_width)
                for x, y in _hull_of(parts)
            ),
            pieces=indices,
            planes=tuple(dict.fromkeys(planes)),
        )


def _joined(regions: list[tuple[_Part, ...]], dimension: int) -> list[tuple[_Part, ...]]:
    """Regions joined, all at once or two by two, while tau stays convex over what is joined."""
    if len(regions) > 1 and _convex(regions, dimension):
        return [tuple(part for region in regions for part in region)]
    for one, other in combinations(regions, 2):
        if _convex([one, other], dimension):
            rest = [region for region in regions if region not in (one, other)]
            return _joined([*rest, one + other], dimension)
    return regions


def _convex(regions: list[tuple[_Part, ...]], dimension: int) -> bool:
    """The union is convex, and no part's plane rises above tau on another part."""
    parts = tuple(part for region in regions for part in region)
    area = sum(_extent(list(part.corners), dimension) for part in parts)
    if _extent(_hull_of(parts), dimension) > area * (1 + _CLOSE) + _CLOSE:
        return False
    return all(
        _at(other.plane, corner) <= _at(part.plane, corner) + _CLOSE
        for part in parts
        for corner in part.corners
        for other in parts
    )


def _at(plane: Plane, point: Point) -> float:
    return plane[0] + plane[1] * point[0] + plane[2] * point[1]


def _cut(corners: list[Point], u: float, v: float, w: float) -> list[Point]:
    """The part of a convex polygon with u S + v L <= w (Sutherland and Hodgman)."""
    kept: list[Point] = []
    for here, there in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        inside = w - u * here[0] - v * here[1]
        beyond = w - u * there[0] - v * there[1]
        if inside >= -_CLOSE:
            kept.append(here)
        if (inside > _CLOSE and beyond < -_CLOSE) or (inside < -_CLOSE and beyond > _CLOSE):
            part = inside / (inside - beyond)
            kept.append(
                (here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1]))
            )
    return kept


def _tidied(corners: list[Point]) -> list[Point]:
    """Without corners that repeat another."""
    kept: list[Point] = []
    for corner in corners:
        if all(_distance(corner, other) > _CLOSE for other in kept):
            kept.append(corner)
    return kept


def _distance(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _extent(corners: list[Point], dimension: int) -> float:
    """Area; or length, where the box is a line."""
    if len(corners) < _LINE:
        return 0.0
    if dimension == _LINE:
        return max(_distance(one, other) for one, other in combinations(corners, 2))
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise((*corners, corners[0])))
    return abs(twice) / 2


def _hull_of(parts: tuple[_Part, ...]) -> list[Point]:
    """Convex hull, counter-clockwise, without points on its edges (Andrew's monotone chain)."""
    ordered = sorted(_tidied([corner for part in parts for corner in part.corners]))
    if len(ordered) <= _LINE:
        return ordered
    lower, upper = _half_hull(ordered), _half_hull(ordered[::-1])
    return [*lower[:-1], *upper[:-1]]


def _half_hull(ordered: list[Point]) -> list[Point]:
    kept: list[Point] = []
    for point in ordered:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= _CLOSE:
            kept.pop()
        kept.append(point)
    return kept


def _turn(a: Point, b: Point, c: Point) -> float:
    """Positive where a, b, c turn left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
