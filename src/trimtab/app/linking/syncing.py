"""The connected accounts into the workspace's files: read, compared, and only then written."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trimtab.app.importing.broker_file import ImportRequest, take_in
from trimtab.app.importing.ground import Ground, read_ground
from trimtab.app.linking.cross_check import cross_check
from trimtab.app.linking.kept_lots import with_kept_lots
from trimtab.app.linking.known import BROKERS
from trimtab.app.linking.link import KnownBroker, Reading
from trimtab.app.linking.matching import by_broker, matched_accounts
from trimtab.domain import AccountId, LotMethod, Quote, Registration, Statement, Symbol
from trimtab.errors import InputProblems, Problem
from trimtab.ports import Clock
from trimtab.report.imported import ImportView
from trimtab.workspace import SETTINGS_FILE
from trimtab.workspace.settings.holdings import AccountSection


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRequest:
    """What the user asked for. `accounts`: these alone; empty: all whose source is a broker."""

    accounts: tuple[AccountId, ...] = ()
    dry_run: bool = False
    accept_problems: bool = False
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What one broker said of the accounts that are at it."""

    known: KnownBroker
    reading: Reading
    sections: Sequence[AccountSection]
    statements: Mapping[AccountId, Statement]


def sync(root: Path, clock: Clock, request: SyncRequest) -> ImportView:
    """Lots, cash, prices and transactions from every connected broker into the workspace.

    As an import: all brokers are read before anything is written, nothing is written where
    something needs the user, and `import --undo` takes it back. Raises InputProblems for accounts
    and brokers that are not clear, Refused where the cross-check fails.
    """
    ground = read_ground(root)
    chosen = by_broker(_chosen(ground, request.accounts))
    read = [_read(ground, known, chosen[known], clock) for known in chosen]
    statements = {name: one for each in read for name, one in each.statements.items()}
    return take_in(
        ground,
        statements.items(),
        ImportRequest(
            file=Path(" and ".join(one.reading.name for one in read)),
            dry_run=request.dry_run,
            accept_problems=request.accept_problems,
            as_of=request.as_of or max(one.reading.today() for one in read),
            synced=True,
        ),
        quotes=_quotes(read, tuple(dict.fromkeys(_symbols(ground, statements.values())))),
        notes=[note for one in read for note in _notes(ground, one)],
    )


def _read(
    ground: Ground, known: KnownBroker, sections: Sequence[AccountSection], clock: Clock
) -> _Read:
    reading = known.opens(ground.root, os.environ, clock).reading()
    accounts = matched_accounts(known, sections, reading.accounts())
    statements = reading.statements(accounts)
    if not known.lists_lots:
        statements = {
            one.id: with_kept_lots(
                ground, one.id, statements[one.id], known.sells_by or one.lot_method
            )
            for one in sections
        }
    folder = ground.settings.data.validate_with
    if folder is not None:
        cross_check(known, ground.root / folder, statements, accounts)
    return _Read(known=known, reading=reading, sections=sections, statements=statements)


def _chosen(ground: Ground, wanted: tuple[AccountId, ...]) -> list[AccountSection]:
    sections = [one for one in ground.settings.accounts if one.source is not None]
    known = [one.id for one in sections]
    unknown = [name for name in wanted if name not in known]
    if unknown or not known:
        what = f"{unknown[0]} has no source at a broker" if unknown else "nothing is connected"
        names = " or ".join(BROKERS)
        raise InputProblems(
            [
                Problem(
                    what=what,
                    file=SETTINGS_FILE,
                    why="An account is read from a broker when its `source` names one there.",
                    fix='Add a line such as source = "broker:etrade:****1234" under [[accounts]]; '
                    f"the broker is {names}.",
                )
            ]
        )
    return [one for one in sections if not wanted or one.id in wanted]


def _quotes(read: Iterable[_Read], symbols: tuple[Symbol, ...]) -> Iterator[Quote]:
    """Of each symbol the price of the first broker that quotes it."""
    wanted = dict.fromkeys(symbols)
    for one in read:
        for quote in one.reading.quotes(tuple(wanted)) if wanted else ():
            if quote.symbol in wanted:
                del wanted[quote.symbol]
                yield quote


def _symbols(ground: Ground, read: Iterable[Statement]) -> Iterator[Symbol]:
    """Everything held or priced, and everything that a target may buy."""
    yield from ground.quotes
    for statement in read:
        yield from (one.symbol for one in statement.positions)
    targets = ground.settings.targets
    for section in targets.classes if targets else ():
        for alike in section.hold:
            yield from alike


def _notes(ground: Ground, one: _Read) -> Iterator[str]:
    """What nobody would see in the figures: lots sold otherwise than planned, nothing checked."""
    known = one.known
    for section in one.sections:
        if section.type is Registration.TAXABLE and not _as_counted(known, section.lot_method):
            yield (
                f"{section.id}: orders at {known.called} cannot name lots, and plans count with "
                f'lot_method = "{section.lot_method.value}". {_advice(known)}'
            )
    if known.download is None and ground.settings.data.validate_with is not None:
        yield (
            f"{known.called} was not checked against downloads (data.validate_with): trimtab "
            "reads none of its site for that."
        )


def _as_counted(known: KnownBroker, method: LotMethod) -> bool:
    if known.names_lots:
        return True
    return method is known.sells_by if known.sells_by else method is not LotMethod.SPECIFIC


def _advice(known: KnownBroker) -> str:
    if known.sells_by is not None:
        return f'It sells by {known.sells_by.value}: write lot_method = "{known.sells_by.value}".'
    return "Write the method that the account has there, such as fifo."
