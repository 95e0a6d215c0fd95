"""factors.csv: `symbol,specific` and a column for each factor: how an index's members move.

`specific` is a security's own volatility, percent a year; a factor's column has the security's
exposure to it. The volatility of each factor is a setting, `data.factor_volatility`.
"""

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from trimtab.domain import FactorModel, Symbol
from trimtab.money import ZERO
from trimtab.workspace import cells
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.table import Columns, Findings, Row, read_rows
from trimtab.workspace.text_files import open_text
from trimtab.workspace.wording import did_you_mean, one_of

_OWN_COLUMNS = ("symbol", "specific")
_PERCENT = 100

_VOLATILITY = ("data", "factor_volatility")


def read_factors(
    path: Path, file: str, volatility: Mapping[str, Decimal], places: SettingsPlaces
) -> tuple[FactorModel | None, Findings]:
    """The factor model of the file; None, with problems, where it cannot be used.

    volatility  of every factor, percent a year, by the name of its column in any case
    """
    findings = Findings()
    titles = {name.lower(): name for name in _factors(path, file)}
    known = {name.lower(): percent / _PERCENT for name, percent in volatility.items()}
    before = len(places.problems)
    _check_volatilities(titles, volatility, places)
    columns = Columns(required=_OWN_COLUMNS, optional=tuple(titles), called=titles)
    exposures: dict[Symbol, tuple[Decimal, ...]] = {}
    own: dict[Symbol, Decimal] = {}
    for row in read_rows(path, file, columns, findings):
        _read_row(row, titles, exposures, own)
    if findings.problems or len(places.problems) > before:
        return None, findings
    variances = tuple(known[name] ** 2 for name in titles)
    return FactorModel(exposures=exposures, variances=variances, own=own), findings


def _factors(path: Path, file: str) -> list[str]:
    """The names of the columns that are factors; problems of the file are told when it is read."""
    with open_text(path, file, []) as lines:
        try:
            header = next(csv.reader(lines), [])
        except csv.Error:
            return []
    names = (cell.strip() for cell in header)
    return [name for name in dict.fromkeys(names) if name and name.lower() not in _OWN_COLUMNS]


def _check_volatilities(
    titles: Mapping[str, str], volatility: Mapping[str, Decimal], places: SettingsPlaces
) -> None:
    given = {name.lower(): name for name in volatility}
    for name, title in titles.items():
        if name not in given:
            places.problem(
                _VOLATILITY,
                f'the factor "{title}" has no volatility',
                why="every factor of the file needs one, in percent a year",
                fix=f"add it: factor_volatility = {{ {title} = 16.0 }}",
            )
    for name, title in given.items():
        if name not in titles:
            places.problem(
                (*_VOLATILITY, title),
                f'factor_volatility names "{title}", which is no factor of the file',
                why=one_of(titles.values()),
                fix=did_you_mean(title, titles.values()) or "correct the name, or drop it",
            )


def _read_row(
    row: Row,
    factors: Iterable[str],
    exposures: dict[Symbol, tuple[Decimal, ...]],
    own: dict[Symbol, Decimal],
) -> None:
    symbol = row.require("symbol", cells.symbol)
    specific = row.require("specific", cells.unsigned, "it is the security's own volatility")
    loads = [row.require(name, cells.number, "an exposure of none is 0") for name in factors]
    if symbol is None:
        return
    if symbol in exposures:
        row.report(f"{symbol} stands twice in the factor model", fix="keep one row")
    exposures[symbol] = tuple(load or ZERO for load in loads)
    own[symbol] = ((specific or ZERO) / _PERCENT) ** 2
