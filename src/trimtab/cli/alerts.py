"""`trimtab alerts`: list, "got it", later."""

from datetime import date

import click

from trimtab.app.clock import SystemClock
from trimtab.app.watching.alerts import Record, open_record
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command
from trimtab.cli.parameters import DAY
from trimtab.report.alerts_view import alerts_document, alerts_text
from trimtab.report.numbers import day


@command("alerts", examples=("trimtab alerts", "trimtab alerts snooze 3 --until 2026-07-01"))
@click.argument(
    "action",
    type=click.Choice(["list", "ack", "snooze"]),
    default="list",
    required=False,
    metavar="[list|ack|snooze]",
)
@click.argument("number", type=click.IntRange(min=1), required=False, metavar="[N]")
@click.option(
    "--until",
    type=DAY,
    metavar="DATE",
    help="With snooze: the day from which alert N is told again. [default: in a week]",
)
@click.option("--all", "everything", is_flag=True, help="With list: those that are over too.")
def alerts(
    console: Console, *, action: str, number: int | None, until: date | None, everything: bool
) -> int:
    """List the alerts that are open; `ack N` hides one until it changes, `snooze N` for a time.

    An alert that is acknowledged comes back when its numbers change by a fifth, or turn.
    """
    if (action == "list") == (number is not None):
        raise click.UsageError("`ack` and `snooze` take the number of an alert, `list` takes none.")
    if until is not None and action != "snooze":
        raise click.UsageError("--until goes with `snooze`.")
    if everything and action != "list":
        raise click.UsageError("--all goes with `list`.")
    record = open_record(workspace_root(console))
    if number is not None:
        console.say(_decide(record, action, number, until))
    _list(console, record, everything=everything)
    return 0


def _decide(record: Record, action: str, number: int, until: date | None) -> str:
    now = SystemClock().now()
    if action == "ack":
        record.acknowledge(number, now=now)
        return f"Alert {number} is hidden until its numbers change by a fifth, or turn."
    last = record.snooze(number, until, now=now)
    return f"Nothing is told about alert {number} before {day(last)}."


def _list(console: Console, record: Record, *, everything: bool) -> None:
    view = record.alerts(closed=everything)
    if console.json:
        console.emit(json_text(alerts_document(view)))
    else:
        text = alerts_text(view, width=console.width, plain=console.plain, color=console.color)
        console.emit(text)


COMMANDS = {"alerts": alerts}
