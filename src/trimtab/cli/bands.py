"""`trimtab bands`: how wide a no-trade band is in theory, beside the household's own."""

from decimal import Decimal

import click

from trimtab.app.band_theory import compare_bands
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import has_workspace, opened_for_record
from trimtab.cli.options import command
from trimtab.cli.parameters import ABOVE_ZERO, PERCENT
from trimtab.report.band_comparison import bands_document, bands_text

# Shown where there is neither a workspace nor a weight.
_TYPICAL = (Decimal(5), Decimal(10), Decimal(20), Decimal(40), Decimal(60), Decimal(80))


@command(
    "bands",
    examples=(
        "trimtab bands --cost 20 --volatility 16 --aversion 5",
        "trimtab bands --cost 100 --volatility 16 --aversion 1 --weight 50",
    ),
)
@click.option(
    "--cost",
    type=ABOVE_ZERO,
    required=True,
    metavar="BP",
    help="Cost of selling and buying back, basis points: the whole spread and two commissions.",
)
@click.option(
    "--volatility",
    type=ABOVE_ZERO,
    required=True,
    metavar="PCT",
    help="Volatility of a class against the rest, percent a year.",
)
@click.option(
    "--aversion",
    type=ABOVE_ZERO,
    required=True,
    metavar="A",
    help="Relative risk aversion: 1 bears much risk, 5 is usual, 10 bears little.",
)
@click.option(
    "--weight",
    "weights",
    type=PERCENT,
    multiple=True,
    metavar="PCT",
    help="Target weight in percent, in place of the workspace's classes. May be given many times.",
)
def bands(
    console: Console,
    *,
    cost: Decimal,
    volatility: Decimal,
    aversion: Decimal,
    weights: tuple[Decimal, ...],
) -> int:
    """Compute theory's no-trade band for each class, and what it and your own band cost a year.

    Without a workspace, or with --weight, for weights alone. Nothing is written.
    """
    target = None
    if not weights and has_workspace(console):
        target = opened_for_record(console).target
    if not weights and target is None:
        weights = _TYPICAL
    view = compare_bands(cost, volatility, aversion, target=target, weights=weights)
    if console.json:
        console.emit(json_text(bands_document(view)))
    else:
        text = bands_text(view, width=console.width, plain=console.plain, color=console.color)
        console.emit(text)
    return 0


COMMANDS = {"bands": bands}
