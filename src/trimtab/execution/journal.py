"""The journal: what was decided, sent and heard, on the disk before anything rests on it.

One JSON object a line. Each line carries a check over itself and the line before it, so that a line
that was edited, lost or moved is noticed. An event that is being written when the power goes leaves
the beginning of a line without an end; nothing rested on it yet, and it is cut off.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from trimtab.disk import lock, sync_folder
from trimtab.errors import InputProblems, InvalidValue, Problem, TrimtabError
from trimtab.execution.book import Book, book_after
from trimtab.execution.events import Event
from trimtab.execution.records import from_record, to_record

_CHECK = "check"
_START = "0" * 16


class Journal:
    """An append-only file of events.

    Several processes may append: each write holds the file's lock, and goes behind what others have
    written since. Raises TrimtabError where the system refuses to read or write, InputProblems
    where the file is damaged; nothing may be sent then.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book, self._folded = Book(), 0
        self._forget()

    @property
    def path(self) -> Path:
        """Where the file is, or will be."""
        return self._path

    def events(self) -> tuple[Event, ...]:
        """Everything that happened, the oldest first."""
        self._read()
        return tuple(self._events)

    def book(self) -> Book:
        """Where everything stands."""
        self._read()
        return self._fold()

    def _fold(self) -> Book:
        """The book of the events that are known. Only what is new is folded into the last one."""
        book = self._book
        for event in islice(self._events, self._folded, None):
            book = book_after(event, book)
        self._book, self._folded = book, len(self._events)
        return book

    def _read(self) -> None:
        try:
            with self._path.open("rb") as file:
                self._catch_up(file)
        except FileNotFoundError:
            self._forget()
        except OSError as error:
            raise _failed("read", self._path, error) from error

    def append(self, event: Event, *, where: Callable[[Book], bool] | None = None) -> bool:
        """Put `event` at the end; when this returns True, it is on the disk.

        where  must hold of all that others have written by then; where it does not, nothing is
               written and False comes back. Nobody writes between the look and the event.
        """
        return self._append((event,), where)

    def append_all(self, events: Iterable[Event]) -> None:
        """Put `events` at the end in one write: a disk that is full takes all of them or none."""
        self._append(events, None)

    def _append(self, events: Iterable[Event], where: Callable[[Book], bool] | None) -> bool:
        try:
            with self._locked() as file:
                self._catch_up(file)
                if where is not None and not where(self._fold()):
                    return False
                lines, check = b"", self._check
                for event in events:
                    record = to_record(event)
                    check = _check(record, check)
                    lines += _text({**record, _CHECK: check}) + b"\n"
                self._write(file, lines, self._end)
                self._catch_up(file)
        except OSError as error:
            raise _failed("write", self._path, error) from error
        return True

    def _forget(self) -> None:
        """Know nothing of the file: no events, and that the first line goes to its beginning."""
        self._events: list[Event] = []
        self._end, self._check = 0, _START
        self._book, self._folded = Book(), 0

    def _catch_up(self, file: BinaryIO) -> None:
        """Read the whole lines behind the last one known; all of them where the file is shorter."""
        if file.seek(0, os.SEEK_END) < self._end:
            self._forget()
        file.seek(self._end)
        for line in file.read().split(b"\n")[:-1]:
            record = self._record(line)
            self._events.append(self._event(record))
            self._end, self._check = self._end + len(line) + 1, str(record[_CHECK])

    def _write(self, file: BinaryIO, line: bytes, end: int) -> None:
        file.truncate(end)
        file.seek(end)
        left = memoryview(line)
        try:
            # Unbuffered, one write may take a part alone: the next one says that the disk is full.
            while left:
                left = left[file.write(left) :]
            os.fsync(file.fileno())
        except OSError:
            # A disk that is full may have taken a part; the next writer would cut it off, too.
            file.truncate(end)
            raise

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = not self._path.exists()
        # Unbuffered: what is refused must not be written later, when the file is closed.
        with self._path.open("ab+", buffering=0) as raw:
            if new:
                sync_folder(self._path.parent)
            lock(raw.fileno(), wait=True)
            yield raw

    def _record(self, line: bytes) -> Mapping[str, object]:
        try:
            return _checked(json.loads(line), self._check)
        except ValueError as error:  # InvalidValue is one, too
            raise self._damaged(error) from None

    def _event(self, record: Mapping[str, object]) -> Event:
        try:
            return from_record(record)
        except InvalidValue as error:
            raise self._damaged(error) from None

    def _damaged(self, error: ValueError) -> InputProblems:
        return InputProblems([_damage(str(self._path), len(self._events) + 1, str(error))])


def _checked(record: object, before: str) -> Mapping[str, object]:
    if not isinstance(record, dict) or record.get(_CHECK) != _check(record, before):
        raise InvalidValue("its check does not fit")
    return record


def _damage(file: str, line: int, why: str) -> Problem:
    return Problem(
        what="the journal of orders is damaged",
        file=file,
        line=line,
        why=f"This line cannot be trusted: {why}",
        fix="Nothing is sent while it is so. Put back a copy, or move the file away and compare "
        "the orders at your broker with your plans by hand",
    )


def _check(record: Mapping[str, object], before: str) -> str:
    """Of the record without its own check, and of the line before it."""
    body = {key: value for key, value in record.items() if key != _CHECK}
    return sha256(before.encode() + _text(body)).hexdigest()[:16]


def _text(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _failed(what: str, path: Path, error: OSError) -> TrimtabError:
    return TrimtabError(
        f"cannot {what} the journal of orders {path}: {error.strerror or error}. Nothing is sent "
        "without it"
    )
