"""What files must do so that nothing is lost: locks between processes, names that last."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # the module is absent there

# False on Windows: `lock` does nothing there. Whoever must be alone has to ask.
CAN_LOCK = fcntl is not None

# More than any number of a process has.
_MOST_DIGITS = 20


def lock(handle: int, *, shared: bool = False, wait: bool = False) -> None:
    """Lock an open file until it is closed, against every other handle of it.

    shared  others may hold it shared meanwhile
    wait    until it is free; else BlockingIOError where it is not
    """
    if fcntl is not None:
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(handle, how if wait else how | fcntl.LOCK_NB)


@contextmanager
def signed(handle: int) -> Iterator[None]:
    """Write into a lock file that is held who holds it; it is empty again at the end.

    The lock holds without it: a disk that is full keeps nobody from working.
    """
    _sign(handle, f"{os.getpid()}\n")
    try:
        yield
    finally:
        _sign(handle, "")


def signer(handle: int) -> str:
    """Who holds a lock that is taken, as people say it."""
    number = _signature(handle)
    return f"process {number}" if number.isdigit() else "another process"


def holder(path: Path) -> str | None:
    """Who holds the lock file at `path`; None where nobody does, or the system cannot say.

    A file that nobody signed is not touched, and nothing is ever written. Raises OSError where it
    cannot be read.
    """
    if not CAN_LOCK or not path.exists():
        return None
    handle = os.open(path, os.O_RDONLY)
    try:
        if not _signature(handle):
            return None
        # Whoever was killed has left a name behind, and no lock.
        lock(handle, shared=True)
    except BlockingIOError:
        return signer(handle)
    finally:
        os.close(handle)
    return None


def _sign(handle: int, name: str) -> None:
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, name.encode())


def _signature(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, _MOST_DIGITS).decode("ascii", "replace").strip()


def sync_folder(folder: Path) -> None:
    """Make new names inside `folder` last through a loss of power, where the system can."""
    if os.name == "nt":  # Windows opens no folders; its renames are journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
