"""JSON on stdout: stable, readable, and with a line end."""

import json
from collections.abc import Mapping
from typing import Any


def json_text(document: Mapping[str, Any]) -> str:
    """`document` as text, keys in their own order."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def json_line(document: Mapping[str, Any]) -> str:
    """`document` on one line, for a stream of documents."""
    return json.dumps(document, ensure_ascii=False) + "\n"
