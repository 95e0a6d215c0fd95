"""What is other in one plan than in another, from two documents."""

from copy import deepcopy
from typing import Any

import pytest

from trimtab.app.demo import demo_plan
from trimtab.report.plan_changes import changes_text, plan_changes

BEFORE: dict[str, Any] = demo_plan().to_dict()


def now(**changed: object) -> dict[str, Any]:
    return deepcopy(BEFORE) | {"sha256": "other", **changed}


def labels(document: dict[str, Any]) -> list[str]:
    return [one.label for one in plan_changes(BEFORE, document)]


def test_the_same_plan_has_no_changes() -> None:
    assert plan_changes(BEFORE, now()) == ()
    assert "the same orders and figures" in changes_text(BEFORE, now())
    assert f"Nothing changed since plan {BEFORE['id']}" in changes_text(BEFORE, BEFORE)


@pytest.mark.parametrize(
    ("name", "figure", "label"),
    [
        ("drift_after", "0.123456", "Drift after"),
        ("tax_after", "-1.00", "Tax of the year"),
        ("realized_short", "7.00", "Short-term gain"),
        ("realized_long", "7.00", "Long-term gain"),
        ("cash_after", "7.00", "Cash after"),
        ("cost", "7.00", "Cost of trading"),
    ],
)
def test_a_figure_that_is_other_stands_beside_what_it_was(
    name: str, figure: str, label: str
) -> None:
    document = now(summary=BEFORE["summary"] | {name: figure})
    assert labels(document) == [label]


def test_a_tax_that_is_not_known_any_more_is_told_so() -> None:
    document = now(summary=BEFORE["summary"] | {"tax_after": None})
    (change,) = plan_changes(BEFORE, document)
    assert change.text.startswith("not known, was ")


def test_orders_are_told_by_what_they_trade_and_not_by_their_number() -> None:
    first, second, *rest = deepcopy(BEFORE["orders"])
    moved = second | {"symbol": "ZZZ"}
    resized = first | {"quantity": "1"}
    changes = plan_changes(BEFORE, now(orders=[*rest, moved, resized]))
    assert [one.label for one in changes] == ["No more", "New", "Other size"]
    assert changes[2].text.endswith(f", was {first['quantity']}")


def test_at_most_five_prices_are_named() -> None:
    orders = [one | {"price": "1.00"} for one in deepcopy(BEFORE["orders"])]
    (change,) = plan_changes(BEFORE, now(orders=orders))
    symbols = {one["symbol"] for one in orders}
    assert change.text.count(", was ") == 5
    assert change.text.endswith(f"and {len(symbols) - 5} more")


def test_a_setting_of_the_file_is_told_and_what_follows_from_the_day_is_not() -> None:
    said = BEFORE["assumptions"]
    document = now(assumptions=said | {"wash_sales": "warn", "prices_as_of": "2027-01-01"})
    (change,) = plan_changes(BEFORE, document)
    assert (change.label, change.text) == (
        "Setting",
        f"wash_sales: warn, was {said['wash_sales']}",
    )


def test_day_proof_and_new_warnings_are_told() -> None:
    warning = {"id": "W1", "needs_ack": True, "text": "Read me."}
    document = now(
        as_of="2027-01-04",
        proof=BEFORE["proof"] | {"gap": "12345.00"},
        warnings=[warning, *BEFORE["warnings"]],
    )
    assert labels(document) == ["Day", "Gap", "To be read"]


@pytest.mark.parametrize("width", [40, 60, 98])
def test_no_line_is_wider_than_asked_and_plain_is_ascii(width: int) -> None:
    orders = [one | {"price": "1.00"} for one in deepcopy(BEFORE["orders"])]
    text = changes_text(BEFORE, now(orders=orders), width=width, plain=True)
    assert max(map(len, text.splitlines())) <= width
    assert text.isascii()
