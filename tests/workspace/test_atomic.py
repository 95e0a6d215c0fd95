import os
import stat
from pathlib import Path

import pytest

from trimtab.errors import TrimtabError
from trimtab.workspace import write_atomically


def test_a_file_is_made_with_its_folders(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a/b/c.csv", b"x")
    assert (tmp_path / "a/b/c.csv").read_bytes() == b"x"


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interruption_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException
) -> None:
    (tmp_path / "f.csv").write_bytes(b"old")

    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(os, call, fail)
    with pytest.raises((TrimtabError, KeyboardInterrupt)):
        write_atomically(tmp_path / "f.csv", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["f.csv"]
    assert (tmp_path / "f.csv").read_bytes() == b"old"


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(TrimtabError, match="No space left on device"):
        write_atomically(tmp_path / "f.csv", b"new")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes or links")
def test_modes_are_kept_and_links_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_bytes(b"old")
    real.chmod(0o600)
    link.symlink_to(real)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
