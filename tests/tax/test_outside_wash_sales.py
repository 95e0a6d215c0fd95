"""Wash sales of the regulations, of Pub. 550 and of other programs, through `tax.rebuild`."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.tax.outside_cases import Case, each_case
from tests.tax.wash_cases import household_of
from trimtab.tax import SaleLine, TaxHistory, WashRules, rebuild

NAMES = {
    "disallowed": "disallowed",
    "permanently_disallowed": "permanent",
    "reported_gain": "gain",
}


def history_of(case: Case, *, batch: bool) -> TaxHistory:
    household = household_of(case)
    last = max(row.trade_date for row in household.transactions)
    return rebuild(
        household,
        as_of=last + timedelta(days=31),
        rules=WashRules(
            same_day_batch=batch, fragments_highest=case.get("fragment_selection") == "highest"
        ),
    )


def total(lines: list[SaleLine], name: str) -> Decimal:
    if name == "adjusted_cost":
        return sum((line.realized.basis or Decimal(0) for line in lines), Decimal(0))
    return sum((getattr(line, NAMES[name]) for line in lines), Decimal(0))


@pytest.mark.parametrize("batch", [False, True], ids=["sequential", "batch"])
@each_case("wash_sale")
def test_an_outside_wash_sale_is_matched_as_its_source_does(case: Case, *, batch: bool) -> None:
    policy = case.get("policy", {}).get("same_day_dispositions")
    if case["id"] == "andreasg123/wash_sale":
        policy = "batch"  # stated in the README of the cases, not in the file
    if policy is not None and (policy == "batch") is not batch:
        pytest.skip(f"the source fixes the policy: {policy}")
    history = history_of(case, batch=batch)
    assert not history.problems
    lines: dict[str, list[SaleLine]] = defaultdict(list)
    for line in history.sales:
        lines[line.sale_id].append(line)
    tolerance = Decimal(case["tolerance"])
    for row in case["expected"].get("dispositions", ()):
        for name in ("disallowed", "permanently_disallowed", "reported_gain", "adjusted_cost"):
            if name in row:
                found = total(lines[row["sale"]], name)
                assert abs(found - Decimal(row[name])) <= tolerance, (row, name, found)
        if "term" in row:
            assert {line.term.value for line in lines[row["sale"]]} == {row["term"]}
    compare_open_lots(case, history, tolerance)
    for name, expected in case["expected"].get("totals", {}).items():
        if name in NAMES:
            assert abs(total(list(history.sales), name) - Decimal(expected)) <= tolerance


def compare_open_lots(case: Case, history: TaxHistory, tolerance: Decimal) -> None:
    if "open_lots" not in case["expected"]:
        return
    left = list(history.open_lots)
    for row in case["expected"]["open_lots"]:
        found = [
            one
            for one in left
            if one.lot.lot_id == row["lot"]
            and one.lot.quantity == Decimal(row["qty"])
            and one.lot.basis is not None
            and (
                "adjusted_cost" not in row
                or abs(one.lot.basis - Decimal(row["adjusted_cost"])) <= tolerance
            )
            and (
                "holding_date" not in row
                or one.lot.holding_period_start == date.fromisoformat(row["holding_date"])
            )
        ]
        assert found, (row, left)
        left.remove(found[0])
    assert not left
