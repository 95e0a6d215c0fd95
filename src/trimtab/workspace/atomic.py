"""Writing a file so that a reader, a crash or Ctrl-C only ever sees the old one or the new one."""

import os
from pathlib import Path

from trimtab.disk import sync_folder
from trimtab.errors import TrimtabError

# What a new file gets before the process's umask takes its part, as `open` does.
_NEW_FILE_MODE = 0o666


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path`, making its folder where needed.

    Temporary file beside it, fsync, rename, fsync of the folder. A link is followed; the mode of an
    existing file is kept. TrimtabError when the system refuses; nothing is left behind then.
    """
    existed = path.exists()
    try:
        # Not Path.resolve, which raises a RuntimeError for links that lead to each other.
        _write(Path(os.path.realpath(path)) if path.is_symlink() else path, data)
    except OSError as error:
        kept = "; the old file is unchanged" if existed else ""
        raise TrimtabError(f"cannot write {path}: {error.strerror or error}{kept}") from error


def write_synced(path: Path, data: bytes, mode: int = _NEW_FILE_MODE) -> None:
    """A plain write that is on the disk when it returns; for files that nobody reads yet."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # The name is fixed before the file exists, so that no interruption can lose track of it.
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write_synced(beside, data)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o7777)
        os.replace(beside, path)  # noqa: PTH105 - spelled as the system call that this rests on
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)
