# noqa: INP001 - a script; docs/ is no package
"""Write the reference pages that the code itself knows best.

`python docs/_generate.py` writes docs/reference/{commands,settings,reason-codes,exit-codes}.md and
the terminal block of README.md; tests/test_docs.py fails when one of them is out of date.
"""

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

import click

from trimtab import errors
from trimtab.app.demo import demo_plan
from trimtab.cli.entry import root
from trimtab.cli.options import global_options
from trimtab.domain import Reason
from trimtab.report.catalogue import catalogue, render
from trimtab.report.reasons.entry import Entry
from trimtab.triggers import TriggerKind
from trimtab.workspace.settings.document import SettingInfo, settings_list

REFERENCE = Path(__file__).parent / "reference"
README = Path(__file__).parent.parent / "README.md"
SOURCE = Path(__file__).parent.parent / "src"

_GENERATED = "<!-- Written by docs/_generate.py. Change the code, then run it. -->"

_ABOUT_COMMANDS = """\
Data goes to stdout, messages to stderr. `trimtab COMMAND -h` starts with two examples.
[Exit codes](exit-codes.md) are the same for every command. What takes over a second says what it
waits for: on stderr, where that is a terminal, and not with `--json`, `--plain` or `-q`.
"""

_ABOUT_SETTINGS = """\
Every key of `trimtab.toml`. `[]` stands for a table that may be given many times, such as
`[[accounts]]`. Percent values are written as people say them: 24.0, not 0.24. Money is a text, a
whole number, or a decimal read exactly. An unknown key is an error.
"""

_ABOUT_REASONS = """\
Every order has at least one reason, and so has every losing lot that a plan leaves alone. A code
is never renamed and never used again for something else. The sentences have sample values. A code
that is marked as kept free has its name and sentence, and is not given by anything yet.
"""

_DEMO = re.compile(r"(?<=<!-- terminal:demo -->\n).*?(?=<!-- /terminal:demo -->)", re.DOTALL)

# Codes that no error class stands for.
_OTHER_CODES = {
    0: "Done. Also when there is nothing to do, and when a plan has orders.",
    2: "Wrong usage: an unknown command or option, or a value that an option does not take.",
    7: "Some orders done, some not.",
    10: "Action is proposed. Only with `--exit-code`.",
    130: "Interrupted. No file is half written.",
}

_FAMILIES = {
    "SELL": "Why something is sold",
    "BUY": "Why something is bought",
    "KEEP": "Why something is kept",
    "SKIP": "Why something is not done",
    "WARN": "Warnings",
    "STOP": "Stops",
    "DATA": "Data",
    "ALERT": "Alerts",
}


def pages() -> Mapping[str, str]:
    """The text of every generated page by its name in docs/reference/."""
    return {
        "commands.md": _page("Commands", _commands()),
        "settings.md": _page("Settings", _settings()),
        "reason-codes.md": _page("Reason codes", _reason_codes()),
        "exit-codes.md": _page("Exit codes", _exit_codes()),
    }


def with_demo(readme: str) -> str:
    """`readme` with the beginning of what `trimtab demo` prints between its two marks."""
    printed = demo_plan().text(width=98, plain=True, color=False)
    title, head, _, table, *rest = printed.split("\n\n")
    lines = [title, "", head, "...", *table.splitlines(), "..."]
    for block in rest:
        if block.startswith(("SELL", "NOT DONE")):
            lines += [*block.splitlines()[:5], "..."]
    block = "\n".join(("```console", "$ trimtab demo", *lines, "```", ""))
    return _DEMO.sub(lambda _: block, readme)


def _page(title: str, lines: Iterator[str]) -> str:
    return "\n".join((f"# {title}", "", _GENERATED, "", *lines)).rstrip() + "\n"


def _commands() -> Iterator[str]:
    yield _ABOUT_COMMANDS
    yield "## Global options"
    yield ""
    yield "Before or after the name of a command."
    yield ""
    yield from _options(global_options())
    context = _context(root, "trimtab")
    shared = {param.name for param in global_options()}
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if command is None:
            continue
        own = [param for param in command.params if param.name not in shared]
        usage = " ".join(command.collect_usage_pieces(_context(command, name)))
        yield f"## trimtab {name}"
        yield ""
        yield inspect.cleandoc(command.help or "")
        yield ""
        yield "```text"
        yield f"trimtab {name} {usage}"
        yield ""
        yield "Examples:"
        yield from (f"  {example}" for example in getattr(command, "examples", ()))
        yield "```"
        yield ""
        yield from _options(own)


def _context(command: click.Command, name: str) -> click.Context:
    """A context as the command makes it itself: it fixes the names of the help option for good."""
    return click.Context(command, info_name=name, **command.context_settings)


def _options(params: list[click.Parameter]) -> Iterator[str]:
    options = [param for param in params if isinstance(param, click.Option)]
    if not options:
        return
    yield "| option | |"
    yield "|---|---|"
    for option in options:
        record = option.get_help_record(click.Context(click.Command("trimtab")))
        names, text = record or (", ".join(option.opts), "")
        yield f"| `{_cell(names)}` | {_cell(text)} |"
    yield ""


def _settings() -> Iterator[str]:
    yield _ABOUT_SETTINGS
    for section, infos in groupby(settings_list(), key=_section):
        yield f"## {section}"
        yield ""
        yield "| key | value | default | |"
        yield "|---|---|---|---|"
        yield from (_setting(info) for info in infos)
        yield ""


def _section(info: SettingInfo) -> str:
    parent = info.key.rpartition(".")[0]
    if not parent:
        return "The file"
    return f"[[{parent.removesuffix('[]')}]]" if parent.endswith("[]") else f"[{parent}]"


def _setting(info: SettingInfo) -> str:
    default = "*required*" if info.required else f"`{info.default}`" if info.default else ""
    return (
        f"| `{_cell(info.key)}` | {_cell(info.kind)} | {_cell(default)} | {_cell(info.meaning)} |"
    )


def _reason_codes() -> Iterator[str]:
    yield _ABOUT_REASONS
    family, source = "", _source()
    for entry in catalogue().values():
        if entry.family != family:
            family = entry.family
            yield f"## {_FAMILIES.get(family, family)}"
            yield ""
        yield from _reason_code(entry, source)


def _source() -> str:
    """Every line of code in which a reason may be given."""
    rooms = (path for path in SOURCE.rglob("*.py") if "reasons" not in path.parts)
    return "\n".join(path.read_text(encoding="utf-8") for path in rooms)


def _is_given(code: str, source: str) -> bool:
    """Whether `code` stands in the source, whole or put together of a family and a name."""
    family, _, name = code.partition(".")
    by_trigger = family == "ALERT" and name in TriggerKind.__members__
    return code in source or f"}}.{name}" in source or by_trigger


def _reason_code(entry: Entry, source: str) -> Iterator[str]:
    yield f"### {entry.code}"
    yield ""
    if not _is_given(entry.code, source):
        yield "*Kept free.*"
        yield ""
    yield f"> {render(Reason(code=entry.code, params=entry.sample))}"
    yield ""
    yield entry.meaning
    yield ""
    facts = (
        ("Setting", f"`{entry.setting}`" if entry.setting else ""),
        ("Law", entry.law),
        ("To have it otherwise", entry.allow),
        (
            "Parameters",
            ", ".join(f"`{name}` ({kind.value})" for name, kind in entry.params.items()),
        ),
    )
    yield from (f"- {name}: {text}" for name, text in facts if text)
    yield ""


def _exit_codes() -> Iterator[str]:
    meanings = dict(_OTHER_CODES)
    for error in _error_classes(errors.TrimtabError):
        meanings.setdefault(error.exit_code, _first_line(error))
    meanings[errors.TrimtabError.exit_code] = "An unexpected fault. Run the command with `-v`."
    meanings[errors.InputProblems.exit_code] = (
        "Configuration or data is not valid; every problem is listed."
    )
    yield "| code | meaning |"
    yield "|---|---|"
    yield from (f"| {code} | {_cell(meanings[code])} |" for code in sorted(meanings))
    yield ""
    yield "```console"
    yield "$ trimtab --version"
    yield "trimtab ..."
    yield "```"


def _error_classes(parent: type[errors.TrimtabError]) -> Iterator[type[errors.TrimtabError]]:
    for child in parent.__subclasses__():
        yield child
        yield from _error_classes(child)


def _first_line(error: type[errors.TrimtabError]) -> str:
    return inspect.cleandoc(error.__doc__ or "").splitlines()[0]


def _cell(text: str) -> str:
    """`text` inside a Markdown table."""
    return " ".join(text.replace("|", "\\|").split())


def main() -> None:
    """Write every page that differs from the file, and the terminal block of the README."""
    REFERENCE.mkdir(exist_ok=True)
    written = {REFERENCE / name: text for name, text in pages().items()}
    written[README] = with_demo(README.read_text(encoding="utf-8"))
    for path, text in written.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path}\n")


if __name__ == "__main__":
    main()
