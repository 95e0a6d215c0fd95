"""`trimtab edit`: a saved plan with other orders, as a new plan. Nothing here can trade."""

from decimal import Decimal, InvalidOperation

import click

from trimtab.app.saved_plans import stated_document
from trimtab.cli.console import Console
from trimtab.cli.opening import opened, workspace_root
from trimtab.cli.options import command
from trimtab.cli.plan import print_plan
from trimtab.cli.progress import Waiting


class _Size(click.ParamType[tuple[int, Decimal]]):
    """An order and its shares, written as 7=120."""

    name = "size"

    def convert(
        self,
        value: str | tuple[int, Decimal],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[int, Decimal]:
        if isinstance(value, tuple):
            return value
        number, _, shares = value.partition("=")
        try:
            return int(number), Decimal(shares.replace(",", ""))
        except (InvalidOperation, ValueError):
            self.fail(f"{value!r} names no order and its shares; write it as 7=120", param, ctx)


@command("edit", examples=("trimtab edit 7K3F --drop 3", "trimtab edit 7K3F --resize 7=120"))
@click.argument("plan_id", metavar="ID")
@click.option(
    "--drop", type=int, multiple=True, metavar="N", help="Take order N out. May be given again."
)
@click.option(
    "--resize",
    type=_Size(),
    multiple=True,
    metavar="N=SHARES",
    help="Give order N another size. May be given again.",
)
@click.option(
    "--hold",
    multiple=True,
    metavar="SYMBOL",
    help="Take every order of SYMBOL out, in all accounts. May be given again.",
)
@click.option("--note", default="", metavar="TEXT", help="Why; it stands in the new plan.")
def edit(
    console: Console,
    *,
    plan_id: str,
    drop: tuple[int, ...],
    resize: tuple[tuple[int, Decimal], ...],
    hold: tuple[str, ...],
    note: str,
) -> int:
    """Take orders out of a saved plan, resize or hold them; save the result as a new plan.

    The saved plan stays as it is, and an approval of it does not carry over. All figures of the new
    plan, its warnings and its gap to the bound are of the new orders. What breaks a hard limit is
    refused with the limit's name (exit 6); where cash is missing, with what else to leave out.
    """
    if not (drop or resize or hold or note):
        raise click.UsageError("Nothing to change: give --drop, --resize, --hold or --note.")
    sizes = dict(resize)
    if len(sizes) < len(resize):
        raise click.UsageError("--resize names an order twice.")
    before = stated_document(workspace_root(console), plan_id)
    workspace = opened(console)
    with Waiting(console).until("Recomputing"):
        made = workspace.edit(plan_id, drop=drop, hold=hold, resize=sizes, note=note)
    print_plan(console, made, before)
    console.say(f"Saved: {workspace.save(made)}")
    return 0


COMMANDS = {"edit": edit}
