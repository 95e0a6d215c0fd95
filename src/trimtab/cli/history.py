"""`trimtab history`: what happened, newest first."""

from datetime import date

import click

from trimtab.app.watching.alerts import open_record
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command
from trimtab.cli.parameters import DAY
from trimtab.report.history import history_document, history_text


@command("history", examples=("trimtab history", "trimtab history --since 2026-06-01 --json"))
@click.option("--since", type=DAY, metavar="DATE", help="Only from this day on.")
@click.option(
    "--all", "everything", is_flag=True, help="Also what triggers said, and what the watch saw."
)
def history(console: Console, *, since: date | None, everything: bool) -> int:
    """Show plans, approvals, orders, alerts, messages and imports as one log, newest first."""
    view = open_record(workspace_root(console)).history(since, everything=everything)
    if console.json:
        console.emit(json_text(history_document(view)))
    else:
        text = history_text(view, width=console.width, plain=console.plain, color=console.color)
        console.emit(text)
    return 0


COMMANDS = {"history": history}
