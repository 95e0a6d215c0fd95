"""Python and its packages: what is missing, too old, or an extra that somebody may want."""

import sys
import tomllib
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as real_version
from pathlib import Path

import pytest

from tests.app.doctor.patient import by_name
from trimtab.app.doctor import environment
from trimtab.app.doctor.environment import EXTRAS, environment_findings, versions
from trimtab.report.diagnosis import Finding, Level

PROJECT = Path(__file__).parents[3] / "pyproject.toml"
FOR_DEVELOPERS = {"dev", "mutation", "bench"}


def found() -> dict[str, Finding]:
    return by_name(environment_findings())


def test_every_extra_for_users_is_told_with_what_it_gives() -> None:
    extras = tomllib.loads(PROJECT.read_text())["project"]["optional-dependencies"]
    assert set(EXTRAS) == set(extras) - FOR_DEVELOPERS
    assert {f"extra_{name}" for name in EXTRAS} <= set(found())


def test_every_package_that_is_needed_is_told_with_its_version() -> None:
    needed = tomllib.loads(PROJECT.read_text())["project"]["dependencies"]
    told = found()["packages"].text
    for name in (one.partition(">")[0] for one in needed):
        assert f"{name} {real_version(name)}" in told
        assert versions()[name] == real_version(name)
    assert all(one.level is Level.OK for one in found().values())


def test_what_is_not_installed_says_what_it_would_give(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str) -> str:
        if name in {"keyring", "rich"}:
            raise PackageNotFoundError(name)
        return real_version(name)

    monkeypatch.setattr(environment, "version", without)
    keyring, rich = found()["extra_keyring"], found()["package_rich"]
    assert "keyring of the system" in keyring.text
    assert keyring.fix.endswith("pip install 'trimtab[keyring]'")
    assert keyring.level is Level.OK, "nobody has to have an extra"
    assert rich.level is Level.PROBLEM
    assert versions()["keyring"] == "not installed"


@pytest.mark.parametrize(("number", "old"), [("0.9.99", True), ("14", False), ("14.0.1", False)])
def test_a_package_that_is_too_old_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, number: str, *, old: bool
) -> None:
    monkeypatch.setattr(
        environment, "version", lambda name: number if name == "rich" else real_version(name)
    )
    assert ("package_rich" in found()) is old


def test_an_extra_that_is_too_old_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        environment, "version", lambda name: "1.0" if name == "requests" else real_version(name)
    )
    assert found()["extra_brokers"].level is Level.WARNING
    assert "requests 1.0, needed is 2.32" in found()["extra_brokers"].text


def test_a_python_that_is_too_old_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert found()["python"].level is Level.PROBLEM
