"""The tracking error of a plan: in its document, in the terminal, on the page."""

import json
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import jsonschema
import pytest

from tests.planners.optimal.test_household_tracking import TWO as COVARIANCE
from tests.planners.optimal.test_household_tracking import couple, plan_of
from trimtab.app import Plan as Document
from trimtab.domain import TrackingError
from trimtab.report import render_html, render_text, view
from trimtab.report.document.tracking import tracking_document
from trimtab.report.terminal.page import columns_of


def document_of(**policy: object) -> Document:
    given = replace(couple(**policy), covariance=COVARIANCE)
    return Document.of(plan_of(given), given)


@pytest.fixture(scope="module")
def limited() -> Document:
    return document_of(max_tracking_error=Decimal("0.003"))


def test_the_document_has_it_before_and_after_with_its_limit(limited: Document) -> None:
    told = limited.document["tracking_error"]
    assert told["before"] == "0.058864"
    assert Decimal(told["after"]) <= Decimal(told["limit"]) == Decimal("0.003")
    assert told["of_classes"] is True
    schema = json.loads(files("trimtab.report.schema").joinpath("plan-1.json").read_text("utf-8"))
    jsonschema.validate(limited.document, schema)


def test_a_plan_that_nothing_tells_it_of_has_no_such_entry() -> None:
    given = couple()
    document = Document.of(plan_of(given, None), given).document
    assert "tracking_error" not in document
    assert "Tracking error" not in render_text(view(document))


@pytest.mark.parametrize("width", [98, 80, 60])
def test_the_outcome_shows_it_beside_its_limit_at_every_width(
    limited: Document, width: int
) -> None:
    text = render_text(view(limited.document), width=width)
    assert max(map(columns_of, text.splitlines())) <= width
    line = next(one for one in text.splitlines() if "Tracking error" in one)
    assert "5.9%" in line
    assert "0.3%" in line
    assert "limit 0.3%" in text
    assert "Keeping the tracking error within 0.3% a year costs $" in " ".join(text.split())


def test_the_page_shows_it(limited: Document) -> None:
    page = render_html(view(limited.document))
    assert "Tracking error" in page
    assert "limit 0.3%" in page


def test_without_a_limit_it_says_so() -> None:
    text = render_text(view(document_of().document))
    assert "no limit is set" in text


def test_no_rounding_puts_it_on_the_other_side_of_its_limit() -> None:
    limit = Decimal("0.0123456789")
    told = tracking_document(
        TrackingError(before=Decimal("0.01234567891"), after=limit, limit=limit)
    )["tracking_error"]
    assert Decimal(told["before"]) > limit >= Decimal(told["after"]) > Decimal("0.0123")
