"""The two values that every event handler works on: lots before, and what changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain import AccountId, Lot, LotMethod, Symbol
from trimtab.errors import InvalidValue, Problem
from trimtab.ledger.gain import RealizedGain
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What one account holds, by security, each in order of acquisition."""

    account_id: AccountId
    lots: Mapping[Symbol, tuple[Lot, ...]]
    method: LotMethod = LotMethod.SPECIFIC

    def of(self, symbol: Symbol) -> tuple[Lot, ...]:
        """The lots of `symbol`; none when it is not held."""
        return self.lots.get(symbol, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an event does to one account.

    lots    the new lots of each security that changed; an empty tuple when none is left
    gains   what it realises, in the order of the lots
    cash    dollars into the account; below zero when they leave
    income  dollars of it, or of shares received, that are a dividend
    left    lots that left without being sold
    """

    lots: Mapping[Symbol, tuple[Lot, ...]] = field(default_factory=dict)
    gains: tuple[RealizedGain, ...] = ()
    cash: Decimal = ZERO
    income: Decimal = ZERO
    left: tuple[Lot, ...] = ()


class Inconsistent(InvalidValue):
    """An event that does not fit the lots that it meets: what, why, and what to do."""

    def __init__(self, what: str, why: str, fix: str) -> None:
        self.what, self.why, self.fix = what, why, fix
        super().__init__(str(self.problem("")))

    def problem(self, source: str) -> Problem:
        """The problem at `source`, a `file:line` or an empty text."""
        file, _, line = source.rpartition(":")
        placed = bool(file) and line.isdecimal()
        return Problem(
            what=self.what,
            file=file if placed else source or None,
            line=int(line) if placed else None,
            why=self.why,
            fix=self.fix,
        )
