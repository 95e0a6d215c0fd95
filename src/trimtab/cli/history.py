"""`trimtab history`: what happened, newest first."""

from datetime import date

import click

from trimtab.app.alerts import open_record
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command
from trimtab.cli.parameters import DAY
from trimtab.report.history import history_document, history_text


@command("history", examples=("trimtab history", "trimtab history --since 2026-06-01 --json"))
@click.option("--since", type=DAY, metavar="DATE", help="Only from this day on.")
def history(console: Console, *, since: date | None) -> int:
    """Show plans, approvals, orders, alerts, messages, imports and corporate actions as one log."""
    view = open_record(workspace_root(console)).history(since)
    if console.json:
        console.emit(json_text(history_document(view)))
    else:
        text = history_text(view, width=console.width, plain=console.plain, color=console.color)
        console.emit(text)
    return 0


COMMANDS = {"history": history}
