"""[targets]: classes, weights, bands."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from trimtab.domain import Symbol
from trimtab.workspace.settings import readers
from trimtab.workspace.settings.kinds import FileName, Percent, Symbols, Text
from trimtab.workspace.settings.readers import Reads, objection
from trimtab.workspace.settings.section import Section, means, required

FIVE_25 = "5/25"
NONE = "none"

PAIR_SCHEMA = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers as the file has them, low first."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        return f"[{self.low}, {self.high}]"


Ranks = tuple[tuple[Symbol, ...], ...]


def _pair(given: object, why: str) -> Pair:
    items = given if isinstance(given, list) else []
    if len(items) != 2:  # noqa: PLR2004 - a pair
        raise objection("is not a band", why)
    low, high = readers.decimal(items[0]), readers.decimal(items[1])
    if low > high:
        raise objection("is upside down", why, f"did you mean [{high}, {low}]?")
    return Pair(low, high)


def percent_pair(given: object) -> Pair:
    """[low, high] in percent of the household."""
    return _percent_pair(given, "a band is [low, high] in percent of the household")


def _band(given: object) -> Pair | str:
    if given in (FIVE_25, NONE):
        return str(given)
    why = 'a band is [low, high] in percent of the household, "5/25" or "none"'
    return _percent_pair(given, why)


def _percent_pair(given: object, why: str) -> Pair:
    pair = _pair(given, why)
    if pair.low < 0 or pair.high > 100:  # noqa: PLR2004 - what per cent means
        raise objection("lies outside 0 to 100", why)
    return pair


def _default_band(given: object) -> Pair | str:
    if given in (FIVE_25, NONE):
        return str(given)
    why = 'allowed: "5/25", [-5, 5] in points around each target, "none"'
    pair = _pair(given, why)
    if pair.low > 0 or pair.high < 0:
        fix = f"did you mean [-{pair.high}, {pair.high}]?" if pair.low > 0 else ""
        raise objection("does not hold the target itself", why, fix)
    return pair


def _ranks(given: object) -> Ranks:
    return tuple(_rank(item) for item in readers.listed(given))


def _rank(item: object) -> tuple[Symbol, ...]:
    if not isinstance(item, list):
        return (readers.symbol(item),)
    if not item:
        raise objection("holds an empty list", "an inner list is a tie of two or more securities")
    return readers.symbols(item)


_HOLD = Reads(
    parse=_ranks,
    called="list of symbols, inner lists are ties",
    schema={
        "type": "array",
        "items": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    },
)


class ClassSection(Section):
    """One asset class."""

    name: Text = required("Name of the class; Cash without `hold` is uninvested money")
    weight: Percent = required("Percent of the household; all weights add up to 100")
    hold: Annotated[Ranks, _HOLD] = means((), "Securities in order of preference")
    count: Symbols = means((), "Securities that count here when held and are never bought")
    members: FileName | None = means(
        None, "File of an index's members and their weights, to hold it directly"
    )
    band: (
        Annotated[
            Pair | str,
            Reads(
                parse=_band,
                called='[low, high] in percent of the household | "5/25" | "none"',
                schema={"anyOf": [PAIR_SCHEMA, {"enum": [FIVE_25, NONE]}]},
            ),
        ]
        | None
    ) = means(None, "Weights that need no trade; `default_band` when left out")
    yield_ordinary: Percent = means(Decimal(0), "Percent a year taxed as ordinary income")
    yield_qualified: Percent = means(Decimal(0), "Percent a year taxed as qualified dividends")
    yield_exempt: Percent = means(Decimal(0), "Percent a year that is not taxed")


class TargetsSection(Section):
    """The goal."""

    default_band: Annotated[
        Pair | str,
        Reads(
            parse=_default_band,
            called='"5/25" | [below, above] in points | "none"',
            schema={"anyOf": [PAIR_SCHEMA, {"enum": [FIVE_25, NONE]}]},
        ),
    ] = means(FIVE_25, "Band of a class that has none of its own")
    classes: tuple[ClassSection, ...] = Field(
        default=(), alias="class", description="The asset classes"
    )
