"""The words that settings and commands use for measures, methods and estimators."""

from enum import Enum


class MeasureName(Enum):
    """The measures."""

    VOLATILITY = "volatility"
    VALUE_AT_RISK = "var"
    CVAR = "cvar"


class TailMethod(Enum):
    """How the tail is known: from the periods themselves, or from a distribution fitted to them."""

    HISTORICAL = "historical"
    NORMAL = "normal"
    CORNISH_FISHER = "cornish-fisher"


class EstimatorName(Enum):
    """The estimators of mean and covariance."""

    SAMPLE = "sample"
    EWMA = "ewma"
    SHRINKAGE = "shrinkage"
    FACTOR = "factor"
