"""What an import read, what it could not, whether it adds up, and what it changes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain import Lot, Quote
from trimtab.errors import Problem
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class LotChanges:
    """The difference between the lots on file and the lots of the statement, by lot id.

    changed  pairs of the old and the new lot
    same     how many lots stay as they are
    """

    added: tuple[Lot, ...] = ()
    removed: tuple[Lot, ...] = ()
    changed: tuple[tuple[Lot, Lot], ...] = ()
    same: int = 0

    @property
    def any(self) -> bool:
        """True when something differs."""
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Dollars: what the lots are worth at the statement's prices, and what the broker says."""

    computed: Decimal = ZERO
    stated: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountImport:
    """One statement on its way into one account.

    hint           the account as the broker names it
    created        the account is new in trimtab.toml
    symbols, lots  how many securities and lots were read
    cash           (before, after) in dollars; None when the statement does not say
    new_rows, known_rows  transactions appended, and left out because they are there already
    unreadable     rows that could not be used
    disagreements  where lots, positions, values and dates do not add up
    outdated       what shows that the account's data is newer than the statement
    replaces       lots or cash come from the statement
    """

    account_id: str
    format: str
    hint: str
    as_of: date | None
    created: bool
    rows_read: int
    symbols: int
    lots: int
    figures: Figures
    changes: LotChanges
    cash: tuple[Decimal, Decimal] | None
    new_rows: int
    known_rows: int
    unreadable: tuple[Problem, ...]
    disagreements: tuple[Problem, ...]
    notes: tuple[str, ...]
    outdated: tuple[Problem, ...] = ()
    replaces: bool = True

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything here that needs the user."""
        return (*self.unreadable, *self.disagreements, *self.outdated)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChanges:
    """How many prices are new, renewed, or kept because the one on file is as new or newer.

    undated  (before, after) of renewed prices of which the file does not say the day
    """

    added: int = 0
    renewed: int = 0
    kept: int = 0
    undated: tuple[tuple[Quote, Quote], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """A whole import.

    files    paths relative to the workspace, of the files that change
    written  False for a dry run, a refusal, or when nothing changes
    """

    file: str
    accounts: tuple[AccountImport, ...]
    prices: PriceChanges
    files: tuple[str, ...]
    dry_run: bool
    written: bool
    notes: tuple[str, ...] = ()

    @property
    def read_anything(self) -> bool:
        """True when a file held a lot, an amount of cash, a transaction or a price."""
        return any(
            account.lots or account.cash is not None or account.new_rows or account.known_rows
            for account in self.accounts
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that needs the user, in the order of the file."""
        return tuple(problem for account in self.accounts for problem in account.problems)
