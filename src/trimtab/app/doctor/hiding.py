"""What goes into a bug report, with everything hidden that may name or open anything.

The files of the archive are made of what is known to tell nothing. This is the last net below them,
for sentences: names, places, secrets and numbers that slipped into one.
"""

import csv
import getpass
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from trimtab.app.linking.known import BROKERS
from trimtab.app.renaming import numbered, replaced

HIDDEN = "****"

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# `****1234`, and anything as long as the number of an account.
_MASKED = re.compile(r"\*{2,}\w+")
_LONG = re.compile(r"(?<!\w)[A-Za-z]{0,4}\d{5,}\w*")
_DOLLARS = re.compile(r"\$[\d,]+(\.\d+)?|(?<![\w.])\d[\d,]*\.\d\d(?![\w.])")
_DIGITS = re.compile(r"\d")

# Columns of data files that hold names, and what these are names of.
_COLUMNS = {
    "symbol": "security",
    "new_symbol": "security",
    "account": "account",
    "lot_id": "lot",
    "order_id": "order",
    "id": "row",
}
_SHORTEST_SECRET = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """What is hidden in every sentence.

    names    new names by the old ones
    places   folders by what is written instead, the longest first
    secrets  values that open something
    """

    names: Mapping[str, str]
    places: Mapping[str, str]
    secrets: frozenset[str]

    def sentence(self, text: str) -> str:
        """`text` with all of it hidden."""
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        for place, shown in self.places.items():
            text = text.replace(place, shown)
        text = _EMAIL.sub(HIDDEN, replaced(text, self.names))
        for pattern in (_MASKED, _LONG, _DOLLARS):
            text = pattern.sub(HIDDEN, text)
        return text


def without_digits(text: str) -> str:
    """`text` with every digit hidden, for sentences about amounts."""
    return _DIGITS.sub("#", text)


def hiding(root: Path | None, names: Mapping[str, str], environment: Mapping[str, str]) -> Hiding:
    """What is hidden for the workspace in `root`, whose settings have `names`."""
    people = {_user(): "user", platform.node(): "computer"}
    listed = numbered(_listed(root, names)) if root is not None else {}
    data = {old: new for found in listed.values() for old, new in found.items()}
    return Hiding(
        # The settings' own names win: they stand in the shape of the settings as well.
        names={old: new for old, new in {**people, **data, **names}.items() if old},
        places=_places(root),
        secrets=frozenset(
            value
            for one in BROKERS.values()
            for variable in one.secrets
            if len(value := environment.get(variable, "").strip()) >= _SHORTEST_SECRET
        ),
    )


def _places(root: Path | None) -> Mapping[str, str]:
    home = {str(Path.home()): "HOME"} if str(Path.home()) != "/" else {}
    if root is None:
        return home
    own = {str(path): "WORKSPACE" for path in (root.resolve(), root.absolute())}
    # The workspace is inside of the home folder more often than the other way round.
    return dict(sorted({**home, **own}.items(), key=lambda pair: -len(pair[0])))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a system that has no name for who is here
        return ""


def _listed(root: Path, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names in the data files, as far as they can be read at all."""
    named = (root / name for name in names if name.endswith(".csv"))
    for file in sorted({*named, *root.glob("*.csv"), *root.glob("data/*.csv")}):
        try:
            text = file.read_text(encoding="utf-8-sig", errors="replace")
            yield from _cells(csv.DictReader(text.splitlines()))
        except (OSError, csv.Error):
            continue


def _cells(rows: Iterable[Mapping[str, str | None]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        for column, kind in _COLUMNS.items():
            value = (row.get(column) or "").strip()
            # What is a number alone says nothing, or is as long as _LONG has it.
            if any(sign.isalpha() for sign in value):
                yield kind, value
