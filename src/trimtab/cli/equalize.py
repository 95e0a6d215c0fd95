"""`trimtab equalize`: equal value in every position of one file; no workspace is needed."""

from decimal import Decimal
from pathlib import Path

import click

from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.options import command
from trimtab.cli.parameters import DOLLARS
from trimtab.errors import InputProblems
from trimtab.money import ZERO
from trimtab.planners.equalize import EqualizeOptions
from trimtab.planners.equalize import equalize as equal_values
from trimtab.report.equalization import equalization_text
from trimtab.workspace.positions_csv import read_positions


@command(
    "equalize",
    examples=(
        "trimtab equalize positions.csv --invest 5000 --step 100",
        "trimtab equalize positions.csv --raise 2000 --json",
    ),
)
@click.argument(
    "positions", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE"
)
@click.option("--invest", type=DOLLARS, metavar="X", help="X dollars of new money to spend.")
@click.option("--raise", "raise_cash", type=DOLLARS, metavar="X", help="X dollars to take out.")
@click.option("--step", type=DOLLARS, metavar="X", help="Move in steps of X dollars.")
@click.option("--allow-sells", is_flag=True, help="Equalise fully, by sales too.")
def equalize(
    console: Console,
    *,
    positions: Path,
    invest: Decimal | None,
    raise_cash: Decimal | None,
    step: Decimal | None,
    allow_sells: bool,
) -> int:
    """Bring every position of one CSV to equal value in whole shares. Nothing is written or sent.

    FILE has the columns Symbol, PositionValue, MarkPrice, FifoPnlUnrealized; others are ignored.
    Only buys by default, only sales with --raise.
    """
    if invest is not None and raise_cash is not None:
        raise click.UsageError("--invest and --raise exclude each other.")
    held, problems = read_positions(positions)
    if problems:
        raise InputProblems(problems)
    options = EqualizeOptions(
        invest=invest or ZERO, raise_cash=raise_cash or ZERO, step=step, allow_sells=allow_sells
    )
    result = equal_values(held, options)
    if console.json:
        console.emit(json_text(result.to_dict()))
    else:
        console.emit(
            equalization_text(result, width=console.width, plain=console.plain, color=console.color)
        )
    return 0


COMMANDS = {"equalize": equalize}
