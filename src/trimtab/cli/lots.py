"""`trimtab lots`: every tax lot with its gain, term and wash-sale state."""

import click

from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import opened
from trimtab.cli.options import command
from trimtab.domain import AccountId
from trimtab.report.lots import SORTS
from trimtab.report.lots_output import lots_csv, lots_document, lots_text


@command("lots", examples=("trimtab lots --losses", "trimtab lots --sort gain --csv > lots.csv"))
@click.option("--losses", is_flag=True, help="Only lots that a sale today would sell at a loss.")
@click.option("--account", metavar="ID", help="Only lots of this account.")
@click.option("--sort", type=click.Choice(list(SORTS)), help="Order. [default: as in the files]")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, exact figures.")
def lots(
    console: Console, *, losses: bool, account: str | None, sort: str | None, as_csv: bool
) -> int:
    """List tax lots with basis, value, gain, days to long-term, and when a loss is free to take."""
    if as_csv and console.json:
        raise click.UsageError("--csv and --json exclude each other.")
    workspace = opened(console)
    view = workspace.lots()
    if account is not None:
        view = view.in_account(workspace.household.account(AccountId(account)).account_id)
    if losses:
        view = view.only_losses()
    if sort is not None:
        view = view.sorted_by(sort)
    if console.json:
        console.emit(json_text(lots_document(view)))
    elif as_csv:
        console.emit(lots_csv(view))
    else:
        text = lots_text(view, width=console.width, plain=console.plain, color=console.color)
        console.emit(text)
    return 0


COMMANDS = {"lots": lots}
