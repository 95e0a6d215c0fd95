"""Where a command writes: data to stdout, everything else to stderr."""

import os
import sys
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from textwrap import fill
from typing import TextIO

WIDTH_WITHOUT_TERMINAL = 98
_NARROWEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The choices of the global flags, and the streams they lead to.

    workspace  the folder given with -C, or None
    as_of      the date given with --as-of; None: today
    plain      ASCII only, no box characters
    log        the file of --log, or None
    shows_progress  somebody sees on stderr what is waited for
    width      columns
    """

    workspace: Path | None = None
    as_of: date | None = None
    json: bool = False
    plain: bool = False
    color: bool = False
    quiet: bool = False
    verbose: bool = False
    no_input: bool = False
    log: str | None = None
    shows_progress: bool = False
    width: int = WIDTH_WITHOUT_TERMINAL

    def emit(self, text: str) -> None:
        """Write data to stdout, with one line end at its end.

        A reader that has gone away, as `head` does, has what it wanted: the command goes on.
        """
        try:
            sys.stdout.write(text if text.endswith("\n") else text + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            _forget_stdout()

    def say(self, text: str) -> None:
        """Write a message to stderr, unless the user asked for quiet.

        On a terminal its lines end between words; a file has each sentence in one line.
        """
        if not self.quiet:
            sys.stderr.write(_lines(text))

    def warn(self, text: str) -> None:
        """Write what went wrong to stderr, also when the user asked for quiet."""
        sys.stderr.write(_lines(text))
        sys.stderr.flush()

    @property
    def may_ask(self) -> bool:
        """True when there is somebody to answer a question."""
        return not self.no_input and sys.stdin is not None and sys.stdin.isatty()


@dataclass(slots=True, kw_only=True)
class Choices:
    """The global flags while the command line is being read; a later one wins over an earlier."""

    workspace: Path | None = None
    as_of: date | None = None
    json: bool = False
    plain: bool = False
    no_color: bool = False
    quiet: bool = False
    verbose: bool = False
    no_input: bool = False
    log: str | None = None

    def console(self) -> Console:
        """The console for these flags, on this process's streams and environment."""
        return Console(
            workspace=self.workspace,
            as_of=self.as_of,
            json=self.json,
            plain=self.plain or not _draws_boxes(sys.stdout),
            color=not self.no_color and _shows_color(sys.stdout),
            quiet=self.quiet,
            verbose=self.verbose,
            no_input=self.no_input,
            log=self.log,
            shows_progress=self._shows_progress(),
            width=terminal_width(sys.stdout),
        )

    def _shows_progress(self) -> bool:
        """On a terminal, unless somebody asked for less, or the request log is shown there."""
        fewer = self.json or self.plain or self.quiet or self.log == "-"
        return not fewer and sys.stderr is not None and _is_screen(sys.stderr)


def terminal_width(stream: TextIO) -> int:
    """Columns: $COLUMNS where set, the terminal's where `stream` is one, 98 otherwise."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked) > 0:
        return max(_NARROWEST, int(asked))
    if not stream.isatty():
        return WIDTH_WITHOUT_TERMINAL
    try:
        return max(_NARROWEST, os.get_terminal_size(stream.fileno()).columns)
    except OSError:
        return WIDTH_WITHOUT_TERMINAL


def use_utf8() -> None:
    """Write UTF-8 to files and pipes, and never fail on a character that a terminal lacks."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="replace")


def _lines(text: str) -> str:
    """`text` with one line end at its end, broken for the terminal that it is read on."""
    whole = text if text.endswith("\n") else text + "\n"
    if not sys.stderr.isatty():
        return whole
    width = terminal_width(sys.stderr)
    fitting = (
        line
        if len(line) <= width
        else fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in whole.splitlines()
    )
    return "".join(f"{line}\n" for line in fitting)


def _forget_stdout() -> None:
    """Lead stdout to nowhere, so that the interpreter's last flush does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_screen(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _draws_boxes(stream: TextIO) -> bool:
    encoding = (stream.encoding or "ascii").lower().replace("-", "")
    return _is_screen(stream) and encoding.startswith("utf")


def _shows_color(stream: TextIO) -> bool:
    return _is_screen(stream) and not os.environ.get("NO_COLOR")
