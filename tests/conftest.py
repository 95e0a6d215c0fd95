"""What every test stands on: exact money, and random inputs that are the same on every machine."""

from pathlib import Path

import pytest
from hypothesis import settings

from trimtab.money import trap_floats

# `make test` must say the same today and tomorrow; `make test-long` goes looking for more.
settings.register_profile("default", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=3000)
settings.load_profile("default")

# Tests of the optimiser, by the start of their path from here. Coverage is asked of other rooms
# and measuring it makes these take half as long again.
_NOT_MEASURED = (
    "optimize/",
    "planners/optimal/",
    "properties/test_optimal",
    "reference/test_exact",
    "reference/test_optimal",
)

# Also at import, for values that test modules build before the first test runs.
trap_floats()


@pytest.fixture(autouse=True)
def _floats_never_meet_money() -> None:
    """Set before each test, because a context belongs to a thread and a test may replace it."""
    trap_floats()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pause the measuring of coverage during tests of the optimiser."""
    for item in items:
        if item.path.relative_to(Path(__file__).parent).as_posix().startswith(_NOT_MEASURED):
            item.add_marker(pytest.mark.no_cover)
