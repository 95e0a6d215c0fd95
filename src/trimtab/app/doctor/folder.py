"""The workspace's folder: its files, who may read them, room on the disk, who is at work in it."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from trimtab.app.doctor.subject import ReadFiles, Subject
from trimtab.app.store_place import store_place
from trimtab.app.trading.office import EXECUTION_LOCK
from trimtab.disk import CAN_LOCK, holder
from trimtab.errors import InputProblems
from trimtab.report.diagnosis import Finding, Level
from trimtab.report.numbers import count
from trimtab.store.watch_lock import WATCH_LOCK
from trimtab.workspace.changes import CHANGES_LOCK
from trimtab.workspace.settings.document import Settings

_STATE = Path(".trimtab")
_LOCKS = (
    ("execution", EXECUTION_LOCK, "sends orders"),
    ("watch", _STATE / WATCH_LOCK, "watches"),
    ("import", CHANGES_LOCK, "changes the files"),
)
# Files of their owner alone: log-ins of the day, and what the watch saw.
_PRIVATE = ("*-session.json", "state.db*")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_MIB = 1024 * 1024
# Every plan and every undo record is some hundred kB; an entry of the journal is less than one.
_LITTLE, _NONE = 200 * _MIB, 5 * _MIB


def folder_findings(subject: Subject, files: ReadFiles) -> Iterator[Finding]:
    """What is so with the folder and its files."""
    yield _checked(files)
    yield _folder(subject.root)
    yield from _private(subject.root)
    yield _room(subject.root)
    yield from _locks(subject.root)
    if files.settings is not None and files.settings.store.url_env is not None:
        yield _store(subject.root, files.settings)


def _checked(files: ReadFiles) -> Finding:
    problems, notes = files.report.problems, files.report.notes
    if not problems:
        return Finding(name="check", text=f"All files can be read: {count(len(notes), 'note')}")
    first = problems[0].where or problems[0].what
    return Finding(
        name="check",
        text=f"{count(len(problems), 'problem')} in the files, the first: {first}",
        level=Level.PROBLEM,
        fix="To see each with its fix: trimtab check",
    )


def _folder(root: Path) -> Finding:
    shown = quote(str(root.resolve()))
    if not os.access(root, os.W_OK | os.X_OK):
        return Finding(
            name="folder",
            text=f"{shown} cannot be written to: nothing can be saved, imported or sent",
            level=Level.PROBLEM,
            fix=f"chmod u+rwx {shown}, or look who owns it",
        )
    mode = root.stat().st_mode
    if os.name != "nt" and _open_to_all(root):
        what = "change" if mode & stat.S_IWOTH else "read"
        return Finding(
            name="folder",
            text=f"Every user of this computer can {what} the files in {shown}",
            level=Level.WARNING,
            fix=f"chmod -R o-rwx {shown}",
        )
    return Finding(name="folder", text=f"{shown} can be written to")


def _open_to_all(root: Path) -> bool:
    """True where somebody who is neither the owner nor in its group gets into the folder."""
    here = root.resolve()
    ways = all(folder.stat().st_mode & stat.S_IXOTH for folder in (here, *here.parents))
    return ways and bool(here.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))


def _private(root: Path) -> Iterator[Finding]:
    found = [path for kind in _PRIVATE for path in sorted((root / _STATE).glob(kind))]
    wide = [path for path in found if path.stat().st_mode & _OTHERS] if os.name != "nt" else []
    for path in wide:
        yield Finding(
            name="private_files",
            text=f"Others than you can read {path.relative_to(root)}",
            level=Level.PROBLEM,
            fix=f"chmod 600 {quote(str(path))}",
        )
    if found and not wide:
        told = ", ".join(str(path.relative_to(root)) for path in found)
        yield Finding(name="private_files", text=f"You alone can read {told}")


def _room(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    text = f"{free // _MIB:,} MB are free on the disk"
    if free >= _LITTLE:
        return Finding(name="disk_space", text=text)
    return Finding(
        name="disk_space",
        text=f"{text}; nothing is sent when an order cannot be written down first",
        level=Level.WARNING if free >= _NONE else Level.PROBLEM,
        fix="Make room before you send orders",
    )


def _locks(root: Path) -> Iterator[Finding]:
    if not CAN_LOCK:
        yield Finding(
            name="locks",
            text="This system has no file locks: no order is sent from here",
            level=Level.WARNING,
            fix="Send from Linux, macOS or WSL, or place the orders yourself",
        )
        return
    held = [
        Finding(name=f"lock_{name}", text=f"A trimtab {does} here now, {who}")
        for name, place, does in _LOCKS
        if (who := holder(root / place)) is not None
    ]
    yield from held or [Finding(name="locks", text="No other trimtab is at work here")]


def _store(root: Path, settings: Settings) -> Finding:
    try:
        store_place(root, settings)
    except InputProblems as found:
        problem = found.problems[0]
        return Finding(
            name="store",
            text=problem.what[:1].upper() + problem.what[1:],
            level=Level.PROBLEM,
            fix=problem.fix.removesuffix("."),
        )
    return Finding(name="store", text=f"{settings.store.url_env} has the URL of the database")
