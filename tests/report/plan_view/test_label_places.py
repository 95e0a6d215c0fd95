"""Labels of points: beside them, further off, and what happens when there is no room at all."""

from decimal import Decimal

from trimtab.money import ONE
from trimtab.report.plan_view.label_places import Box, blots, box_around, room

PICTURE = Box(left=Decimal(0), top=Decimal(0), right=Decimal(100), bottom=Decimal(100))
HALF = Decimal(4)
MIDDLE = (Decimal(50), Decimal(50))


def test_a_label_stands_to_the_right_where_nothing_is() -> None:
    assert room(MIDDLE, HALF, [], PICTURE) == ((Decimal(63), Decimal(50)), ONE)


def test_at_the_right_edge_it_stands_to_the_left() -> None:
    place, steps = room((Decimal(95), Decimal(50)), HALF, [], PICTURE)
    assert (place, steps) == ((Decimal(82), Decimal(50)), ONE)


def test_a_taken_place_is_passed_over() -> None:
    taken = [box_around((Decimal(63), Decimal(50)), HALF, HALF)]
    assert room(MIDDLE, HALF, taken, PICTURE)[0] == (Decimal(37), Decimal(50))


def test_where_all_is_taken_it_stands_beside_its_point_all_the_same() -> None:
    assert room(MIDDLE, HALF, [PICTURE], PICTURE) == ((Decimal(63), Decimal(50)), ONE)


def test_boxes_that_only_touch_do_not_meet() -> None:
    one = box_around((Decimal(10), Decimal(10)), HALF, HALF)
    assert not one.meets(box_around((Decimal(18), Decimal(10)), HALF, HALF))
    assert one.meets(box_around((Decimal(17), Decimal(17)), HALF, HALF))


def test_points_on_one_spot_are_one_blot() -> None:
    near = (Decimal(50), Decimal("59.9"))
    far = (Decimal(50), Decimal(60))
    assert blots([MIDDLE, far, near]) == [[0, 2], [1]]
