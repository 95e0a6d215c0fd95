"""A PostgreSQL server of our own, in a folder that goes away.

Debian keeps `initdb` outside of the path, and it refuses to run as root: as root the server runs as
the user `postgres`, or `nobody`.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_HOW_TO_GET_IT = "no PostgreSQL server here; on Debian: apt-get install postgresql"
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Programs:
    """Where `initdb` and `pg_ctl` are, and who may run them (None: ourselves)."""

    folder: Path
    user: str | None


def _programs() -> Programs | None:
    """The programs of an installed server; None when there is none, or nobody who may run it."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += sorted(_DEBIAN.glob("*/bin"), reverse=True)
    folder = next((one for one in places if (one / "pg_ctl").exists()), None)
    if folder is None:
        return None
    if os.geteuid() != 0:
        return Programs(folder, None)
    user = next((one for one in ("postgres", "nobody") if _known(one)), None)
    return Programs(folder, user) if user and shutil.which("setpriv") else None


@contextmanager
def server() -> Iterator[str]:
    """A running server that listens on a socket alone; gives its URL.

    Where none is installed the tests that ask for it are skipped.
    """
    found = _programs()
    if found is None:
        pytest.skip(_HOW_TO_GET_IT)
    # A short path: a socket's name may have some hundred characters.
    with tempfile.TemporaryDirectory(prefix="trimtab-pg-") as name:
        root = Path(name)
        if found.user is not None:
            person = pwd.getpwnam(found.user)
            os.chown(root, person.pw_uid, person.pw_gid)
        data = root / "data"
        _run(found, "initdb", "-D", str(data), "-U", "trimtab", "-A", "trust", "-N", "-E", "UTF8")
        options = f"-c listen_addresses='' -c fsync=off -k {root}"
        log = str(root / "log")
        _run(found, "pg_ctl", "-D", str(data), "-l", log, "-w", "-o", options, "start")
        try:
            yield f"postgresql://trimtab@/postgres?host={root}"
        finally:
            _run(found, "pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def _known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _run(found: Programs, program: str, *arguments: str) -> None:
    command = [str(found.folder / program), *arguments]
    if found.user is not None:
        person = pwd.getpwnam(found.user)
        ids = [f"--reuid={person.pw_uid}", f"--regid={person.pw_gid}", "--clear-groups"]
        command = ["setpriv", *ids, *command]
    # Not captured: the server that pg_ctl starts would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False, cwd="/"
        )
        output.seek(0)
        assert done.returncode == 0, output.read().decode()
