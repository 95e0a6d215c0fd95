"""A scenario of the simulator: read whole, or every mistake in it told at once."""

import json
from datetime import date
from decimal import Decimal

import pytest

from trimtab.brokers.simulators.scenario import scenario_of
from trimtab.errors import InputProblems

GOOD: dict[str, object] = {
    "start": "2026-06-15T10:00:00-04:00",
    "accounts": [
        {
            "number": "83551234",
            "type": "ROTHIRA",
            "mode": "CASH",
            "cash": 5000.10,
            "lots": [
                {"symbol": "VTI", "quantity": "10.5", "cost": "800.10", "acquired": "2019-03-05"},
                {"symbol": "VTI", "quantity": 1},
            ],
        }
    ],
    "quotes": {"VTI": {"last": 100, "bid": "99.9"}, "BND": "72.1"},
    "manners": {"fills": "delayed:2", "strict": False},
}


def test_a_scenario_is_read_to_the_cent() -> None:
    found = scenario_of(json.dumps(GOOD), file="s.json")
    (account,) = found.accounts
    assert (account.number, account.kind, account.mode) == ("83551234", "ROTHIRA", "CASH")
    assert account.cash == Decimal("5000.10")
    first, second = account.lots
    assert (first.quantity, first.cost) == (Decimal("10.5"), Decimal("800.10"))
    assert first.acquired == date(2019, 3, 5)
    assert not second.cost_known
    assert second.acquired is None
    assert found.quotes["VTI"].bid == Decimal("99.9")
    assert found.quotes["VTI"].ask == Decimal(100)
    assert found.manners.fills == "delayed:2"
    assert not found.manners.strict
    assert found.start is not None


def test_all_mistakes_are_told_at_once() -> None:
    bad = {
        "start": "2026-06-15T10:00:00",
        "colour": "red",
        "accounts": [
            {"number": "12-3", "mode": "IRA", "cash": "1.234", "lots": [{"symbol": "X"}]},
            {"number": "5", "cash": "NaN"},
            {"number": "5"},
        ],
        "quotes": {"VTI": "-1"},
        "manners": {"fills": "sometimes"},
    }
    with pytest.raises(InputProblems) as caught:
        scenario_of(json.dumps(bad), file="s.json")
    told = "\n".join(problem.what for problem in caught.value.problems)
    for part in ("colour", "-04:00", "12-3", "IRA", "1.234", "X has no quote", "has no shares"):
        assert part in told
    for part in ("NaN", "number 5 is given twice", "quote of VTI", "sometimes"):
        assert part in told


@pytest.mark.parametrize("text", ["", "[]", "{", '{"accounts": {}, "quotes": []}'])
def test_what_is_no_scenario_is_refused(text: str) -> None:
    with pytest.raises(InputProblems):
        scenario_of(text, file="s.json")
