"""How long a person waits for `trimtab --help`, against an interpreter that does nothing.

Runs the commands in turn, so that a busy moment of the machine falls on both, and takes medians.
Prints the table and writes docs/benchmarks/startup.md.

    python benchmarks/startup.py [--runs 20]
"""

import argparse
import platform
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks" / "startup.md"
BUDGET = 0.3
COMMANDS = {
    "`python -c pass`": [sys.executable, "-c", "pass"],
    "`python -c 'import trimtab'`": [sys.executable, "-c", "import trimtab"],
    "`trimtab --version`": [sys.executable, "-m", "trimtab", "--version"],
    "`trimtab --help`": [sys.executable, "-m", "trimtab", "--help"],
}
SLOWEST_IMPORTS = 8


def seconds_of(command: list[str]) -> float:
    """Wall time of one run; a command that fails stops the benchmark."""
    begin = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begin


def medians(runs: int) -> dict[str, float]:
    """Median seconds of each command over `runs` rounds, after one round that fills caches."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(runs + 1):
        for name, command in COMMANDS.items():
            taken = seconds_of(command)
            if number:
                times[name].append(taken)
    return {name: median(taken) for name, taken in times.items()}


def slowest_imports() -> list[tuple[str, float]]:
    """(module, seconds with all it imports) of `trimtab --help`, by `-X importtime`."""
    command = [sys.executable, "-X", "importtime", "-m", "trimtab", "--help"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    found = []
    for line in report.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        cumulative, _, module = rest.partition("|")
        if own.strip().isdigit():
            found.append((module.strip(), int(cumulative) / 1e6))
    found.sort(key=lambda pair: -pair[1])
    return found[:SLOWEST_IMPORTS]


def page(times: dict[str, float], imports: list[tuple[str, float]], runs: int) -> str:
    """The page for the documentation."""
    base = times["`python -c pass`"]
    rows = "\n".join(
        f"| {name} | {taken * 1e3:.0f} | {taken / base:.1f}x |" for name, taken in times.items()
    )
    modules = "\n".join(f"| `{module}` | {taken * 1e3:.0f} |" for module, taken in imports)
    return f"""# Start-up time

Wall time of a whole process, median of {runs} rounds that run every command in turn. The budget of
`trimtab --help` is {BUDGET * 1e3:.0f} ms.

| command | ms | against an empty interpreter |
|---|---:|---:|
{rows}

The most expensive imports of `trimtab --help`, each with everything that it imports itself:

| module | ms |
|---|---:|
{modules}

Python {platform.python_version()}, {platform.machine()}, a shared machine: read the ratios.

Repeat with `make bench` or `python benchmarks/startup.py`.
"""


def main() -> None:
    """Run, print, write the page, and complain when the budget is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20, help="rounds to take the median of")
    runs: int = parser.parse_args().runs
    times = medians(runs)
    text = page(times, slowest_imports(), runs)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    if times["`trimtab --help`"] > BUDGET:
        print(f"warning: over the budget of {BUDGET * 1e3:.0f} ms", file=sys.stderr)


if __name__ == "__main__":
    main()
