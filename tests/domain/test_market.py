"""Prices."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from trimtab.domain import Market, Quote, Symbol
from trimtab.errors import InvalidValue

VTI, BND = Symbol("VTI"), Symbol("BND")


@pytest.mark.parametrize("field", ["price", "bid", "ask"])
def test_a_price_is_above_zero(field: str) -> None:
    prices: dict[str, Any] = {field: Decimal(0)}
    with pytest.raises(InvalidValue, match=f"{field} of VTI must be above zero, got 0"):
        replace(Quote(symbol=VTI, price=Decimal(10)), **prices)


def test_a_bid_above_the_ask_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"VTI: bid 10\.02 is above ask 10\.01"):
        Quote(symbol=VTI, price=Decimal(10), bid=Decimal("10.02"), ask=Decimal("10.01"))


@pytest.mark.parametrize(
    ("bid", "ask"),
    [(Decimal(10), Decimal(10)), (Decimal(99), None), (None, Decimal(1)), (None, None)],
)
def test_bid_and_ask_may_meet_or_be_missing(bid: Decimal | None, ask: Decimal | None) -> None:
    quote = Quote(symbol=VTI, price=Decimal(10), bid=bid, ask=ask)
    assert (quote.bid, quote.ask) == (bid, ask)


def test_a_market_knows_the_prices_that_it_was_given() -> None:
    market = Market(quotes={VTI: Quote(symbol=VTI, price=Decimal("12.34"))})
    assert market.price(VTI) == Decimal("12.34")
    assert VTI in market
    assert BND not in market


def test_a_security_without_a_price_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match="there is no price for BND"):
        Market(quotes={}).price(BND)
