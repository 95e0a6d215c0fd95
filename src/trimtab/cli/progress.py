"""A progress bar for what takes over a second, on a terminal's stderr alone."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from trimtab.app.watching.check import Progress

_AFTER = 1.0  # seconds


@contextmanager
def progress_bar(steps: int, *, quiet: bool) -> Iterator[Progress]:
    """A function to call at the start of each of `steps` steps with its name."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # only here, and only on a terminal
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("", total=steps)
    timer = Timer(_AFTER, bar.start)
    timer.daemon = True
    started = False

    def step(name: str) -> None:
        nonlocal started
        bar.update(task, description=name, advance=1 if started else 0)
        started = True

    timer.start()
    try:
        yield step
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
