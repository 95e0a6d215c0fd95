"""What `equalize` takes and what it gives back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import Symbol
from trimtab.errors import InvalidValue
from trimtab.money import ZERO, cents_text, exact_text, to_cents

SCHEMA = "trimtab.equalize/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuedPosition:
    """One line of the four-column file: what is held of one security, by value.

    value            market value, dollars, >= 0
    price            dollars per share, > 0
    unrealized_gain  dollars; a loss is negative. Only breaks ties: the smallest goes first
    """

    symbol: Symbol
    value: Decimal
    price: Decimal
    unrealized_gain: Decimal = ZERO

    def __post_init__(self) -> None:
        if not (self.value.is_finite() and self.value >= 0):
            raise InvalidValue(f"{self.symbol}: a value must be zero or more, got {self.value}")
        if not (self.price.is_finite() and self.price > 0):
            raise InvalidValue(f"{self.symbol}: a price must be above zero, got {self.price}")
        if not self.unrealized_gain.is_finite():
            raise InvalidValue(
                f"{self.symbol}: an unrealized gain must be an amount, got {self.unrealized_gain}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualizeOptions:
    """What `equalize` may do.

    invest       new money to spend, dollars, >= 0
    raise_cash   money to take out, dollars, >= 0; not together with `invest`
    step         > 0: every ideal amount is moved in steps of so many dollars; None: exact amounts
    allow_sells  True: every position goes to one value, by buys and sales. False: only buys, or
                 with `raise_cash` only sales
    """

    invest: Decimal = ZERO
    raise_cash: Decimal = ZERO
    step: Decimal | None = None
    allow_sells: bool = False

    def __post_init__(self) -> None:
        for name, amount in (("invest", self.invest), ("raise", self.raise_cash)):
            if not (amount.is_finite() and amount >= 0):
                raise InvalidValue(f"the money to {name} must be zero or more, got {amount}")
        if self.invest > 0 and self.raise_cash > 0:
            raise InvalidValue(
                f"money is either invested or raised, not both: got invest {self.invest} "
                f"and raise {self.raise_cash}"
            )
        if self.step is not None and not (self.step.is_finite() and self.step > 0):
            raise InvalidValue(f"a step must be above zero, got {self.step}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualizeRow:
    """One position and its trade.

    trade_value   the ideal amount before rounding to shares, whole cents; negative: a sale
    trade_shares  whole shares; negative: a sale. Zero where a share does not fit
    """

    position: ValuedPosition
    trade_value: Decimal
    trade_shares: int

    @property
    def shares_value(self) -> Decimal:
        """What the whole shares cost at the price, exact dollars; negative: what a sale brings."""
        return self.trade_shares * self.position.price

    def to_dict(self) -> dict[str, str]:
        """The row of the JSON document; every amount is text."""
        return {
            "symbol": str(self.position.symbol),
            "value": _dollars(self.position.value),
            "price": _dollars(self.position.price),
            "trade_value": cents_text(self.trade_value),
            "trade_shares": str(self.trade_shares),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Equalization:
    """The trades that `equalize` proposes.

    rows     every position in the order given, also those without a trade
    options  what was asked for
    verdict  one sentence: what is done, or why nothing is
    """

    rows: tuple[EqualizeRow, ...]
    options: EqualizeOptions
    verdict: str

    @property
    def is_empty(self) -> bool:
        """True when no share is traded."""
        return not any(row.trade_shares for row in self.rows)

    @property
    def bought(self) -> Decimal:
        """What the bought shares cost, exact dollars, >= 0."""
        return total(row.shares_value for row in self.rows if row.trade_shares > 0)

    @property
    def sold(self) -> Decimal:
        """What the sold shares bring, exact dollars, >= 0."""
        return -total(row.shares_value for row in self.rows if row.trade_shares < 0)

    @property
    def cash_left(self) -> Decimal:
        """The money invested or raised minus what the whole shares use, dollars in whole cents.

        Invested: what stays in cash, >= 0. Raised: the amount asked for minus what the shares
        bring, net of any buys, so that a surplus is negative (ask for 1000, sell for 1012: -12).
        With neither: what the sales bring beyond the buys, >= 0.
        """
        if self.options.raise_cash > 0:
            return to_cents(self.options.raise_cash - (self.sold - self.bought))
        return to_cents(self.options.invest + self.sold - self.bought)

    def to_dict(self) -> dict[str, object]:
        """The document `trimtab.equalize/1`; every amount is text."""
        return {
            "schema": SCHEMA,
            "rows": [row.to_dict() for row in self.rows],
            "cash_left": cents_text(self.cash_left),
        }


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum of `amounts`, 0 for none."""
    return sum(amounts, ZERO)


def _dollars(amount: Decimal) -> str:
    """At least two decimals, and every decimal that was given."""
    exact = exact_text(amount)
    return exact if len(exact.partition(".")[2]) > 1 else cents_text(amount)
