"""Only one watch at a time. The lock goes with the process, however that ends.

SQLite: a lock on a file beside the database, which the system gives up with its last handle.
PostgreSQL: an advisory lock of the session, so that it holds between machines too.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from trimtab.disk import lock, signed, signer
from trimtab.errors import OutsideFailure, Refused
from trimtab.store.database import Database

# Beside the file of the database.
WATCH_LOCK = "watch.lock"


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Refused when another process is inside with the same database."""
    if database.is_sqlite:
        with _file_lock(Path(str(database.engine.url.database))):
            yield
    else:
        with _session_lock(database):
            yield


@contextmanager
def _file_lock(file: Path) -> Iterator[None]:
    path = file.with_name(WATCH_LOCK)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise OutsideFailure(f"{path} cannot be opened: {error.strerror or error}") from error
    try:
        try:
            lock(handle)
        except BlockingIOError:
            raise Refused(_taken(signer(handle))) from None
        with signed(handle):
            yield
    finally:
        os.close(handle)


@contextmanager
def _session_lock(database: Database) -> Iterator[None]:
    name = {"name": f"{database.lock_name} watch"}
    with database.connected() as connection:
        taken = connection.execute(text("SELECT pg_try_advisory_lock(hashtext(:name))"), name)
        if not taken.scalar():
            raise Refused(_taken("another session of the same database"))
        yield


def _taken(who: str) -> str:
    return (
        f"a watch is running on this workspace already ({who}). Two would tell you everything "
        "twice; end that one first, or look at `trimtab alerts`"
    )
