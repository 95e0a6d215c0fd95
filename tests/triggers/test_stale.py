"""Prices that are too old."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.planners.build import TODAY, account, asset_class, lot, situation
from trimtab.domain import Market, Quote, Symbol
from trimtab.triggers import View
from trimtab.triggers.stale import StalePrices


def view(*ages: int | None) -> View:
    """A household that holds a security for each age in days of its price; None: no date."""
    names = [f"S{number}" for number in range(len(ages))]
    made = situation(
        account("joint", *(lot(f"L{name}", name, 1, 100) for name in names)),
        classes=[asset_class("Stocks", 100, names)],
        prices=dict.fromkeys(names, 100),
    )
    quotes = {
        Symbol(name): Quote(symbol=Symbol(name), price=Decimal(100), as_of=dated(age))
        for name, age in zip(names, ages, strict=True)
    }
    return View(situation=replace(made, market=Market(quotes=quotes)))


def dated(age: int | None) -> date | None:
    return None if age is None else TODAY - timedelta(days=age)


@pytest.mark.parametrize(("age", "fires"), [(6, False), (7, True), (30, True)])
def test_it_fires_from_its_age_on(age: int, fires: bool) -> None:  # noqa: FBT001 - a table's column
    found = StalePrices(days=Decimal(7)).check(view(0, age))
    assert (found is not None) is fires


def test_it_names_the_oldest_price_and_its_age() -> None:
    found = StalePrices().check(view(8, 9, 1))
    assert found is not None
    assert dict(found.reason.params) == {"symbol": "S1", "age": "9 days"}
    assert (found.value, found.limit) == (Decimal(9), Decimal(7))


def test_prices_without_a_date_say_nothing() -> None:
    assert StalePrices().check(view(None, None)) is None


def test_eased_it_fires_earlier() -> None:
    assert StalePrices(days=Decimal(10)).eased(Decimal("0.2")).check(view(8)) is not None
    assert StalePrices(days=Decimal(10)).eased(Decimal("0.2")).check(view(7)) is None
