"""Cases from outside the project; they are read where they lie and are no part of it."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "tax_cases"
ABSENT = "the outside tax cases are not here: ../shared/data/tax_cases"

Case = dict[str, Any]


def cases_of(kind: str) -> list[Case]:
    """Every case of `kind`, in the order of the files; none where the folder is absent."""
    found: list[Case] = []
    for path in sorted(FOLDER.glob("*/*.json")):
        read = json.loads(path.read_text(encoding="utf-8")).get("cases", ())
        found += [case for case in read if case["kind"] == kind]
    return found


def each_case(kind: str) -> pytest.MarkDecorator:
    """Run the test once for every case of `kind`, or skip it with one line."""
    found = cases_of(kind)
    if not found:
        skipped = pytest.param({}, marks=pytest.mark.skip(reason=ABSENT), id="absent")
        return pytest.mark.parametrize("case", [skipped])
    return pytest.mark.parametrize("case", found, ids=[case["id"] for case in found])
