"""`trimtab tax`: sales as on Form 8949, open lots, and results by year."""

from pathlib import Path

import click

from trimtab.cli.console import Console
from trimtab.cli.opening import opened_for_record
from trimtab.cli.options import command
from trimtab.errors import Refused
from trimtab.workspace import write_atomically

_FIRST_YEAR, _LAST_YEAR = 1913, 9999


@command("tax", examples=("trimtab tax", "trimtab tax 2026 --form-8949 form-8949.csv"))
@click.argument(
    "year", type=click.IntRange(_FIRST_YEAR, _LAST_YEAR), required=False, metavar="[YEAR]"
)
@click.option(
    "--form-8949",
    "form",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the sales as lines of Form 8949, CSV. An existing file is not replaced.",
)
def tax(console: Console, *, year: int | None, form: Path | None) -> int:
    """Show sales after the wash-sale rule, open lots, and gains, limit and carryovers by year.

    Everything comes from the transactions of all accounts; no prices, targets or rates are needed.
    """
    report = opened_for_record(console).tax_report(year)
    if form is not None:
        _write_new(form, report.form_8949())
        console.say(f"Written: {form}, {len(report.sales)} lines of Form 8949.")
    if console.json:
        console.emit(report.to_json())
    else:
        console.emit(report.text(width=console.width, plain=console.plain, color=console.color))
    return 0


def _write_new(path: Path, text: str) -> None:
    """Write `path`; Refused where it is there already and says something else."""
    data = text.encode()
    if path.exists() and path.read_bytes() != data:
        raise Refused(f"{path} is there already and is not replaced; name another file or move it")
    write_atomically(path, data)


COMMANDS = {"tax": tax}
