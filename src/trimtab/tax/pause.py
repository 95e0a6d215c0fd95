"""A pause for the search for cycles, while many values are made that form none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Within it Python frees what nothing refers to any more, but looks for no cycles.

    A growing record is searched again and again, a third of the time for a long one, and nothing is
    ever found: a record has no cycles. Holds for the whole process, and ends as it began.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
