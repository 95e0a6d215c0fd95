"""The documentation is true: generated pages are fresh, links lead somewhere, and examples run.

What ```console blocks show is run in a copy of the sample household: see docs_terminal.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import pytest

from tests.docs_terminal import CONSOLE, examples, terminal
from trimtab.cli.entry import root
from trimtab.cli.options import global_options
from trimtab.domain import Plan, TransactionType
from trimtab.errors import TrimtabError
from trimtab.planners import plan
from trimtab.report.catalogue import catalogue
from trimtab.workspace import load
from trimtab.workspace.demo_data import sample_folder
from trimtab.workspace.settings.document import settings_list
from trimtab.workspace.transactions_csv import COLUMNS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NAMED_PAGE = re.compile(r"\"((?:tutorials?|how-to|reference|explanation)/[^\"#\s]+)")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def generator() -> ModuleType:
    spec = spec_from_file_location("docs_generate", DOCS / "_generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATED: dict[str, str] = generator().pages()


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    written = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert written == GENERATED[name], "run: python docs/_generate.py"


def test_the_terminal_block_of_the_readme_is_up_to_date() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme == generator().with_demo(readme), "run: python docs/_generate.py"


def test_every_command_that_a_page_names_exists() -> None:
    named = re.compile(r"(?:^\$ |`)trimtab ([a-z][a-z-]*)\b", re.MULTILINE)
    known = {name for name, _ in commands()}
    unknown = {
        f"{name_of(page)}: {name}"
        for page in PAGES
        for name in named.findall(page.read_text(encoding="utf-8"))
        if name not in known
    }
    assert not unknown


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(root, **root.context_settings)
    found = [(name, root.get_command(context, name)) for name in root.list_commands(context)]
    return [(name, command) for name, command in found if command is not None]


def test_every_command_and_every_option_has_its_place_in_the_reference() -> None:
    text = GENERATED["commands.md"]
    missing = [name for name, _ in commands() if f"## trimtab {name}\n" not in text]
    options = {
        option
        for owner in (global_options(), *(command.params for _, command in commands()))
        for param in owner
        if isinstance(param, click.Option)
        for option in param.opts
    }
    missing += [option for option in sorted(options) if not re.search(rf"\W{option}\b", text)]
    assert not missing


def test_every_option_says_what_it_does() -> None:
    silent = [
        f"{name} {param.opts[0]}"
        for name, command in commands()
        for param in command.params
        if isinstance(param, click.Option) and not param.help
    ]
    assert not silent


def test_every_setting_is_in_the_reference_and_says_what_it_means() -> None:
    text = GENERATED["settings.md"]
    assert not [info.key for info in settings_list() if f"| `{info.key}` |" not in text]
    assert not [info.key for info in settings_list() if not info.meaning or not info.kind]


def test_every_column_and_type_of_a_transaction_is_in_the_reference() -> None:
    page = (DOCS / "reference/transactions.md").read_text(encoding="utf-8")
    names = {*COLUMNS.known, *(kind.value for kind in TransactionType)}
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_every_reason_code_has_a_heading_to_link_to() -> None:
    text = GENERATED["reason-codes.md"]
    assert not [code for code in catalogue() if f"### {code}\n" not in text]


def test_every_reason_code_that_a_page_names_exists() -> None:
    named = re.compile(r"\b(?:SELL|BUY|KEEP|SKIP|WARN)\.[A-Z_]+\b")
    unknown = {
        f"{name_of(page)}: {code}"
        for page in PAGES
        for code in named.findall(page.read_text(encoding="utf-8"))
        if code not in catalogue()
    }
    assert not unknown


def test_every_exit_code_is_in_the_reference() -> None:
    text = GENERATED["exit-codes.md"]
    errors = {error.exit_code for error in TrimtabError.__subclasses__()}
    codes = errors | {0, 1, 2, 7, 10, 130}
    assert not [code for code in sorted(codes) if f"| {code} | " not in text]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    broken = []
    for first, second in LINK.findall(page.read_text(encoding="utf-8")):
        target = first or second
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert not broken


def test_the_pages_that_a_problem_points_to_exist() -> None:
    named = [
        (path, page)
        for path in (ROOT / "src").rglob("*.py")
        for page in NAMED_PAGE.findall(path.read_text(encoding="utf-8"))
    ]
    assert not [(name_of(path), page) for path, page in named if not (DOCS / page).is_file()]


def test_every_page_is_reached_from_the_front_page() -> None:
    reached, todo = set[Path](), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in reached:
            continue
        reached.add(page)
        for first, _ in LINK.findall(page.read_text(encoding="utf-8")):
            file = (page.parent / first.partition("#")[0]).resolve()
            if file.suffix == ".md" and file.exists():
                todo.append(file)
    pages = {page for page in PAGES if "benchmarks" not in page.parts}
    assert pages - reached - {ROOT / "CHANGELOG.md"} == set()


# ------------------------------------------------------------------------------- examples

PAGES_WITH_EXAMPLES = [page for page in PAGES if examples(page)]


@pytest.fixture
def _in_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "my-sample"
    shutil.copytree(sample_folder(), folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "98")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("TRIMTAB_WORKSPACE", raising=False)


@pytest.mark.usefixtures("_in_the_sample")
@pytest.mark.parametrize("page", PAGES_WITH_EXAMPLES, ids=name_of)
def test_the_examples_of_a_page_run_and_print_what_it_shows(
    page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with terminal(capsys, monkeypatch) as screen:
        for example in examples(page):
            screen.check(example)


def test_the_readme_begins_with_the_two_commands() -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## ")[0]
    block = CONSOLE.search(first_screen)
    assert block is not None
    assert re.findall(r"^make \w+", block.group(1), re.MULTILINE) == ["make demo", "make test"]
    assert len(re.findall(r"^- ", first_screen, re.MULTILINE)) == 4
    assert "Not tax advice" in first_screen


# ---------------------------------------------------------- the example of the ranked page

RANKED_PAGE = {
    "trimtab.toml": """\
version = 1
[household]
name = "By hand"
[[targets.class]]
name = "Stocks"
weight = 60
hold = ["VTI", "ITOT", "SCHB"]
[[targets.class]]
name = "Bonds"
weight = 40
hold = ["BND", "AGG"]
[[accounts]]
id = "joint"
type = "taxable"
lots = "lots.csv"
cash = "1000"
[data]
prices = "prices.csv"
[taxes]
filing_status = "single"
federal_ordinary = 24.0
federal_long = 15.0
[policy]
planner = "ranked-tlh"
[planner.ranked-tlh]
max_loss_to_forgo = "150"
max_gain_to_sell = "100"
""",
    "lots.csv": """\
symbol,quantity,acquired,basis
VTI,100,2024-03-01,10900
SCHB,20,2024-03-01,950
BND,100,2024-03-01,7500
""",
    "prices.csv": "symbol,price\nVTI,100\nITOT,121\nSCHB,50\nBND,74\nAGG,99\n",
}


def ranked_page_plan(folder: Path) -> Plan:
    for name, text in RANKED_PAGE.items():
        (folder / name).write_text(text, encoding="utf-8")
    loaded = load(folder, as_of=date(2026, 6, 15))
    assert loaded.target is not None
    return plan(
        loaded.household,
        loaded.target,
        loaded.market,
        loaded.tax,
        loaded.policy,
        as_of=loaded.as_of,
    )


def rows(page: Path, heading: str) -> Iterator[list[str]]:
    """The cells of the table rows between `heading` and the next one."""
    section = page.read_text(encoding="utf-8").split(heading)[1].split("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| ") and "---" not in line:
            yield [cell.strip() for cell in line.strip("|").split("|")]


def test_the_example_by_hand_is_what_the_planner_does(tmp_path: Path) -> None:
    page = DOCS / "explanation" / "ranked-algorithm.md"
    shown = [
        row
        for row in rows(page, "## An example by hand")
        if row[0] in {"sell", "buy"} or row[1] == "cash left"
    ]
    made = ranked_page_plan(tmp_path)
    orders = [
        [intent.side.value, f"{intent.quantity} {intent.symbol}", f"${intent.value:,.0f}"]
        for intent in made.intents
    ]
    assert [*orders, ["", "cash left", f"${made.estimate.cash_after:,.0f}"]] == shown
    codes = {(left.symbol, left.reason.code) for left in made.not_done if left.lot_id}
    assert ("BND", "SKIP.BEING_BOUGHT") in codes
