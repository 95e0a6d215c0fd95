"""New weights of classes in trimtab.toml, with every comment kept and the result checked first."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit

from trimtab.errors import InputProblems, InvalidValue, Problem, Refused
from trimtab.money import exact_text
from trimtab.workspace.atomic import write_atomically
from trimtab.workspace.key_lines import key_lines
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.reading import read_settings
from trimtab.workspace.target_section import target_portfolio
from trimtab.workspace.text_files import read_text
from trimtab.workspace.toml_file import SETTINGS_FILE

Band = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWeight:
    """One class: percent of the household before and after, and its own band if it has one."""

    name: str
    before: Decimal
    after: Decimal
    band: Band | None = None


def write_weights(root: Path, weights: tuple[NewWeight, ...]) -> Path:
    """Put the weights into the file, in one step; returns the file.

    Refused where a class has another weight by now than `before`; InputProblems where the file
    would not be valid afterwards. Either way nothing is written.
    """
    path = root / SETTINGS_FILE
    problems: list[Problem] = []
    text = read_text(path, SETTINGS_FILE, problems)
    if text is None:
        raise InputProblems(problems)
    new = with_weights(text, weights)
    _require_valid(new)
    write_atomically(path, new.encode())
    return path


def with_weights(text: str, weights: tuple[NewWeight, ...]) -> str:
    """`text` with the new weights and bands; nothing else of it changes."""
    document = tomlkit.parse(text)
    classes: Any = document.get("targets", {}).get("class", [])
    by_name = {str(one.get("name", "")).strip(): one for one in classes}
    for weight in weights:
        if weight.name not in by_name:
            raise InvalidValue(f'trimtab.toml has no class "{weight.name}" any more')
        section = by_name[weight.name]
        if Decimal(str(section["weight"])) != weight.before:
            raise Refused(
                f'"{weight.name}" has the weight {section["weight"]} by now, and not '
                f"{exact_text(weight.before)}; run the command again"
            )
        if weight.after != weight.before:
            section["weight"] = tomlkit.value(exact_text(weight.after))
        if weight.band is not None and "band" in section:
            section["band"] = tomlkit.value(
                f"[{exact_text(weight.band[0])}, {exact_text(weight.band[1])}]"
            )
    return tomlkit.dumps(document)


def _require_valid(text: str) -> None:
    document = tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    lines = key_lines(text.replace("\r\n", "\n"))
    read = read_settings(document, lines, SETTINGS_FILE)
    places = SettingsPlaces(lines=lines, problems=list(read.problems))
    if read.settings.targets is not None and not places.problems:
        target_portfolio(read.settings.targets, places)
    # A class that holds an index directly is served by a file, which this does not read.
    wrong = [one for one in places.problems if "nothing to buy" not in one.what]
    if wrong:
        raise InputProblems(wrong)
