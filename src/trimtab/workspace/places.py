"""Problems of the settings, placed by the key at fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trimtab.errors import Problem
from trimtab.workspace.key_lines import Path, line_of
from trimtab.workspace.toml_file import SETTINGS_FILE
from trimtab.workspace.wording import sentence

_PAGE = "reference/settings.md"
_SECTIONS = frozenset(
    {
        "accounts",
        "cash_flows",
        "data",
        "display",
        "execution",
        "household",
        "identical",
        "policy",
        "risk",
        "store",
        "targets",
        "taxes",
        "triggers",
        "watch",
    }
)


def settings_page(path: Path) -> str:
    """The page that documents the key at `path`, at its section where that has one."""
    return f"{_PAGE}#{path[0]}" if path and path[0] in _SECTIONS else _PAGE


@dataclass(slots=True, kw_only=True)
class SettingsPlaces:
    """Collects problems and notes about trimtab.toml and knows the line of each key."""

    lines: Mapping[Path, int]
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def problem(self, path: Path, what: str, *, why: str = "", fix: str = "") -> None:
        """Something that keeps the settings from being used."""
        self.problems.append(self._at(path, what, why, fix))

    def note(self, path: Path, what: str, *, why: str = "", fix: str = "") -> None:
        """Something worth knowing."""
        self.notes.append(self._at(path, what, why, fix))

    def where(self, path: Path) -> str:
        """`file:line` of a key that the file gives, `default` for one that it leaves out."""
        line = self.lines.get(path)
        return "default" if line is None else f"{SETTINGS_FILE}:{line}"

    def _at(self, path: Path, what: str, why: str, fix: str) -> Problem:
        line = line_of(self.lines, path)
        return Problem(
            what=what,
            file=SETTINGS_FILE,
            line=line,
            why=sentence(why),
            fix=sentence(fix),
            docs=settings_page(path),
        )
