"""`trimtab schema`: the JSON Schemas of what trimtab writes and reads."""

import click

from trimtab.app.schemas import SCHEMA_NAMES, schema_named
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.options import command


@command("schema", examples=("trimtab schema plan", "trimtab schema config > trimtab.schema.json"))
@click.argument("name", type=click.Choice(SCHEMA_NAMES), metavar="NAME")
def schema(console: Console, *, name: str) -> int:
    """Print the JSON Schema of a document or of trimtab.toml."""
    console.emit(json_text(schema_named(name)))
    return 0


COMMANDS = {"schema": schema}
