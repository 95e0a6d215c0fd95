"""[[accounts]] with their lots files as Accounts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trimtab.domain import Account, AccountId, History, Lot, Position, Registration, Symbol
from trimtab.money import ZERO
from trimtab.workspace.lots_csv import LotsFile, LotsReader
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.holdings import AccountSection

Lots = Mapping[AccountId, list[Lot]]


def check_ids(sections: tuple[AccountSection, ...], places: SettingsPlaces) -> None:
    """No two accounts share an id, and there is at least one."""
    if not sections:
        places.problem(
            (),
            "there is no [[accounts]]",
            why="a household has at least one account",
            fix="add [[accounts]] with `id`, `type` and `lots`, or run `trimtab import`",
        )
    first: dict[AccountId, int] = {}
    for index, section in enumerate(sections):
        if section.id in first:
            places.problem(
                ("accounts", index, "id"),
                f'two accounts have the id "{section.id}"',
                why=f"the first is at {places.where(('accounts', first[section.id], 'id'))}",
                fix="rename one of them",
            )
        first.setdefault(section.id, index)


def read_lots(
    root: Path, sections: tuple[AccountSection, ...], reader: LotsReader, places: SettingsPlaces
) -> dict[AccountId, list[Lot]]:
    """The lots of every account that names a file; a file that several share is read once."""
    by_path: dict[Path, list[AccountSection]] = {}
    for section in sections:
        if section.lots is not None:
            by_path.setdefault(Path(os.path.realpath(root / section.lots)), []).append(section)
    lots: dict[AccountId, list[Lot]] = {}
    for path, sharing in by_path.items():
        name = sharing[0].lots or ""
        if not path.exists():
            for section in sharing:
                index = sections.index(section)
                report_absent(("accounts", index, "lots"), section.lots or "", places)
            continue
        ids = tuple(section.id for section in sharing)
        elsewhere = {one.id: one.lots for one in sections if one.id not in ids}
        file = LotsFile(path=path, name=name, accounts=ids, elsewhere=elsewhere)
        lots |= reader.read(file)
    return lots


def report_absent(path: tuple[str | int, ...], file: str, places: SettingsPlaces) -> None:
    """A file that the settings name and that is not there."""
    places.problem(
        path,
        f"there is no file {file}",
        why="paths are relative to trimtab.toml",
        fix="correct the path, create the file, or drop the line",
    )


def account_of(section: AccountSection, lots: Lots) -> Account:
    """One account with its positions in the order in which their first lots stand in the file."""
    positions: dict[Symbol, list[Lot]] = {}
    for lot in lots.get(section.id, ()):
        positions.setdefault(lot.symbol, []).append(lot)
    return Account(
        account_id=section.id,
        registration=section.type,
        name=section.name,
        owner=section.owner,
        positions=tuple(
            Position(symbol=symbol, lots=tuple(held)) for symbol, held in positions.items()
        ),
        cash=section.cash or ZERO,
        min_cash=section.min_cash,
        lot_method=section.lot_method,
        quantity_step=section.quantity_step,
        dividend_reinvestment=frozenset(section.dividend_reinvestment),
        history=section.history,
        tracked=why_untracked(section) is None,
        listed=section.lots is not None,
    )


def is_listed(section: AccountSection) -> bool:
    """True when a file of lots, or a complete record, says what the account holds."""
    return section.lots is not None or section.history is History.COMPLETE


@dataclass(frozen=True, slots=True)
class Untracked:
    """Why nothing is known of an account's holdings, and what to do about it."""

    why: str
    fix: str


def why_untracked(section: AccountSection) -> Untracked | None:
    """None for an account whose holdings are known, also when they are only cash."""
    if is_listed(section):
        return None
    held_away = section.type is Registration.HELD_AWAY
    if section.source is not None:
        return Untracked(
            f"they come from {section.source} and were never read",
            "run `trimtab sync`, or download its positions and run "
            f"`trimtab import FILE --account {section.id}`",
        )
    if held_away:
        return Untracked(
            "it is held away and has no `lots`; wash-sale checks cannot see it",
            "add `lots` to have it counted",
        )
    return None


def note_unseen(sections: tuple[AccountSection, ...], places: SettingsPlaces) -> None:
    """One note for each account whose holdings are not known, or that holds nothing at all."""
    for index, section in enumerate(sections):
        untracked = why_untracked(section)
        label = section.name or section.id
        if untracked is not None:
            places.note(
                ("accounts", index),
                f"the holdings of {label} are not known",
                why=untracked.why,
                fix=untracked.fix,
            )
        elif section.cash is None and not is_listed(section):
            places.note(
                ("accounts", index),
                f"{label} has neither lots nor cash and counts as empty",
                fix="add `lots` or `cash`",
            )
