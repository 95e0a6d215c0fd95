"""Where a broker is: at its own address, or at one that the environment names, for trying."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from trimtab.errors import InputProblems, Problem

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def address_of(
    environment: Mapping[str, str], variable: str, own: str, *, fix: str, docs: str
) -> str:
    """The address in `variable`, without a slash at the end; the broker's `own` without one.

    InputProblems where it is neither https nor on this machine.
    """
    given = environment.get(variable, "").rstrip("/") or own
    split = urlsplit(given)
    if split.scheme == "https" or (split.scheme == "http" and split.hostname in _LOOPBACK):
        return given
    raise InputProblems(
        [
            Problem(
                what=f"{variable} is no address of a broker: {given}",
                why="Only https goes over a network; http is for this machine alone.",
                fix=fix,
                docs=docs,
            )
        ]
    )


def named(called: str, address: str, own: str) -> str:
    """The broker's name for people, with its address where that is not its own."""
    return called if address == own else f"{called} at {urlsplit(address).netloc}"
