"""What every test stands on: exact money, and random inputs that are the same on every machine."""

import pytest
from hypothesis import settings

from trimtab.money import trap_floats

# `make test` must say the same today and tomorrow; `make test-long` goes looking for more.
settings.register_profile("default", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=3000)
settings.load_profile("default")

# Also at import, for values that test modules build before the first test runs.
trap_floats()


@pytest.fixture(autouse=True)
def _floats_never_meet_money() -> None:
    """Set before each test, because a context belongs to a thread and a test may replace it."""
    trap_floats()
