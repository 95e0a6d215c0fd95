"""What is shown of waiting: on a terminal's stderr alone, late, and gone when it is over."""

import json
import os
import pty
import re
import sys
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.cli.linked import DAY, died, logged_in, name_source
from tests.cli.running import AS_OF, Run
from trimtab.app.clock import SystemClock
from trimtab.brokers import wire_log
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.brokers.wire_log import WIRE
from trimtab.cli import progress
from trimtab.cli.console import Choices, Console
from trimtab.cli.progress import Waiting, progress_bar

END = "THE END"
SHOWING = Console(shows_progress=True)


class AtOnce:
    """In the timer's place: everything takes over a second."""

    daemon = True

    def __init__(self, _after: float, show: Callable[[], None]) -> None:
        self.start = show

    def cancel(self) -> None:
        """Nothing is left to be cancelled."""

    join = cancel


class Screen:
    """A terminal in place of stderr, and what was drawn on it."""

    def __init__(self) -> None:
        self._master, slave = pty.openpty()
        self.stream: TextIOWrapper = os.fdopen(slave, "w", buffering=1, encoding="utf-8")
        self._drawn, self._ended = bytearray(), Event()
        # A terminal takes no more than a few lines before somebody reads them.
        Thread(target=self._read, daemon=True).start()

    def shown(self) -> str:
        """Everything so far, without the signs that move the cursor."""
        self.stream.write(END)
        self.stream.flush()
        assert self._ended.wait(60)
        text = self._drawn.decode().partition(END)[0]
        return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", text)

    def _read(self) -> None:
        while END.encode() not in self._drawn:
            self._drawn += os.read(self._master, 65536)
        self._ended.set()

    def close(self) -> None:
        self.shown()  # ends the reading, where nobody looked
        self.stream.close()
        os.close(self._master)


Terminal = Callable[[], Screen]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Puts a terminal in place of stderr when it is called, which pytest itself does between."""
    found = Screen()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(progress, "Timer", AtOnce)

    def take() -> Screen:
        monkeypatch.setattr(sys, "stderr", found.stream)
        return found

    yield take
    found.close()


def test_it_says_what_is_done_what_that_needs_and_who_is_asked(terminal: Terminal) -> None:
    screen = terminal()
    waiting = Waiting(SHOWING)
    with waiting.until("Sending the orders of 7K3F"):
        wire_log.sent("E*TRADE", "GET", "https://api.etrade.com/v1/accounts/list")
        waiting.needs("orders 1, 2 to fill")
        sys.stderr.write("order 3: sell 12 VTI is placed\n")
    shown = screen.shown()
    told = "Sending the orders of 7K3F, waiting for orders 1, 2 to fill, asking E*TRADE"
    assert told in shown
    assert "order 3: sell 12 VTI is placed\n" in shown.replace("\r\n", "\n"), "messages stay whole"


def test_outside_of_the_waiting_nothing_is_drawn_or_heard(terminal: Terminal) -> None:
    screen = terminal()
    waiting, before = Waiting(SHOWING), (WIRE.level, list(WIRE.handlers))
    waiting.needs("nothing yet")
    with waiting.until("First"):
        pass
    waiting.needs("an answer")
    wire_log.sent("E*TRADE", "GET", "https://api.etrade.com/v1/accounts/list")
    assert "an answer" not in screen.shown()
    assert (WIRE.level, WIRE.handlers) == before


def test_what_is_over_within_a_second_is_not_shown(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = terminal()

    class Never(AtOnce):
        def __init__(self, _after: float, _show: Callable[[], None]) -> None:
            super().__init__(_after, lambda: None)

    monkeypatch.setattr(progress, "Timer", Never)
    with Waiting(SHOWING).until("Quick"), progress_bar(2, console=SHOWING) as step:
        step("quick, too")
    assert screen.shown() == ""


def test_an_error_inside_goes_on_and_takes_the_display_away(terminal: Terminal) -> None:
    screen = terminal()
    with pytest.raises(ValueError, match="broken"), Waiting(SHOWING).until("Trying"):
        raise ValueError("broken")
    sys.stderr.write("after it\n")
    assert screen.shown().endswith("after it\r\n")


def test_a_bar_shows_each_step(terminal: Terminal) -> None:
    screen = terminal()
    with progress_bar(2, console=SHOWING) as step:
        step("reading")
        step("asking")
    assert "asking" in screen.shown()


@pytest.mark.parametrize(
    ("choices", "shows"),
    [
        (Choices(), True),
        (Choices(verbose=True, log="wire.log"), True),
        (Choices(json=True), False),
        (Choices(quiet=True), False),
        (Choices(plain=True), False),
        (Choices(log="-"), False),
    ],
)
def test_who_asked_for_less_sees_none_of_it(
    terminal: Terminal, choices: Choices, *, shows: bool
) -> None:
    terminal()
    assert choices.console().shows_progress is shows


def test_a_terminal_that_cannot_move_its_cursor_sees_none_of_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal()
    monkeypatch.setenv("TERM", "dumb")
    assert not Choices().console().shows_progress


def test_a_pipe_sees_none_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert not Choices().console().shows_progress
    with Waiting(Choices().console()).until("Unseen"), progress_bar(1, console=Console()) as step:
        step("unseen")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (("plan",), "Looking for the best plan"),
        (("halt",), "Waiting until no order is on its way"),
        (("doctor",), "Looking at everything"),
        (("watch", "--once"), "Reading"),
    ],
)
@pytest.mark.usefixtures("sample")
def test_commands_of_this_machine_say_what_they_wait_for(
    run: Run, terminal: Terminal, command: tuple[str, ...], shown: str
) -> None:
    screen = terminal()
    done = run(*command, "--as-of", AS_OF)
    assert done.code == 0
    assert shown in screen.shown()
    assert "\x1b" not in done.out


def test_a_plan_that_is_proved_again_says_so(run: Run, terminal: Terminal, sample: Path) -> None:
    screen = terminal()
    assert run("plan", "-q", "--as-of", AS_OF).code == 0
    (saved,) = (sample / "plans").glob("*.json")
    assert run("verify", json.loads(saved.read_text())["id"], "--prove").code == 0
    assert "Solving again" in screen.shown()


def test_commands_that_ask_a_broker_name_it(
    run: Run, terminal: Terminal, sample: Path, sim: EtradeSimulator
) -> None:
    screen = terminal()
    name_source(sample, "broker:etrade:****0001")
    assert sim.base_url
    logged_in(run)
    for command in (("sync",), ("doctor", "--online")):
        assert run(*command, *DAY).code == 0
    shown = screen.shown()
    for told in ("Connecting, asking E*TRADE", "Reading the connected accounts, asking E*TRADE"):
        assert told in shown
    assert "Looking at everything, asking E*TRADE" in shown


def test_a_live_run_says_which_orders_have_to_fill(
    run: Run,
    terminal: Terminal,
    sim: EtradeSimulator,
    approved: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sim.exchange.manners.fills = "delayed:2"
    monkeypatch.setattr(SystemClock, "sleep", lambda *_: True)
    screen = terminal()
    done = run("execute", approved, "--live", "--yes", *DAY)
    shown = screen.shown()
    assert done.code == 0, shown
    assert f"Sending the orders of {approved}" in shown
    assert re.search(r"waiting for orders? [\d, ]+ to fill", shown)
    assert "is placed" in shown


@pytest.fixture
def working(run: Run, sample: Path, sim: EtradeSimulator, approved: str) -> str:
    """A plan of which two orders work at the broker, and no process sends more."""
    sim.exchange.manners.fills = "never"
    died(run, sample, approved, orders=2)
    return approved


def test_following_says_what_has_to_fill_and_halting_what_is_cancelled(
    run: Run, terminal: Terminal, working: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(SystemClock, "sleep", interrupted)
    screen = terminal()
    assert run("orders", working, "--follow", *DAY).code == 130
    assert run("halt", *DAY).code == 0
    shown = screen.shown()
    assert f"Following {working}, waiting for orders 1, 2 to fill, asking E*TRADE" in shown
    assert "Cancelling what may still trade, asking E*TRADE" in shown
