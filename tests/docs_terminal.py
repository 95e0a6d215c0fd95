"""What a page of the documentation shows in ```console blocks, typed as a person types it.

A line `$ trimtab ...` is run and must end with exit code 0, or with the one that is shown at the
end. What stands below it is compared with what the command prints: a line `...` stands for any
lines, `...` inside a line for any text. Some words of a page stand for what is other each time:
`7K3F` for the plan made last, `127.0.0.1:40125` for the address of the simulator, `your-key` and
the like for what it gives out. Where such a word is shown first, the real one is taken from there.

Commands of the shell that a page may use: `printf` and `sed`, run by a shell; `export`; `curl`; a
command with `&` at its end, in a process of its own, and `kill %1`.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from trimtab.cli.entry import main

PLAN_ON_THE_PAGE = "7K3F"

CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
MADE = re.compile(r"^PLAN ([0-9A-Z]{4})\b", re.MULTILINE)
EXIT = re.compile(r"exit (\d+)$")
PROGRAMS = ("trimtab", "printf", "sed", "export", "curl", "kill")

# Words of a page that stand for others, and what those look like.
_STANDS_FOR = re.compile(r"127\.0\.0\.1:40125|your-[a-z]+")
_REAL = r"[^\"<>&'\s]+"


@dataclass(frozen=True)
class Example:
    """One command of a page, and the lines that the page shows below it."""

    command: str
    shown: tuple[str, ...]

    @property
    def code(self) -> int:
        """0, or what the page shows at the end of a refusal."""
        refused = EXIT.search(self.shown[-1]) if self.shown else None
        return int(refused[1]) if refused else 0


@dataclass(frozen=True)
class Printed:
    """What a command gave."""

    code: int
    out: str
    err: str = ""


def examples(page: Path) -> list[Example]:
    found: list[Example] = []
    for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
        command, shown = "", list[str]()
        for line in [*block.splitlines(), "$ "]:
            if line.startswith("$ "):
                if command:
                    found.append(Example(command, tuple(shown)))
                command, shown = line.removeprefix("$ "), []
            elif command:
                shown.append(line)
    return [one for one in found if one.command.split()[0] in PROGRAMS]


@dataclass
class Terminal:
    """Runs commands in the folder that a test is in. `known`: words of the page, and the real."""

    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    known: dict[str, str] = field(default_factory=dict)
    running: list["subprocess.Popen[str]"] = field(default_factory=list)

    def check(self, example: Example) -> None:
        """Run it, and compare what it does with what the page shows."""
        printed = self._run(self._typed(example.command))
        told = f"$ {example.command}\n{printed.out}{printed.err}"
        assert printed.code == example.code, told
        made = MADE.search(printed.out)
        if made:
            self.known[PLAN_ON_THE_PAGE] = made[1]
        # What a command has to say besides data goes to the other stream.
        if example.shown:
            assert self._fits(example.shown, printed.out or printed.err), told

    def _run(self, command: str) -> Printed:
        words = shlex.split(command)
        match words[0]:
            case "trimtab" if words[-1] == "&":
                return self._started(words[1:-1])
            case "trimtab":
                code = main(words[1:])
                printed = self.capsys.readouterr()
                return Printed(code, printed.out, printed.err)
            case "export":
                for word in words[1:]:
                    self.monkeypatch.setenv(*word.split("=", 1))
                return Printed(0, "")
            case "curl":
                data = words[words.index("-d") + 1] if "-d" in words else None
                answer = requests.request(
                    "POST" if data else "GET", words[-1], data=data, timeout=10
                )
                return Printed(0 if answer.ok else 22, f"{answer.text}\n")
            case "kill":
                return self._ended(self.running.pop())
            case _:
                done = subprocess.run(["sh", "-c", command], check=False)  # noqa: S607 - any sh will do
                return Printed(done.returncode, "")

    def _started(self, arguments: list[str]) -> Printed:
        """Start a process; its first line says that it is ready."""
        process = subprocess.Popen(
            [sys.executable, "-m", "trimtab", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.running.append(process)
        assert process.stdout is not None
        return Printed(0, process.stdout.readline())

    def _ended(self, process: "subprocess.Popen[str]") -> Printed:
        process.terminate()
        process.communicate()
        return Printed(process.returncode, "")

    def _typed(self, command: str) -> str:
        return _replaced(command, self.known)

    def _fits(self, shown: tuple[str, ...], text: str) -> bool:
        groups: dict[str, str] = {}
        real = tuple(_replaced(line, self.known) for line in shown)
        found = as_pattern(real, groups).fullmatch(text)
        if found is None:
            return False
        self.known |= {word: found[group] for word, group in groups.items()}
        return True


def as_pattern(lines: tuple[str, ...], groups: dict[str, str] | None = None) -> re.Pattern[str]:
    """The shown lines as a pattern. `groups` takes up those of words that stand for others."""
    named = {} if groups is None else groups
    return re.compile("".join(_line(line.rstrip(), named) for line in lines) + r"\s*")


def _line(line: str, groups: dict[str, str]) -> str:
    if line.strip() == "...":
        return r"(?:.*\n)*?"
    return ".*".join(_text(part, groups) for part in line.split("...")) + r"[ ]*\n"


def _text(text: str, groups: dict[str, str]) -> str:
    pattern, end = "", 0
    for found in _STANDS_FOR.finditer(text):
        pattern += re.escape(text[end : found.start()])
        if found[0] in groups:
            pattern += f"(?P={groups[found[0]]})"
        else:
            groups[found[0]] = f"w{len(groups)}"
            pattern += f"(?P<{groups[found[0]]}>{_REAL})"
        end = found.end()
    return pattern + re.escape(text[end:])


def _replaced(text: str, known: dict[str, str]) -> str:
    for word, real in known.items():
        text = text.replace(word, real)
    return text


@contextmanager
def terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """A terminal; what was started in it ends with it."""
    found = Terminal(capsys, monkeypatch)
    try:
        yield found
    finally:
        for process in found.running:
            process.kill()
            process.communicate()
