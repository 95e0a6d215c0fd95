"""`trimtab demo`: the sample household, offline."""

import tempfile
from pathlib import Path

import click

from trimtab.app.demo import demo_plan
from trimtab.cli.browsing import open_in_browser
from trimtab.cli.console import Console
from trimtab.cli.options import command


@command("demo", examples=("trimtab demo", "trimtab demo --open"))
@click.option("--open", "show", is_flag=True, help="Also write the HTML report and open it.")
def demo(console: Console, *, show: bool) -> int:
    """Plan on the bundled sample household: offline, and nothing written except with --open."""
    plan = demo_plan(as_of=console.as_of)
    if console.json:
        console.emit(plan.to_json())
    else:
        console.emit(plan.text(width=console.width, plain=console.plain, color=console.color))
    if show:
        page = Path(tempfile.mkdtemp(prefix="trimtab-")) / f"demo-{plan.id}.html"
        page.write_text(plan.html(), encoding="utf-8")
        console.say(f"Report: {page}")
        open_in_browser(page)
    return 0


COMMANDS = {"demo": demo}
