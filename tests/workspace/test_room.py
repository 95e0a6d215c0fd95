import subprocess
import sys
from pathlib import Path

import pytest

from trimtab import workspace


def test_every_public_name_is_there() -> None:
    for name in workspace.__all__:
        assert getattr(workspace, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        workspace.nothing  # noqa: B018 - the access itself is the test


def test_importing_the_room_loads_no_pydantic() -> None:
    code = "import sys, trimtab.workspace; raise SystemExit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_workspace_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    (tmp_path / "trimtab.toml").write_text("", encoding="utf-8")
    (tmp_path / "data/deep").mkdir(parents=True)
    assert workspace.find(tmp_path / "data/deep") == tmp_path
    assert workspace.find(Path(tmp_path.anchor)) is None
