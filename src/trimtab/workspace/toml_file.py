"""trimtab.toml from disk: the document with exact numbers, and the line of every key."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from trimtab.errors import InputProblems, Problem
from trimtab.workspace.key_lines import Path as KeyPath
from trimtab.workspace.key_lines import key_lines
from trimtab.workspace.text_files import read_text

SETTINGS_FILE = "trimtab.toml"
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlFile:
    """A TOML file; floats are `Decimal` as written."""

    document: Mapping[str, Any]
    lines: Mapping[KeyPath, int]


def find(start: Path) -> Path | None:
    """The folder that holds trimtab.toml: `start` or the nearest folder above it.

    Also one where that is a folder or a dead link, so that reading it says so.
    """
    folder = start.absolute()
    around = (folder, *folder.parents)
    return next((at for at in around if os.path.lexists(at / SETTINGS_FILE)), None)


def read_toml(root: Path) -> TomlFile:
    """trimtab.toml in `root`; InputProblems when it is absent or not TOML."""
    problems: list[Problem] = []
    text = read_text(root / SETTINGS_FILE, SETTINGS_FILE, problems)
    if text is None:
        raise InputProblems(problems if os.path.lexists(root / SETTINGS_FILE) else [_absent(root)])
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise InputProblems([_empty()])
    try:
        document = tomllib.loads(text, parse_float=Decimal)
        return TomlFile(document=document, lines=key_lines(text))
    except ValueError as error:  # a TOMLDecodeError, or an integer of thousands of digits
        raise InputProblems([_not_toml(str(error), text)]) from None
    except RecursionError:
        raise InputProblems([_not_toml("it is nested too deeply", text)]) from None


def _absent(root: Path) -> Problem:
    return Problem(
        what=f"there is no {SETTINGS_FILE} in {root}",
        file=SETTINGS_FILE,
        why="A workspace is a folder with this file",
        fix="Run `trimtab init` there, or name the folder with -C",
    )


def _empty() -> Problem:
    return Problem(
        what=f"{SETTINGS_FILE} is empty",
        file=SETTINGS_FILE,
        why="It needs at least `version = 1` and [household]",
        fix="Run `trimtab init` in an empty folder to see a filled one",
    )


def _not_toml(message: str, text: str) -> Problem:
    at = _AT.search(message)
    line = int(at[1]) if at and at[1] else text.rstrip("\n").count("\n") + 1
    return Problem(
        what=f"the file is not valid TOML: {_AT.sub('', message)}",
        file=SETTINGS_FILE,
        line=line,
        why="Texts stand in quotation marks, each key once in its table",
        fix="Correct this line; what follows it has not been read",
    )
