"""Prices on the day of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain.checks import require_above_zero
from trimtab.domain.identifiers import Symbol
from trimtab.errors import InvalidValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One security's price, dollars per share, all above zero.

    price     the price at which holdings are valued
    bid, ask  None when the file gives none; bid <= ask
    as_of     the date of the price; None when the file gives none
    """

    symbol: Symbol
    price: Decimal
    bid: Decimal | None = None
    ask: Decimal | None = None
    as_of: date | None = None

    def __post_init__(self) -> None:
        require_above_zero(f"price of {self.symbol}", self.price)
        for name, value in (("bid", self.bid), ("ask", self.ask)):
            if value is not None:
                require_above_zero(f"{name} of {self.symbol}", value)
        if self.bid is not None and self.ask is not None and self.bid > self.ask:
            raise InvalidValue(f"{self.symbol}: bid {self.bid} is above ask {self.ask}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The quotes known, by symbol."""

    quotes: Mapping[Symbol, Quote]

    def price(self, symbol: Symbol) -> Decimal:
        """Dollars per share; InvalidValue when there is no quote."""
        if symbol not in self.quotes:
            raise InvalidValue(f"there is no price for {symbol}")
        return self.quotes[symbol].price

    def __contains__(self, symbol: object) -> bool:
        return symbol in self.quotes
