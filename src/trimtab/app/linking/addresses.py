"""Another address of a broker, as the environment may name it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from trimtab.errors import InputProblems, Problem

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def address_of(
    environment: Mapping[str, str], variable: str, called: str, *, docs: str
) -> str | None:
    """The address under `variable`, without a slash at its end; None where there is none.

    InputProblems for one that is neither https nor of this machine.
    """
    given = environment.get(variable, "").strip().rstrip("/")
    split = urlsplit(given)
    sound = split.scheme == "https" or (split.scheme == "http" and split.hostname in _LOOPBACK)
    if not given or sound:
        return given or None
    raise InputProblems(
        [
            Problem(
                what=f"{variable} is no address of a broker: {given}",
                why="Only https goes over a network; http is for this machine alone.",
                fix=f"Unset it for {called} itself, or give the base_url of trimtab broker-sim.",
                docs=docs,
            )
        ]
    )
