"""What `check` says about a workspace that could be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from trimtab.app.reconciliation import differences
from trimtab.errors import InputProblems, Problem
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
    """What the file's own planner lacks, notes of the readers, where files and record differ."""
    return CheckReport(
        problems=planning_problems(loaded, loaded.policy.planner),
        notes=(*loaded.notes, *differences(loaded), *_of_returns(loaded)),
        settings=tuple((key, text, loaded.provenance[key]) for key, text in loaded.values.items()),
    )


def _of_returns(loaded: Loaded) -> Iterator[Problem]:
    """What was judged in the file of returns, and what is wrong in it, where one is named.

    Only what measures risk needs the file, so that it keeps no plan from being made.
    """
    if loaded.settings.data.returns is None:
        return
    try:
        data = loaded.returns
    except InputProblems as found:
        yield from found.problems
        return
    yield from data.notes
    yield from data.gaps()
