"""What is looked at: a workspace as far as it can be read, the environment, and the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trimtab.app.checking import CheckReport
from trimtab.app.workspace import open_workspace
from trimtab.errors import InputProblems
from trimtab.ports import Clock
from trimtab.workspace import Loaded
from trimtab.workspace.settings.document import Settings
from trimtab.workspace.sound_settings import sound_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One workspace under the doctor's eyes.

    as_of   the day to compute for; None: today
    online  True where brokers may be asked
    """

    root: Path
    environment: Mapping[str, str]
    clock: Clock
    as_of: date | None = None
    online: bool = False

    @property
    def today(self) -> date:
        """The day to compute for."""
        return self.as_of or self.clock.now().astimezone().date()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFiles:
    """What could be read of the workspace's files.

    settings  None where trimtab.toml is wrong
    loaded    None where a data file is wrong, too
    """

    report: CheckReport
    settings: Settings | None = None
    loaded: Loaded | None = None


def read_files(subject: Subject) -> ReadFiles:
    """Read all that can be read. Raises OSError where the system refuses a file."""
    try:
        workspace = open_workspace(subject.root, as_of=subject.as_of)
    except InputProblems as found:
        return ReadFiles(
            report=CheckReport(problems=found.problems), settings=_settings(subject.root)
        )
    loaded = workspace.loaded
    return ReadFiles(report=workspace.check(), settings=loaded.settings, loaded=loaded)


def _settings(root: Path) -> Settings | None:
    try:
        return sound_settings(root)
    except InputProblems:
        return None
