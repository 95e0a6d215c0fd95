"""Everything a trigger looks at, in one value."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from trimtab.domain import Account, AssetClass, Lot, Position, Situation, Symbol
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, to_cents
from trimtab.tax import WashScreen, wash_screen


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAction:
    """A corporate action that is announced and not booked yet.

    effective  the day from which it counts
    what       a word or two for people: `4-for-1 split`, `merger into ABC`
    """

    symbol: Symbol
    effective: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFigures:
    """One measure of risk of what is held and of the target, in the same unit.

    holdings  >= 0
    target    > 0: a target without risk is nothing to compare with
    measure   its name for people, such as `value at risk`
    """

    holdings: Decimal
    target: Decimal
    measure: str = "value at risk"

    def __post_init__(self) -> None:
        if not (self.holdings.is_finite() and self.target.is_finite()):
            raise InvalidValue(f"{self.measure} must be a number, got {self.holdings}")
        if self.holdings < 0 or self.target <= 0:
            raise InvalidValue(
                f"{self.measure} of {self.holdings} cannot be compared with {self.target} of the "
                "target: a risk is at or above zero, and the target's above it"
            )


@dataclass(frozen=True, kw_only=True)
class View:
    """A household on one day, and what triggers need besides.

    last_checked  the day of the check before this one; what happened after it and until `as_of` is
                  news. None: only what happens on `as_of` itself is
    pending       corporate actions that are not booked yet
    risk          None when there are no returns to measure it by
    """

    situation: Situation
    last_checked: date | None = None
    pending: tuple[PendingAction, ...] = ()
    risk: RiskFigures | None = None

    def __post_init__(self) -> None:
        if self.last_checked is not None and self.last_checked > self.as_of:
            raise InvalidValue(
                f"the last check was on {self.last_checked}, after {self.as_of}: the clock went "
                "backwards. Check for a later day, or leave `last_checked` out"
            )

    @property
    def as_of(self) -> date:
        """The day of the check."""
        return self.situation.as_of

    @cached_property
    def screen(self) -> WashScreen:
        """Wash-sale state of every security on that day."""
        situation = self.situation
        return wash_screen(
            situation.household,
            self.as_of,
            situation.policy,
            None if situation.tax is None else situation.tax.filing_status,
        )

    @cached_property
    def values(self) -> dict[Symbol, Decimal]:
        """Dollars of every security held, over all accounts, each position to the cent."""
        found: dict[Symbol, Decimal] = {}
        for account in self.situation.household.accounts:
            for held in account.positions:
                worth = to_cents(held.quantity * self.situation.market.price(held.symbol))
                found[held.symbol] = found.get(held.symbol, ZERO) + worth
        return found

    @cached_property
    def lots(self) -> dict[Symbol, list[tuple[Account, Lot]]]:
        """Every lot with its account, by security, in the order of the files."""
        found: dict[Symbol, list[tuple[Account, Lot]]] = {}
        for account, lot in self.situation.household.lots:
            found.setdefault(lot.symbol, []).append((account, lot))
        return found

    @property
    def cash(self) -> Decimal:
        """Dollars of cash over all accounts."""
        return sum((account.cash for account in self.situation.household.accounts), ZERO)

    @cached_property
    def value(self) -> Decimal:
        """Dollars of the household."""
        return sum(self.values.values(), self.cash)

    def value_of(self, asset_class: AssetClass) -> Decimal:
        """Dollars in a class of the target."""
        target = self.situation.target
        worth = (
            amount
            for symbol, amount in self.values.items()
            if target.class_of(symbol) == asset_class
        )
        return sum(worth, self.cash if asset_class == target.cash else ZERO)

    def is_news(self, day: date) -> bool:
        """True for a day after the last check and until today."""
        if self.last_checked is None or self.last_checked == self.as_of:
            return day == self.as_of
        return self.last_checked < day <= self.as_of

    @cached_property
    def before(self) -> "View":
        """The same household as its record has it at the check before, at today's prices.

        Without one, or with one today, as it was yesterday evening. Lots that came later are left
        out; lots that were sold since are not brought back.
        """
        day = self.last_checked
        if day is None or day == self.as_of:
            day = self.as_of - timedelta(days=1)
        household = self.situation.household
        known = replace(
            household,
            accounts=tuple(_until(account, day) for account in household.accounts),
            transactions=tuple(row for row in household.transactions if row.trade_date <= day),
        )
        return View(situation=replace(self.situation, household=known, as_of=day))


def _until(account: Account, day: date) -> Account:
    """`account` without the lots that were acquired after `day`."""
    return replace(account, positions=tuple(_positions(account, day)))


def _positions(account: Account, day: date) -> Iterator[Position]:
    for held in account.positions:
        lots = tuple(lot for lot in held.lots if lot.acquired is None or lot.acquired <= day)
        if lots:
            yield Position(symbol=held.symbol, lots=lots)
