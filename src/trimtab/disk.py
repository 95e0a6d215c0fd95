"""What files must do so that nothing is lost: locks between processes, names that last."""

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # the module is absent there

# False on Windows: `lock` does nothing there. Whoever must be alone has to ask.
CAN_LOCK = fcntl is not None


def lock(handle: int, *, shared: bool = False, wait: bool = False) -> None:
    """Lock an open file until it is closed, against every other handle of it.

    shared  others may hold it shared meanwhile
    wait    until it is free; else BlockingIOError where it is not
    """
    if fcntl is not None:
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(handle, how if wait else how | fcntl.LOCK_NB)


def sync_folder(folder: Path) -> None:
    """Make new names inside `folder` last through a loss of power, where the system can."""
    if os.name == "nt":  # Windows opens no folders; its renames are journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
