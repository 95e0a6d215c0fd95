"""`trimtab watch`: look again and again, plan when something fires, and tell it once."""

import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from types import FrameType

import click

from trimtab.app.clock import SystemClock
from trimtab.app.watching.check import Watch
from trimtab.app.watching.loop import Reports, watch_on
from trimtab.app.watching.setup import WatchSetup, read_setup
from trimtab.app.watching.testing import try_channels
from trimtab.cli.console import Console
from trimtab.cli.failures import INTERRUPTED
from trimtab.cli.json_text import json_line, json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command
from trimtab.cli.progress import Progress, progress_bar
from trimtab.cli.status import ACTION_PROPOSED
from trimtab.domain.alert import NoticeKind
from trimtab.errors import InputProblems, OutsideFailure, TrimtabError
from trimtab.report.check_view import Checked, CheckView, check_document, check_text
from trimtab.store import open_store

_STEPS = 4


@command("watch", examples=("trimtab watch --once", "trimtab watch --every 1h"))
@click.option("--once", is_flag=True, help="Check once and end, for cron or systemd.")
@click.option(
    "--every",
    metavar="WHEN",
    help="15m, 1h, 1d, 1w, or five words of cron. [default: watch.every of trimtab.toml]",
)
@click.option("--notify-test", is_flag=True, help="Send a test message by every way, and end.")
@click.option("--exit-code", is_flag=True, help="With --once: exit 10 when an alert opened.")
def watch(
    console: Console, *, once: bool, every: str | None, notify_test: bool, exit_code: bool
) -> int:
    """Read the files again, ask the triggers, plan when one fires, tell it once. Never trades.

    What is watched and who is told stands in [watch] and [triggers] of trimtab.toml. Ends on Ctrl-C
    and on SIGTERM, after the check that it is at.
    """
    _refuse_contradictions(once=once, every=every, notify_test=notify_test, exit_code=exit_code)
    setup = read_setup(workspace_root(console), every=every)
    if notify_test:
        return _test(console, setup)
    store = open_store(setup.place)
    clock = SystemClock()
    with store.watching(), _bar(console, once=once) as progress:
        found = Watch(setup=setup, store=store, clock=clock, as_of=console.as_of, progress=progress)
        if not once:
            return _loop(console, found, clock, every)
        checked = found.check()
    _show(console, setup, checked, None)
    if checked.problems:
        return InputProblems.exit_code
    opened = checked.about(NoticeKind.OPENED)
    return ACTION_PROPOSED if exit_code and opened else 0


def _bar(console: Console, *, once: bool) -> AbstractContextManager[Progress]:
    """What one check shows; a watch that goes on writes a line for each instead."""
    if once:
        return progress_bar(_STEPS, console=console)
    silent: Progress = lambda _: None  # noqa: E731  # named for its type
    return nullcontext(silent)


def _refuse_contradictions(
    *, once: bool, every: str | None, notify_test: bool, exit_code: bool
) -> None:
    if once and every is not None:
        raise click.UsageError("--once and --every exclude each other.")
    if notify_test and (once or every is not None):
        raise click.UsageError("--notify-test checks nothing; give it alone.")
    if exit_code and not once:
        raise click.UsageError("--exit-code goes with --once.")


def _loop(console: Console, found: Watch, clock: SystemClock, every: str | None) -> int:
    def checked(result: Checked, due: datetime) -> None:
        _show(console, found.setup, result, due)

    def failed(error: TrimtabError, due: datetime) -> None:
        local = due.astimezone(found.setup.zone)
        console.warn(f"error: {error}. The watch goes on; next check {local:%Y-%m-%d %H:%M}.")

    with _ending(clock) as signals:
        watch_on(found, Reports(checked=checked, failed=failed), every=every)
    console.say("The watch has ended. Nothing is half written.")
    return INTERRUPTED if signal.SIGINT in signals else 0


@contextmanager
def _ending(clock: SystemClock) -> Iterator[list[int]]:
    """SIGINT and SIGTERM end the clock's sleep; the second one ends the process as usual."""
    came: list[int] = []
    watched = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in watched}

    def end(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        clock.stop()
        signal.signal(number, before[signal.Signals(number)])

    for number in watched:
        signal.signal(number, end)
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _show(console: Console, setup: WatchSetup, checked: Checked, due: datetime | None) -> None:
    view = CheckView(
        household=setup.household,
        checked=checked,
        local=checked.at.astimezone(setup.zone),
        next_at=None if due is None else due.astimezone(setup.zone),
        privacy=setup.privacy,
    )
    if not console.json:
        console.emit(check_text(view, plain=console.plain))
    elif due is None:
        console.emit(json_text(check_document(view)))
    else:  # one line for each check, so that a reader of the stream knows where one ends
        console.emit(json_line(check_document(view)))


def _test(console: Console, setup: WatchSetup) -> int:
    results = try_channels(setup, SystemClock())
    if console.json:
        ways = [{"channel": name, "error": error} for name, error in results.items()]
        console.emit(json_text({"schema": "trimtab.notify-test/1", "channels": ways}))
    else:
        for name, error in results.items():
            console.emit(f"{name}: {error or 'a test message was sent'}")
        if not results:
            console.emit("No way to tell you is set: add [[watch.notify]] to trimtab.toml.")
    return OutsideFailure.exit_code if any(results.values()) else 0


COMMANDS = {"watch": watch}
