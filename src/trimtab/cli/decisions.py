"""`ack`, `approve`, `reject`: what people decide of a plan, with who and when."""

import click

from trimtab.app.clock import SystemClock
from trimtab.app.trading import decisions
from trimtab.app.trading.decisions import name_of
from trimtab.app.trading.office import Office, open_office
from trimtab.app.trading.plan_to_send import PlanToSend, plan_to_send
from trimtab.cli.console import Console
from trimtab.cli.opening import opened
from trimtab.cli.options import command
from trimtab.workspace import Loaded

NOTE = click.option("--note", default="", metavar="TEXT", help="Why; kept with the decision.")
WHO = click.option("--as", "who", metavar="NAME", help="Who decides. [default: your user name]")


def office_and_plan(console: Console, plan_id: str) -> tuple[Office, Loaded, PlanToSend]:
    """The workspace's journal, the workspace, and the saved plan of that id."""
    loaded = opened(console).loaded
    office = open_office(loaded.root, SystemClock())
    return office, loaded, plan_to_send(loaded, plan_id, office.book())


@command("ack", examples=("trimtab ack 7K3F W1", "trimtab ack 7K3F W1 --note 'switched off'"))
@click.argument("plan_id", metavar="ID")
@click.argument("warning", metavar="WARNING")
@NOTE
@WHO
def ack(console: Console, *, plan_id: str, warning: str, note: str, who: str | None) -> int:
    """Tick off a warning that has to be read before a plan is approved."""
    office, _, plan = office_and_plan(console, plan_id)
    decisions.acknowledge(office, plan, warning, who=name_of(who), note=note)
    console.say(f"{warning.upper()} of plan {plan.sendable.plan} is ticked off.")
    return 0


@command("approve", examples=("trimtab approve 7K3F", "trimtab approve 7K3F --as Ana"))
@click.argument("plan_id", metavar="ID")
@NOTE
@WHO
def approve(console: Console, *, plan_id: str, note: str, who: str | None) -> int:
    """Approve a plan: exactly its present content, until it expires. Sends nothing.

    Refused (exit 6) while a warning is open, or where the plan was edited or no longer fits the
    workspace.
    """
    office, _, plan = office_and_plan(console, plan_id)
    decisions.approve(office, plan, who=name_of(who), note=note)
    console.say(f"{_called(plan)} is approved.")
    return 0


@command("reject", examples=("trimtab reject 7K3F", "trimtab reject 7K3F --note 'too much tax'"))
@click.argument("plan_id", metavar="ID")
@NOTE
@WHO
def reject(console: Console, *, plan_id: str, note: str, who: str | None) -> int:
    """Turn a plan down; an approval before it counts no more.

    Where a run of it was begun and cut off, halted or refused in the middle, that is over: what was
    left of it is not sent any more. Orders that may still trade are counted, with how to cancel
    them.
    """
    office, loaded, plan = office_and_plan(console, plan_id)
    over = decisions.reject(office, loaded, plan, who=name_of(who), note=note)
    console.say(f"{_called(plan)} is rejected.")
    if over:
        console.say(over)
    return 0


def _called(plan: PlanToSend) -> str:
    return f"Plan {plan.sendable.plan} (sha256 {plan.sendable.sha256[:12]})"


COMMANDS = {"ack": ack, "approve": approve, "reject": reject}
