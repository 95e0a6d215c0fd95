"""The lots of one security in one account."""

from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain.identifiers import Symbol
from trimtab.domain.lot import Lot
from trimtab.errors import InvalidValue
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """All lots of `symbol` in one account, in the order of the file; at least one."""

    symbol: Symbol
    lots: tuple[Lot, ...]

    def __post_init__(self) -> None:
        if not self.lots:
            raise InvalidValue(f"a position of {self.symbol} needs at least one lot")
        for lot in self.lots:
            if lot.symbol != self.symbol:
                raise InvalidValue(f"lot {lot.lot_id} is {lot.symbol}, not {self.symbol}")

    @property
    def quantity(self) -> Decimal:
        """Shares, the sum over the lots."""
        return sum((lot.quantity for lot in self.lots), ZERO)
