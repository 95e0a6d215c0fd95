"""`trimtab doctor`: what keeps trimtab from working here, and what to do about it."""

import os

import click

from trimtab.app.clock import SystemClock
from trimtab.app.doctor.examining import examine
from trimtab.app.doctor.subject import Subject
from trimtab.cli.bundle import bundled
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import has_workspace, workspace_root
from trimtab.cli.options import command
from trimtab.cli.progress import Waiting
from trimtab.report.diagnosis import diagnosis_document, diagnosis_text


@command("doctor", examples=("trimtab doctor", "trimtab doctor --bundle"))
@click.option("--online", is_flag=True, help="Ask the brokers of your accounts, too.")
@click.option(
    "--bundle",
    metavar="[FILE]",
    is_flag=False,
    flag_value="",
    help="Write an archive for a bug report. [default: trimtab-report-DATE.zip]",
)
@click.option("--force", is_flag=True, help="Write over an archive that is there.")
def doctor(console: Console, *, online: bool, bundle: str | None, force: bool) -> int:
    """Look at the installation, the workspace, its data, the clock, brokers and orders.

    A line for each thing: ok, a warning, or a problem with its fix. Nothing is written and no
    secret is shown; what is missing in trimtab.toml or the data files is listed by `trimtab check`.
    Nothing goes over a network without --online, which asks each broker for the time and for your
    accounts, as `trimtab connect` does; a log-in that sleeps is woken by that.

    With --bundle the same goes into an archive for a bug report, with versions, settings, the
    journal's entries and the end of a request log, without names, amounts, account numbers and
    keys. It says what is inside. It is not sent anywhere.

    Exit 3 when there is a problem, 5 when every problem lies at a broker; 0 with --bundle when the
    archive is written.
    """
    if force and bundle is None:
        raise click.UsageError("--force goes with --bundle.")
    subject = _subject(console, online=online)
    with Waiting(console).until("Looking at everything"):
        found = examine(subject)
    if bundle is not None:
        root = None if subject is None else subject.root
        bundled(console, root, found, file=bundle, force=force)
        return 0
    if console.json:
        console.emit(json_text(diagnosis_document(found)))
    else:
        console.emit(diagnosis_text(found, width=console.width))
    return found.exit_code


def _subject(console: Console, *, online: bool) -> Subject | None:
    if not has_workspace(console):
        return None
    return Subject(
        root=workspace_root(console),
        environment=os.environ,
        clock=SystemClock(),
        as_of=console.as_of,
        online=online,
    )


COMMANDS = {"doctor": doctor}
