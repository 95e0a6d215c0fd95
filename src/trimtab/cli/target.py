"""`trimtab target`: weights of the classes chosen by risk."""

from collections.abc import Iterable
from decimal import Decimal

import click

from trimtab.app.targeting import TargetRequest
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import opened
from trimtab.cli.options import command
from trimtab.cli.parameters import PERCENT
from trimtab.cli.progress import Waiting
from trimtab.report.target_output import target_document, target_text
from trimtab.risk.names import MeasureName


@command(
    "target",
    examples=(
        "trimtab target --measure volatility --max-weight 'US stocks=60'",
        "trimtab target --measure cvar --target-risk 2 --write",
    ),
)
@click.option(
    "--measure",
    type=click.Choice([name.value for name in MeasureName]),
    required=True,
    help="What risk is: volatility a year, value at risk (var), or the mean loss beyond it (cvar).",
)
@click.option(
    "--target-risk",
    type=PERCENT,
    metavar="X",
    help="Risk of X percent: the nearest weights to the current ones. [default: least risk]",
)
@click.option("--parity", is_flag=True, help="Every class contributes alike to the risk.")
@click.option(
    "--min-weight",
    multiple=True,
    metavar="C=P",
    help="Class C keeps at least P percent. May be given many times.",
)
@click.option(
    "--max-weight",
    multiple=True,
    metavar="C=P",
    help="Class C keeps at most P percent. May be given many times.",
)
@click.option("--write", is_flag=True, help="Put the new weights into trimtab.toml.")
def target(
    console: Console,
    *,
    measure: str,
    target_risk: Decimal | None,
    parity: bool,
    min_weight: tuple[str, ...],
    max_weight: tuple[str, ...],
    write: bool,
) -> int:
    """Choose the weights of the classes by risk, and print what would change.

    Risk is measured on the file of `data.returns` as [risk] says; it is a size without sign, a loss
    over the horizon for var and cvar. Uninvested cash keeps its weight unless a bound names it.
    Nothing is written without --write. Needs the extra `trimtab[risk]`.
    """
    if parity and target_risk is not None:
        raise click.UsageError("--parity and --target-risk exclude each other.")
    if target_risk == 0:
        raise click.UsageError("--target-risk must be above zero; leave it out for the least risk.")
    workspace = opened(console)
    request = TargetRequest(
        measure=MeasureName(measure),
        target_risk=target_risk,
        least=_bounds("--min-weight", min_weight),
        most=_bounds("--max-weight", max_weight),
        parity=parity,
    )
    with Waiting(console).until("Looking for weights"):
        proposal = workspace.propose_target(request)
    if console.json:
        console.emit(json_text(target_document(proposal)))
    else:
        text = target_text(proposal, width=console.width, plain=console.plain, color=console.color)
        console.emit(text)
    if not proposal.changed:
        console.say("Nothing to write." if write else "Nothing would change.")
    elif write:
        console.say(f"Written: {workspace.write_target(proposal)}")
    else:
        console.say("Nothing is written. Add --write to put the new weights into trimtab.toml.")
    return 0


def _bounds(option: str, given: Iterable[str]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for text in given:
        name, equals, number = (part.strip() for part in text.rpartition("="))
        if not equals or not name:
            raise click.UsageError(f"{option} {text!r} is not of the form CLASS=PERCENT.")
        if name in found:
            raise click.UsageError(f"{option} names {name!r} twice.")
        try:
            found[name] = PERCENT.convert(number, None, None)
        except click.BadParameter as error:
            raise click.UsageError(f"{option} {text!r}: {error.message}.") from None
    return found


COMMANDS = {"target": target}
