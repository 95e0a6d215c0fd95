"""Python, and the packages that trimtab needs or could use."""

import platform
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from trimtab.report.diagnosis import Finding, Level

OWN = "trimtab"

# What a person gets with each extra; those for working on trimtab itself are left out.
EXTRAS: Mapping[str, str] = {
    "brokers": "E*TRADE, Alpaca and IBKR over their APIs, and the simulator",
    "keyring": "keys and log-ins in the keyring of the system",
    "schedule": "the exchange's holidays, without which nothing is sent to E*TRADE, and cron words",
    "watch": "alerts by webhook and on the desktop, and cron words",
    "risk": "`trimtab target`, and the estimators shrinkage and factor",
    "postgres": "what the watch saw in PostgreSQL instead of a file",
}

_OLDEST_PYTHON = (3, 11)
# `requests>=2.32; extra == 'brokers'`, as the package's own metadata have it.
_REQUIREMENT = re.compile(
    r"(?P<name>[\w.-]+)(\[.*?\])?(>=(?P<least>[\d.]+))?(.*extra == ['\"](?P<extra>\w+)['\"])?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Package:
    """A package that is asked for. `extra`: empty for one that is always needed."""

    name: str
    least: str
    extra: str

    @property
    def found(self) -> str:
        """Its version; empty where it is not installed."""
        try:
            return version(self.name)
        except PackageNotFoundError:
            return ""

    @property
    def is_old(self) -> bool:
        """True where an older version is installed than is asked for."""
        return bool(self.found) and _numbers(self.found) < _numbers(self.least)


def environment_findings() -> Iterator[Finding]:
    """Python's version, the packages that are needed, and each extra."""
    yield _python()
    packages = [_package(text) for text in requires(OWN) or ()]
    yield from _needed([one for one in packages if not one.extra])
    for extra, what in EXTRAS.items():
        yield _extra(extra, what, [one for one in packages if one.extra == extra])


def versions() -> dict[str, str]:
    """Python, and every package that trimtab asks for and that is installed, by their names."""
    packages = (_package(text) for text in requires(OWN) or ())
    wanted = {one.name: one.found for one in packages if not one.extra or one.extra in EXTRAS}
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        OWN: version(OWN),
        **{name: found or "not installed" for name, found in sorted(wanted.items())},
    }


def _python() -> Finding:
    text = f"Python {platform.python_version()} on {platform.system()}, trimtab {version(OWN)}"
    if sys.version_info[:2] >= _OLDEST_PYTHON:
        return Finding(name="python", text=text)
    return Finding(
        name="python",
        text=f"{text}: too old",
        level=Level.PROBLEM,
        fix="Install Python 3.11 or newer, and trimtab in it",
    )


def _needed(packages: list[_Package]) -> Iterator[Finding]:
    told = ", ".join(f"{one.name} {one.found}" for one in packages if one.found)
    yield Finding(name="packages", text=f"Packages: {told}")
    for one in packages:
        if not one.found or one.is_old:
            state = f"{one.name} {one.found} is too old" if one.found else f"{one.name} is missing"
            yield Finding(
                name=f"package_{one.name}",
                text=f"{state}; trimtab needs {one.least} or newer",
                level=Level.PROBLEM,
                fix="pip install --upgrade trimtab",
            )


def _extra(name: str, what: str, packages: list[_Package]) -> Finding:
    install = f"pip install 'trimtab[{name}]'"
    missing = [one.name for one in packages if not one.found]
    old = [f"{one.name} {one.found}, needed is {one.least}" for one in packages if one.is_old]
    if missing:
        return Finding(
            name=f"extra_{name}",
            text=f"Extra {name} is not installed ({', '.join(missing)}); it gives {what}",
            fix=f"To have it: {install}",
        )
    if old:
        return Finding(
            name=f"extra_{name}",
            text=f"Extra {name} is too old ({'; '.join(old)})",
            level=Level.WARNING,
            fix=f"pip install --upgrade 'trimtab[{name}]'",
        )
    told = ", ".join(f"{one.name} {one.found}" for one in packages)
    return Finding(name=f"extra_{name}", text=f"Extra {name}: {told}")


def _package(text: str) -> _Package:
    found = _REQUIREMENT.match(text)
    parts = found.groupdict() if found else {}
    return _Package(
        name=parts.get("name") or text, least=parts.get("least") or "", extra=parts["extra"] or ""
    )


def _numbers(text: str) -> tuple[int, ...]:
    """The numbers at the beginning of a version, as far as they compare."""
    return tuple(int(part) for part in re.findall(r"\d+", text.partition("+")[0])[:3])
