"""Elapsed time, for the time limit; what day it is nobody asks here."""

from collections.abc import Callable
from time import perf_counter


def stopwatch() -> Callable[[], float]:
    """Seconds since now."""
    start = perf_counter()
    return lambda: perf_counter() - start
