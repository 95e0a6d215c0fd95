"""The JSON Schemas of everything that the commands print as JSON, and of trimtab.toml."""

from collections.abc import Callable, Mapping
from typing import Any

from trimtab.errors import InvalidValue
from trimtab.report.diagnosis import doctor_schema
from trimtab.report.schema import plan_schema
from trimtab.report.schema.lists import (
    actions_schema,
    bands_schema,
    equalize_schema,
    lots_schema,
    status_schema,
    target_schema,
    tax_schema,
    verify_schema,
)
from trimtab.report.schema.watching import alerts_schema, history_schema, watch_schema
from trimtab.workspace.settings.document import settings_schema

_SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "plan": plan_schema,
    "config": settings_schema,
    "equalize": equalize_schema,
    "status": status_schema,
    "actions": actions_schema,
    "lots": lots_schema,
    "tax": tax_schema,
    "target": target_schema,
    "bands": bands_schema,
    "verify": verify_schema,
    "watch": watch_schema,
    "alerts": alerts_schema,
    "history": history_schema,
    "doctor": doctor_schema,
}

SCHEMA_NAMES = tuple(_SCHEMAS)


def schema_named(name: str) -> dict[str, Any]:
    """The JSON Schema of that name; InvalidValue lists the known ones."""
    if name not in _SCHEMAS:
        raise InvalidValue(f"there is no schema {name!r}; schemas: {', '.join(_SCHEMAS)}")
    return _SCHEMAS[name]()
