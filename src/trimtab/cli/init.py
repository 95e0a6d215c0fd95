"""`trimtab init`: a first trimtab.toml from five questions, or from defaults."""

import os
from pathlib import Path

import click

from trimtab.app.starting import refuse_existing, start_workspace, target_from_holdings
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import opened, start_folder
from trimtab.cli.options import command
from trimtab.cli.questions import ask
from trimtab.workspace.model_portfolios import MODEL_PORTFOLIOS, model_portfolio
from trimtab.workspace.starter import StarterAnswers


@command("init", examples=("trimtab init", "trimtab init -C portfolio --template balanced"))
@click.option("--force", is_flag=True, help="Replace an existing trimtab.toml; can be undone.")
@click.option(
    "--template",
    type=click.Choice([model.key for model in MODEL_PORTFOLIOS]),
    help="The target to begin with, instead of a question.",
)
@click.option(
    "--from-holdings",
    is_flag=True,
    help="Write what the workspace holds now as its target; all else stays.",
)
def init(console: Console, *, force: bool, template: str | None, from_holdings: bool) -> int:
    """Make a commented trimtab.toml and empty data files by five questions.

    With --no-input, or where nobody can answer, every question takes its default. Nothing that
    exists is overwritten without --force.
    """
    if from_holdings and template is not None:
        raise click.UsageError("--from-holdings and --template exclude each other.")
    if from_holdings:
        written_to = target_from_holdings(opened(console), force=force)
        return _tell(console, (_as_named(console, written_to),))
    folder = start_folder(console)
    refuse_existing(folder, force=force)
    answers = _answers(console, template)
    written = start_workspace(folder, answers, force=force)
    code = _tell(console, written)
    console.say("Next: put your lots in, or `trimtab import FILE`; then `trimtab check`.")
    return code


def _answers(console: Console, template: str | None) -> StarterAnswers:
    if console.may_ask:
        return ask(template, today=console.as_of)
    if not console.no_input:
        console.say("Nobody can answer here: every question takes its default.")
    if template is None:
        return StarterAnswers()
    model = model_portfolio(template)
    return StarterAnswers(
        classes=model.classes, classes_note=f"The example portfolio {model.key!r}: {model.title}."
    )


def _as_named(console: Console, file: Path) -> Path:
    """`file` below the folder that the user named, or relative to this one."""
    beside = start_folder(console) / file.name
    return beside if beside.exists() and beside.samefile(file) else Path(os.path.relpath(file))


def _tell(console: Console, written: tuple[Path, ...]) -> int:
    names = [str(path) for path in written]
    if console.json:
        console.emit(json_text({"schema": "trimtab.init/1", "written": names}))
    else:
        console.emit("\n".join(names))
    return 0


COMMANDS = {"init": init}
