"""A change of several files is whole or absent, wherever it is interrupted."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trimtab.errors import Refused, TrimtabError
from trimtab.workspace import apply_changes, changes, undo_last

OLD = {"trimtab.toml": b"old settings", "data/lots.csv": b"old lots"}
NEW = {"trimtab.toml": b"new settings", "data/lots.csv": b"new lots", "data/prices.csv": b"prices"}
STEPS = 60


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, data in OLD.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def files_in(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".trimtab" not in path.parts
    }


class _Killed(BaseException):
    """Stands for SIGKILL: nothing of ours runs after it."""


def fail_at(
    step: int, monkeypatch: pytest.MonkeyPatch, error: BaseException, *, forever: bool
) -> Iterator[int]:
    """Make the `step`th rename, sync or removal fail; with `forever`, every later one too."""
    count = 0

    def breaking(call: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*args: object, **options: object) -> object:
            nonlocal count
            count += 1
            if count == step or (forever and count > step):
                raise error
            return call(*args, **options)

        return wrapped

    for name in ("replace", "fsync", "unlink"):
        monkeypatch.setattr(os, name, breaking(getattr(os, name)))
    monkeypatch.setattr(Path, "unlink", breaking(Path.unlink))
    monkeypatch.setattr(shutil, "rmtree", breaking(shutil.rmtree))
    yield step


def interrupt(
    step: int, error: BaseException, *, forever: bool, action: Callable[[], object]
) -> bool:
    """Run `action` with a failure at `step`; True when it was reached."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for _ in fail_at(step, monkeypatch, error, forever=forever):
            try:
                action()
            except (_Killed, KeyboardInterrupt, TrimtabError, OSError):
                return True
    return False


def test_all_files_are_written_and_undo_takes_them_back(root: Path) -> None:
    assert apply_changes(root, NEW, "imported 3 lots") == "0001"
    assert files_in(root) == NEW
    assert undo_last(root) == "imported 3 lots"
    assert files_in(root) == OLD
    assert undo_last(root) is None


def test_changes_are_undone_one_by_one_latest_first(root: Path) -> None:
    apply_changes(root, {"data/lots.csv": b"1"}, "first")
    apply_changes(root, {"data/lots.csv": b"2"}, "second")
    assert undo_last(root) == "second"
    assert (root / "data/lots.csv").read_bytes() == b"1"
    assert undo_last(root) == "first"
    assert files_in(root) == OLD


def test_undo_refuses_to_lose_an_edit(root: Path) -> None:
    apply_changes(root, NEW, "import")
    (root / "data/lots.csv").write_bytes(b"edited")
    with pytest.raises(Refused, match=r"data/lots\.csv was edited"):
        undo_last(root)
    assert files_in(root) == NEW | {"data/lots.csv": b"edited"}


def test_undo_without_any_change_does_nothing(root: Path) -> None:
    assert undo_last(root) is None
    assert not (root / ".trimtab").exists()


def test_a_change_needs_files(root: Path) -> None:
    with pytest.raises(TrimtabError, match="at least one file"):
        apply_changes(root, {}, "nothing")


def test_two_imports_at_once_are_refused(root: Path) -> None:
    with changes._locked(root), pytest.raises(Refused, match="another import"):
        apply_changes(root, NEW, "import")


@pytest.mark.parametrize("step", range(1, STEPS))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_at_any_step_leaves_the_old_files_or_the_new_ones(
    root: Path, step: int, error: BaseException
) -> None:
    failed = interrupt(
        step, error, forever=False, action=lambda: apply_changes(root, NEW, "import")
    )
    undo_last(root) if failed else None
    assert files_in(root) == (OLD if failed else NEW)


@pytest.mark.parametrize("step", range(1, STEPS))
def test_killed_at_any_step_the_next_undo_puts_the_old_files_back(root: Path, step: int) -> None:
    killed = interrupt(
        step, _Killed(), forever=True, action=lambda: apply_changes(root, NEW, "import")
    )
    undo_last(root) if killed else None
    assert files_in(root) == (OLD if killed else NEW)


@pytest.mark.parametrize("step", range(1, STEPS))
def test_killed_at_any_step_the_next_change_starts_from_whole_files(root: Path, step: int) -> None:
    interrupt(step, _Killed(), forever=True, action=lambda: apply_changes(root, NEW, "import"))
    apply_changes(root, {"other.csv": b"x"}, "second")
    assert files_in(root) in (OLD | {"other.csv": b"x"}, NEW | {"other.csv": b"x"})


@pytest.mark.parametrize("step", range(1, STEPS))
def test_undo_killed_at_any_step_is_finished_by_the_next_undo(root: Path, step: int) -> None:
    apply_changes(root, NEW, "import")
    interrupt(step, _Killed(), forever=True, action=lambda: undo_last(root))
    undo_last(root)
    assert files_in(root) == OLD


def test_the_steps_tried_cover_a_whole_change(root: Path) -> None:
    action = lambda: apply_changes(root, NEW, "import")  # noqa: E731 - a value, as above
    assert not interrupt(STEPS, _Killed(), forever=True, action=action)


def test_an_edit_made_after_an_interruption_is_kept(root: Path) -> None:
    interrupt(14, _Killed(), forever=True, action=lambda: apply_changes(root, NEW, "import"))
    (root / "data/lots.csv").write_bytes(b"edited by hand")
    undo_last(root)
    assert (root / "data/lots.csv").read_bytes() == b"edited by hand"
