"""What a database says when it fails, in words that say what to do."""

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError

from trimtab.errors import InputProblems, OutsideFailure, Problem, TrimtabError

_BUSY = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED"})
_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR"})
_DAMAGED = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})
_NO_ACCESS = frozenset({"SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM"})

# SQLSTATE of PostgreSQL: lock_not_available, deadlock_detected, serialization_failure.
_PG_BUSY = frozenset({"55P03", "40P01", "40001"})
_PG_FULL = frozenset({"53100"})


def told(error: DBAPIError, place: str) -> TrimtabError:
    """`error` of the database at `place` as one of our own."""
    word = _word(error)
    first_line = str(error.orig).strip().partition("\n")[0]
    if word in _BUSY | _PG_BUSY:
        return OutsideFailure(
            f"{place} is locked by another process; nothing was written. Try again when that is "
            "done; the watch does at its next check"
        )
    if word in _FULL | _PG_FULL:
        return OutsideFailure(
            f"{place} cannot be written: the disk is full or fails ({first_line}). What was there "
            "is unchanged; make room, then run the command again"
        )
    if word in _DAMAGED:
        return InputProblems([_damaged(place, first_line)])
    if word in _NO_ACCESS:
        return OutsideFailure(f"{place} cannot be opened or written: {first_line}")
    if isinstance(error, IntegrityError):
        return TrimtabError(f"{place} refused what was to be written: {first_line}")
    return OutsideFailure(f"{place} does not answer: {first_line}")


def _word(error: DBAPIError) -> str:
    """SQLite's name of the error without its details, or PostgreSQL's SQLSTATE."""
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", "")
        return "_".join(name.split("_")[:2])
    return getattr(error.orig, "sqlstate", None) or ""


def _damaged(place: str, says: str) -> Problem:
    return Problem(
        what=f"{place} is damaged: {says}",
        why="It holds alerts and the log; plans, lots and transactions are not in it.",
        fix="Put back a copy of it; or move it away, and the next watch begins a new one.",
        docs="reference/store.md",
    )
