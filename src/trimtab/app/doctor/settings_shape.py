"""trimtab.toml without names and amounts: which settings there are, and what a rule may rest on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from trimtab.app.linking.known import BROKERS
from trimtab.app.linking.matching import broker_in
from trimtab.app.renaming import numbered
from trimtab.errors import InputProblems
from trimtab.workspace.key_lines import Path as KeyPath
from trimtab.workspace.settings.document import Settings, called, fields_by_key, section_of
from trimtab.workspace.settings.section import Section
from trimtab.workspace.toml_file import SETTINGS_FILE, TomlFile, read_toml

# Kinds of settings that hold money, by a word that each of them has.
_MONEY = "dollars"
_SPANS = frozenset({"length of time", "schedule", "time of day", "two times of day"})
_SPAN = re.compile(r"[\d*/,: -]{1,20}[smhdw]?")
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,9})?%?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leaf:
    """One value of the file. `kind`: as `called` has it; empty for a key that is not known."""

    path: KeyPath
    kind: str
    value: Any

    @property
    def words(self) -> frozenset[str]:
        """Words that its kind allows, and that say nothing about anybody."""
        return frozenset(word.strip('" ') for word in self.kind.split(" | "))

    @property
    def label(self) -> str:
        """What the names in it are names of."""
        if self.kind == "account id":
            return "account"
        if "symbol" in self.kind:
            return "security"
        if self.kind == "file":
            return "file"
        return "class" if self.path[-1] == "name" and "class" in self.path else "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsShape:
    """The settings a line each, and the new names that stand in them, by the old ones."""

    lines: tuple[str, ...]
    names: Mapping[str, str]


def settings_shape(root: Path) -> SettingsShape:
    """The shape of trimtab.toml in `root`; of one that is no TOML, nothing but that."""
    try:
        toml = read_toml(root)
    except InputProblems:
        return SettingsShape(lines=(f"{SETTINGS_FILE} cannot be read",), names={})
    leaves = tuple(_leaves(toml.document, Settings, ()))
    by_kind = numbered(pair for leaf in leaves for pair in _named(leaf))
    names = {old: new for found in by_kind.values() for old, new in found.items()}
    return SettingsShape(lines=tuple(_line(leaf, toml, names) for leaf in leaves), names=names)


def _leaves(
    table: Mapping[str, Any], section: type[Section] | None, path: KeyPath
) -> Iterator[_Leaf]:
    fields = {} if section is None else fields_by_key(section)
    for key, value in table.items():
        here = (*path, key)
        inner, many = section_of(fields[key]) if key in fields else (None, False)
        tables = value if many and isinstance(value, list) else [value]
        if inner is None or not all(isinstance(one, Mapping) for one in tables):
            kind = called(fields[key]) if key in fields else ""
            yield _Leaf(path=here, kind=kind, value=value)
            continue
        for number, one in enumerate(tables):
            yield from _leaves(one, inner, (*here, number) if many else here)


def _named(leaf: _Leaf) -> Iterator[tuple[str, str]]:
    """Every text in a value that may be a name, with what it is a name of."""
    if not leaf.kind:
        yield "key", str(leaf.path[-1])
    for text in _texts(leaf.value):
        if _MONEY not in leaf.kind and not _tells_nothing(text, leaf):
            yield leaf.label, text


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from _texts(list(pair))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _tells_nothing(text: str, leaf: _Leaf) -> bool:
    """True for a word that the setting allows, a number, or a time."""
    if text in leaf.words:
        return True
    if leaf.kind in _SPANS:
        return bool(_SPAN.fullmatch(text))
    if leaf.kind == "time zone":
        return text in available_timezones()
    return "number" in leaf.kind and bool(_NUMBER.fullmatch(text))


def _line(leaf: _Leaf, toml: TomlFile, names: Mapping[str, str]) -> str:
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in leaf.path]
    if not leaf.kind:
        parts[-1] = f".{names[str(leaf.path[-1])]} (not known)"
    line = toml.lines.get(leaf.path)
    where = "" if line is None else f"  ({SETTINGS_FILE}:{line})"
    return f"{''.join(parts).removeprefix('.')} = {_shown(leaf.value, leaf, names)}{where}"


def _shown(value: object, leaf: _Leaf, names: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        pairs = (
            f"{_shown(key, leaf, names)} = {_shown(one, leaf, names)}" for key, one in value.items()
        )
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(_shown(one, leaf, names) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _shown_text(value, leaf, names)
    # A number where none is expected may be anything, such as the number of an account.
    is_known = leaf.kind not in {"", "text"} and _MONEY not in leaf.kind
    return str(value) if is_known else "a number"


def _shown_text(text: str, leaf: _Leaf, names: Mapping[str, str]) -> str:
    if leaf.path[-1] == "source" and broker_in(text) in BROKERS:
        return f"broker:{broker_in(text)}:****"
    if _tells_nothing(text, leaf):
        return text
    return names.get(text, "an amount" if _MONEY in leaf.kind else "a text")
