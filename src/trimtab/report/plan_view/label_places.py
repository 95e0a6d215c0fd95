"""Places for the labels of points, so that none covers a point or another label.

A label stands beside its point where there is room, further off where there is not; points that
lie on top of one another have one place together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.money import ONE

Point = tuple[Decimal, Decimal]

RADIUS, LINE = Decimal(6), Decimal(14)
# Nearer than this, two points are one blot.
_BLOT = Decimal(10)
_DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
_REACHES = (ONE, Decimal(2), Decimal(3), Decimal(4))
_AIR = Decimal(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of the picture, in its units; y grows downwards."""

    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal

    def meets(self, other: "Box") -> bool:
        """True when the two share some of the plane."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)

    def inside(self, other: "Box") -> bool:
        """True when nothing of it is outside `other`."""
        beside = self.left < other.left or self.right > other.right
        return not (beside or self.top < other.top or self.bottom > other.bottom)


def blots(points: Sequence[Point]) -> list[list[int]]:
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


def room(point: Point, half: Decimal, taken: Sequence[Box], picture: Box) -> tuple[Point, Decimal]:
    """The middle of the nearest free place for a label, and how many steps away it is, from 1.

    half  half the label's width
    Where every place is taken, it is the one beside the point.
    """
    tried = [
        ((point[0] + dx * reach * (half + RADIUS + _AIR), point[1] + dy * reach * LINE), reach)
        for reach in _REACHES
        for dx, dy in _DIRECTIONS
    ]
    for middle, reach in tried:
        box = box_around(middle, half, LINE / 2)
        if box.inside(picture) and not any(box.meets(other) for other in taken):
            return middle, reach
    return tried[0]


def box_around(middle: Point, half_width: Decimal, half_height: Decimal) -> Box:
    """The box with this middle."""
    return Box(
        left=middle[0] - half_width,
        top=middle[1] - half_height,
        right=middle[0] + half_width,
        bottom=middle[1] + half_height,
    )
