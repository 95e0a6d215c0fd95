"""A tax lot: shares of one security that came into one account at one time."""

from dataclasses import dataclass, field
from datetime import date
from datetime import time as time_of_day
from decimal import Decimal
from enum import Enum
from typing import Self

from trimtab.domain.checks import require_above_zero, require_at_least_zero, require_whole_cents
from trimtab.domain.identifiers import LotId, OrderId, Symbol
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, proportion


class Origin(Enum):
    """How a lot came into the household (W1)."""

    PURCHASE = "purchase"
    REINVESTMENT = "reinvestment"
    VEST = "vest"
    STOCK_DIVIDEND = "taxable stock dividend"
    TRANSFER = "transfer"
    GIFT = "gift"
    INHERITANCE = "inheritance"
    CORPORATE_ACTION = "corporate action"

    @property
    def is_acquisition(self) -> bool:
        """True for a purchase or fully taxable exchange, Reg. 1.1091-1(f): it can replace (W6)."""
        return self in _ACQUISITIONS


# A tuple: its members are compared by identity, which a set would do by a slower hash.
_ACQUISITIONS = (Origin.PURCHASE, Origin.REINVESTMENT, Origin.VEST, Origin.STOCK_DIVIDEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A tax lot.

    quantity              shares, above zero
    basis                 TOTAL adjusted basis in dollars and whole cents, >= 0; None when unknown
    acquired              trade date of the purchase; wash-sale windows look at it (W5); None when
                          unknown
    holding_period_start  the date from which the holding period counts, earlier than `acquired`
                          after a wash sale or a gift (H3, H4); `acquired` when left out
    wash_adjustment       the part of `basis` that a wash sale added (W1), dollars, >= 0
    time                  of the day of the purchase, which orders purchases of one day; None when
                          unknown: before those whose time is known
    order                 the purchase order; fills of one order are one purchase (W7); None when
                          the lot is an order of its own
    origin                how it came into the household
    replacement_used      shares of it that already replaced shares sold at a loss (W9)

    A lot without basis or without date is `complete == False`: its gain is unknown, and it is never
    sold at a guess.
    """

    lot_id: LotId
    symbol: Symbol
    quantity: Decimal
    basis: Decimal | None
    acquired: date | None
    holding_period_start: date | None = field(default=None)
    wash_adjustment: Decimal = ZERO
    time: time_of_day | None = None
    order: OrderId | None = None
    origin: Origin = Origin.PURCHASE
    replacement_used: Decimal = ZERO
    # Remembered: sales by basis compare every lot of a position, again and again.
    _unit_basis: Decimal | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        require_above_zero(f"quantity of lot {self.lot_id}", self.quantity)
        if self.wash_adjustment:
            require_whole_cents(f"wash adjustment of lot {self.lot_id}", self.wash_adjustment)
            require_at_least_zero(f"wash adjustment of lot {self.lot_id}", self.wash_adjustment)
        if not 0 <= self.replacement_used <= self.quantity:
            raise InvalidValue(
                f"{self.replacement_used} of the {self.quantity} shares of lot {self.lot_id} "
                f"cannot have replaced others"
            )
        if self.basis is not None:
            require_at_least_zero(f"basis of lot {self.lot_id}", self.basis)
            require_whole_cents(f"basis of lot {self.lot_id}", self.basis)
        if self.holding_period_start is None:
            object.__setattr__(self, "holding_period_start", self.acquired)

    @property
    def complete(self) -> bool:
        """True when the gain and the term of a sale can be computed."""
        return self.basis is not None and self.holding_period_start is not None

    @property
    def unit_basis(self) -> Decimal | None:
        """Dollars per share, for display only: `basis / quantity` is not exact."""
        if self._unit_basis is None and self.basis is not None:
            object.__setattr__(self, "_unit_basis", self.basis / self.quantity)
        return self._unit_basis

    def split(self, quantity: Decimal) -> tuple[Self, Self]:
        """Return (`quantity` shares of it, the rest); basis and wash adjustment add up exactly.

        `quantity` lies strictly between 0 and the lot's own. Both parts keep the lot's name.
        Shares that already replaced others go with the first part.
        """
        if not 0 < quantity < self.quantity:
            raise InvalidValue(
                f"cannot take {quantity} shares out of lot {self.lot_id} with {self.quantity}"
            )
        basis = None if self.basis is None else proportion(self.basis, quantity, self.quantity)
        wash = self.wash_adjustment
        wash = proportion(wash, quantity, self.quantity) if wash else wash
        used = min(quantity, self.replacement_used)
        start = self.holding_period_start
        return (
            self._like(quantity, basis, wash, used, start),
            self._like(
                self.quantity - quantity,
                None if self.basis is None or basis is None else self.basis - basis,
                self.wash_adjustment - wash,
                self.replacement_used - used,
                start,
            ),
        )

    def replacing(self, added: Decimal, holding_period_start: date | None) -> Self:
        """All of it after it replaced shares sold at a loss, whose basis and days it takes up.

        added  dollars that join the basis, >= 0
        """
        basis = None if self.basis is None else self.basis + added
        wash = self.wash_adjustment + added
        return self._like(self.quantity, basis, wash, self.quantity, holding_period_start)

    def _like(
        self,
        quantity: Decimal,
        basis: Decimal | None,
        wash: Decimal,
        used: Decimal,
        start: date | None,
    ) -> Self:
        """A lot made of a valid one is valid: it is not checked again.

        Splitting lots is the inner loop of rebuilding a household's record.
        """
        part = object.__new__(type(self))
        put = object.__setattr__
        put(part, "lot_id", self.lot_id)
        put(part, "symbol", self.symbol)
        put(part, "quantity", quantity)
        put(part, "basis", basis)
        put(part, "acquired", self.acquired)
        put(part, "holding_period_start", start)
        put(part, "wash_adjustment", wash)
        put(part, "time", self.time)
        put(part, "order", self.order)
        put(part, "origin", self.origin)
        put(part, "replacement_used", used)
        put(part, "_unit_basis", None)
        return part
