"""`trimtab check`: every problem and note of the workspace, and where each value comes from."""

from collections.abc import Iterable
from textwrap import fill
from typing import Any

import click

from trimtab.app.checking import CheckReport
from trimtab.cli.console import Console
from trimtab.cli.failures import problems_text, wrapped
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import opened
from trimtab.cli.options import command
from trimtab.errors import InputProblems, Problem

SCHEMA = "trimtab.check/1"


@command("check", examples=("trimtab check", "trimtab check --show"))
@click.option("--show", is_flag=True, help="Print each setting with where its value comes from.")
def check(console: Console, *, show: bool) -> int:
    """Validate the workspace and list every problem and note; exit 3 when there are problems."""
    report = _report(console)
    if console.json:
        console.emit(json_text(_document(report, show=show)))
    else:
        console.emit(_text(report, console, show=show))
    return InputProblems.exit_code if report.problems else 0


def _report(console: Console) -> CheckReport:
    try:
        return opened(console).check()
    except InputProblems as found:
        return CheckReport(problems=found.problems)


def _text(report: CheckReport, console: Console, *, show: bool) -> str:
    blocks = []
    if show and report.settings:
        blocks.append(_settings(report, console.width))
    if report.problems:
        blocks.append(problems_text(report.problems, word="problem", width=console.width))
    if report.notes and not console.quiet:
        blocks.append(problems_text(report.notes, word="note", width=console.width))
    blocks.append(fill(_verdict(report), console.width))
    return "\n".join(blocks)


def _settings(report: CheckReport, width: int) -> str:
    """`key = value  (file:line)`, one setting a line; what is not set has no line."""
    given = [f"{key} = {text}  ({where})" for key, text, where in report.settings if text]
    return "".join(wrapped(line, width, indent="    ") for line in given)


def _verdict(report: CheckReport) -> str:
    problems, notes = len(report.problems), len(report.notes)
    told = f"{notes} note{'s' * (notes != 1)}"
    if not problems:
        return f"No problems, {told}. A plan can be made: trimtab plan"
    return f"{problems} problem{'s' * (problems != 1)}, {told}. No plan until they are solved."


def _document(report: CheckReport, *, show: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "problems": _listed(report.problems),
        "notes": _listed(report.notes),
    }
    if show:
        document["settings"] = [
            {"key": key, "value": text, "from": where} for key, text, where in report.settings
        ]
    return document


def _listed(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "what": problem.what,
            "file": problem.file,
            "line": problem.line,
            "why": problem.why,
            "fix": problem.fix,
            "docs": problem.docs,
        }
        for problem in problems
    ]


COMMANDS = {"check": check}
