"""What the JSON Schemas of documents are made of."""

from typing import Any

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
MONEY: Schema = {"type": "string", "pattern": r"^-?\d+\.\d\d$"}
NUMBER: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
WEIGHT: Schema = {"type": "string", "pattern": r"^-?\d+\.\d{6}$"}
DATE: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}


def document(name: str, **properties: Schema) -> Schema:
    """A document whose `schema` is `name`."""
    body = an_object(schema={"const": name}, **properties)
    return {"$schema": _DIALECT, "title": name, **body}


def an_object(**properties: Schema) -> Schema:
    """An object; every property is there."""
    return {"type": "object", "required": list(properties), "properties": properties}


def a_list(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}
