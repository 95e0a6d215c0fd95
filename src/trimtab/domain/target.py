"""The goal: asset classes with weights, each served by ranked, interchangeable securities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Self

from trimtab.domain.checks import first_repeated, require_fraction
from trimtab.domain.identifiers import Symbol
from trimtab.errors import InvalidValue
from trimtab.money import ONE, ZERO

CASH_CLASS = "Cash"
OTHER_CLASS = "Other"
# Names of the implicit classes where the user gave `Cash` or `Other` to securities of their own.
UNINVESTED_CASH = "Uninvested cash"
OTHER_SECURITIES = "Other securities"
_OWN_NAMES = frozenset({UNINVESTED_CASH, OTHER_SECURITIES})

# Weights are percent with at most eight decimals in the file; their sum may miss 1 by this much.
SUM_TOLERANCE = Decimal("0.00000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftBand:
    """Weights that need no trade: low <= weight <= high, fractions of the household."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        require_fraction("low end of a band", self.low)
        require_fraction("high end of a band", self.high)
        if self.low > self.high:
            raise InvalidValue(f"a band from {self.low} to {self.high} is upside down")

    def __contains__(self, weight: Decimal) -> bool:
        return self.low <= weight <= self.high

    @classmethod
    def around(cls, target: Decimal, below: Decimal, above: Decimal) -> Self:
        """From `below` under `target` to `above` over it (both >= 0), cut off at 0 and 1."""
        return cls(low=max(ZERO, target - below), high=min(ONE, target + above))

    @classmethod
    def five_25(cls, target: Decimal) -> Self:
        """The 5/25 rule: the smaller of 5 points and a quarter of the target, on each side.

        Source of the rule: Larry Swedroe, as the Bogleheads wiki states it ("Rebalancing").
        """
        width = min(Decimal("0.05"), target / 4)
        return cls.around(target, width, width)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedSecurity:
    """A security that serves a class.

    rank     0 is the first choice; equal ranks are a tie; `count` securities rank below all others
    buyable  False: counts towards the class when held, and is never bought
    """

    symbol: Symbol
    rank: int
    buyable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetClass:
    """One class of the target.

    weight  fraction of the household, 0-1
    band    weights that need no trade; None when the user wants none
    yield_* fraction a year, for asset location: taxed as ordinary income, as qualified dividends,
            or not at all
    members weights within the class of an index that is held directly, fractions that sum to 1, of
            securities that may be bought; the class's other securities stand in for it, with weight
            0. Empty for a class that does not hold an index
    """

    name: str
    weight: Decimal
    securities: tuple[RankedSecurity, ...] = ()
    band: DriftBand | None = None
    yield_ordinary: Decimal = ZERO
    yield_qualified: Decimal = ZERO
    yield_exempt: Decimal = ZERO
    members: Mapping[Symbol, Decimal] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        require_fraction(f"weight of {self.name}", self.weight)
        twice = first_repeated(security.symbol for security in self.securities)
        if twice is not None:
            raise InvalidValue(f"{twice} stands twice in {self.name}")
        if self.members:
            self._check_members()

    def _check_members(self) -> None:
        buyable = {security.symbol for security in self.securities if security.buyable}
        for symbol, weight in self.members.items():
            require_fraction(f"weight of {symbol} in {self.name}", weight)
            if symbol not in buyable:
                raise InvalidValue(f"{symbol} has a weight in {self.name} and may not be bought")
        total = sum(self.members.values(), ZERO)
        if abs(total - ONE) > SUM_TOLERANCE:
            raise InvalidValue(f"members of {self.name} add up to {total * 100}%, not to 100%")

    @property
    def is_cash(self) -> bool:
        """True for the class of uninvested money: called Cash, and served by no security."""
        return not self.securities and self.name in {CASH_CLASS, UNINVESTED_CASH}

    def rank_of(self, symbol: Symbol) -> int | None:
        """The rank of `symbol` here; None when it is not of this class."""
        for security in self.securities:
            if security.symbol == symbol:
                return security.rank
        return None


@dataclass(frozen=True, kw_only=True)
class TargetPortfolio:
    """The classes in the order of the file; weights sum to 1.

    Two classes always exist: cash, with target 0 when the user names none, and Other, with target
    0, for securities in no class. `classes` holds the user's and those two, cash and Other last
    unless the user placed cash elsewhere.
    """

    asset_classes: tuple[AssetClass, ...]
    implicit_band: bool = field(default=True)

    def __post_init__(self) -> None:
        twice = first_repeated(asset_class.name for asset_class in self.asset_classes)
        if twice is not None:
            raise InvalidValue(f"two classes are called {twice}")
        for asset_class in self.asset_classes:
            if asset_class.name in _OWN_NAMES:
                raise InvalidValue(f"{asset_class.name!r} is a class name that trimtab uses itself")
        total = sum((asset_class.weight for asset_class in self.asset_classes), ZERO)
        if abs(total - ONE) > SUM_TOLERANCE:
            raise InvalidValue(f"targets add up to {total * 100}%, they must add up to 100%")
        owner: dict[Symbol, str] = {}
        for asset_class in self.asset_classes:
            for security in asset_class.securities:
                if security.symbol in owner:
                    raise InvalidValue(
                        f"{security.symbol} stands in {owner[security.symbol]} "
                        f"and in {asset_class.name}"
                    )
                owner[security.symbol] = asset_class.name

    @cached_property
    def cash(self) -> AssetClass:
        """The class of uninvested money."""
        for asset_class in self.asset_classes:
            if asset_class.is_cash:
                return asset_class
        taken = any(asset_class.name == CASH_CLASS for asset_class in self.asset_classes)
        band = DriftBand(low=ZERO, high=Decimal("0.01")) if self.implicit_band else None
        name = UNINVESTED_CASH if taken else CASH_CLASS
        return AssetClass(name=name, weight=ZERO, band=band)

    @cached_property
    def other(self) -> AssetClass:
        """The class of securities that stand in no class; its target is 0."""
        taken = any(asset_class.name == OTHER_CLASS for asset_class in self.asset_classes)
        band = DriftBand(low=ZERO, high=Decimal("0.05")) if self.implicit_band else None
        name = OTHER_SECURITIES if taken else OTHER_CLASS
        return AssetClass(name=name, weight=ZERO, band=band)

    @cached_property
    def classes(self) -> tuple[AssetClass, ...]:
        """Every class once, the implicit ones last."""
        named = self.asset_classes
        cash = () if self.cash in named else (self.cash,)
        return (*named, *cash, self.other)

    @cached_property
    def _by_symbol(self) -> dict[Symbol, AssetClass]:
        return {
            security.symbol: asset_class
            for asset_class in self.asset_classes
            for security in asset_class.securities
        }

    def class_of(self, symbol: Symbol) -> AssetClass:
        """The class that `symbol` counts towards; `other` when it stands in none."""
        return self._by_symbol.get(symbol, self.other)
