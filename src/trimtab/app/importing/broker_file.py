"""A broker's file into the workspace: read, compare, show, and only then write, all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trimtab.app.importing.age import up_to
from trimtab.app.importing.draft import Draft, take, take_quotes
from trimtab.app.importing.files import changed_files
from trimtab.app.importing.ground import Ground, read_ground
from trimtab.app.importing.statement_files import AccountChoice, matched, read_statements
from trimtab.domain import AccountId, Quote, Registration, Statement
from trimtab.report.imported import ImportView
from trimtab.workspace import SETTINGS_FILE, apply_changes, undo_last


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What the user asked for.

    choices          which account each statement goes to
    registration     how a new account is taxed; None: accounts must be in trimtab.toml already
    accept_problems  take what is usable although rows need the user
    as_of            the day after which nothing can have happened; None: today
    synced           the statements come from brokers themselves, not from a file
    """

    file: Path
    choices: tuple[AccountChoice, ...] = ()
    registration: Registration | None = None
    dry_run: bool = False
    accept_problems: bool = False
    as_of: date | None = None
    synced: bool = False


def import_file(root: Path, request: ImportRequest) -> ImportView:
    """Read `request.file` into the workspace at `root`, and say what that changes.

    Nothing is written for a dry run, for rows that need the user and are not accepted, or when
    nothing differs. Raises InputProblems when the file is of no known format, when it is not clear
    which account a statement is for, or when a file that would be merged into has rows that merging
    would lose.
    """
    read = read_statements(request.file)
    ground = read_ground(root)
    ids = [section.id for section in ground.settings.accounts]
    only = ids[0] if len(ids) == 1 else None
    pairs = matched(read.statements, request.choices, only=only, file=str(request.file))
    return take_in(ground, pairs, request, notes=read.notes)


def take_in(
    ground: Ground,
    pairs: Iterable[tuple[AccountId, Statement]],
    request: ImportRequest,
    *,
    quotes: Iterable[Quote] = (),
    notes: Iterable[str] = (),
) -> ImportView:
    """Statements into the workspace of `ground`, each into its account; all of them, or none.

    quotes  prices beside those of the statements; one of a day before the price on file is left out
    """
    root = ground.root
    settings = (root / SETTINGS_FILE).read_bytes().decode("utf-8-sig")
    # As in opening a workspace: only the app and the command line may read the clock.
    today = request.as_of or date.today()  # noqa: DTZ011 - the user's own calendar day is meant
    draft = Draft(
        ground=ground,
        as_of=today,
        file=request.file,
        settings=settings,
        lots=dict(ground.lots),
        quotes=dict(ground.quotes),
        notes=list(notes),
        synced=request.synced,
    )
    take_quotes(draft, quotes)
    for account_id, statement in pairs:
        known = up_to(statement, today, file=draft.named(statement))
        take(draft, account_id, known, request.registration)
    files = changed_files(draft, settings)
    acceptable = request.accept_problems or not draft.problems
    write = bool(files) and acceptable and not request.dry_run
    if write:
        days = {
            account.account_id: account.as_of
            for account in draft.accounts
            if account.as_of is not None and account.replaces
        }
        done = "sync with" if request.synced else "import"
        apply_changes(root, files, f"{done} {request.file.name}", days=days)
    return ImportView(
        file=str(request.file),
        accounts=tuple(draft.accounts),
        prices=draft.prices,
        files=tuple(files),
        dry_run=request.dry_run,
        written=write,
        notes=tuple(draft.notes),
    )


def undo_import(root: Path) -> str | None:
    """Take the last import back; returns what it was, None when there is none."""
    return undo_last(root)
