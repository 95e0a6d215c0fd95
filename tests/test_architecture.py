"""The rooms, their sizes and their doors are what docs and CONTRIBUTING say they are."""

import ast
import io
import logging.config
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "trimtab"
SOURCES = sorted(SOURCE.rglob("*.py"))
ALL_PYTHON = sorted(
    path for folder in ("src", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)

# Rooms that must run anywhere, unchanged, for as long as Python does.
STANDARD_LIBRARY_ONLY = ("disk.py", "errors.py", "money.py", "ports.py", "domain", "ledger", "tax")

NO_ROOM = {"common", "core", "helpers", "managers", "services", "utils"}
NO_MODULE = NO_ROOM | {"models", "types"}

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def function_sizes() -> dict[str, int]:
    """Lines of every function in the source, its signature and docstring included."""
    return {
        f"{name_of(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, FUNCTIONS)
    }


def comments(path: Path) -> Iterator[tuple[int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
    return ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)


def imported_packages(path: Path) -> Iterator[str]:
    """Top-level names of everything that `path` imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_every_import_points_down_the_house(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The linter puts the working folder and its own settings into the process, and logging out of
    # order: every logger that is there is switched off.
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(logging.config, "dictConfig", lambda _: None)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("room", STANDARD_LIBRARY_ONLY)
def test_the_inner_rooms_import_nothing_but_the_standard_library_and_each_other(room: str) -> None:
    place = SOURCE / room
    allowed = sys.stdlib_module_names | {"trimtab"}
    foreign = {
        f"{name_of(path)} imports {package}"
        for path in ([place] if place.is_file() else sorted(place.rglob("*.py")))
        for package in imported_packages(path)
        if package not in allowed
    }
    assert not foreign


def test_no_module_is_longer_than_500_lines() -> None:
    assert not [f"{name_of(path)}: {lines_of(path)}" for path in SOURCES if lines_of(path) > 500]


def test_the_typical_module_has_at_most_150_lines() -> None:
    sizes = [lines_of(path) for path in SOURCES]
    assert median([size for size in sizes if size]) <= 150


def test_no_function_is_longer_than_80_lines() -> None:
    assert not {name: size for name, size in function_sizes().items() if size > 80}


def test_nine_functions_in_ten_have_at_most_25_lines() -> None:
    sizes = function_sizes()
    long = {name: size for name, size in sizes.items() if size > 25}
    assert len(long) <= len(sizes) / 10, long


def test_no_room_is_a_drawer_for_odds_and_ends() -> None:
    folders = {path.parent for path in SOURCES}
    assert not [name_of(folder) for folder in folders if folder.name in NO_ROOM]
    assert not [name_of(path) for path in ALL_PYTHON if path.stem.lstrip("_") in NO_MODULE]


@pytest.mark.parametrize("word", ["NotImplementedError", "TODO", "FIXME", "XXX", "HACK"])
def test_nothing_in_the_source_waits_to_be_written(word: str) -> None:
    pattern = re.compile(rf"\b{word}\b")
    assert not [name_of(path) for path in SOURCES if pattern.search(path.read_text("utf-8"))]


def test_every_silenced_finding_names_its_code_and_its_reason() -> None:
    silenced = re.compile(r"#\s*(?:type:\s*ignore|noqa)\b")
    code = r"(?:type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\]|noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*)"
    reason = r"(?: -|  #) \w.* \w.*"
    explained = re.compile(f"^# {code}{reason}$")
    assert not [
        f"{name_of(path)}:{line} {comment}"
        for path in ALL_PYTHON
        for line, comment in comments(path)
        if silenced.search(comment) and not explained.match(comment)
    ]


SLOW_TO_IMPORT = (
    "apprise",
    "jinja2",
    "matplotlib",
    "numpy",
    "pandas",
    "pydantic",
    "scipy",
    "sqlalchemy",
)


@pytest.mark.parametrize("command", ["import trimtab", "from trimtab.cli import main; main()"])
def test_the_front_door_opens_without_the_heavy_libraries(command: str) -> None:
    script = f"""
import sys
sys.argv = ["trimtab", "--help"]
try:
    {command}
except SystemExit as exit:
    assert exit.code in (0, None), exit.code
print("loaded", *(name for name in {SLOW_TO_IMPORT!r} if name in sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "loaded"
