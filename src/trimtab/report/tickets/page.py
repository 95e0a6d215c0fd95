"""Tickets as one HTML page to print: no script, nothing loaded, a box to tick for each order."""

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from trimtab.domain import Side
from trimtab.execution.tickets import Packet
from trimtab.report import numbers
from trimtab.report.tickets import words

if TYPE_CHECKING:
    from jinja2 import Environment


def tickets_html(packet: Packet) -> str:
    """The page, a complete document with a line feed at the end."""
    template = _environment().get_template("tickets.html.j2")
    return template.render(
        packet=packet, words=words, numbers=numbers, version=version("trimtab"), side=Side
    )


@cache
def _environment() -> "Environment":
    # Imported late: the command line starts without a template engine.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - start-up time

    return Environment(
        loader=PackageLoader("trimtab.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
