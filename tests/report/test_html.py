"""The one-file report: nothing loaded, nothing run, everything escaped, small, readable aloud."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.report import plans
from tests.report.conftest import MakeDocument
from trimtab.report import plan_document, render_html, render_notebook, view

VOID = {"meta", "link", "br", "img", "input", "rect", "line", "circle", "path"}
LARGEST = 200_000


class Outline(HTMLParser):
    """Checks that tags nest, and gathers them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def html_of(name: str) -> str:
    return render_html(view(plan_document(*plans.ALL[name]())))


@pytest.mark.parametrize("name", plans.ALL)
def test_the_page_is_well_formed(name: str) -> None:
    outline(html_of(name))


@pytest.mark.parametrize("name", plans.ALL)
def test_nothing_is_loaded_and_nothing_runs(name: str) -> None:
    html = html_of(name)
    page = outline(html)
    assert not re.search(r"https?:|//[a-z]|@import|url\(", html)
    assert {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"} == set()
    handlers = [key for _, attrs in page.tags for key in attrs if key.startswith("on")]
    assert handlers == []


def test_names_cannot_become_markup() -> None:
    plan, situation = plans.rivera()
    evil = "<script>alert(1)</script>\"'&"
    household = replace(situation.household, name=evil)
    html = render_html(view(plan_document(plan, replace(situation, household=household))))
    assert "<script" not in html
    assert evil in "".join(outline(html).text)


def test_a_hundred_orders_stay_under_200_kilobytes(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    sales = [order for order in document["orders"] if order["side"] == "sell"]
    document["orders"] = [
        sales[n % len(sales)] | {"n": n + 1, "symbol": f"SYM{n}"} for n in range(100)
    ]
    document["not_done"] = [document["not_done"][2] | {"lot_id": f"X{n}"} for n in range(500)]
    html = render_html(view(document))
    assert len(html.encode()) < LARGEST
    assert "490 more left alone</summary>" in html
    assert f"and 380 more left alone: <code>trimtab explain {document['id']}</code>" in html


def test_the_page_can_be_read_aloud() -> None:
    page = outline(html_of("rivera"))
    assert page.named("html")[0]["lang"] == "en"
    tables = [tag for tag, _ in page.tags if tag == "table"]
    assert len(page.named("caption")) == len(tables)
    assert all("scope" in attrs for attrs in page.named("th"))
    for picture in page.named("svg"):
        spoken = picture.get("role") == "img" and picture.get("aria-label")
        assert spoken or picture.get("aria-hidden") == "true"
    assert ("a", {"class": "skip", "href": "#outcome"}) in page.tags


def test_the_chart_is_spoken_with_the_words_of_the_view(document_of: MakeDocument) -> None:
    shown = view(document_of("rivera"))
    labels = {attrs.get("aria-label") for attrs in outline(render_html(shown)).named("svg")}
    assert {row.sentence for row in shown.classes} <= labels


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        (
            "rivera",
            [
                "Before and after", "Realized gains, 2026", "Orders", "Not done, and why",
                "Do not buy until", "Worth knowing", "What this rests on",
            ],
        ),
        ("quiet", ["Before and after", "What this rests on"]),
        (
            "optimal",
            [
                "Before and after", "Realized gains, 2026", "Orders", "Not done, and why",
                "Do not buy until", "Choices considered", "How good this plan is",
                "What this rests on",
            ],
        ),
        (
            "without_rates",
            ["Before and after", "Orders", "Not done, and why", "What this rests on"],
        ),
    ],
)  # fmt: skip
def test_sections_appear_only_when_they_have_something_to_say(name: str, titles: list[str]) -> None:
    assert re.findall(r"<h2>([^<]+)</h2>", html_of(name)) == titles


def test_an_empty_plan_has_its_verdict_on_the_page() -> None:
    assert "No trades needed. Largest gap: US stocks" in html_of("quiet")


def test_the_tax_column_shows_its_netting_line() -> None:
    text = " ".join("".join(outline(html_of("rivera")).text).split())
    assert "Tax of the lots sold" in text
    assert "(1,890.00)" in text
    assert "(39.60)" in text
    assert "($1,929.60)" in text


def test_on_paper_the_totals_stand_once_at_the_end_of_their_table() -> None:
    page = render_html(view(plan_document(*plans.rivera())))
    for_paper = page.split("@media print", 1)[1].split("</style>")[0]
    assert "<tfoot>" in page
    assert "tfoot{display:table-row-group}" in for_paper


def test_the_trade_off_is_drawn_with_numbers_and_told_in_a_table() -> None:
    page = outline(html_of("optimal"))
    charts = [attrs for attrs in page.named("svg") if attrs.get("class") == "plot"]
    [label] = [attrs["aria-label"] for attrs in charts]
    assert label == (
        "Tax against doing nothing, and drift. 1 Do nothing: tax $0, drift 1.9 pp; "
        "2 Ignore taxes: tax $1,256, drift 0.1 pp; 3 Exact target: tax ($2,212), drift 0.1 pp; "
        "4 No gains: tax ($2,514), drift 3.2 pp; 5 Harvest only: tax ($2,514), drift 7.8 pp; "
        "6 This plan: tax ($2,514), drift 3.2 pp"
    )
    assert "breaks a limit of your settings" in "".join(page.text)


def test_choices_without_taxes_have_a_table_and_no_chart(document_of: MakeDocument) -> None:
    document: dict[str, Any] = document_of("optimal")
    for one in document["considered"]:
        one |= {"tax_before": None, "tax_after": None}
    html = render_html(view(document))
    assert 'class="plot"' not in html
    assert "Ignore taxes" in html


def test_the_proof_says_what_each_figure_means() -> None:
    text = " ".join(" ".join(outline(html_of("optimal")).text).split())
    assert "by more than $1.12 (0.027 bp of the household)" in text
    assert "($1,041.43) no plan within your limits can come lower" in text
    assert "tax later 1,108.80" in text


def test_many_lots_of_one_order_open_on_demand(document_of: MakeDocument) -> None:
    document = document_of("rivera")
    lots = document["orders"][2]["lots"]
    document["orders"][2]["lots"] = lots * 4
    html = render_html(view(document))
    assert "8 lots of VWO" in html
    assert html.index("<details><summary>8 lots") < html.index("lot L7")


def test_in_a_notebook_the_page_stays_in_its_frame(document_of: MakeDocument) -> None:
    shown = view(document_of("rivera"))
    frame = outline(render_notebook(shown))
    assert [tag for tag, _ in frame.tags] == ["iframe"]
    attributes = frame.named("iframe")[0]
    assert attributes["srcdoc"] == render_html(shown)
    assert "sandbox" in attributes
