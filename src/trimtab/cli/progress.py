"""What a command waits for, on a terminal's stderr alone, once it takes over a second."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

from trimtab.cli.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import ProgressColumn

Progress = Callable[[str], None]

_AFTER = 1.0  # seconds

# Drawing takes time of the processor, by which the search for a plan is limited: rarely, then.
_DRAWN_PER_SECOND = 2


@contextmanager
def progress_bar(steps: int, *, console: Console) -> Iterator[Progress]:
    """A function to call at the start of each of `steps` steps with its name."""
    if not console.shows_progress:
        yield lambda _: None
        return
    from rich.progress import BarColumn  # only here, and only on a terminal

    bar = _bar(BarColumn())
    task = bar.add_task("", total=steps)
    started = False

    def step(name: str) -> None:
        nonlocal started
        bar.update(task, description=name, advance=1 if started else 0, refresh=True)
        started = True

    with _shown_later(bar):
        yield step


class Waiting:
    """What one command waits for: what it does, what that needs just now, and who is asked.

    May be entered again and again; outside of `until` nothing is shown, so that a question can be
    asked.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._update: Progress = lambda _: None
        self._does = self._needs = self._asks = ""

    @contextmanager
    def until(self, does: str) -> Iterator[None]:
        """Show `does` while inside, such as `Reading the accounts`."""
        if not self._console.shows_progress:
            yield
            return
        from rich.progress import SpinnerColumn

        bar = _bar(SpinnerColumn("line"))
        task = bar.add_task("", total=None)
        self._does, self._needs, self._asks = does, "", ""
        self._update = lambda text: bar.update(task, description=text, refresh=True)
        self._show()
        try:
            with _shown_later(bar), _heard(self._ask):
                yield
        finally:
            self._update = lambda _: None

    def needs(self, what: str) -> None:
        """Tell what it waits for just now, such as `orders 1, 2 to fill`."""
        self._needs = f"waiting for {what}" if what else ""
        self._show()

    def _ask(self, broker: str) -> None:
        self._asks = f"asking {broker}"
        self._show()

    def _show(self) -> None:
        self._update(", ".join(filter(None, (self._does, self._needs, self._asks))))


class _Ear(logging.Handler):
    """Hears of each request to a broker, for `ask`."""

    def __init__(self, ask: Progress) -> None:
        super().__init__()
        self._ask = ask

    def emit(self, record: logging.LogRecord) -> None:
        """Pass on the broker's name where a request goes out."""
        broker = getattr(record, "asked", None)
        if broker is not None:
            self._ask(str(broker))


@contextmanager
def _heard(ask: Progress) -> Iterator[None]:
    from trimtab.brokers.wire_log import WIRE  # only here, as all that draws

    ear, before = _Ear(ask), WIRE.level
    WIRE.addHandler(ear)
    WIRE.setLevel(logging.INFO)
    try:
        yield
    finally:
        WIRE.removeHandler(ear)
        WIRE.setLevel(before)


def _bar(column: "ProgressColumn") -> "Bar":
    from rich.console import Console as Screen
    from rich.progress import Progress as Bar
    from rich.progress import TextColumn, TimeElapsedColumn

    return Bar(
        column,
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=Screen(file=sys.stderr),
        transient=True,
        refresh_per_second=_DRAWN_PER_SECOND,
        # Data go to stdout as they are; messages to stderr go above the bar.
        redirect_stdout=False,
    )


@contextmanager
def _shown_later(bar: "Bar") -> Iterator[None]:
    """Show the bar when this takes over a second; it is gone again at the end."""
    timer = Timer(_AFTER, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
