"""Locked, full, damaged, away: a named error, and nothing half written."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.records import begun, entry, state
from trimtab.domain.watch_record import Change
from trimtab.errors import InputProblems, OutsideFailure, Refused
from trimtab.ports import Store
from trimtab.store import StorePlace, database, open_store

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def opened(file: Path) -> Store:
    return open_store(StorePlace(file=file, household="Rivera"))


def test_a_database_that_another_process_has_locked_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(file)
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0)
    store = opened(file)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OutsideFailure, match=r"state\.db is locked by another process"):
        store.append(entry("not now"))
    holder.execute("ROLLBACK")
    holder.close()
    store.append(entry("now"))
    assert [line.text for line in store.log()] == ["now"]


def test_a_full_disk_is_named_and_what_was_there_stays(file: Path) -> None:
    store = opened(file)
    store.append(entry("kept"))
    size = file.stat().st_size
    # A file that may not grow fails as a full disk does; the signal for it would end the process.
    old_signal = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    old_limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old_limit[1]))
    try:
        with pytest.raises(OutsideFailure, match="disk is full"):
            begun(store, Change(state=state(number=9), entries=(entry("x" * 500_000),)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old_limit)
        signal.signal(signal.SIGXFSZ, old_signal)
    assert [line.text for line in opened(file).log()] == ["kept"]
    assert opened(file).state().next_number == 1


def test_a_file_that_is_no_database_is_named_and_left_alone(file: Path) -> None:
    file.write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    before = file.read_bytes()
    with pytest.raises(InputProblems, match="damaged"):
        opened(file)
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(OutsideFailure, match="cannot be made"):
        opened(tmp_path / "taken" / "state.db")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql", "not a database URL"),
        ("mysql://ana:secret@localhost/money", "not a database it knows"),
    ],
)
def test_a_url_that_cannot_be_used_is_named_without_its_password(
    file: Path, url: str, says: str
) -> None:
    with pytest.raises(InputProblems, match=says) as caught:
        open_store(StorePlace(file=file, household="Rivera", url=url))
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_named_without_its_password(file: Path) -> None:
    url = "postgresql://ana:secret@localhost:1/money"
    with pytest.raises(OutsideFailure, match="PostgreSQL money at localhost") as caught:
        open_store(StorePlace(file=file, household="Rivera", url=url))
    assert "secret" not in str(caught.value)


def test_the_file_is_readable_by_its_owner_alone(file: Path) -> None:
    opened(file)
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0


WRITER = """
import sys
from pathlib import Path
from dataclasses import replace
from decimal import Decimal
from tests.store.records import entry, snapshot, state
from trimtab.domain.watch_record import Change
from trimtab.store import StorePlace, open_store

store = open_store(StorePlace(file=Path(sys.argv[1]), household="Rivera"))
print("ready", flush=True)
while True:
    store.change(lambda before: Change(
        state=replace(state(), next_number=before.next_number + 1),
        snapshot=snapshot(value=Decimal(before.next_number)),
        entries=(entry(str(before.next_number)),),
    ))
    print(store.state().next_number, flush=True)
"""


def test_killed_while_it_writes_it_opens_again_with_whole_changes_only(file: Path) -> None:
    opened(file)
    for written_before_the_kill in (1, 2, 5):
        command = [sys.executable, "-c", WRITER, str(file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
            assert writer.stdout is not None
            lines = [writer.stdout.readline() for _ in range(1 + written_before_the_kill)]
            writer.kill()
        confirmed = int(lines[-1])
        store = opened(file)
        number = store.state().next_number
        assert number >= confirmed
        assert [line.text for line in store.log()] == [str(at) for at in range(1, number)]
        assert [int(one.value) for one in store.snapshots()] == list(range(1, number))


def test_two_processes_do_not_watch_the_same_file(file: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from trimtab.store import StorePlace, open_store\n"
        "with open_store(StorePlace(file=Path(sys.argv[1]), household='Rivera')).watching():\n"
        "    print('inside', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "inside\n"
        with (
            pytest.raises(Refused, match=f"process {other.pid}"),
            opened(file).watching(),
        ):
            pass
        other.kill()
        other.wait()
        with opened(file).watching():
            pass
