"""What a workspace has now, read leniently: an import must work where data is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trimtab.domain import AccountId, Lot, LotId, Quote, Symbol, Transaction
from trimtab.errors import InputProblems, Problem
from trimtab.workspace.lots_csv import LotsFile, LotsReader
from trimtab.workspace.prices_csv import read_prices
from trimtab.workspace.settings.document import Settings
from trimtab.workspace.settings.holdings import AccountSection
from trimtab.workspace.settings.reading import read_settings
from trimtab.workspace.table import Findings
from trimtab.workspace.toml_file import SETTINGS_FILE, read_toml
from trimtab.workspace.transactions_csv import TransactionsReader

DEFAULT_TRANSACTIONS = "data/transactions.csv"
DEFAULT_PRICES = "data/prices.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The settings and the usable part of the data files.

    unread  problems by file, as the settings name it; such a file is not merged into
    """

    root: Path
    settings: Settings
    lots: Mapping[AccountId, tuple[Lot, ...]]
    quotes: Mapping[Symbol, Quote]
    transactions: tuple[Transaction, ...]
    unread: Mapping[str, tuple[Problem, ...]]

    def account(self, account_id: AccountId) -> AccountSection | None:
        """The account's section; None when trimtab.toml has none."""
        found = (section for section in self.settings.accounts if section.id == account_id)
        return next(found, None)

    def lots_file(self, account_id: AccountId) -> str:
        """Where the account keeps its lots, or will."""
        section = self.account(account_id)
        return (section.lots if section else None) or f"data/{account_id}-lots.csv"

    def sharing(self, file: str) -> tuple[AccountId, ...]:
        """The accounts whose lots stand in `file`."""
        return tuple(section.id for section in self.settings.accounts if section.lots == file)

    @property
    def transactions_file(self) -> str:
        """Where transactions stand, or will."""
        return self.settings.data.transactions or DEFAULT_TRANSACTIONS

    @property
    def prices_file(self) -> str:
        """Where prices stand, or will."""
        return self.settings.data.prices or DEFAULT_PRICES

    def lot_ids_outside(self, account_id: AccountId) -> frozenset[LotId]:
        """Names of lots in all other accounts."""
        return frozenset(
            lot.lot_id for owner, lots in self.lots.items() if owner != account_id for lot in lots
        )

    def refuse_unread(self, file: str) -> None:
        """Raise InputProblems when `file` has rows that merging would lose."""
        if self.unread.get(file):
            raise InputProblems(self.unread[file])


def read_ground(root: Path) -> Ground:
    """Read every data file that exists; problems are kept by file.

    Raises InputProblems when trimtab.toml itself has problems.
    """
    settings = _sound_settings(root)
    unread: dict[str, tuple[Problem, ...]] = {}
    lots: dict[AccountId, tuple[Lot, ...]] = {}
    # Rows of a day to come are the user's; an import must not lose them.
    reader = LotsReader(as_of=date.max, findings=Findings())
    for file in dict.fromkeys(section.lots for section in settings.accounts if section.lots):
        if _filled(root / file):
            lots |= _lots(reader, root, file, settings)
            unread[file] = tuple(reader.findings.problems)
            reader.findings.problems.clear()
    prices = settings.data.prices or DEFAULT_PRICES
    rows = settings.data.transactions or DEFAULT_TRANSACTIONS
    found = Findings()
    quotes = read_prices(root / prices, prices, date.max, found) if _filled(root / prices) else {}
    unread[prices] = tuple(found.problems)
    transactions = TransactionsReader(as_of=date.max, accounts=None, findings=Findings())
    read = transactions.read(root / rows, rows) if _filled(root / rows) else ()
    unread[rows] = tuple(transactions.findings.problems)
    return Ground(
        root=root, settings=settings, lots=lots, quotes=quotes, transactions=read, unread=unread
    )


def _sound_settings(root: Path) -> Settings:
    toml = read_toml(root)
    read = read_settings(toml.document, toml.lines, SETTINGS_FILE)
    if read.problems:
        raise InputProblems(read.problems)
    return read.settings


def _lots(
    reader: LotsReader, root: Path, file: str, settings: Settings
) -> dict[AccountId, tuple[Lot, ...]]:
    here = tuple(section.id for section in settings.accounts if section.lots == file)
    away = {section.id: section.lots for section in settings.accounts if section.lots != file}
    read = reader.read(LotsFile(path=root / file, name=file, accounts=here, elsewhere=away))
    return {account_id: tuple(lots) for account_id, lots in read.items()}


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
