"""`trimtab import`: a broker's file into the workspace, and back out again."""

from pathlib import Path

import click

from trimtab.app.importing.broker_file import ImportRequest, import_file, undo_import
from trimtab.app.importing.statement_files import AccountChoice
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command
from trimtab.domain import Registration
from trimtab.errors import InputProblems
from trimtab.report.imported_output import import_document, import_text


@command(
    "import",
    examples=(
        "trimtab import PortfolioDownload.csv --account joint --dry-run",
        "trimtab import flex.xml --account joint=U1234567 --account roth=U7654321",
    ),
)
@click.argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=False,
    metavar="FILE",
)
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="ID[=HINT]",
    help="The account that FILE is for; with several accounts in FILE, once for each, with a part "
    "of the broker's name of it.",
)
@click.option(
    "--type",
    "registration",
    type=click.Choice([kind.value for kind in Registration]),
    help="Add the account to trimtab.toml, taxed so, when it is not there.",
)
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
@click.option("--accept-problems", is_flag=True, help="Take the rest when some rows are unusable.")
@click.option("--undo", is_flag=True, help="Take the last import back.")
def import_command(
    console: Console,
    *,
    file: Path | None,
    accounts: tuple[str, ...],
    registration: str | None,
    dry_run: bool,
    accept_problems: bool,
    undo: bool,
) -> int:
    """Read a broker's file into the workspace: lots, prices, cash, transactions.

    The format is recognised by content. The account's lots are replaced by those of the file after
    the difference is shown; prices and transactions are merged. With rows that cannot be used
    nothing is written. Exit 3 when rows need you.
    """
    root = workspace_root(console)
    if undo:
        return _undo(console, root, file)
    if file is None:
        raise click.UsageError("Name the FILE to import, or use --undo.")
    request = ImportRequest(
        file=file,
        choices=tuple(AccountChoice.parse(text) for text in accounts),
        registration=None if registration is None else Registration(registration),
        dry_run=dry_run,
        accept_problems=accept_problems,
        as_of=console.as_of,
    )
    view = import_file(root, request)
    if console.json:
        console.emit(json_text(import_document(view)))
    else:
        console.emit(import_text(view, width=console.width, plain=console.plain))
    return InputProblems.exit_code if view.problems and not accept_problems else 0


def _undo(console: Console, root: Path, file: Path | None) -> int:
    if file is not None:
        raise click.UsageError("--undo takes no FILE.")
    undone = undo_import(root)
    if console.json:
        console.emit(json_text({"schema": "trimtab.undo/1", "undone": undone}))
    else:
        console.emit(f"Taken back: {undone}" if undone else "There is no import to take back.")
    return 0


COMMANDS = {"import": import_command}
