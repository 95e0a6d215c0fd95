"""`trimtab sync`: the connected accounts into the workspace."""

import click

from trimtab.app.clock import SystemClock
from trimtab.app.linking.known import require_brokers
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command
from trimtab.cli.progress import Waiting
from trimtab.domain import AccountId
from trimtab.errors import InputProblems
from trimtab.report.imported_output import import_document, import_text


@command("sync", examples=("trimtab sync", "trimtab sync --account joint --dry-run"))
@click.option("--account", "accounts", multiple=True, metavar="ID", help="These accounts alone.")
@click.option("--dry-run", is_flag=True, help="Show everything, write nothing.")
@click.option("--accept-problems", is_flag=True, help="Take the rest when some rows are unusable.")
def run_sync(
    console: Console, *, accounts: tuple[str, ...], dry_run: bool, accept_problems: bool
) -> int:
    """Read lots, cash, prices and recent transactions from the connected accounts.

    Reads every account whose `source` names a broker; log in before with `trimtab connect`. Works
    as an import: the difference is shown, all of it is written or nothing, and
    `trimtab import --undo` takes it back. With `data.validate_with` E*TRADE's answers are checked
    against the newest files downloaded from its site first; exit 6 when they differ. Exit 3 when
    rows need you.
    """
    require_brokers("reading a broker")
    from trimtab.app.linking.syncing import SyncRequest, sync

    root = workspace_root(console)
    request = SyncRequest(
        accounts=tuple(AccountId(name) for name in accounts),
        dry_run=dry_run,
        accept_problems=accept_problems,
        as_of=console.as_of,
    )
    with Waiting(console).until("Reading the connected accounts"):
        view = sync(root, SystemClock(), request)
    if console.json:
        console.emit(json_text(import_document(view)))
    else:
        console.emit(import_text(view, width=console.width, plain=console.plain))
    return InputProblems.exit_code if view.problems and not accept_problems else 0


COMMANDS = {"sync": run_sync}
