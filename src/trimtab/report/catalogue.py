"""Every reason code, with the sentence that people read.

Codes are stable: a code is never renamed and never used again for something else. A sentence is a
template with typed parameters, so that one code reads the same in the terminal, the report, the
JSON document and an alert. `{name}` is a parameter, `{name:noun}` a count with its noun, and a part
in square brackets is left out when one of its parameters is not given.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from trimtab.domain import Reason
from trimtab.errors import InvalidValue
from trimtab.report.numbers import iso_day, money
from trimtab.report.reasons import alerts, buy, edits, keep, sell, skip, stops, warn
from trimtab.report.reasons.entry import Entry, Kind, formatted, parse_money

__all__ = ["Entry", "Kind", "catalogue", "entry", "render", "render_short"]

_PART = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")
_ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MONEY_KINDS = frozenset({Kind.MONEY, Kind.LOSS})


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every entry by code, family by family: sell, buy, keep, skip, warn, stop, data, alert."""
    families = (sell, buy, keep, skip, warn, stops, alerts, edits)
    entries = [one for family in families for one in family.ENTRIES]
    order = list(dict.fromkeys(one.family for one in entries))
    entries.sort(key=lambda one: order.index(one.family))
    found = {one.code: one for one in entries}
    if len(found) != len(entries):
        raise InvalidValue("a reason code stands twice in the catalogue")
    return found


def entry(code: str) -> Entry:
    """The entry of `code`; InvalidValue names a code that the catalogue does not have."""
    found = catalogue().get(code)
    if found is None:
        raise InvalidValue(f"there is no reason code {code!r} in the catalogue")
    return found


def render(reason: Reason) -> str:
    """The sentence of `reason`; InvalidValue names an unknown code, or a wrong parameter."""
    return _fill(entry(reason.code), entry(reason.code).text, reason.params)


def render_short(code: str, params: Mapping[str, str]) -> str:
    """The same in some forty characters for a narrow column; the sentence where it is short."""
    found = entry(code)
    return _fill(found, found.short or found.text, params)


def _fill(found: Entry, template: str, params: Mapping[str, str]) -> str:
    _refuse_unknown(found, params)
    texts = _formatted(found, params)

    def part(match: re.Match[str]) -> str:
        names = [name for name, _ in _FIELD.findall(match.group(1))]
        return match.group(1) if all(params.get(name) for name in names) else ""

    def field(match: re.Match[str]) -> str:
        name, noun = match.group(1), match.group(2)
        if name not in texts:
            raise InvalidValue(f"{found.code} needs the parameter {name!r}")
        return (
            f"{texts[name]} {noun}" + ("" if texts[name] == "1" else "s") if noun else texts[name]
        )

    return _sentence_case(_FIELD.sub(field, _PART.sub(part, template)))


def _refuse_unknown(found: Entry, params: Mapping[str, str]) -> None:
    for name in params:
        if name not in found.params:
            known = ", ".join(found.params) or "none"
            raise InvalidValue(f"{found.code} has no parameter {name!r}; parameters: {known}")


def _formatted(found: Entry, params: Mapping[str, str]) -> dict[str, str]:
    """Each given parameter as people read it; unequal amounts never read alike."""
    given = {name: value for name, value in params.items() if value}
    texts: dict[str, str] = {}
    for name, value in given.items():
        try:
            texts[name] = _with_days(formatted(found.params[name], value), found.params[name])
        except InvalidValue as fault:
            raise InvalidValue(f"{found.code}, parameter {name!r}: {fault}") from fault
    for name in _amounts_that_read_alike(found, given, texts):
        texts[name] = money(abs(parse_money(given[name])), cents=True)
    return texts


def _with_days(text: str, kind: Kind) -> str:
    """A planner's phrase with its dates as sentences have them; names keep theirs."""
    if kind is not Kind.TEXT:
        return text
    return _ISO_DAY.sub(_day, text)


def _day(match: re.Match[str]) -> str:
    try:
        return iso_day(match.group())
    except ValueError:  # the digits only look like a day
        return match.group()


def _amounts_that_read_alike(
    found: Entry, given: Mapping[str, str], texts: Mapping[str, str]
) -> Iterable[str]:
    amounts = [name for name in given if found.params[name] in _MONEY_KINDS]
    return [
        name
        for name in amounts
        if any(
            texts[name] == texts[other] and parse_money(given[name]) != parse_money(given[other])
            for other in amounts
        )
    ]


def _sentence_case(text: str) -> str:
    """A sentence that begins with a phrase such as `a gain of` still begins upper-case."""
    return text[:1].upper() + text[1:] if text.startswith(("a gain", "a loss", "no gain")) else text
