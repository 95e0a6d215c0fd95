"""The entry point: streams, the float trap, the root command, and exit codes."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from trimtab.cli.console import Choices, Console, terminal_width, use_utf8
from trimtab.cli.failures import INTERRUPTED, USAGE, tell, tell_fault, tell_system
from trimtab.cli.group import LazyGroup
from trimtab.cli.options import HELP_NAMES, console_of, global_options
from trimtab.errors import TrimtabError
from trimtab.money import trap_floats


@click.group(
    cls=LazyGroup,
    params=global_options(),
    invoke_without_command=True,
    context_settings=dict(HELP_NAMES),
    epilog="`trimtab COMMAND -h` starts with two examples.",
)
@click.pass_context
def root(ctx: click.Context) -> int:
    """Plan the trades that bring a household's accounts back to target with taxes in mind.

    trimtab plans and explains; it never places an order on its own.
    """
    if ctx.invoked_subcommand is not None:
        return 0
    from trimtab.cli.welcome import welcome  # the commands load when they run

    return welcome(console_of(ctx))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line on `arguments`, the process's own by default; returns the exit code."""
    trap_floats()
    use_utf8()
    choices = Choices()
    try:
        return _run(arguments, choices)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("Interrupted. No file is half written.\n")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last resort: no traceback reaches a user unasked
        return told(error, verbose=choices.verbose, workspace=choices.workspace)


def told(error: Exception, *, verbose: bool, workspace: Path | None = None) -> int:
    """Tell the user about `error`; returns its exit code.

    A fault of trimtab itself is kept for a bug report, in the workspace that was worked on.
    """
    if isinstance(error, click.ClickException):
        error.show()
        return USAGE
    if isinstance(error, TrimtabError):
        return tell(error, width=terminal_width(sys.stderr))
    if isinstance(error, OSError):
        return tell_system(error, verbose=verbose)
    return tell_fault(error, verbose=verbose, saved=_kept(error, workspace))


def _kept(error: Exception, workspace: Path | None) -> Path | None:
    """Where `error` was saved; None where there is no workspace, or saving fails, too."""
    from trimtab.app.faults import save_crash  # for this alone
    from trimtab.cli.opening import start_folder
    from trimtab.workspace import find

    with suppress(Exception):  # the first fault is the one to be told
        root = find(start_folder(Console(workspace=workspace)))
        return root and save_crash(root, error, as_of=date.today())  # noqa: DTZ011 - the user's day
    return None


def _run(arguments: Sequence[str] | None, choices: Choices) -> int:
    code = root.main(
        args=None if arguments is None else list(arguments),
        prog_name="trimtab",
        standalone_mode=False,
        obj=choices,
    )
    return code if isinstance(code, int) else 0
