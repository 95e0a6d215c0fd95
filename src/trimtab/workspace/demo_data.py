"""Where the sample household of `trimtab demo` lives inside the installed package."""

from datetime import date
from importlib.resources import files
from pathlib import Path

SAMPLE_DATE = date(2026, 6, 15)
"""The day of the sample's prices: `trimtab demo` plans as of this day unless told otherwise."""


def sample_folder() -> Path:
    """The folder of the sample household, trimtab.toml and its data: to read, never to write."""
    return Path(str(files("trimtab.workspace") / "sample"))
