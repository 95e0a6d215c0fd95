"""Returns of several securities over the same periods, without a gap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from trimtab.errors import InvalidValue
from trimtab.risk.arrays import Floats
from trimtab.risk.checks import matrix, require_positive


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # an array has no single truth
class Returns:
    """Simple returns: the value at the end of a period over that at its start, less one.

    names             of the series, a security's symbol or any other name
    days              the last day of each period, ascending
    values            shape (T, N): fractions, a loss is below zero and above -1
    periods_per_year  252 for trading days, 52 for weeks, 12 for months, above zero
    """

    names: tuple[str, ...]
    days: tuple[date, ...]
    values: Floats
    periods_per_year: float

    def __post_init__(self) -> None:
        found = matrix(self.values)
        if found.shape != (len(self.days), len(self.names)):
            raise InvalidValue(
                f"{len(self.days)} days and {len(self.names)} names do not fit returns of shape "
                f"{found.shape}"
            )
        if float(found.min()) <= -1:
            row, column = (int(at) for at in np.argwhere(found <= -1)[0])
            raise InvalidValue(
                f"the return of {self.names[column]} on {self.days[row]} is "
                f"{found[row, column]:g}; nothing loses more than everything. "
                "Returns are fractions: write 0.012 for 1.2 %"
            )
        require_positive("periods_per_year", self.periods_per_year)

    def of(self, names: Iterable[str]) -> Floats:
        """The columns of `names`, shape (T, len(names)), in their order."""
        wanted = list(names)
        absent = [name for name in wanted if name not in self.names]
        if absent:
            raise InvalidValue(f"there are no returns of {', '.join(absent)}")
        return self.values[:, [self.names.index(name) for name in wanted]]


def from_prices(prices: Floats) -> Floats:
    """Simple returns of shape (T - 1, N) from prices of shape (T, N), each above zero.

    r[t] = p[t + 1] / p[t] - 1. Prices are taken as given: adjusted for splits and dividends or not.
    """
    found = matrix(prices, "prices")
    if not (found > 0).all():
        raise InvalidValue("every price must be above zero")
    return found[1:] / found[:-1] - 1.0
