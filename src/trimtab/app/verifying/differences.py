"""Where one document says something else than another, leaf by leaf."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

_ABSENT = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place: its path, and what the two say there; `text` for people."""

    path: tuple[str | int, ...]
    text: str


def differences(
    stated: object, own: object, path: tuple[str | int, ...] = ()
) -> Iterator[Difference]:
    """Every leaf of `stated`, a JSON value, that is not as in `own`; the number 1 is no text."""
    if isinstance(stated, Mapping) and isinstance(own, Mapping):
        for key in dict.fromkeys((*own, *stated)):
            yield from differences(stated.get(key, _ABSENT), own.get(key, _ABSENT), (*path, key))
    elif _is_list(stated) and _is_list(own):
        for index in range(max(len(stated), len(own))):
            yield from differences(_at(stated, index), _at(own, index), (*path, index))
    elif type(stated) is not type(own) or stated != own:
        yield Difference(path=path, text=f"{_named(path)} {_told(stated, own)}")


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _at(values: Sequence[object], index: int) -> object:
    return values[index] if index < len(values) else _ABSENT


def _told(stated: object, own: object) -> str:
    if stated is _ABSENT:
        return f"is missing, recomputed {_short(own)}"
    if own is _ABSENT:
        return f"is stated as {_short(stated)}, and nothing follows there"
    return f"is stated as {_short(stated)}, recomputed {_short(own)}"


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        return str(value.get("code") or value.get("name") or "something")
    return f'"{value}"' if isinstance(value, str) and " " in value else str(value)


def _named(path: Sequence[str | int]) -> str:
    """`orders[3].lots[1].gain`, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
