"""Where secrets are kept: the keyring of the operating system, or a file of their owner alone.

keyring is an extra. Where it is not installed, or has no place to keep anything, the tokens of the
day go to a file in the workspace. The application's own key and secret are
never written.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from trimtab.errors import InputProblems, Problem
from trimtab.workspace import write_atomically

SERVICE = "trimtab"
ENVIRONMENT, KEYRING = "the environment", "the keyring of this computer"

_FOLDER = Path(".trimtab")
_OWNER_ALONE = 0o600


def in_keyring(name: str) -> str | None:
    """What the keyring has under `name`; None where it has nothing, or there is no keyring."""
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        found: str | None = keyring.get_password(SERVICE, name)
    except keyring.errors.KeyringError:
        return None
    return found


def keyring_name(variable: str) -> str:
    """What the keyring calls the secret that the environment has under `variable`."""
    return variable.removeprefix("TRIMTAB_").replace("_", "-").lower()


def place_of(environment: Mapping[str, str], variable: str) -> str | None:
    """Where the secret under `variable` is, for people; None where it is nowhere."""
    if environment.get(variable, "").strip():
        return ENVIRONMENT
    return KEYRING if in_keyring(keyring_name(variable)) else None


def keyring_trouble() -> str:
    """Why nothing can be kept in a keyring, as half a sentence; empty where something can."""
    keyring = _keyring()
    if keyring is None:
        return "the package keyring is not installed"
    # What keyring falls back to where the system has no place that it knows.
    backend = type(keyring.get_keyring()).__module__
    if backend in {"keyring.backends.fail", "keyring.backends.null"}:
        return "this computer has no keyring that the package keyring can use"
    return ""


def secret_of(environment: Mapping[str, str], variable: str, *, why: str, docs: str) -> str:
    """What the environment has under `variable`, or the keyring under the name after `TRIMTAB_`.

    InputProblems with `why` it is needed where neither has it.
    """
    name = keyring_name(variable)
    found = environment.get(variable, "").strip() or in_keyring(name)
    if found:
        return found
    raise InputProblems(
        [
            Problem(
                what=f"{variable} is not set, and no keyring has {name}",
                why=why,
                fix=f"Set the variable, or: pip install 'trimtab[keyring]', and "
                f"`keyring set trimtab {name}`.",
                docs=docs,
            )
        ]
    )


def secrets_of(
    environment: Mapping[str, str], variables: Iterable[str], *, why: str, docs: str
) -> tuple[str, ...]:
    """As `secret_of` for each of `variables`; InputProblems with all that are missing."""
    found, problems = [], list[Problem]()
    for variable in variables:
        try:
            found.append(secret_of(environment, variable, why=why, docs=docs))
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlace:
    """Where a workspace keeps the log-in of the day at one broker."""

    root: Path
    broker: str

    @property
    def file(self) -> Path:
        """The file that is used where no keyring is."""
        return self.root / self._shown

    @property
    def _shown(self) -> Path:
        return _FOLDER / f"{self._name}.json"

    @property
    def _name(self) -> str:
        return f"{self.broker}-session"

    def kept_in(self) -> str | None:
        """Where the log-in is, for people; None where there is none."""
        if in_keyring(self._name) is not None:
            return KEYRING
        return str(self._shown) if self.file.is_file() else None

    def read(self) -> Mapping[str, Any] | None:
        """The log-in that was kept last; None where there is none that can be read."""
        text = in_keyring(self._name)
        if text is None and self.file.is_file():
            text = self.file.read_text(encoding="utf-8")
        try:
            found = json.loads(text or "null")
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def keep(self, session: Mapping[str, Any]) -> str:
        """Keep it; returns where, for people."""
        text = json.dumps(session)
        keyring = _keyring()
        if keyring is not None:
            try:
                keyring.set_password(SERVICE, self._name, text)
            except keyring.errors.KeyringError:
                pass
            else:
                self.file.unlink(missing_ok=True)
                return KEYRING
        self._write(text)
        return str(self._shown)

    def forget(self) -> None:
        """Keep nothing any more."""
        self.file.unlink(missing_ok=True)
        keyring = _keyring()
        if keyring is not None:
            try:
                keyring.delete_password(SERVICE, self._name)
            except keyring.errors.KeyringError:
                return

    def _write(self, text: str) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        if not self.file.exists():
            # The mode is there before the content is.
            os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT, _OWNER_ALONE))
        write_atomically(self.file, text.encode())
        self.file.chmod(_OWNER_ALONE)


def _keyring() -> Any:  # noqa: ANN401  # an optional package without types
    """The package keyring; None where it is not installed."""
    if find_spec("keyring") is None:
        return None
    import_module("keyring.errors")
    return import_module("keyring")
