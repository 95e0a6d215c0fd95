"""What `check` says about a workspace that could be read."""

from dataclasses import dataclass

from trimtab.app.reconciliation import differences
from trimtab.errors import Problem
from trimtab.workspace import Loaded, planning_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What keeps a plan from being made, what is worth knowing, and every setting's origin.

    settings  the dotted key, the value as the file would write it, and `file:line` or `default`
    """

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()
    settings: tuple[tuple[str, str, str], ...] = ()


def check_report(loaded: Loaded) -> CheckReport:
    """What the file's own planner lacks, the readers' notes, and where files and record differ."""
    return CheckReport(
        problems=planning_problems(loaded, loaded.policy.planner),
        notes=(*loaded.notes, *differences(loaded)),
        settings=tuple((key, text, loaded.provenance[key]) for key, text in loaded.values.items()),
    )
