"""The page about triggers is complete, and its examples work."""

import re
import shutil
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from trimtab.workspace import settings_list
from trimtab.workspace.demo_data import sample_folder
from trimtab.workspace.key_lines import Path as KeyPath
from trimtab.workspace.settings.reading import read_settings
from trimtab.workspace.settings.triggers import KINDS

PAGE = (Path(__file__).parent.parent / "docs/reference/triggers.md").read_text(encoding="utf-8")
TABLES = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PYTHON = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
NO_LINES: dict[KeyPath, int] = {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_part_of_the_page_with_its_table(kind: str) -> None:
    part = PAGE.split(f"\n## {kind}\n")[1].split("\n## ")[0]
    assert f"[triggers.{kind}]\n" in part
    assert "Value:" in part


@pytest.mark.parametrize(
    "key", [one.key for one in settings_list() if one.key.startswith("triggers.")]
)
def test_every_setting_is_named_in_the_part_of_its_kind(key: str) -> None:
    _, *kind, name = key.split(".")
    part = PAGE.split(f"\n## {kind[0]}\n")[1].split("\n## ")[0] if kind else PAGE
    # Drift and losses are switched off by the same word.
    assert name == "on" or re.search(rf"`{name}\b|^{name} =", part, re.MULTILINE)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_the_page_is_read(table: str) -> None:
    document = tomllib.loads(
        f'version = 1\n[household]\nname = "Page"\n{table}', parse_float=Decimal
    )
    assert read_settings(document, NO_LINES, "trimtab.toml").problems == ()


def test_the_python_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(sample_folder(), tmp_path / "sample")
    monkeypatch.chdir(tmp_path / "sample")
    (code,) = PYTHON
    exec(compile(code, "triggers.md", "exec"), {})  # noqa: S102 - the page's own example
    assert "'US small cap'" in capsys.readouterr().out
