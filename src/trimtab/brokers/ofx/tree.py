"""Takes OFX apart, of version 1 (SGML) and version 2 (XML) alike, into elements with their lines.

In version 1 an element that holds text need not be closed, one that holds others must be. So an
element without text is an aggregate when its closing tag stands anywhere in the file, and an empty
value otherwise. No entity but those of the standard is known, and none is ever defined.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from trimtab.brokers.files.cells import clean

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9._]*)[^<>]*?(?P<empty>/?)>")
# What XML takes out of the text, and what it takes as text alone.
_COMMENT = ("<!--", "-->")
_VERBATIM = ("<![CDATA[", "]]>")
_ROOT = re.compile(r"<OFX\s*>", re.IGNORECASE)
# Deeper than any message of the standard; keeps a damaged file from nesting without end.
_DEEPEST = 60


@dataclass(slots=True, kw_only=True)
class Element:
    """A tag in upper case, the text directly in it, and the elements in it."""

    tag: str
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def first(self, tag: str) -> "Element | None":
        """The first element of this name at any depth."""
        return next(self.all(tag), None)

    def all(self, *tags: str) -> Iterator["Element"]:
        """Every element of these names at any depth, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            if element.tag in tags:
                yield element
            waiting.extend(reversed(element.children))

    def value(self, tag: str) -> str:
        """The text of the first element of this name; empty when there is none."""
        found = self.first(tag)
        return found.text if found else ""


def is_ofx(text: str) -> bool:
    """True when the root of OFX stands in `text`."""
    return _ROOT.search(text) is not None


def take_apart(text: str) -> tuple[Element, bool]:
    """The root, and whether the file is whole: its root is closed."""
    text = _each(_each(text, _COMMENT, _blank_lines), _VERBATIM, escape)
    match = _ROOT.search(text)
    start = match.end() if match else len(text)
    root = Element(tag="OFX", line=text.count("\n", 0, start) + 1)
    tags = list(_TAG.finditer(text, start))
    closed = {tag["name"].upper() for tag in tags if tag["close"]}
    open_elements = [root]
    line, seen = root.line, start
    for place, tag in enumerate(tags):
        line, seen = line + text.count("\n", seen, tag.start()), tag.start()
        name = tag["name"].upper()
        if tag["close"]:
            _close(name, open_elements)
            continue
        until = tags[place + 1].start() if place + 1 < len(tags) else len(text)
        said = unescape(clean(text[tag.end() : until]))
        element = Element(tag=name, line=line, text=said)
        (open_elements or [root])[-1].children.append(element)
        holds_others = not said and not tag["empty"] and name in closed
        if holds_others and 0 < len(open_elements) < _DEEPEST:
            open_elements.append(element)
    return root, not open_elements


def _each(text: str, marks: tuple[str, str], said: Callable[[str], str]) -> str:
    """`text` with `said` of what stands between two marks in place of it and of the marks.

    Not by a pattern, which would search to the end again from every mark that is never closed.
    """
    opening, closing = marks
    parts, seen = [], 0
    while (start := text.find(opening, seen)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        parts += [text[seen:start], said(text[start + len(opening) : end])]
        seen = end + len(closing)
    return "".join((*parts, text[seen:]))


def _blank_lines(comment: str) -> str:
    """As many line ends as a comment had, so that lines keep their numbers."""
    return "\n" * comment.count("\n")


def _close(name: str, open_elements: list[Element]) -> None:
    """Close the element and everything in it that was left open; a value's own tag closes none."""
    for place in range(len(open_elements) - 1, -1, -1):
        if open_elements[place].tag == name:
            del open_elements[place:]
            return
