"""Tickets as one HTML page to print: no script, nothing loaded, a box to tick for each order."""

from importlib.metadata import version

from trimtab.domain import Side
from trimtab.execution.tickets import Packet
from trimtab.report import numbers
from trimtab.report.html_pages import html_page
from trimtab.report.tickets import words


def tickets_html(packet: Packet) -> str:
    """The page, a complete document with a line feed at the end."""
    return html_page(
        "tickets.html.j2",
        packet=packet,
        words=words,
        numbers=numbers,
        version=version("trimtab"),
        side=Side,
    )
