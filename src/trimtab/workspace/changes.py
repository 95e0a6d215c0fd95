"""Changing several files as one, with undo.

A change is written down before it is made: the old and the new content of every file and a manifest
go to `.trimtab/imports/NNNN.new`, are synced, and the folder is renamed to `NNNN.pending`. From
then on the change is known. Each file is replaced; at the end the folder is renamed to `NNNN`.

    NNNN.new      being written down; nothing has been touched, so it is thrown away
    NNNN.pending  begun; the next change or undo puts the old files back
    NNNN          done; undo renames it to NNNN.pending and puts the old files back
    NNNN.undone   taken back; kept, so that nothing is lost

Putting back is safe to repeat, so a crash in the middle of it only means that it runs once more. A
file that somebody edited since is never overwritten.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import Any

from trimtab.disk import lock, signed, signer, sync_folder
from trimtab.errors import InvalidValue, Refused, TrimtabError
from trimtab.workspace.atomic import write_atomically, write_synced

_FOLDER = Path(".trimtab") / "imports"
CHANGES_LOCK = _FOLDER / "lock"
_NEW, _PENDING, _UNDONE = ".new", ".pending", ".undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file of a change: hashes of its old and new content; `before` None when it was absent."""

    path: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    folder: Path
    what: str
    files: tuple[_File, ...]
    days: Mapping[str, date]


def apply_changes(
    root: Path, files: Mapping[str, bytes], what: str, *, days: Mapping[str, date] | None = None
) -> str:
    """Write all of `files` (paths relative to `root`), or none; returns the change's number.

    what  one sentence for the undo list, such as `imported 12 lots into joint`
    days  the day that each account's data is of, by account id, for `known_days`
    Raises TrimtabError when the system refuses to write; the old files are then back in place, or
    will be at the next change or undo. Raises Refused while another process is at it.
    """
    if not files:
        raise InvalidValue("a change needs at least one file")
    with _locked(root):
        _recover(root)
        change = _write_down(root, files, what, days or {})
        done = change.folder.with_suffix("")
        finished = False
        try:
            for name, data in files.items():
                write_atomically(root / name, data)
            _rename(change.folder, done)
            finished = True
        finally:
            if not finished and change.folder.exists():
                _put_back(root, change)
        return done.name


def undo_last(root: Path) -> str | None:
    """Put the files of the last change back as they were; returns what it was, None without one.

    An interrupted change counts as the last one. Raises Refused, and touches nothing, when a file
    was edited after the change.
    """
    if not (root / _FOLDER).is_dir():
        return None
    with _locked(root):
        unfinished = _recover(root)
        if unfinished is not None:
            return unfinished
        done = sorted(folder for folder in (root / _FOLDER).iterdir() if folder.name.isdigit())
        if not done:
            return None
        change = _read(done[-1])
        _refuse_if_edited(root, change)
        pending = done[-1].with_suffix(_PENDING)
        _rename(done[-1], pending)
        _put_back(root, _read(pending))
        return change.what


def last_change(root: Path) -> str | None:
    """What the change is about that `undo_last` would take back; None when there is none."""
    unfinished = interrupted(root)
    if unfinished is not None or not (root / _FOLDER).is_dir():
        return unfinished
    done = sorted(folder for folder in (root / _FOLDER).iterdir() if folder.name.isdigit())
    return _read(done[-1]).what if done else None


def known_days(root: Path) -> dict[str, date]:
    """The day of the last change's data for each account, undone changes left out."""
    if not (root / _FOLDER).is_dir():
        return {}
    done = sorted(folder for folder in (root / _FOLDER).iterdir() if folder.name.isdigit())
    days: dict[str, date] = {}
    for folder in done:
        days |= _read(folder).days
    return days


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMade:
    """A change that was made: its number, what it was, and when, in seconds since 1970 UTC."""

    number: str
    what: str
    at: float
    undone: bool


def changes_made(root: Path) -> tuple[ChangeMade, ...]:
    """Every change, undone ones too, the oldest first."""
    if not (root / _FOLDER).is_dir():
        return ()
    folders = (
        folder
        for folder in (root / _FOLDER).iterdir()
        if folder.stem.isdigit() and folder.suffix in {"", _UNDONE}
    )
    return tuple(
        ChangeMade(
            number=folder.stem,
            what=_read(folder).what,
            at=(folder / "manifest.json").stat().st_mtime,
            undone=folder.suffix == _UNDONE,
        )
        for folder in sorted(folders)
    )


def interrupted(root: Path) -> str | None:
    """What an interrupted change was about; None when there is none."""
    pending = _pending(root)
    return _read(pending).what if pending is not None else None


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Alone in the folder of changes; what the system refuses becomes a TrimtabError."""
    folder = root / _FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(root / CHANGES_LOCK, os.O_RDWR | os.O_CREAT)
        try:
            _lock(handle, root)
            with signed(handle):
                yield
        finally:
            os.close(handle)  # which also gives up the lock
    except OSError as error:
        reason = error.strerror or str(error)
        raise TrimtabError(f"cannot change the files in {root}: {reason}") from error


def _lock(handle: int, root: Path) -> None:
    try:
        lock(handle)
    except BlockingIOError:
        raise Refused(
            f"another import is changing {root} ({signer(handle)}); try again when it is done"
        ) from None


def _write_down(
    root: Path, files: Mapping[str, bytes], what: str, days: Mapping[str, date]
) -> _Change:
    number = 1 + max(
        (int(folder.stem) for folder in (root / _FOLDER).iterdir() if folder.stem.isdigit()),
        default=0,
    )
    folder = root / _FOLDER / f"{number:04}{_NEW}"
    pending = folder.with_suffix(_PENDING)
    try:
        listed = _fill(folder, root, files)
        dated = {account: day.isoformat() for account, day in days.items()}
        manifest = {"what": what, "files": listed, "days": dated}
        write_synced(folder / "manifest.json", json.dumps(manifest, indent=1).encode())
        sync_folder(folder)
        _rename(folder, pending)
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
    return _read(pending)


def _fill(folder: Path, root: Path, files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    folder.mkdir()
    listed: list[dict[str, Any]] = []
    for index, (name, data) in enumerate(files.items()):
        old = (root / name).read_bytes() if (root / name).exists() else None
        if old is not None:
            write_synced(folder / f"{index}.before", old)
        write_synced(folder / f"{index}.after", data)
        before = None if old is None else _hash(old)
        listed.append({"path": name, "before": before, "after": _hash(data)})
    return listed


def _read(folder: Path) -> _Change:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    files = tuple(_File(**entry) for entry in manifest["files"])
    # Changes written by the first release have no days.
    dated = manifest.get("days", {})
    days = {account: date.fromisoformat(day) for account, day in dated.items()}
    return _Change(folder=folder, what=manifest["what"], files=files, days=days)


def _recover(root: Path) -> str | None:
    """Throw away what never began, put back what was interrupted; returns what that was."""
    for folder in (root / _FOLDER).glob(f"*{_NEW}"):
        shutil.rmtree(folder)
    pending = _pending(root)
    if pending is None:
        return None
    change = _read(pending)
    _put_back(root, change)
    return change.what


def _put_back(root: Path, change: _Change) -> None:
    for index, file in enumerate(change.files):
        path = root / file.path
        for stray in path.parent.glob(f".{escape(path.name)}.*.tmp"):
            stray.unlink()  # what a kill in the middle of writing this file left
        now = _hash(path.read_bytes()) if path.exists() else None
        if now != file.after:
            continue  # still or again the old one, or edited since: not ours to overwrite
        if file.before is None:
            path.unlink()
            sync_folder(path.parent)
        elif file.before != file.after:
            write_atomically(path, (change.folder / f"{index}.before").read_bytes())
    _rename(change.folder, change.folder.with_suffix(_UNDONE))


def _refuse_if_edited(root: Path, change: _Change) -> None:
    for index, file in enumerate(change.files):
        path = root / file.path
        if not path.exists() or _hash(path.read_bytes()) != file.after:
            raise Refused(
                f"{file.path} was edited after: {change.what}. Undoing would lose the edit. "
                f"The content from before is in {change.folder / f'{index}.before'}"
            )


def _pending(root: Path) -> Path | None:
    return next(iter((root / _FOLDER).glob(f"*{_PENDING}")), None)


def _rename(old: Path, new: Path) -> None:
    os.replace(old, new)  # noqa: PTH105 - spelled as the system call that this rests on
    sync_folder(new.parent)


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()
