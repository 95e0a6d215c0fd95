"""Federal marginal rates by taxable income, for `trimtab init`; figures in us_brackets.toml."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from trimtab.domain import FilingStatus
from trimtab.errors import InvalidValue
from trimtab.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalRates:
    """The rates of the bracket that a taxable income falls into.

    year       the year whose brackets were used; not always the one asked for
    ordinary   percent on wages, interest and short-term gains
    long_term  percent on long-term gains and qualified dividends
    niit       True when the income alone is above the threshold of 26 U.S.C. 1411(b); below it the
               tax may still apply, because the law looks at modified adjusted gross income
    source     where the figures were published
    """

    year: int
    ordinary: Decimal
    long_term: Decimal
    niit: bool
    source: str


def marginal_rates(year: int, status: FilingStatus, taxable_income: Decimal) -> MarginalRates:
    """The rates on the last dollar of `taxable_income` (dollars, >= 0, gains included).

    Uses the brackets of `year`, else those of the latest published year before it, else the first
    year known. The top of a bracket belongs to it ("not over"). Raises InvalidValue for an income
    below zero.
    """
    if taxable_income < ZERO:
        raise InvalidValue(f"a taxable income cannot be below zero, got {taxable_income}")
    tables = _tables()
    used = max((known for known in tables if known <= year), default=min(tables))
    table = tables[used][status.value]
    return MarginalRates(
        year=used,
        ordinary=_rate(table["ordinary"], taxable_income),
        long_term=_rate(table["long_term"], taxable_income),
        niit=taxable_income > table["niit"],
        source=tables[used]["source"],
    )


def _rate(brackets: Sequence[Sequence[int]], income: Decimal) -> Decimal:
    """Percent of the first bracket whose top is not below `income`; the last one has no top."""
    *bounded, (top_rate,) = brackets
    return next((Decimal(rate) for rate, top in bounded if income <= top), Decimal(top_rate))


@cache
def _tables() -> dict[int, dict[str, Any]]:
    text = (files("trimtab.workspace") / "us_brackets.toml").read_text(encoding="utf-8")
    return {int(year): table for year, table in tomllib.loads(text).items()}
