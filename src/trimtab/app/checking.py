"""What `check` says about a workspace that could be read."""

from collections.abc import Mapping
from dataclasses import dataclass

from trimtab.errors import Problem
from trimtab.workspace import Loaded, planning_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """problems: what keeps a plan from being made; notes: worth knowing; provenance: by setting."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    provenance: Mapping[str, str]


def check_report(loaded: Loaded) -> CheckReport:
    """Everything that the file's own planner still lacks, and every note of the readers."""
    return CheckReport(
        problems=planning_problems(loaded, loaded.policy.planner),
        notes=loaded.notes,
        provenance=loaded.provenance,
    )
