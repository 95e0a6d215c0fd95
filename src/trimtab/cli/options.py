"""The global flags, accepted before and after the name of a command, and the command decorator."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from pathlib import Path
from typing import Any

import click

from trimtab.cli.console import Choices, Console
from trimtab.cli.parameters import DAY

Run = Callable[..., int]

HELP_NAMES = {"help_option_names": ["-h", "--help"], "max_content_width": 98}


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value and param.name:
        setattr(ctx.ensure_object(Choices), param.name, value)


def _print_version(ctx: click.Context, _param: click.Parameter, value: object) -> None:
    if value:
        from importlib.metadata import version  # costs 20 ms, needed for this flag alone

        click.echo(f"trimtab {version('trimtab')}")
        ctx.exit()


def _flag(*names: str, text: str) -> click.Option:
    return click.Option(names, is_flag=True, expose_value=False, callback=_remember, help=text)


def global_options() -> list[click.Parameter]:
    """Fresh copies of the global flags."""
    return [
        click.Option(
            ("-C", "--workspace"),
            type=click.Path(path_type=Path),
            metavar="DIR",
            expose_value=False,
            callback=_remember,
            help="Folder with trimtab.toml. [default: $TRIMTAB_WORKSPACE, here, or a parent]",
        ),
        click.Option(
            ("--as-of",),
            type=DAY,
            metavar="DATE",
            expose_value=False,
            callback=_remember,
            help="Work as if it were this day. [default: today]",
        ),
        _flag("--json", text="Print JSON."),
        _flag("--plain", text="ASCII only, no boxes."),
        _flag("--no-color", text="No colour; NO_COLOR does the same."),
        _flag("--no-input", text="Never ask; use defaults or fail."),
        _flag("-q", "--quiet", text="No messages, only data and errors."),
        _flag("-v", "--verbose", text="Say more; show the traceback of a fault."),
        click.Option(
            ("--log",),
            metavar="FILE",
            expose_value=False,
            callback=_remember,
            help="Note requests to brokers in FILE, without secrets; - for the screen.",
        ),
        click.Option(
            ("--version",),
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help="Print the version.",
        ),
    ]


class Command(click.Command):
    """A command whose help starts with examples and ends with the global flags."""

    def __init__(self, name: str, *, examples: tuple[str, str], **attributes: Any) -> None:  # noqa: ANN401  # what click's own constructor takes
        super().__init__(name, **attributes)
        self.examples = examples
        self._own = tuple(self.params)
        self.params = [*self.params, *global_options()]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, then what click writes."""
        with formatter.section("Examples"):
            for example in self.examples:
                formatter.write_text(example)
        formatter.write_paragraph()
        super().format_help(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options, then the global ones."""
        shared = [param for param in self.get_params(ctx) if param not in self._own]
        for title, params in (("Options", self._own), ("Global options", shared)):
            options = [param for param in params if isinstance(param, click.Option)]
            records = [option.get_help_record(ctx) for option in options]
            rows = [record for record in records if record is not None]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def command(name: str, *, examples: tuple[str, str]) -> Callable[[Run], Command]:
    """Make a command of a function that takes a Console first and returns the exit code.

    The function's docstring is the text of `-h`.
    """

    def decorate(run: Run) -> Command:
        @wraps(run)
        def with_console(**arguments: object) -> int:
            ctx = click.get_current_context()
            with _noting_requests(ctx.ensure_object(Choices).log, name):
                return run(console_of(ctx), **arguments)

        make = click.command(
            name, cls=Command, examples=examples, context_settings=dict(HELP_NAMES)
        )
        return make(with_console)

    return decorate


def _noting_requests(target: str | None, name: str) -> AbstractContextManager[None]:
    if target is None:
        return nullcontext()
    from trimtab.cli.request_log import request_log  # for this flag alone

    return request_log(target, name)


def console_of(ctx: click.Context) -> Console:
    """The console for the flags read so far."""
    return ctx.ensure_object(Choices).console()
