"""Lock files say who holds them, and only while somebody does."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trimtab import disk

HOLDING = """
import os, sys, time
from trimtab.disk import lock, signed
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
lock(handle)
with signed(handle):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("")


def test_a_lock_that_another_process_holds_names_it_until_it_is_done(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert disk.holder(path) is None
    with another_process(path) as process:
        assert disk.holder(path) == f"process {process.pid}"
        handle = os.open(path, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            disk.lock(handle)
        assert disk.signer(handle) == f"process {process.pid}"
        os.close(handle)
    assert disk.holder(path) is None
    assert path.read_bytes() == b""


def test_a_process_that_was_killed_holds_nothing_though_its_name_is_there(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with another_process(path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert path.read_bytes() == f"{process.pid}\n".encode()
    assert disk.holder(path) is None


def test_a_name_that_is_none_is_another_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_bytes(b"\xffwho?")
    handle = os.open(path, os.O_RDWR)
    disk.lock(handle)
    assert disk.holder(path) == "another process"
    os.close(handle)


def test_a_lock_holds_where_its_name_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    disk.lock(handle)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with disk.signed(handle):
            other = os.open(path, os.O_RDWR)
            with pytest.raises(BlockingIOError):
                disk.lock(other)
            os.close(other)
    os.close(handle)


def test_where_the_system_has_no_locks_nobody_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lock").write_text("4711\n")
    monkeypatch.setattr(disk, "CAN_LOCK", False)
    assert disk.holder(tmp_path / "lock") is None
