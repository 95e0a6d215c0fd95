"""`show`, `explain`, `report`: saved plans, from their documents alone."""

from pathlib import Path

import click

from trimtab.app.output_files import PAGE, refuse_output
from trimtab.app.saved_plans import page_beside, saved_document
from trimtab.cli.browsing import open_in_browser
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command
from trimtab.report.document.plan import to_json
from trimtab.report.explain import explain_document
from trimtab.report.explain_output import explain_text
from trimtab.report.plan_view.view import view
from trimtab.report.terminal.plan import render_text
from trimtab.workspace import write_atomically


@command("show", examples=("trimtab show 7K3F", "trimtab show 7K3F --json"))
@click.argument("plan_id", metavar="ID")
def show(console: Console, *, plan_id: str) -> int:
    """Print a saved plan again."""
    document = saved_document(workspace_root(console), plan_id)
    if console.json:
        console.emit(to_json(document))
    else:
        console.emit(
            render_text(
                view(document), width=console.width, plain=console.plain, color=console.color
            )
        )
    return 0


@command("explain", examples=("trimtab explain 7K3F", "trimtab explain 7K3F VWO"))
@click.argument("plan_id", metavar="ID")
@click.argument("subject", required=False, metavar="[SYMBOL|LOT|ORDER]")
@click.option("--all", "everything", is_flag=True, help="Everything; so does no subject.")
def explain(console: Console, *, plan_id: str, subject: str | None, everything: bool) -> int:
    """Say why a plan does what it does, or why it leaves something alone.

    The subject is a symbol, a lot id, or an order's number; left out, everything is explained.
    """
    if everything and subject is not None:
        raise click.UsageError("--all and a subject exclude each other.")
    document = saved_document(workspace_root(console), plan_id)
    if console.json:
        console.emit(json_text(explain_document(document, subject)))
    else:
        console.emit(explain_text(document, subject, console.width, plain=console.plain))
    return 0


@command("report", examples=("trimtab report 7K3F --open", "trimtab report 7K3F -o plan.html"))
@click.argument("plan_id", metavar="ID")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write here; replaces nothing but an older report. [default: beside the plan, in plans/]",
)
@click.option("--open", "show_page", is_flag=True, help="Open it in the browser.")
def report(console: Console, *, plan_id: str, output: Path | None, show_page: bool) -> int:
    """Write a saved plan as one HTML file that needs no network."""
    from trimtab.report.html import render_html  # the template engine, for this command alone

    root = workspace_root(console)
    document = saved_document(root, plan_id)
    page = output or page_beside(root, document["id"])
    refuse_output(root, page, PAGE)
    write_atomically(page, render_html(view(document)).encode())
    if console.json:
        console.emit(json_text({"schema": "trimtab.report/1", "file": str(page)}))
    else:
        console.emit(str(page))
    if output is not None:
        console.say(f"Saved: {output}")
    if show_page and not open_in_browser(page):
        console.say("No browser could be opened.")
    return 0


COMMANDS = {"show": show, "explain": explain, "report": report}
