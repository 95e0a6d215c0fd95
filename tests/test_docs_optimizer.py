"""The pages about the optimal planner say what its code does: figures, names and limits."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

from trimtab.domain import AssetClass, FilingStatus, Policy, TargetPortfolio, TaxProfile
from trimtab.optimize import certificate
from trimtab.optimize.assembly.rates import curve_of
from trimtab.optimize.certificate.allocation import half_widths
from trimtab.optimize.certificate.year_tax import YearTax

ROOT = Path(__file__).parent.parent
TRADE_OFF = ROOT / "docs/explanation/trade-off.md"
REFERENCE = ROOT / "docs/reference/optimizer.md"
CERTIFICATE = ROOT / "src/trimtab/optimize/certificate"
NAMED = re.compile(
    r"`((?:trimtab|assembly|bound|certificate|exact|moves|problem|solve|tax_curve)(?:\.\w+)+)`"
)

HOUSEHOLD = Decimal(1_000_000)
TAX = TaxProfile(
    filing_status=FilingStatus.SINGLE,
    federal_ordinary=Decimal("0.24"),
    federal_long=Decimal("0.15"),
)


def rows(page: Path, heading: str) -> Iterator[list[str]]:
    """Cells of the numeric rows below `heading`, up to the next heading."""
    section = re.split(r"\n##+ ", page.read_text(encoding="utf-8").split(f"{heading}\n")[1])[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and re.fullmatch(r"[−\d,]+", cells[0]):
            yield cells


def number(cell: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.\-]", "", cell.replace("−", "-")))


def test_what_drift_costs_is_what_the_table_says() -> None:
    kappa, shown = Policy().drift_aversion, list(rows(TRADE_OFF, "## What drift costs"))
    for target, width, off, cost, slope in ([number(cell) for cell in row] for row in shown):
        one = AssetClass(name="One", weight=target / 100)
        rest = AssetClass(name="Rest", weight=1 - target / 100)
        _, above = half_widths(one, TargetPortfolio(asset_classes=(one, rest)))
        assert above == width / 100
        assert kappa * HOUSEHOLD * (off / 100) ** 2 / above == cost
        assert 2 * kappa * off / 100 / above * 100 == slope
    assert len(shown) == 5


def test_the_pieces_of_the_tax_are_what_the_table_says() -> None:
    year, curve = YearTax(TAX, Policy()), curve_of(TAX, Policy())
    shown = [
        (number(short), number(long), number(tax))
        for short, long, _, tax in rows(TRADE_OFF, "## The year's tax, piece by piece")
    ]
    for short, long, tax in shown:
        assert year.tau(short, long) == tax
        assert float(curve.tau(float(short), float(long))) == pytest.approx(float(tax))
    assert len(shown) == len(curve.pieces)


def test_a_covered_gain_costs_what_the_table_says() -> None:
    carried = YearTax(
        TaxProfile(
            filing_status=TAX.filing_status,
            federal_ordinary=TAX.federal_ordinary,
            federal_long=TAX.federal_long,
            carryforward_short=Decimal(10_000),
        ),
        Policy(),
    )
    shown = list(rows(TRADE_OFF, "### A long gain covered by a short loss"))
    for row in shown:
        gain, now, later, together, slope = (number(cell) for cell in row)
        assert carried.this_year(Decimal(0), gain) == now
        assert carried.later(gain) == -later
        assert now - later == together
        beyond = carried.this_year(Decimal(0), gain + 1) - now + carried.later(Decimal(1))
        assert beyond * 100 == slope
    assert len(shown) == 4


def resolved(name: str) -> object:
    """What `name` stands for: a module, or something in one."""
    parts = (
        name.split(".")
        if name.startswith("trimtab.")
        else ["trimtab", "optimize", *name.split(".")]
    )
    found: object = import_module(parts[0])
    for depth, part in enumerate(parts[1:], start=1):
        try:
            found = getattr(found, part)
        except AttributeError:
            found = import_module(".".join(parts[: depth + 1]))
    return found


def test_every_function_that_the_reference_names_exists() -> None:
    names = set(NAMED.findall(REFERENCE.read_text(encoding="utf-8")))
    assert len(names) > len(certificate.LIMITS)
    for name in sorted(names):
        assert resolved(name) is not None


@pytest.mark.parametrize("limit", certificate.LIMITS, ids=lambda limit: limit.name)
def test_every_hard_limit_is_in_the_reference_with_its_setting(limit: certificate.Limit) -> None:
    module = limit.forbids.__module__.rpartition(".")[2]
    name = f"`certificate.{module}.{limit.name}`"
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if name in line)
    assert not limit.setting or f"`{limit.setting}`" in row


def test_the_certificate_imports_nothing_of_the_model() -> None:
    """Decision 13: what a plan is checked by is another telling than what it is made by."""
    strangers = {
        f"{path.name}: {module}"
        for path in CERTIFICATE.glob("*.py")
        for module in _imports(path)
        if module.partition(".")[0] in {"numpy", "highspy"}
        or (
            module.startswith("trimtab.optimize")
            and not module.startswith("trimtab.optimize.certificate")
        )
        or module.startswith("trimtab.planners")
    }
    assert not strangers


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
