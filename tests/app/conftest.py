"""A copy of the sample household."""

import shutil
from pathlib import Path

import pytest

from trimtab.workspace.demo_data import sample_folder


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    folder = tmp_path / "sample"
    shutil.copytree(sample_folder(), folder)
    return folder
