"""Everything that happened to a workspace as one log, newest first."""

from dataclasses import dataclass
from textwrap import fill
from typing import Any
from zoneinfo import ZoneInfo

from trimtab.domain.watch_record import LogEntry
from trimtab.report.privacy import without_amounts
from trimtab.report.terminal.listing import Column, plain_text, table

SCHEMA = "trimtab.history/1"

_COLUMNS = (
    Column(title="WHEN"),
    Column(title="kind", optional=1),
    Column(title="what"),
)
_WHAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryView:
    """Entries newest first; times are shown in `zone`."""

    entries: tuple[LogEntry, ...]
    zone: ZoneInfo
    privacy: bool


def history_text(view: HistoryView, *, width: int, plain: bool, color: bool) -> str:
    """A table; texts that are longer than a line go on below themselves."""
    if not view.entries:
        text = "Nothing has happened yet that is recorded.\n"
    else:
        rows = [_row(entry, view) for entry in view.entries]
        text = "\n".join(_table(rows, width=width, color=color)) + "\n"
    text = without_amounts(text) if view.privacy else text
    return plain_text(text) if plain else text


def history_document(view: HistoryView) -> dict[str, Any]:
    """The log as `trimtab.history/1`."""
    return {
        "schema": SCHEMA,
        "entries": [
            {
                "at": entry.at.isoformat(),
                "kind": entry.kind.value,
                "subject": entry.subject,
                "text": without_amounts(entry.text) if view.privacy else entry.text,
            }
            for entry in view.entries
        ],
    }


def _row(entry: LogEntry, view: HistoryView) -> list[str]:
    local = entry.at.astimezone(view.zone)
    return [f"{local:%Y-%m-%d %H:%M}", entry.kind.value, entry.text]


def _table(rows: list[list[str]], *, width: int, color: bool) -> list[str]:
    before = max(sum(len(cell) + 2 for cell in row[:_WHAT]) for row in rows)
    room = width - before
    if room < width // 2:
        return table(_COLUMNS, rows, width=width, color=color)
    broken: list[list[str]] = []
    for row in rows:
        first, *more = fill(row[_WHAT], room, break_on_hyphens=False).splitlines() or [""]
        broken.append([*row[:_WHAT], first])
        broken += [["", "", line] for line in more]
    return table(_COLUMNS, broken, width=width, color=color)
