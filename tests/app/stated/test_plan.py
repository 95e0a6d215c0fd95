"""A document that was edited by hand is read strictly: what no plan holds is told with its file."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from trimtab.app import open_workspace
from trimtab.app.stated.plan import stated_plan
from trimtab.errors import InputProblems
from trimtab.workspace.demo_data import SAMPLE_DATE, sample_folder

Edit = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    return open_workspace(sample_folder(), as_of=SAMPLE_DATE).plan().to_dict()


def read(written: dict[str, Any], folder: Path, edit: Edit) -> None:
    document = deepcopy(written)
    edit(document)
    path = folder / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    stated_plan(folder, str(path))


def test_what_is_edited_here_is_read_as_it_was_written(
    written: dict[str, Any], tmp_path: Path
) -> None:
    read(written, tmp_path, len)


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda document: document.update(household=5), "A value is not what a plan holds"),
        (lambda document: document.update(household={}), "It has no value"),
        (lambda document: document["summary"].update(cost=None), "It has no summary.cost"),
        (lambda document: document["summary"].update(cost="1e999999999"), "'1e999999999' is not"),
        (lambda document: document["summary"].update(tax_after="much"), "'much' is not"),
        (lambda document: document["asset_classes"].append("x"), "A value is not what a plan"),
        (lambda document: document["asset_classes"][0].pop("weight_after"), "It has no weight_"),
        (
            lambda document: document["assumptions"].update({"objective: drift": "little"}),
            "'little' is not",
        ),
    ],
)
def test_what_no_plan_holds_is_a_problem_of_the_file(
    written: dict[str, Any], tmp_path: Path, edit: Edit, why: str
) -> None:
    with pytest.raises(InputProblems) as raised:
        read(written, tmp_path, edit)

    assert why in str(raised.value)
