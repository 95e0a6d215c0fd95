"""`trimtab actions`: what companies announced to do to their shares, booked when it is due."""

import click

from trimtab.app.actions import apply_actions, list_actions, undo_actions
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import opened_for_record, workspace_root
from trimtab.cli.options import command
from trimtab.report.actions import actions_document, actions_text


@command("actions", examples=("trimtab actions", "trimtab actions --apply"))
@click.option("--apply", "applying", is_flag=True, help="Book what is due into the files.")
@click.option("--undo", is_flag=True, help="Take the last booking back.")
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="ID",
    help="With --apply: book there also what is unclear, after you looked at the lots.",
)
def actions(console: Console, *, applying: bool, undo: bool, accounts: tuple[str, ...]) -> int:
    """List splits, mergers, spin-offs and the like of data/corporate_actions.csv.

    --apply books those whose day has come: lots files are rewritten with basis and dates kept, the
    record gets a row, and cash that was paid joins the account's. An action is booked once, and not
    where the broker's own files brought it. All files change together, or none.
    """
    if undo and (applying or accounts):
        raise click.UsageError("--undo takes back; it goes with neither --apply nor --account.")
    if accounts and not applying:
        raise click.UsageError("--account goes with --apply.")
    if undo:
        return _undo(console)
    workspace = opened_for_record(console)
    view = apply_actions(workspace, accounts) if applying else list_actions(workspace)
    if console.json:
        console.emit(json_text(actions_document(view)))
    else:
        text = actions_text(view, width=console.width, plain=console.plain, color=console.color)
        console.emit(text)
    return 0


def _undo(console: Console) -> int:
    undone = undo_actions(workspace_root(console))
    if console.json:
        console.emit(json_text({"schema": "trimtab.undo/1", "undone": undone}))
    else:
        console.emit(f"Taken back: {undone}" if undone else "There is no booking to take back.")
    return 0


COMMANDS = {"actions": actions}
