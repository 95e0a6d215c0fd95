"""Files of our own making, beside the statements that they must give."""

from pathlib import Path

import pytest

from tests.brokers.rendering import INPUTS, expected_path, rendered


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_a_golden_file_gives_the_statements_beside_it(path: Path) -> None:
    assert rendered(path) == expected_path(path).read_text(encoding="utf-8")
