"""trimtab.toml alone, for what needs the settings and not the data files."""

from pathlib import Path

from trimtab.errors import InputProblems
from trimtab.workspace.settings.document import Settings
from trimtab.workspace.settings.reading import read_settings
from trimtab.workspace.toml_file import SETTINGS_FILE, read_toml


def sound_settings(root: Path) -> Settings:
    """The settings in `root`; InputProblems with everything that is wrong in the file."""
    toml = read_toml(root)
    read = read_settings(toml.document, toml.lines, SETTINGS_FILE)
    if read.problems:
        raise InputProblems(read.problems)
    return read.settings
