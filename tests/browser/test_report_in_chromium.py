"""The report in a real browser: no sideways scrolling on a phone, no empty page on paper."""

import html
import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from tests.report import plans
from trimtab.app.demo import demo_plan
from trimtab.report import plan_document, render_html, view

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--no-first-run", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
# A4 without its margins of 15 mm, at 96 to the inch.
PAPER = 680
MEASURE = """<body>
<iframe id="page" style="width:{width}px;height:900px;border:0" srcdoc="{page}"></iframe>
<script>onload = () => {{
  const page = document.getElementById("page").contentDocument;
  const over = part => part.scrollWidth - part.clientWidth;
  const inner = Math.max(0, ...[...page.querySelectorAll(".scroll")].map(over));
  document.body.innerHTML = "<p>page " + over(page.documentElement) + " parts " + inner + "</p>";
}};</script>"""


def chromium(tmp_path: Path, *arguments: str) -> str:
    assert CHROMIUM is not None
    command = (CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", *arguments)
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def page_of(name: str) -> str:
    if name == "demo":
        return demo_plan().html()
    return render_html(view(plan_document(*plans.ALL[name]())))


def overflow(tmp_path: Path, text: str, width: int) -> tuple[int, int]:
    """Pixels by which the page, and the widest of its tables, pass `width`."""
    wrapper = tmp_path / "wrapper.html"
    page = html.escape(text, quote=True)
    wrapper.write_text(MEASURE.format(width=width, page=page), encoding="utf-8")
    dom = chromium(tmp_path, "--virtual-time-budget=3000", "--dump-dom", wrapper.as_uri())
    found = re.search(r"page (-?\d+) parts (-?\d+)", dom)
    assert found, "the browser did not report its measures"
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("width", [360, 900])
@pytest.mark.parametrize("name", ["rivera", "optimal", "stuck", "demo"])
def test_nothing_runs_over_the_side(name: str, width: int, tmp_path: Path) -> None:
    assert overflow(tmp_path, page_of(name), width) == (0, 0)


@pytest.mark.parametrize("name", ["rivera", "optimal", "stuck", "demo"])
def test_every_column_fits_on_paper(name: str, tmp_path: Path) -> None:
    printed = page_of(name).replace("@media print", "@media all")
    assert overflow(tmp_path, printed, PAPER) == (0, 0)


def pages_with_text(pdf: bytes) -> list[bool]:
    """For each page of a PDF that Chromium wrote, whether it draws text."""
    objects = dict(re.findall(rb"(?s)(\d+) 0 obj\s*(.*?)\s*endobj", pdf))
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return [_draws_text(objects, page) for page in pages]


def _draws_text(objects: dict[bytes, bytes], page: bytes) -> bool:
    reference = re.search(rb"/Contents (\d+) 0 R", page)
    assert reference, "a page without contents"
    stream = re.search(rb"(?s)stream\r?\n(.*?)\r?\nendstream", objects[reference[1]])
    assert stream
    return re.search(rb"T[jJ]\b", zlib.decompress(stream[1])) is not None


@pytest.mark.parametrize("name", plans.ALL)
def test_no_printed_page_is_empty(name: str, tmp_path: Path) -> None:
    page, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(page_of(name), encoding="utf-8")
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
    drawn = pages_with_text(pdf.read_bytes())
    assert 1 <= len(drawn) <= 6
    assert all(drawn)
