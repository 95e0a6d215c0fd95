"""How the watch stands, for `status`: a watch that has stopped says nothing by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trimtab.report.numbers import count
from trimtab.report.privacy import without_amounts
from trimtab.report.times import ago


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchStanding:
    """When it ran last and what is open.

    every    the schedule as the file has it
    late     the check after the last one is overdue
    open     alerts that are open or acknowledged
    unsent   messages that were tried and not taken yet
    trouble  why its record cannot be read; empty when it can
    """

    now: datetime
    every: str
    last_check_at: datetime | None = None
    late: bool = False
    open: int = 0
    unsent: int = 0
    trouble: str = ""


def watch_lines(standing: WatchStanding | None) -> list[str]:
    """Sentences for the end of the status; what needs a look begins with `!`."""
    if standing is None:
        return []
    if standing.trouble:
        return [f"! The watch's record cannot be read: {without_amounts(standing.trouble)}"]
    last = standing.last_check_at
    if last is None:
        return ["The watch has not run yet: trimtab watch --once"]
    when = ago(standing.now - last)
    if standing.late:
        ran = f"! Watch last ran {when}, and should every {standing.every}. Has it stopped?"
    else:
        ran = f"Watch last ran {when}."
    alerts = f"{count(standing.open, 'alert')} open: trimtab alerts" if standing.open else ""
    lines = [f"{ran} {alerts}".rstrip()]
    if standing.unsent:
        unsent = count(standing.unsent, "message")
        lines.append(f"! {unsent} of the watch could not be sent yet: trimtab alerts")
    return lines


def watch_document(standing: WatchStanding | None) -> dict[str, Any] | None:
    """The same for programs; None where there is no watch."""
    if standing is None:
        return None
    last = standing.last_check_at
    return {
        "last_check_at": None if last is None else last.isoformat(),
        "late": standing.late,
        "open_alerts": standing.open,
        "unsent": standing.unsent,
        "trouble": standing.trouble,
    }
