"""Dated amounts of the law, from the files in `us/`: data, never code (N9)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from trimtab.domain import FilingStatus
from trimtab.errors import InvalidValue

_FOLDER = files("trimtab.tax") / "us"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """`rate` (0-1) on taxable income up to `top` dollars, included; None: no top."""

    rate: Decimal
    top: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRules:
    """One year's amounts for one filing status, dollars.

    ordinary            brackets of ordinary income, lowest first
    long_term           brackets of net capital gain and qualified dividends, stacked on top (N5)
    standard_deduction  without additions for age or blindness
    source              the rulings that the amounts are from
    """

    year: int
    status: FilingStatus
    ordinary: tuple[Bracket, ...]
    long_term: tuple[Bracket, ...]
    standard_deduction: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NiitRules:
    """26 U.S.C. 1411: the rate (0-1) and the threshold of modified adjusted gross income."""

    rate: Decimal
    threshold: Decimal


def known_years() -> tuple[int, ...]:
    """Years whose rates are known, in order."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(int(name[:4]) for name in names if name[:4].isdecimal()))


def year_rules(year: int, status: FilingStatus) -> YearRules:
    """The amounts of `year`; InvalidValue names the years known."""
    table = _year(year)
    own = table[status.value]
    return YearRules(
        year=year,
        status=status,
        ordinary=_brackets(own["ordinary"]),
        long_term=_brackets(own["long_term"]),
        standard_deduction=Decimal(own["standard_deduction"]),
        source=table["source"],
    )


def niit_rules(status: FilingStatus) -> NiitRules:
    """The net investment income tax of `status`; not indexed, so of every year since 2013."""
    table = _table("net_investment_income_tax.toml")
    return NiitRules(rate=table["rate"], threshold=Decimal(table["threshold"][status.value]))


def capital_loss_limit(year: int, status: FilingStatus) -> Decimal | None:
    """Net capital loss that may offset other income in `year`, dollars (N2).

    None before the amount of today's law, and after the last year whose rules are known.
    """
    table = _table("capital_loss.toml")
    if not table["from"] <= year <= max(known_years()):
        return None
    separate = status is FilingStatus.MARRIED_SEPARATE
    return Decimal(table["limit_married_separate" if separate else "limit"])


def _year(year: int) -> Mapping[str, Any]:
    if year not in known_years():
        known = ", ".join(map(str, known_years()))
        raise InvalidValue(
            f"the tax rates of {year} are not known; years known: {known}. Lots and wash sales "
            f"need no rates; a tax amount does."
        )
    return _table(f"{year}.toml")


@cache
def _table(name: str) -> Mapping[str, Any]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def _brackets(rows: list[list[Any]]) -> tuple[Bracket, ...]:
    """Rows of [percent, top]; the last has no top."""
    return tuple(
        Bracket(rate=Decimal(row[0]) / 100, top=Decimal(row[1]) if len(row) > 1 else None)
        for row in rows
    )
