"""The command line: thin commands over `trimtab.app`, one module per group of commands."""

from trimtab.cli.entry import main

__all__ = ["main"]
