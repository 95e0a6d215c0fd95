"""`trimtab verify`: a plan recomputed from its orders alone."""

import click

from trimtab.app.verifying.verify import verify_plan
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command
from trimtab.cli.progress import Waiting
from trimtab.errors import Refused


@command("verify", examples=("trimtab verify 7K3F", "trimtab verify my-plan.json --prove"))
@click.argument("plan", metavar="PLAN")
@click.option(
    "--prove", is_flag=True, help="Solve again; compare the bound, all prices and the choices."
)
def verify(console: Console, *, plan: str, prove: bool) -> int:
    """Recompute a plan from its orders, and say what holds and what does not.

    PLAN is the id of a saved plan or a file, which may have been edited by hand. Its figures, its
    objective and every hard limit are computed again from the orders and the workspace's data. The
    exit code is 6 when something that the plan claims does not hold.
    """
    with Waiting(console).until("Solving again" if prove else "Recomputing"):
        found = verify_plan(workspace_root(console), plan, as_of=console.as_of, prove=prove)
    if console.json:
        console.emit(json_text(found.to_dict()))
    else:
        console.emit(found.text(width=console.width, plain=console.plain))
    return 0 if found.holds else Refused.exit_code


COMMANDS = {"verify": verify}
