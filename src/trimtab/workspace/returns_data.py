"""`data.returns` with the settings of [risk]: series by name, and how risk is to be measured."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trimtab import risk
from trimtab.errors import InputProblems, Problem
from trimtab.money import to_float
from trimtab.risk.names import MeasureName
from trimtab.workspace.returns_csv import PRICE, SeriesFile, days_of, read_series
from trimtab.workspace.settings.risk import RiskSection
from trimtab.workspace.table import Findings

TRADING_DAYS = 252
_FEWEST_DAYS = 3
_COMMON = "common"
_DOCS = "reference/risk.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsData:
    """A file of prices or returns, read and checked, gaps still in it.

    days              every day of the file until the day looked at, ascending
    periods_per_year  above zero
    inferred          True: judged by the days, False: the user's setting
    notes             what was judged and not said by the user
    """

    file: SeriesFile
    days: tuple[date, ...]
    section: RiskSection
    periods_per_year: float
    inferred: bool
    notes: tuple[Problem, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every series that has at least one value."""
        return tuple(name for name, values in self.file.series.items() if values)

    @property
    def estimator(self) -> "risk.Estimator":
        """As [risk] says."""
        return risk.Estimator(
            name=self.section.estimator,
            half_life=to_float(self.section.half_life),
            factors=self.section.factors,
        )

    def measure(self, name: MeasureName) -> "risk.RiskMeasure":
        """The measure with the method, confidence and horizon of [risk]."""
        days = self.section.horizon_days
        per_day = self.periods_per_year / TRADING_DAYS
        return risk.RiskMeasure(
            name=name,
            method=self.section.method,
            confidence=to_float(self.section.confidence / 100),
            horizon=1.0 if days is None else to_float(days) * per_day,
        )

    def gaps(self) -> Iterator[Problem]:
        """One problem for each series that lacks a day of the file, unless that is allowed."""
        return iter(()) if self.section.gaps == _COMMON else self._gaps(self.names)

    def of(self, names: Iterable[str]) -> "ChosenReturns":
        """The returns of these series, without a gap.

        Raises InputProblems that name each series without data, each one with gaps where these are
        refused, and a file that leaves fewer than two returns.
        """
        wanted = tuple(dict.fromkeys(names))
        problems = [*self._absent(wanted)]
        if not problems and self.section.gaps != _COMMON:
            problems += self._gaps(wanted)
        if problems:
            raise InputProblems(problems)
        series = [self.file.series[name] for name in wanted]
        days = [day for day in self.days if all(day in values for values in series)]
        least = _FEWEST_DAYS - (self.file.kind != PRICE)
        if len(days) < least:
            raise InputProblems([self._too_few(wanted, len(days))])
        values = risk.matrix([[to_float(one[day].value) for one in series] for day in days])
        if self.file.kind == PRICE:
            values, days = risk.from_prices(values), days[1:]
        returns = risk.Returns(
            names=wanted, days=tuple(days), values=values, periods_per_year=self.periods_per_year
        )
        return ChosenReturns(
            returns=returns, left_out=len(self.days) - len(days) - (self.file.kind == PRICE)
        )

    def _absent(self, names: tuple[str, ...]) -> Iterator[Problem]:
        for name in names:
            if name not in self.names:
                yield Problem(
                    what=f"{self.file.file} has no series of {name}",
                    file=self.file.file,
                    why=f"Series there: {', '.join(self.names[:20])}",
                    fix=f"Add a column {name}",
                    docs=_DOCS,
                )

    def _gaps(self, names: tuple[str, ...]) -> Iterator[Problem]:
        for name in names:
            missing = [day for day in self.days if day not in self.file.series[name]]
            if not missing:
                continue
            more = f", and on {len(missing) - 1} more days" if len(missing) > 1 else ""
            yield Problem(
                what=f"{name} has no {self.file.kind} on {missing[0]}{more}",
                file=self.file.file,
                line=self.file.lines[missing[0]],
                why=f"Other series have one on {len(self.days)} days; a gap is never filled",
                fix='Fill the cells in, or write `gaps = "common"` in [risk] to use only the days '
                "that all have",
                docs=_DOCS,
            )

    def _too_few(self, names: tuple[str, ...], count: int) -> Problem:
        return Problem(
            what=f"{count} days have a {self.file.kind} of each of {', '.join(names)}",
            file=self.file.file,
            why="Two returns are the least that risk can be measured on, and few say little",
            fix="Add older days, or leave out the series that begins late",
            docs=_DOCS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenReturns:
    """Returns without a gap, and how many days with a gap were left out for that."""

    returns: "risk.Returns"
    left_out: int


def read_returns(root: Path, file: str | None, section: RiskSection, as_of: date) -> ReturnsData:
    """The file of `data.returns`; raises InputProblems with everything that is wrong in it."""
    if file is None:
        raise InputProblems([_not_named()])
    if not (root / file).exists():
        raise InputProblems([_not_there(file)])
    findings = Findings()
    read = read_series(root / file, file, section.values, findings)
    if read is None:
        raise InputProblems(findings.problems)
    days = tuple(days_of(read, as_of))
    inferred = section.periods_per_year is None
    given = section.periods_per_year
    periods = risk.infer_periods_per_year(days) if given is None else to_float(given)
    if periods is None:
        raise InputProblems([_no_period(file, len(days))])
    return ReturnsData(
        file=read,
        days=days,
        section=section,
        periods_per_year=periods,
        inferred=inferred,
        notes=tuple(findings.notes),
    )


def _not_named() -> Problem:
    return Problem(
        what="there is no file of returns",
        file="trimtab.toml",
        why="Risk is measured on past prices or returns of the securities",
        fix='Add `returns = "data/returns.csv"` to [data]',
        docs=_DOCS,
    )


def _not_there(file: str) -> Problem:
    return Problem(
        what=f"there is no file {file}",
        file="trimtab.toml",
        why="`data.returns` is relative to trimtab.toml",
        fix="Correct the path, or create the file",
        docs=_DOCS,
    )


def _no_period(file: str, days: int) -> Problem:
    return Problem(
        what=f"the {days} days of {file} tell no period",
        file=file,
        why="They are neither days, weeks, months, quarters nor years apart",
        fix="Write `periods_per_year = 252` in [risk], with the right number",
        docs=_DOCS,
    )
