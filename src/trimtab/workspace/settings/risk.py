"""[risk]: how returns are read and risk is measured."""

from decimal import Decimal
from typing import Annotated

from trimtab.risk import EstimatorName, TailMethod
from trimtab.workspace.settings import readers
from trimtab.workspace.settings.kinds import Step
from trimtab.workspace.settings.readers import Reads, enum_reader, objection, word_reader
from trimtab.workspace.settings.section import Section, means

_WHOLE = 100


def _confidence(given: object) -> Decimal:
    value = readers.decimal(given)
    if not 0 < value < _WHOLE:
        raise objection("is not a confidence", "it lies between 0 and 100, both excluded")
    if value < 1:
        meant = format((value * _WHOLE).normalize(), "f")
        raise objection(
            "is a percent typed as a fraction", f"{value} means {value} %", f"did you mean {meant}?"
        )
    return value


def _from_one(given: object) -> int:
    value = readers.whole(given)
    if value < 1:
        raise objection("is not a number of factors", "there is at least one")
    return value


class RiskSection(Section):
    """How risk is measured on the returns of `data.returns`."""

    values: Annotated[str, word_reader("auto", "prices", "returns")] = means(
        "auto", "What `data.returns` holds; auto: judged by its values, and said"
    )
    gaps: Annotated[str, word_reader("refuse", "common")] = means(
        "refuse", "A day without a value; common: use only the days that all have"
    )
    periods_per_year: Step | None = means(
        None, "252 for trading days, 52 for weeks; judged by the dates if left out"
    )
    estimator: Annotated[EstimatorName, enum_reader(EstimatorName)] = means(
        EstimatorName.SAMPLE, "How mean and covariance are estimated"
    )
    half_life: Step = means(
        Decimal(63), "Periods after which one counts half, for the estimator ewma"
    )
    factors: Annotated[
        int,
        Reads(
            parse=_from_one,
            called="whole number from 1",
            schema={"type": "integer", "minimum": 1},
        ),
    ] = means(1, "Common factors, for the estimator factor")
    method: Annotated[TailMethod, enum_reader(TailMethod)] = means(
        TailMethod.HISTORICAL, "How value at risk and cvar know the tail"
    )
    confidence: Annotated[
        Decimal,
        Reads(
            parse=_confidence,
            called="percent",
            schema={"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 100},
        ),
    ] = means(Decimal(95), "Percent of cases that lose no more than the value at risk")
    horizon_days: Step | None = means(
        None, "Trading days that value at risk looks ahead; one period of the data if left out"
    )
