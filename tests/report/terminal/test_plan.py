"""The terminal: sections, widths, plain and coloured."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report import plans
from tests.report.conftest import MakeDocument
from trimtab.report import PlanView, plan_document, render_text, view
from trimtab.report.plan_view.rows import Strip
from trimtab.report.terminal.allocation import strip_text
from trimtab.report.terminal.page import columns_of, cut, wrap

ESCAPE = "\x1b"


def shown(name: str) -> PlanView:
    return view(plan_document(*plans.ALL[name]()))


def test_sections_stand_in_reading_order(document_of: MakeDocument) -> None:
    text = render_text(view(document_of("rivera")))
    places = [
        text.index(title)
        for title in ("PLAN ", "Drift from", "ALLOCATION", "SELL", "BUY", "NOT DONE", "WARNINGS")
    ]
    assert places == sorted(places)


@given(st.sampled_from(sorted(plans.ALL)), st.integers(min_value=40, max_value=160))
def test_no_line_is_wider_than_asked(name: str, width: int) -> None:
    text = render_text(shown(name), width=width)
    assert max(map(columns_of, text.splitlines())) <= width


@pytest.mark.parametrize("name", plans.ALL)
@pytest.mark.parametrize("width", [98, 80, 50])
def test_plain_is_ascii_without_colour(name: str, width: int) -> None:
    text = render_text(shown(name), width=width, plain=True, color=True)
    assert text.isascii()
    assert ESCAPE not in text


def test_colour_is_used_only_when_asked_for() -> None:
    assert ESCAPE not in render_text(shown("rivera"))
    assert ESCAPE in render_text(shown("rivera"), color=True)


@pytest.mark.parametrize("width", [98, 80, 50])
def test_colour_adds_nothing_but_colour(width: int) -> None:
    coloured = render_text(shown("rivera"), width=width, color=True)
    assert re.sub(r"\x1b\[\d+m", "", coloured) == render_text(shown("rivera"), width=width)


def test_every_order_and_its_reason_is_there_at_every_width() -> None:
    for width in (98, 80, 50):
        words = " ".join(render_text(shown("rivera"), width=width).split())
        assert "replaces VNQ" in words
        assert "spare cash to Intl developed" in words


def test_a_long_list_of_refusals_is_folded_with_the_way_to_the_rest() -> None:
    text = render_text(shown("stuck"))
    plan_id = shown("stuck").plan_id
    assert f"and 16 more left alone: trimtab explain {plan_id}" in text


def test_the_class_that_cannot_be_bought_comes_first_among_refusals() -> None:
    text = render_text(shown("stuck"))
    assert text.index("Buy Real estate") < text.index("Sell VTI 2025-07-01")


FAR = "999999999999.00"


def with_large_figures(document: dict[str, Any]) -> dict[str, Any]:
    """The same plan with the largest figures that must still be read whole."""
    summary = document["summary"]
    summary |= dict.fromkeys(("cash_before", "cash_after", "tax_before", "tax_after"), FAR)
    for order in document["orders"]:
        order |= {"quantity": "999999999999.1234", "value": FAR}
        order["gain"] = None if order["gain"] is None else f"-{FAR}"
    for item in document["not_done"]:
        item["quantity"] = "999999999999.1234"
        item["gain"] = f"-{FAR}" if (item["gain"] or "").startswith("-") else item["gain"]
    for row in document["asset_classes"]:
        row |= {"target_weight": "0.123456", "band": ["0.0123456", "0.7654321"]}
    return document


@pytest.mark.parametrize("width", [40, 50, 60, 70, 80, 98, 120])
def test_no_figure_is_ever_cut(width: int, document_of: MakeDocument) -> None:
    shown = view(with_large_figures(document_of("rivera")))
    text = render_text(shown, width=width)
    assert max(map(columns_of, text.splitlines())) <= width
    assert "\N{HORIZONTAL ELLIPSIS}" not in text
    figures = [figure for row in shown.outcome for figure in (row.now, row.after)]
    figures += [f for row in shown.classes for f in (row.target, row.band, row.now, row.after)]
    sides = [side for side in (shown.sell, shown.buy) if side]
    figures += [f for side in sides for row in side.rows for f in (row.shares, row.about)]
    words = " ".join(text.split())
    assert [figure for figure in figures if figure not in words] == []


def test_a_class_name_too_long_for_its_column_has_a_line_of_its_own(
    document_of: MakeDocument,
) -> None:
    document = document_of("rivera")
    document["asset_classes"][0]["name"] = "Everything that is sold in the United States"
    lines = render_text(view(document)).splitlines()
    place = lines.index("  Everything that is sold in the United States")
    assert lines[place + 1].split()[:3] == ["50%", "45–55", "58.2▲"]


def test_what_needs_action_is_marked_by_a_word() -> None:
    assert "! ACTION  Roth IRA reinvests VWO" in render_text(shown("rivera"))


def strip(now: str, after: str) -> str:
    return strip_text(
        Strip(target=Decimal("0.5"), now=Decimal(now), after=Decimal(after), has_band=True),
        plain=False,
    )


@pytest.mark.parametrize(
    ("now", "picture"),
    [
        ("0", "    [o····●·····]    "),
        ("1", "    [·····●····o]    "),
        ("-0.0001", "   o[·····●·····]    "),
        ("1.0001", "    [·····●·····]o   "),
        ("-9", "<   [·····●·····]    "),
        ("9", "    [·····●·····]   >"),
    ],
)
def test_the_strip_never_puts_a_class_on_the_wrong_side(now: str, picture: str) -> None:
    assert strip(now, "0.5") == picture


def test_wide_letters_count_two_columns() -> None:
    assert columns_of("株式") == 4
    assert cut("株式会社", 5) == "株式…"


def test_wide_letters_wrap_by_columns() -> None:
    assert wrap("株式 会社 abcdefghijkl", 10, first="-", rest=" ") == [
        "-株式 会社",
        " abcdefghi",
        " jkl",
    ]


def test_a_paragraph_keeps_its_indent() -> None:
    assert wrap("one two three", 12, first="- ", rest="  ") == ["- one two", "  three"]
