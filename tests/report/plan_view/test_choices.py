"""The plan beside others: the table, and a chart whose labels never cover one another."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.conftest import MakeDocument
from trimtab.report import render_text, view
from trimtab.report.plan_view.choices import choices
from trimtab.report.plan_view.rows import Choice, Choices
from trimtab.report.plan_view.trade_off import Label, TradeOff, draw_trade_off

LETTER, LINE = 8, 14
WIDTH = 360


def shown(document: dict[str, Any]) -> Choices:
    found = choices(document)
    assert found is not None
    return found


def drawn(found: Choices) -> TradeOff:
    picture = draw_trade_off(found)
    assert picture is not None
    return picture


def choice(number: int, tax: Decimal | None, drift: Decimal, *, last: bool = False) -> Choice:
    return Choice(
        number=number, name=f"Way {number}", tax="", drift="", cost="", orders="", worse="",
        this_plan=last, meets_limits=True, tax_change=tax, drift_after=drift,
    )  # fmt: skip


def compared(points: Sequence[tuple[Decimal | None, Decimal]]) -> Choices:
    rows = tuple(
        choice(number, *point, last=number == len(points))
        for number, point in enumerate(points, start=1)
    )
    return Choices(rows=rows, note="", broken="", sentence="")


def test_a_plan_compared_with_nothing_has_no_choices(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    assert choices(document) is None
    del document["considered"]
    assert choices(document) is None, "a plan saved by an older version"


def test_a_choice_is_told_by_its_change_of_tax_and_how_much_worse_it_is(
    document_of: MakeDocument,
) -> None:
    row = shown(document_of("optimal")).rows[2]
    assert (row.name, row.tax, row.drift, row.cost, row.orders, row.worse) == (
        "Exact target", "(2,212)", "0.1 pp", "25", "8", "180",
    )  # fmt: skip


def test_only_the_last_is_this_plan(document_of: MakeDocument) -> None:
    rows = shown(document_of("optimal")).rows
    assert [row.name for row in rows if row.this_plan] == ["This plan"]


def test_a_choice_that_breaks_a_limit_is_named(document_of: MakeDocument) -> None:
    document = document_of("optimal")
    said = "Breaks a limit of your own settings: Harvest only."
    assert said in render_text(view(document))
    for one in document["considered"]:
        one["meets_limits"] = True
    assert shown(document).broken == ""


def test_tax_that_is_not_known_is_not_nought(document_of: MakeDocument) -> None:
    document = document_of("optimal")
    for one in document["considered"]:
        one |= {"tax_before": None, "tax_after": None}
    found = shown(document)
    assert {row.tax for row in found.rows} == {"n/a"}
    assert "1 Do nothing: tax n/a, drift 1.9 pp" in found.sentence
    assert draw_trade_off(found) is None


@pytest.mark.parametrize(
    "points",
    [
        [(Decimal(0), Decimal("0.1")), (Decimal(0), Decimal("0.2"))],
        [(Decimal(0), Decimal("0.1")), (Decimal(-5), Decimal("0.1"))],
        [(None, Decimal("0.1")), (Decimal(-5), Decimal("0.2"))],
        [(Decimal(0), Decimal("0.1"))],
    ],
)
def test_without_a_trade_off_there_is_no_chart(
    points: list[tuple[Decimal | None, Decimal]],
) -> None:
    assert draw_trade_off(compared(points)) is None


def test_points_on_one_spot_share_a_label_and_this_plan_lies_on_top(
    document_of: MakeDocument,
) -> None:
    picture = drawn(shown(document_of("optimal")))
    assert [label.text for label in picture.labels] == ["1", "2", "3", "4, 6", "5"]
    assert [label.text for label in picture.labels if label.this_plan] == ["4, 6"]
    assert [mark.this_plan for mark in picture.marks] == [False] * 5 + [True]
    assert [mark.meets_limits for mark in picture.marks] == [True] * 4 + [False, True]


def test_less_tax_is_further_left_and_more_drift_further_up(document_of: MakeDocument) -> None:
    nothing, ignoring, exact, *_ = drawn(shown(document_of("optimal"))).marks
    assert Decimal(exact.x) < Decimal(nothing.x) < Decimal(ignoring.x)
    assert Decimal(nothing.y) < Decimal(exact.y)


def test_the_axes_are_round_numbers_with_doing_nothing_at_zero(document_of: MakeDocument) -> None:
    picture = drawn(shown(document_of("optimal")))
    assert [tick.label for tick in picture.taxes] == ["($2,000)", "$0"]
    zero = next(tick for tick in picture.taxes if tick.label == "$0")
    assert zero.at == picture.marks[0].x
    assert [tick.label for tick in picture.drifts] == ["0 pp", "2 pp", "4 pp", "6 pp", "8 pp"]


def test_taxes_of_cents_are_marked_in_cents() -> None:
    points = [(Decimal(0), Decimal("0.1")), (Decimal("-0.50"), Decimal("0.2"))]
    labels = [tick.label for tick in drawn(compared(points)).taxes]
    assert labels[-1] == "$0.00"
    assert len(set(labels)) == len(labels)


def test_a_label_without_room_beside_its_point_has_a_line_to_it() -> None:
    """Eight points around one leave it no place at its side."""
    ring = [(13, 0), (-13, 0), (0, 13), (0, -13), (13, 13), (-13, 13), (13, -13), (-13, -13)]
    far = [(Decimal(-1000), Decimal(1)), (Decimal(1000), Decimal(0))]
    near = [(Decimal(x) * 10, Decimal("0.5") + Decimal(y) / 200) for x, y in ring]
    middle = (Decimal(0), Decimal("0.5"))
    picture = drawn(compared([*far, *near, middle]))
    assert any(label.far for label in picture.labels)


def box(label: Label) -> tuple[float, float, float, float]:
    half, x, y = LETTER * len(label.text) / 2, float(label.x), float(label.y) - 4
    return x - half, y - LINE / 2, x + half, y + LINE / 2


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    beside = one[2] <= other[0] + 0.2 or other[2] <= one[0] + 0.2
    return not (beside or one[3] <= other[1] + 0.2 or other[3] <= one[1] + 0.2)


amounts = st.decimals(min_value=-90_000_000, max_value=90_000_000, places=2)
drifts = st.decimals(min_value=0, max_value=1, places=6)


@given(st.lists(st.tuples(amounts, drifts), min_size=2, max_size=7))
def test_labels_never_cover_one_another_nor_leave_the_picture(
    points: list[tuple[Decimal | None, Decimal]],
) -> None:
    picture = draw_trade_off(compared(points))
    if picture is None:
        return
    boxes = [box(label) for label in picture.labels]
    pairs = [(one, other) for place, one in enumerate(boxes) for other in boxes[:place]]
    assert not any(meet(*pair) for pair in pairs)
    assert all(left >= 0 and right <= WIDTH and top >= -0.2 for left, top, right, _ in boxes)
    named = sorted(int(name) for label in picture.labels for name in label.text.split(", "))
    assert named == list(range(1, len(points) + 1))


@given(amounts, amounts)
def test_the_labels_of_the_tax_axis_stand_apart(one: Decimal, other: Decimal) -> None:
    picture = draw_trade_off(compared([(one, Decimal("0.1")), (other, Decimal("0.2"))]))
    if picture is None:
        return
    spans = [
        (float(tick.label_at) - LETTER * len(tick.label) / 2,
         float(tick.label_at) + LETTER * len(tick.label) / 2)
        for tick in picture.taxes
    ]  # fmt: skip
    assert spans
    assert all(left >= 0 and right <= WIDTH for left, right in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_choice_may_have_any_number_of_points_at_one_place() -> None:
    row = (Decimal(0), Decimal("0.1"))
    found = compared([row, row, (Decimal(-100), Decimal("0.2"))])
    assert [label.text for label in drawn(found).labels] == ["1, 2", "3"]
    assert drawn(replace(found, rows=found.rows[1:])).labels[0].text == "2"
