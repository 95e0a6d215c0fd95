"""Elapsed time, for the time limit; what day it is nobody asks here."""

from collections.abc import Callable
from time import process_time


def stopwatch() -> Callable[[], float]:
    """Seconds of the processor's time since now.

    Not of the clock on the wall: a busy machine would give fewer prices, and another plan.
    """
    start = process_time()
    return lambda: process_time() - start
