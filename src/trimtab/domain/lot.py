"""A tax lot: shares of one security that came into one account at one time."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Self

from trimtab.domain.checks import require_above_zero, require_at_least_zero, require_whole_cents
from trimtab.domain.identifiers import LotId, Symbol
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, split_by_weight


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

    def __post_init__(self) -> None:
        require_above_zero(f"quantity of lot {self.lot_id}", self.quantity)
        require_whole_cents(f"wash adjustment of lot {self.lot_id}", self.wash_adjustment)
        require_at_least_zero(f"wash adjustment of lot {self.lot_id}", self.wash_adjustment)
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
        return None if self.basis is None else self.basis / self.quantity

    def split(self, quantity: Decimal) -> tuple[Self, Self]:
        """Return (`quantity` shares of it, the rest); basis and wash adjustment add up exactly.

        `quantity` lies strictly between 0 and the lot's own. Both parts keep the lot's name.
        """
        if not 0 < quantity < self.quantity:
            raise InvalidValue(
                f"cannot take {quantity} shares out of lot {self.lot_id} with {self.quantity}"
            )
        weights = (quantity, self.quantity - quantity)
        bases = (None, None) if self.basis is None else split_by_weight(self.basis, weights)
        washes = split_by_weight(self.wash_adjustment, weights)
        taken, rest = (
            replace(self, quantity=weight, basis=basis, wash_adjustment=wash)
            for weight, basis, wash in zip(weights, bases, washes, strict=True)
        )
        return taken, rest
