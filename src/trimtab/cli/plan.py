"""`trimtab plan`: make, save and print a plan. Nothing here can trade."""

from decimal import Decimal
from pathlib import Path
from typing import TypedDict, Unpack

import click

from trimtab.app import Plan
from trimtab.app.output_files import PLAN, refuse_output
from trimtab.app.planning import WhatIf
from trimtab.app.saved_plans import stated_document
from trimtab.app.workspace import Workspace
from trimtab.cli.console import Console
from trimtab.cli.opening import opened
from trimtab.cli.options import command
from trimtab.cli.parameters import DOLLARS, NOT_NEGATIVE
from trimtab.cli.progress import Waiting
from trimtab.cli.status import ACTION_PROPOSED
from trimtab.domain import PlannerName
from trimtab.errors import PlanFault
from trimtab.report.plan_changes import changes_text
from trimtab.report.reading import Document
from trimtab.workspace import write_atomically


class _Asked(TypedDict):
    """What the plan is to be, as the options of the same names say."""

    planner: str | None
    invest: Decimal | None
    raise_cash: Decimal | None
    account: str | None
    compare: bool
    gains_budget: Decimal | None
    drift_aversion: Decimal | None
    strict: bool


# What --again takes from the saved plan.
_OF_A_SAVED_PLAN = {
    "planner": "--planner",
    "invest": "--invest",
    "raise_cash": "--raise",
    "account": "--account",
    "compare": "--compare",
    "gains_budget": "--gains-budget",
    "drift_aversion": "--drift-aversion",
}


@command("plan", examples=("trimtab plan --invest 5000 --json", "trimtab plan --again 7K3F"))
@click.option(
    "--planner",
    type=click.Choice([planner.value for planner in PlannerName]),
    help="Planner to plan by. [default: policy.planner of trimtab.toml]",
)
@click.option("--invest", type=DOLLARS, metavar="X", help="X dollars of new cash arrive first.")
@click.option("--raise", "raise_cash", type=DOLLARS, metavar="X", help="Leave X dollars in cash.")
@click.option(
    "--account",
    metavar="ID",
    help="Where the money of --invest arrives [default: the first taxable account], or where that "
    "of --raise is wanted [default: the taxable accounts, others only for what those cannot give].",
)
@click.option("--compare", is_flag=True, help="Show other ways of going about it beside the plan.")
@click.option(
    "--gains-budget",
    type=NOT_NEGATIVE,
    metavar="X",
    help="Realise at most X dollars of net gain this year, for this plan alone.",
)
@click.option(
    "--drift-aversion",
    type=NOT_NEGATIVE,
    metavar="K",
    help="Weigh drift by K, for this plan alone.",
)
@click.option(
    "--again",
    metavar="ID",
    help="Plan as the saved plan ID was asked for, with today's lots and prices; say what changed.",
)
@click.option("--strict", is_flag=True, help="Exit 4 when a class cannot be bought.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the JSON here too, besides plans/. Replaces nothing but an older plan.",
)
@click.option("--exit-code", is_flag=True, help="Exit 10 when the plan has orders.")
def plan(
    console: Console,
    *,
    again: str | None,
    out: Path | None,
    exit_code: bool,
    **asked: Unpack[_Asked],
) -> int:
    """Make a plan, save it in plans/ and print it. Never trades."""
    _refuse_contradictions(again, asked)
    workspace = opened(console)
    if out is not None:
        refuse_output(workspace.root, out, PLAN)
    before = None if again is None else stated_document(workspace.root, again)
    try:
        with Waiting(console).until("Looking for the best plan"):
            made = _made(workspace, again, asked)
    except PlanFault as fault:
        raise _with_its_file(fault, workspace) from fault
    if before is not None and "edited" in before:
        console.say(f"The edits of plan {before['id']} are not made again: trimtab edit {made.id}")
    print_plan(console, made, before)
    unseen = workspace.unseen_trades()
    if unseen:
        console.warn(f"note: this plan cannot be sent. {unseen}")
    # Printed first: where nothing can be saved, the plan is there to be read all the same.
    try:
        console.say(f"Saved: {workspace.save(made)}")
    finally:
        if out is not None:
            write_atomically(out, made.to_json().encode())
            console.say(f"Saved: {out}")
    return ACTION_PROPOSED if exit_code and made.orders else 0


def print_plan(console: Console, made: Plan, before: Document | None) -> None:
    """Print `made`, and what is other in it than in the plan `before`; with --json as a message."""
    if console.json:
        console.emit(made.to_json())
    else:
        console.emit(made.text(width=console.width, plain=console.plain, color=console.color))
    if before is not None:
        changes = changes_text(before, made.document, width=console.width, plain=console.plain)
        if console.json:
            console.say(changes)
        else:
            console.emit(f"\n{changes}")


def _made(workspace: Workspace, again: str | None, asked: _Asked) -> Plan:
    if again is not None:
        return workspace.plan_again(again, strict=asked["strict"])
    return workspace.plan(
        asked["planner"],
        invest=asked["invest"],
        raise_cash=asked["raise_cash"],
        account=asked["account"],
        strict=asked["strict"],
        what_if=WhatIf(
            gains_budget=asked["gains_budget"],
            drift_aversion=asked["drift_aversion"],
            compare=asked["compare"],
        ),
    )


def _with_its_file(fault: PlanFault, workspace: Workspace) -> PlanFault:
    """`fault`, saved, with the file for the report in its message."""
    saved = workspace.save_fault(fault)
    return PlanFault(
        f"{fault}. What it happened on, without names, is in {saved}: send it "
        "with the report that `trimtab doctor --bundle` makes",
        evidence=fault.evidence,
    )


def _refuse_contradictions(again: str | None, asked: _Asked) -> None:
    if again is not None:
        taken = {key for key, value in asked.items() if value not in {None, False}}
        given = [name for key, name in _OF_A_SAVED_PLAN.items() if key in taken]
        if given:
            raise click.UsageError(
                f"--again takes {', '.join(given)} from the saved plan; leave it out."
            )
    if asked["invest"] is not None and asked["raise_cash"] is not None:
        raise click.UsageError("--invest and --raise exclude each other.")
    if asked["account"] is not None and asked["invest"] is None and asked["raise_cash"] is None:
        raise click.UsageError(
            "--account names where the money of --invest or --raise is; give one of them too."
        )


COMMANDS = {"plan": plan}
