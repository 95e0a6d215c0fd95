"""`trimtab orders`, `trimtab cancel`: orders of runs, followed, settled and cancelled."""

import click

from trimtab.app.clock import SystemClock
from trimtab.app.trading.decisions import name_of
from trimtab.app.trading.follow_run import Following
from trimtab.app.trading.following import adopt as adopted
from trimtab.app.trading.following import cancel, declare_absent, runs_with_plans
from trimtab.app.trading.job import Job
from trimtab.app.trading.office import Office, open_office
from trimtab.app.trading.plan_to_send import plan_to_send
from trimtab.cli.console import Console
from trimtab.cli.decisions import WHO
from trimtab.cli.execute import SOME_DONE
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import opened
from trimtab.cli.options import command
from trimtab.cli.progress import Waiting
from trimtab.cli.told import ToldOptions, told_options
from trimtab.domain.order import OrderStatus
from trimtab.execution.book import Run
from trimtab.execution.sendable import Sendable, account_options
from trimtab.report.numbers import count
from trimtab.report.trading import ORDERS_SCHEMA, change_text, run_document, run_text
from trimtab.workspace import Loaded


def _office(console: Console) -> tuple[Office, Loaded]:
    loaded = opened(console).loaded
    return open_office(loaded.root, SystemClock()), loaded


def _job(
    console: Console, office: Office, loaded: Loaded, plan_id: str | None, told: ToldOptions
) -> Job:
    if plan_id is None:
        raise click.UsageError("Name the plan whose tickets these are: trimtab orders ID ...")
    # What the files show is said of one run, too; tickets are told by their plan.
    run = office.book().runs.get(plan_id.strip().upper()) if told.imported else None
    plan = plan_to_send(loaded, run.plan if run else plan_id, office.book())
    return Job(office=office, loaded=loaded, plan=plan, told=console.say)


@command("orders", examples=("trimtab orders", "trimtab orders 7K3F --follow"))
@click.argument("plan_id", required=False, metavar="[ID]")
@click.option(
    "--absent",
    metavar="ID:N",
    help="State that the broker does not have order N of ID, after you have looked there: it may "
    "then be sent again.",
)
@click.option(
    "--adopt",
    metavar="N=NAME",
    help="State that order N of ID, whose answer was lost, is the one that the broker calls NAME.",
)
@click.option(
    "--follow",
    is_flag=True,
    help="Ask the broker until nothing of ID can trade any more, and tell each change. Sends "
    "nothing; ending it early loses nothing.",
)
@told_options
@WHO
def orders(
    console: Console,
    *,
    plan_id: str | None,
    follow: bool,
    absent: str | None,
    adopt: str | None,
    who: str | None,
    told: ToldOptions,
) -> int:
    """List the orders of every run, or of one: what was planned beside what was done.

    ID is a plan, such as 7K3F, or one run of it, such as 7K3F-2. With --adopt, the broker's order
    has to be to do the same with the same shares of the same security, not to have been there
    before, and to belong to no other order of yours.

    What became of tickets (`trimtab execute ID --export-csv`) is told here: of one with --filled,
    --partly or --cancelled, of all with --from. Everything that is wrong is named, and nothing
    written then.

    With --follow, purchases that wait are named with the command that sends them, and the exit code
    is 7 unless every order of the run is filled.
    """
    if follow and (plan_id is None or told.says_something()):
        raise click.UsageError("Name what to follow, and nothing to tell: orders 7K3F --follow.")
    office, loaded = _office(console)
    if absent is not None:
        declare_absent(office, absent, who=name_of(who))
    if adopt is not None:
        number, _, theirs = adopt.partition("=")
        if plan_id is None or not theirs:
            raise click.UsageError("Write run, number and name: orders 7K3F-2 --adopt 3=1027.")
        name = f"{plan_id}:{number}"
        with Waiting(console).until(f"Looking at order {theirs}"):
            found = adopted(office, loaded, name, theirs, who=name_of(who))
        console.say(found)
    if told.says_something():
        job = _job(console, office, loaded, plan_id, told)
        told.take(console, job, name=str(plan_id), who=name_of(who))
    followed = _followed(console, office, loaded, plan_id) if follow and plan_id else None
    runs = runs_with_plans(office, loaded, followed.run if followed else plan_id)
    if console.json:
        console.emit(
            json_text(
                {"schema": ORDERS_SCHEMA, "runs": [run_document(run, plan) for run, plan in runs]}
            )
        )
    elif runs:
        console.emit("\n".join(run_text(run, plan, plain=console.plain) for run, plan in runs))
    else:
        console.say("No orders were sent yet. `trimtab execute ID` rehearses a plan.")
    if followed is None:
        return 0
    halted = office.book().halted is not None
    return _code(console, followed, runs[0][1], halted=halted)


def _followed(console: Console, office: Office, loaded: Loaded, name: str) -> Run:
    waiting = Waiting(console)
    with waiting.until(f"Following {name.strip().upper()}"):
        return Following(
            office=office,
            loaded=loaded,
            name=name,
            told=console.say,
            waits=waiting.needs,
            changed=lambda number, leg: console.say(change_text(number, leg)),
        ).until_over()


def _code(console: Console, run: Run, plan: Sendable, *, halted: bool) -> int:
    """The exit code of having followed a run; what is left of it is said with how it goes on."""
    states = [run.leg(leg.number) for leg in plan.legs]
    left = [leg.number for leg in plan.legs if not run.leg(leg.number).begun]
    if run.outcome is None and left:
        first = "`trimtab resume` allows it again; then " if halted else ""
        if run.unknown():
            first = f"Order {run.unknown()[0]} has to be found or settled first; then "
        console.say(
            f"Not sent yet: {count(len(left), 'order')} ({', '.join(map(str, left))}). "
            f"{first}`trimtab execute {run.plan} --live{account_options(run.accounts)}` goes on, "
            f"`trimtab reject {run.plan}` leaves it so."
        )
    return 0 if all(state.status is OrderStatus.FILLED for state in states) else SOME_DONE


@command("cancel", examples=("trimtab cancel 7K3F:3", "trimtab cancel 7K3F:3 --as Ana"))
@click.argument("order", metavar="ID:N")
@WHO
def run_cancel(console: Console, *, order: str, who: str | None) -> int:
    """Ask the broker to cancel order N of ID, a plan or one run of it; it may still fill before."""
    office, loaded = _office(console)
    with Waiting(console).until(f"Cancelling order {order}"):
        found = cancel(office, loaded, order, who=name_of(who))
    console.say(found)
    return 0


COMMANDS = {"orders": orders, "cancel": run_cancel}
