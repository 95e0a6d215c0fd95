"""A household's numbers as plain JSON, without its names.

Accounts, lots, orders, classes, securities and payments get new names that sort as the old ones do,
because choices among equals may follow the alphabet. Names of people and of files are left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum

from trimtab.domain import (
    AccountId,
    AssetClass,
    IdenticalGroups,
    LotId,
    OrderId,
    Situation,
    Symbol,
)

# Fields that say nothing to a planner and may hold a person's words.
_LEFT_OUT = frozenset({"given", "name", "owner", "row_id", "source"})

_CLASS, _SECURITY, _ACCOUNT = "class", "security", "account"
_KINDS: Mapping[type[str], str] = {
    AccountId: _ACCOUNT,
    LotId: "lot",
    OrderId: "order",
    Symbol: _SECURITY,
}


def numbered(named: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """New names by kind and old name, of pairs of these: `security-01`, in the old ones' order."""
    found: dict[str, set[str]] = {}
    for kind, name in named:
        found.setdefault(kind, set()).add(name)
    return {
        kind: {
            name: f"{kind}-{number:0{len(str(len(names)))}}"
            for number, name in enumerate(sorted(names), start=1)
        }
        for kind, names in found.items()
    }


def replaced(text: str, names: Mapping[str, str]) -> str:
    """`text` with a new name for each old one that stands in it as a word, or as several."""
    if not names:
        return text
    # One pass, the longest first: a new name is never taken for an old one.
    longest = sorted(names, key=len, reverse=True)
    words = "|".join(map(re.escape, longest))
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", lambda found: names[found[0]], text)


class NewNames:
    """New names for those of one situation."""

    def __init__(self, situation: Situation) -> None:
        self._kept = {situation.target.cash.name, situation.target.other.name}
        self._new = numbered(_named(situation))
        self._household = situation.household.name

    def plain(self, value: object) -> object:  # noqa: PLR0911 - one line for each kind of value
        """`value` as JSON has it: exact numbers and days as texts, names replaced."""
        if is_dataclass(value) and not isinstance(value, type):
            names = (field.name for field in fields(value) if field.name not in _LEFT_OUT)
            record = {name: self.plain(getattr(value, name)) for name in names}
            # A class is told by its name alone.
            called = getattr(value, "name", "") if isinstance(value, AssetClass) else ""
            return {"name": self._class(called), **record} if called else record
        if isinstance(value, Mapping):
            return {str(self.plain(key)): self.plain(one) for key, one in value.items()}
        if isinstance(value, IdenticalGroups | tuple | list):
            return [self.plain(one) for one in value]
        if isinstance(value, frozenset):
            return sorted(str(self.plain(one)) for one in value)
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, Decimal | date | time):
            return str(value)
        return self._renamed(value) if isinstance(value, str) else value

    def told(self, value: object) -> object:
        """A sentence, or several, with every name in it replaced."""
        if isinstance(value, list | tuple):
            return [self.told(one) for one in value]
        return replaced(str(value), self._every())

    def _every(self) -> dict[str, str]:
        flat = {old: new for names in self._new.values() for old, new in names.items()}
        return {**flat, self._household: "the household"}

    def _class(self, name: str) -> str:
        return name if name in self._kept else self._new[_CLASS][name]

    def _renamed(self, text: str) -> str:
        kind = _KINDS.get(type(text))
        if kind is not None:
            return self._new[kind][text]
        # Plain words of settings: a class, a security, or `account:security`.
        if text in self._kept or text in self._new.get(_CLASS, {}):
            return self._class(text)
        return ":".join(self._word(part) for part in text.split(":"))

    def _word(self, text: str) -> str:
        """A new name, or the currency or country that stands there."""
        for kind in (_SECURITY, _ACCOUNT):
            if text in self._new.get(kind, {}):
                return self._new[kind][text]
        return text if text in {"USD", "US"} else "unknown"


def _named(situation: Situation) -> Iterator[tuple[str, str]]:
    """Every name in `situation`, with its kind."""
    household, target = situation.household, situation.target
    kept = {target.cash.name, target.other.name}
    yield from ((_CLASS, one.name) for one in target.classes if one.name not in kept)
    yield from _typed(situation)
    flows = (flow for account in household.accounts for flow in account.cash_flows)
    yield from (("payment", flow.name) for flow in flows if flow.name)
    yield from ((_SECURITY, symbol) for group in household.identical for symbol in group)


def _typed(value: object) -> Iterator[tuple[str, str]]:
    """Names that have a type of their own, anywhere below `value`."""
    kind = _KINDS.get(type(value)) if isinstance(value, str) else None
    if kind is not None and isinstance(value, str):
        yield kind, str(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _typed(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from _typed(pair)
    elif isinstance(value, tuple | frozenset | list):
        for one in value:
            yield from _typed(one)
