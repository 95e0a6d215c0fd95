"""Which line of a TOML text holds which key.

`tomllib` reads values and forgets where they stood, so this scanner walks a text that `tomllib` has
already accepted and only keeps the lines. It knows comments, the four kinds of strings, headers,
dotted keys, arrays and inline tables; everything else is skipped as a bare value.
"""

import json
import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|'  # up to two quotes may stand just before the closing three
    r"'''.*?'{3,5}|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\r\n]*")


def key_lines(text: str) -> Mapping[Path, int]:
    """The 1-based line of every table, key and array element, by its path.

    Elements of arrays stand in the path by their index from 0. `text` must be valid TOML.
    """
    return _Scanner(text).scan()


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the nearest thing around it that has one."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted_to = 0
        self._lines: dict[Path, int] = {}
        self._tables: dict[Path, int] = {}  # headers of arrays of tables, by how many there are

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip_space()
        while self._at < len(self._text):
            table = self._header() if self._text[self._at] == "[" else self._pair(table)
            self._skip_space()
        return self._lines

    def _header(self) -> Path:
        many = self._text.startswith("[[", self._at)
        line = self._here()
        self._at += 2 if many else 1
        keys = self._keys()
        self._at += 2 if many else 1
        path: Path = ()
        for key in keys[:-1]:
            path = self._last_of((*path, key))
        path = (*path, keys[-1])
        self._lines.setdefault(path, line)
        if many:
            self._tables[path] = self._tables.get(path, 0) + 1
            path = self._last_of(path)
            self._lines[path] = line
        return path

    def _last_of(self, path: Path) -> Path:
        return (*path, self._tables[path] - 1) if path in self._tables else path

    def _pair(self, table: Path) -> Path:
        line = self._here()
        path = table
        for key in self._keys():
            path = (*path, key)
            self._lines.setdefault(path, line)
        self._at += 1  # the sign =
        self._value(path)
        return table

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            match = _KEY_PART.match(self._text, self._at)
            if match is None:  # cannot be in valid TOML; step on rather than stand still
                self._at += 1
                return keys or [""]
            self._at = match.end()
            keys.append(_plain(match[1]))
            if self._text[self._at : self._at + 1] != ".":
                return keys
            self._at += 1

    def _value(self, path: Path) -> None:
        self._skip_space()
        opening = self._text[self._at : self._at + 1]
        if opening == "[":
            self._elements(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            match = _TEXT.match(self._text, self._at) or _BARE.match(self._text, self._at)
            self._at = match.end() if match else len(self._text)

    def _elements(self, path: Path) -> None:
        index = 0
        while self._next_item("]"):
            element = (*path, index)
            self._lines[element] = self._here()
            self._value(element)
            index += 1

    def _inline_table(self, path: Path) -> None:
        while self._next_item("}"):
            self._pair(path)

    def _next_item(self, closing: str) -> bool:
        """Step over the opening sign or a comma; False, and past it, at the closing sign."""
        if self._text[self._at : self._at + 1] != closing:
            self._skip_space()
            self._at += self._text[self._at : self._at + 1] in {"[", "{", ","}
            self._skip_space()
        if self._at < len(self._text) and self._text[self._at] != closing:
            return True
        self._at += 1
        return False

    def _skip_space(self) -> None:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted_to, self._at)
        self._counted_to = self._at
        return self._line


def _plain(key: str) -> str:
    if key.startswith("'"):
        return key[1:-1]
    if key.startswith('"'):
        try:
            return str(json.loads(key))
        except json.JSONDecodeError:  # TOML's \U escapes and such; the raw text serves for a place
            return key[1:-1]
    return key
