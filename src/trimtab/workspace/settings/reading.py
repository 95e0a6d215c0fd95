"""From a TOML document to `Settings`, with every problem and its line.

A wrong key must not hide what is wrong elsewhere. So what pydantic refuses is reported, taken out
(or, where it is required, filled with a stand-in) and the rest is read again; the caller gets
usable settings beside the problems and goes on to the data files. Settings with problems never
reach a plan.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from trimtab.errors import InputProblems, Problem
from trimtab.workspace.key_lines import Path, line_of
from trimtab.workspace.places import settings_page
from trimtab.workspace.settings.document import Settings, called, fields_by_key, section_of
from trimtab.workspace.settings.readers import shown
from trimtab.workspace.settings.section import Section
from trimtab.workspace.wording import nearest, one_of, sentence

_LONGEST_SHOWN = 60
# One pass finds everything; a list element that is no table takes two more to be filled in.
_MOST_PASSES = 6

# What stands in for a required key that is absent or wrong; the last key of the path decides.
_STAND_INS: Mapping[str, object] = {
    "version": 1,
    "household": {"name": "?"},
    "type": "taxable",
    "weight": 0,
    "symbols": ["?", "??"],
    "date": "2000-01-01",
    "amount": 0,
    "kind": "desktop",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsRead:
    """What could be read of the settings.

    found   each problem with the path of the key at fault
    broken  the paths that were wrong; checks that rest on them should be left out
    """

    settings: Settings
    found: tuple[tuple[Path, Problem], ...] = ()
    broken: tuple[Path, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them, in the order of the sections."""
        return tuple(problem for _, problem in self.found)

    def problems_in(self, section: str) -> tuple[Problem, ...]:
        """The problems of one section of the file."""
        return tuple(problem for path, problem in self.found if path[:1] == (section,))

    def problems_outside(self, section: str) -> tuple[Problem, ...]:
        """The problems of all other sections."""
        return tuple(problem for path, problem in self.found if path[:1] != (section,))

    def sound(self, *path: str | int) -> bool:
        """True when nothing at or under `path` was wrong."""
        return not any(where[: len(path)] == path for where in self.broken)


def read_settings(
    document: Mapping[str, Any], lines: Mapping[Path, int], file: str
) -> SettingsRead:
    """`document` as settings; wrong keys are reported and replaced by their defaults."""
    mended: dict[str, Any] = deepcopy(dict(document))
    found: list[tuple[Path, Problem]] = []
    broken: list[Path] = []
    for _ in range(_MOST_PASSES):
        try:
            settings = Settings.model_validate(mended)
        except ValidationError as error:
            details = error.errors(include_url=False)
        else:
            return SettingsRead(settings=settings, found=tuple(found), broken=tuple(broken))
        paths = [tuple(detail["loc"]) for detail in details]
        if not found:  # later passes only see what the mending itself left open
            found = [
                (path, _problem(detail, path, lines, file))
                for detail, path in zip(details, paths, strict=True)
            ]
        broken.extend(path for path in paths if path not in broken)
        for path in sorted(paths, key=len, reverse=True):
            _mend(mended, path)
    raise InputProblems([problem for _, problem in found])


def _mend(document: dict[str, Any], path: Path) -> None:
    """Take the value at `path` out of `document`, or put a stand-in there."""
    around: Any = document
    for key in path[:-1]:
        inside = isinstance(around, list) or (isinstance(around, dict) and key in around)
        if not inside:
            return
        around = around[key]
    last = path[-1]
    if isinstance(around, list) and isinstance(last, int):
        around[last] = {}
    elif isinstance(around, dict):
        around.pop(last, None)
        if _is_required(path):
            stand_in = _STAND_INS.get(str(last), f"?{''.join(str(key) for key in path)}")
            around[str(last)] = deepcopy(stand_in)


def _is_required(path: Path) -> bool:
    field = _field_at(path)
    return field is not None and field.is_required()


def _section_at(path: Path) -> type[Section] | None:
    section: type[Section] | None = Settings
    for key in path:
        if section is None or isinstance(key, int):
            continue
        field = fields_by_key(section).get(key)
        section = section_of(field)[0] if field else None
    return section


def _problem(detail: ErrorDetails, path: Path, lines: Mapping[Path, int], file: str) -> Problem:
    kind = detail["type"]
    if kind == "missing":
        what = f"{_table_name(path)} has no `{path[-1]}`"
        why, fix = _meaning(path), _addition(path)
    elif kind == "extra_forbidden":
        what, why, fix = _unknown_key(path)
    elif kind == "trimtab":
        says = detail["ctx"]
        what = f"{_dotted(path)} = {_brief(detail['input'])} {says['what']}"
        why, fix = says["why"], says["fix"]
    else:  # pydantic's own words for a table, or a list of tables, in the wrong shape
        name = _dotted(path)
        shape = f"[[{name}]]" if kind in {"tuple_type", "list_type"} else f"[{name}]"
        what = f"{name} = {_brief(detail['input'])} is not a table"
        why, fix = _meaning(path), f"write it as {shape} with one key a line"
    docs = settings_page(path)
    line = line_of(lines, path)
    why, fix = sentence(why), sentence(fix)
    return Problem(what=what, file=file, line=line, why=why, fix=fix, docs=docs)


def _unknown_key(path: Path) -> tuple[str, str, str]:
    section = _section_at(path[:-1])
    allowed = list(fields_by_key(section)) if section else []
    near = nearest(str(path[-1]), allowed)
    what = f"unknown key `{path[-1]}` in {_table_name(path)}"
    return what, one_of(allowed), f"did you mean `{near}`?" if near else "drop it"


def _field_at(path: Path) -> FieldInfo | None:
    section = _section_at(path[:-1])
    return fields_by_key(section).get(str(path[-1])) if section else None


def _meaning(path: Path) -> str:
    field = _field_at(path)
    if field is None:
        return ""
    kind = called(field)
    return f"{field.description}: {kind}" if kind else f"{field.description}"


def _addition(path: Path) -> str:
    field = _field_at(path)
    if field is not None and section_of(field)[0] is not None:
        return f"add [{path[-1]}]"
    return f"add a line `{path[-1]} = ...`"


def _dotted(path: Path) -> str:
    """`accounts[2].type`: people count from one."""
    text = ""
    for key in path:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}"
    return text.removeprefix(".")


def _table_name(path: Path) -> str:
    around = path[:-1]
    return f"[{_dotted(around)}]" if around else "the file"


def _brief(given: object) -> str:
    text = shown(given)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
