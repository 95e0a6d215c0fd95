"""`trimtab status`: where the household stands."""

import click

from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import opened
from trimtab.cli.options import command
from trimtab.report.status_output import status_document, status_text

ACTION_PROPOSED = 10


@command("status", examples=("trimtab status", "trimtab status --json --exit-code"))
@click.option(
    "--exit-code",
    is_flag=True,
    help="Exit 10 when a class is outside its band, a loss could be taken or a trigger fires.",
)
def status(console: Console, *, exit_code: bool) -> int:
    """Show value, drift against bands, losses, triggers that fire, and the health of the data."""
    return show_status(console, exit_code=exit_code)


def show_status(console: Console, *, exit_code: bool = False) -> int:
    """Print the status of the workspace; returns the exit code."""
    view = opened(console).status()
    if console.json:
        console.emit(json_text(status_document(view)))
    else:
        text = status_text(view, width=console.width, plain=console.plain, color=console.color)
        console.emit(text)
    return ACTION_PROPOSED if exit_code and view.action_proposed else 0


COMMANDS = {"status": status}
