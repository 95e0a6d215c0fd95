"""`trimtab` alone: the status of the workspace here, or where to start."""

from trimtab.app.locating import root_of
from trimtab.cli.console import Console
from trimtab.cli.opening import is_named, start_folder
from trimtab.errors import InputProblems

START_HERE = """\
trimtab plans trades that bring accounts back to target with taxes in mind. It never trades.
  trimtab demo          a plan for a sample household, offline, nothing written
  trimtab init          start your own workspace with five questions
  trimtab import FILE   read your lots from a broker's export
  trimtab --help        every command
"""


def welcome(console: Console) -> int:
    """Print the status where there is a workspace, five lines of help where there is none."""
    try:
        root_of(start_folder(console))
    except InputProblems:
        if is_named(console):
            raise
        console.emit(START_HERE)
        return 0
    from trimtab.cli.status import show_status  # rich views load only where they are needed

    return show_status(console)
