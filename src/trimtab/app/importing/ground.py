"""What a workspace has now, read leniently: an import must work where data is missing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trimtab.domain import AccountId, Lot, LotId, Quote, Symbol, Transaction
from trimtab.errors import InputProblems, Problem
from trimtab.workspace.changes import known_days
from trimtab.workspace.lots_csv import LotsFile, LotsReader
from trimtab.workspace.prices_csv import read_prices
from trimtab.workspace.settings.document import Settings
from trimtab.workspace.settings.holdings import AccountSection
from trimtab.workspace.sound_settings import sound_settings
from trimtab.workspace.table import Findings
from trimtab.workspace.transactions_csv import TransactionsReader

DEFAULT_TRANSACTIONS = "data/transactions.csv"
DEFAULT_PRICES = "data/prices.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The settings and the usable part of the data files.

    places  file and line of every lot
    imported  the day of the last file that was imported into an account
    unread  problems by file, as the settings name it; such a file is not merged into
    """

    root: Path
    settings: Settings
    lots: Mapping[AccountId, tuple[Lot, ...]]
    places: Mapping[LotId, tuple[str, int]]
    quotes: Mapping[Symbol, Quote]
    transactions: tuple[Transaction, ...]
    imported: Mapping[AccountId, date]
    unread: Mapping[str, tuple[Problem, ...]]

    def account(self, account_id: AccountId) -> AccountSection | None:
        """The account's section; None when trimtab.toml has none."""
        found = (section for section in self.settings.accounts if section.id == account_id)
        return next(found, None)

    def lots_file(self, account_id: AccountId) -> str:
        """Where the account keeps its lots, or will."""
        section = self.account(account_id)
        named = (section.lots if section else None) or f"data/{account_id}-lots.csv"
        return _first_spelling(named, self.settings, self.root)

    def sharing(self, file: str) -> tuple[AccountId, ...]:
        """The accounts whose lots stand in `file`."""
        return _sharing(file, self.settings, self.root)

    def lots_by_line(self, file: str) -> dict[int, tuple[AccountId, Lot]]:
        """The lots that could be read from `file`, with their accounts."""
        owned = ((owner, lot) for owner in self.sharing(file) for lot in self.lots.get(owner, ()))
        return {self.places[lot.lot_id][1]: (owner, lot) for owner, lot in owned}

    def text_of(self, file: str) -> str:
        """What stands in `file`, with its byte-order mark and line ends; empty when unreadable."""
        try:
            return (self.root / file).read_bytes().decode("utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            return ""

    @property
    def transactions_file(self) -> str:
        """Where transactions stand, or will."""
        return self.settings.data.transactions or DEFAULT_TRANSACTIONS

    @property
    def prices_file(self) -> str:
        """Where prices stand, or will."""
        return self.settings.data.prices or DEFAULT_PRICES

    def refuse_unread(self, file: str) -> None:
        """Raise InputProblems when `file` has rows that merging would lose."""
        if self.unread.get(file):
            raise InputProblems(self.unread[file])


def read_ground(root: Path) -> Ground:
    """Read every data file that exists; problems are kept by file.

    Raises InputProblems when trimtab.toml itself has problems.
    """
    settings = sound_settings(root)
    unread: dict[str, tuple[Problem, ...]] = {}
    lots: dict[AccountId, tuple[Lot, ...]] = {}
    # Rows of a day to come are the user's; an import must not lose them.
    reader = LotsReader(as_of=date.max, findings=Findings())
    named = (section.lots for section in settings.accounts if section.lots)
    for file in dict.fromkeys(_first_spelling(name, settings, root) for name in named):
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
        root=root,
        settings=settings,
        lots=lots,
        places=reader.places,
        quotes=quotes,
        transactions=read,
        imported={AccountId(name): day for name, day in known_days(root).items()},
        unread=unread,
    )


def _lots(
    reader: LotsReader, root: Path, file: str, settings: Settings
) -> dict[AccountId, tuple[Lot, ...]]:
    here = _sharing(file, settings, root)
    away = {section.id: section.lots for section in settings.accounts if section.id not in here}
    read = reader.read(LotsFile(path=root / file, name=file, accounts=here, elsewhere=away))
    return {account_id: tuple(lots) for account_id, lots in read.items()}


def _sharing(file: str, settings: Settings, root: Path) -> tuple[AccountId, ...]:
    """The accounts of which `lots` leads to `file`, however they spell it."""
    place = os.path.realpath(root / file)
    return tuple(
        section.id
        for section in settings.accounts
        if section.lots is not None and os.path.realpath(root / section.lots) == place
    )


def _first_spelling(file: str, settings: Settings, root: Path) -> str:
    """The name by which the first account that uses `file` calls it; `file` when none does."""
    first = next(iter(_sharing(file, settings, root)), None)
    found = (section.lots for section in settings.accounts if section.id == first)
    return next(found, None) or file


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
