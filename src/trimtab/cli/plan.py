"""`trimtab plan`: make, save and print a plan. Nothing here can trade."""

from decimal import Decimal
from pathlib import Path

import click

from trimtab.app.output_files import PLAN, refuse_output
from trimtab.app.planning import WhatIf
from trimtab.app.workspace import Workspace
from trimtab.cli.console import Console
from trimtab.cli.opening import opened
from trimtab.cli.options import command
from trimtab.cli.parameters import DOLLARS, NOT_NEGATIVE
from trimtab.cli.status import ACTION_PROPOSED
from trimtab.domain import PlannerName
from trimtab.errors import PlanFault
from trimtab.workspace import write_atomically


@command("plan", examples=("trimtab plan", "trimtab plan --invest 5000 --json"))
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
    planner: str | None,
    invest: Decimal | None,
    raise_cash: Decimal | None,
    account: str | None,
    compare: bool,
    gains_budget: Decimal | None,
    drift_aversion: Decimal | None,
    strict: bool,
    out: Path | None,
    exit_code: bool,
) -> int:
    """Make a plan, save it in plans/ and print it. Never trades."""
    _refuse_contradictions(invest, raise_cash, account)
    workspace = opened(console)
    if out is not None:
        refuse_output(workspace.root, out, PLAN)
    try:
        made = workspace.plan(
            planner,
            invest=invest,
            raise_cash=raise_cash,
            account=account,
            strict=strict,
            what_if=WhatIf(
                gains_budget=gains_budget, drift_aversion=drift_aversion, compare=compare
            ),
        )
    except PlanFault as fault:
        raise _with_its_file(fault, workspace) from fault
    if console.json:
        console.emit(made.to_json())
    else:
        console.emit(made.text(width=console.width, plain=console.plain, color=console.color))
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


def _with_its_file(fault: PlanFault, workspace: Workspace) -> PlanFault:
    """`fault`, saved, with the file for the report in its message."""
    saved = workspace.save_fault(fault)
    return PlanFault(
        f"{fault}. What it happened on, without names, is in {saved}: send it with the report",
        evidence=fault.evidence,
    )


def _refuse_contradictions(
    invest: Decimal | None, raise_cash: Decimal | None, account: str | None
) -> None:
    if invest is not None and raise_cash is not None:
        raise click.UsageError("--invest and --raise exclude each other.")
    if account is not None and invest is None and raise_cash is None:
        raise click.UsageError(
            "--account names where the money of --invest or --raise is; give one of them too."
        )


COMMANDS = {"plan": plan}
