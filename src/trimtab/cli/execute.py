"""`trimtab execute`: a rehearsal, unless it is told to send, or to write tickets."""

from pathlib import Path

import click

from trimtab.app.trading.executing import carry_through, job_for, rehearsal_of
from trimtab.app.trading.job import Job
from trimtab.cli.console import Console
from trimtab.cli.decisions import office_and_plan
from trimtab.cli.json_text import json_text
from trimtab.cli.options import command
from trimtab.cli.progress import Waiting
from trimtab.cli.tickets import export
from trimtab.errors import BrokerError, Refused
from trimtab.execution.book import Run
from trimtab.execution.run import Ending
from trimtab.report.trading import (
    ORDERS_SCHEMA,
    confirmation,
    rehearsal_document,
    rehearsal_text,
    run_document,
    run_text,
)

SOME_DONE = 7

_CODES = {Ending.DONE: 0, Ending.HALTED: Refused.exit_code}


@command("execute", examples=("trimtab execute 7K3F", "trimtab execute 7K3F --live"))
@click.argument("plan_id", metavar="ID")
@click.option("--live", is_flag=True, help="Send the orders, after the plan's id was typed.")
@click.option(
    "--yes", is_flag=True, help="Do not ask; needs execution.unattended = true in the file."
)
@click.option(
    "--export-csv",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Send nothing; write the orders as tickets to type at brokers without an API.",
)
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="ID",
    help="The orders of this account alone. May be given again.",
)
@click.option(
    "--force", is_flag=True, help="Write over tickets that are in the folder, or into a second one."
)
def run_execute(
    console: Console,
    *,
    plan_id: str,
    live: bool,
    yes: bool,
    folder: Path | None,
    accounts: tuple[str, ...],
    force: bool,
) -> int:
    """Rehearse sending a plan's orders; with --live, send them.

    Sales go first; purchases are sized by the cash that they really brought. Everything is written
    down before it is sent, so that a run that was cut off goes on from there when the command is
    given again: no order is ever sent twice. While `execution.mode` is "paper", orders are traded
    on paper, at the prices of the workspace; with "live" they go to the broker that the `source` of
    each account names.

    With --export-csv the orders become one CSV file for each account and a page to print, under the
    same approval and limits; the market may be closed. They are open orders from then on: tell what
    came of them with `trimtab orders`.

    With --account a plan goes out in parts: some accounts to their brokers, others as tickets. Each
    order goes out once, whatever the part. Given again without it, the command goes on with the run
    that was begun where only that can be meant, and says so.

    The exit code is 6 when something speaks against sending, and 7 when only some orders are done.
    """
    if folder is not None and (live or yes):
        raise click.UsageError("--export-csv writes files; --live and --yes do not go with it.")
    if force and folder is None:
        raise click.UsageError("--force goes with --export-csv.")
    office, loaded, plan_to_be_sent = office_and_plan(console, plan_id)
    waiting = Waiting(console)
    job = job_for(
        office,
        loaded,
        plan_to_be_sent,
        console.say,
        accounts=accounts,
        by_hand=folder is not None,
        waits=waiting.needs,
    )
    if folder is not None:
        return export(console, job, folder, force=force)
    if not live:
        with waiting.until("Rehearsing"):
            view = rehearsal_of(job)
        console.emit(
            json_text(rehearsal_document(view))
            if console.json
            else rehearsal_text(view, plain=console.plain)
        )
        return Refused.exit_code if view.stops or view.refused else 0
    try:
        outcome = carry_through(
            job, lambda: _confirm(console, job, waiting, yes=yes), during=waiting.until
        )
    except BrokerError:
        _show_what_is_out(console, job)
        raise
    _show(console, job, outcome.run)
    return _CODES.get(outcome.ending, SOME_DONE)


def _show(console: Console, job: Job, run: Run) -> None:
    plan = job.plan.sendable
    if console.json:
        console.emit(json_text({"schema": ORDERS_SCHEMA, "runs": [run_document(run, plan)]}))
    else:
        console.emit(run_text(run, plan, plain=console.plain))


def _show_what_is_out(console: Console, job: Job) -> None:
    """How the run stands when a broker stopped to answer, where anything of it was sent."""
    run = job.office.book().runs.get(job.run())
    if run is not None and run.legs:
        _show(console, job, run)
        console.say(
            "The run is not done. What was sent may go on trading; the same command given again "
            "goes on from here, and sends nothing twice."
        )


def _confirm(console: Console, job: Job, waiting: Waiting, *, yes: bool) -> None:
    """Ask for the plan's id; Refused where nobody can answer, or where something else is typed."""
    section = job.loaded.settings.execution
    unattended = section is not None and section.unattended
    if yes and unattended:
        return
    if yes:
        raise Refused("--yes sends without asking only where execution.unattended is true")
    if not console.may_ask:
        raise Refused(
            "there is nobody to confirm it: run it in a terminal, or set execution.unattended and "
            "give --yes"
        )
    with waiting.until("Rehearsing"):
        view = rehearsal_of(job)
    typed: str = click.prompt(confirmation(view), err=True, default="", show_default=False)
    if typed.strip().upper() != view.plan:
        raise Refused(f"{typed or 'nothing'} was typed, not {view.plan}; nothing has been sent")


COMMANDS = {"execute": run_execute}
