"""A statement as JSON, for the golden files in tests/golden.

Run `python tests/brokers/rendering.py` to write them anew; read the difference before committing.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import Enum
from pathlib import Path

from trimtab.brokers import recognise, reconcile
from trimtab.money import exact_text

GOLDEN = Path(__file__).parents[1] / "golden"
INPUTS = tuple(
    path
    for room in ("etrade", "fidelity", "ibkr", "ofx", "schwab", "vanguard")
    for path in sorted((GOLDEN / room).iterdir())
    # `x.csv.json` is what `x.csv` must give; a broker's own JSON has no such `x`.
    if path.suffix != ".json" or not path.with_suffix("").exists()
)


def expected_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def rendered(path: Path) -> str:
    """Statements of the file, each with what reconcile says, leaving out fields that are empty."""
    text = path.read_bytes().decode()
    reader = recognise(text)
    statements = reader.read(text, file=path.name) if reader else ()
    document = [
        {"statement": _plain(statement), "reconcile": _plain(reconcile(statement, file=path.name))}
        for statement in statements
    ]
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        found = ((field, getattr(value, field.name)) for field in fields(value))
        # A flag is worth a line only where it is not as always.
        return {
            field.name: _plain(item)
            for field, item in found
            if item not in (None, "", ()) and not (isinstance(item, bool) and item is field.default)
        }
    if isinstance(value, Decimal):
        return exact_text(value)
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


if __name__ == "__main__":
    for source in INPUTS:
        expected_path(source).write_text(rendered(source), encoding="utf-8")
