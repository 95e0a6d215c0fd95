"""`trimtab execute --export-csv`: a plan's orders as tickets in a folder."""

from pathlib import Path

from trimtab.app.trading.job import Job
from trimtab.app.trading.tickets import write_tickets
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.report.tickets.text import tickets_text
from trimtab.report.tickets.words import tickets_document
from trimtab.report.trading import left_out_text


def export(console: Console, job: Job, folder: Path, *, force: bool) -> int:
    """Write the tickets of a plan and print them."""
    if not job.plan.sendable.legs:
        console.say(f"Plan {job.plan.sendable.plan} has no orders: there is nothing to type.")
        return 0
    made = write_tickets(job, folder, force=force)
    files = tuple(str(path) for path in made.files)
    if console.json:
        console.emit(json_text(tickets_document(made.packet, made.run.run, files)))
    else:
        console.emit(
            tickets_text(made.packet, width=console.width, plain=console.plain, color=console.color)
        )
    apart = left_out_text(job.plan.sendable.left_out)
    if apart:
        console.say(f"Not among these tickets: {apart}.")
    for file in files:
        console.say(f"{'Written again' if made.again else 'Written'}: {file}")
    if made.elsewhere:
        others = " and ".join(f'"{one}"' for one in made.elsewhere)
        console.say(
            f"The same tickets are in {others}, too: throw those away, or they may be typed twice."
        )
    return 0
