"""JSON Schemas of the documents, as package data."""

import json
from importlib.resources import files
from typing import Any, cast


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `trimtab.plan/1`."""
    text = files(__name__).joinpath("plan-1.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))
