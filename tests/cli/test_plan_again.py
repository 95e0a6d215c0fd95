"""`plan --again`: the same wishes on today's lots and prices, and what that changed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import AS_OF, Run

DAY = ("--as-of", AS_OF)

WISHES = (
    ("--planner", "never-sell", "--invest", "2500", "--account", "roth"),
    ("--planner", "equal-weight", "--raise", "1500", "--account", "tira"),
    ("--gains-budget", "0", "--drift-aversion", "0.01", "--compare"),
)


def made(run: Run, *arguments: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("plan", "--json", *DAY, *arguments).out)
    return document


def moved(sample: Path, symbol: str, price: str) -> None:
    prices = sample / "data" / "prices.csv"
    prices.write_text(re.sub(rf"(?m)^{symbol},[\d.]+", f"{symbol},{price}", prices.read_text()))


@pytest.mark.parametrize("wishes", WISHES, ids=lambda wishes: wishes[1])
@pytest.mark.usefixtures("sample")
def test_the_same_data_and_day_give_the_same_plan(run: Run, wishes: tuple[str, ...]) -> None:
    first = made(run, *wishes)
    again = run("plan", "--again", first["id"], "--json", *DAY)
    assert json.loads(again.out) == first
    assert f"Nothing changed since plan {first['id']}" in again.err


@pytest.mark.parametrize("wishes", WISHES, ids=lambda wishes: wishes[1])
def test_with_new_prices_it_is_the_plan_that_the_same_wishes_make(
    run: Run, sample: Path, wishes: tuple[str, ...]
) -> None:
    first = made(run, *wishes)
    moved(sample, "VWO", "47.10")
    again = json.loads(run("plan", "--again", first["id"].lower(), "--json", *DAY).out)
    assert again == made(run, *wishes)
    assert again["id"] != first["id"]


def test_it_says_what_changed(run: Run, sample: Path) -> None:
    first = made(run)
    moved(sample, "VWO", "47.10")
    told = run("plan", "--again", first["id"], *DAY).out.split(f"AGAINST PLAN {first['id']}")[1]
    assert re.search(r"Prices +VWO \$47\.10, was \$46\.00", told)
    assert re.search(r"Tax of the year +\(\$[\d,.]+\), was \(\$[\d,.]+\)", told)


@pytest.mark.usefixtures("sample")
def test_what_is_asked_for_anew_is_no_plan_again(run: Run) -> None:
    refused = run("plan", "--again", made(run)["id"], "--invest", "5000", "--compare", *DAY)
    assert refused.code == 2
    assert "--invest, --compare" in refused.err


@pytest.mark.usefixtures("sample")
def test_a_plan_that_is_not_there_is_named(run: Run) -> None:
    refused = run("plan", "--again", "ZZZZ", *DAY)
    assert refused.code == 3
    assert "ZZZZ" in refused.err


def test_a_plan_that_was_edited_by_hand_is_made_afresh_as_its_refusal_says(
    run: Run, sample: Path
) -> None:
    first = made(run)
    (saved,) = (sample / "plans").iterdir()
    saved.write_text(saved.read_text().replace('"quantity": "12"', '"quantity": "13"', 1))
    refused = run("approve", first["id"], *DAY)
    assert f"trimtab plan --again {first['id']}" in refused.err
    moved(sample, "VWO", "47.10")
    assert json.loads(run("plan", "--again", first["id"], "--json", *DAY).out) == made(run)


def test_a_plan_whose_data_changed_is_made_afresh_as_its_refusal_says(
    run: Run, sample: Path
) -> None:
    plan = made(run)["id"]
    run("ack", plan, "W1", *DAY)
    moved(sample, "VWO", "47.10")
    refused = run("approve", plan, *DAY)
    assert refused.code == 6
    assert f"Make a fresh one from the same settings: trimtab plan --again {plan}" in refused.err
    assert run("plan", "--again", plan, *DAY).code == 0
