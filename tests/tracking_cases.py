"""Random covariances of classes, and limits of the tracking error that bind or nearly do."""

import random
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from trimtab.domain import ClassCovariance, Situation, TargetPortfolio
from trimtab.optimize.certificate import Certificate


def covariance_of(target: TargetPortfolio, seed: int) -> ClassCovariance:
    """X'X for a few rows of random returns in whole percent: exactly semidefinite, often singular.

    Now and then it names cash and Other too.
    """
    draw = random.Random(seed)
    names = [one.name for one in target.asset_classes if one != target.cash]
    if draw.random() < 0.2:
        names += [target.cash.name, target.other.name]
    market = [draw.randint(-20, 20) for _ in range(draw.randint(1, 4))]
    rows = [[day + draw.randint(-12, 12) for _ in names] for day in market]
    matrix = tuple(
        tuple(
            Decimal(sum(row[one] * row[two] for row in rows)) / 10_000 for two in range(len(names))
        )
        for one in range(len(names))
    )
    return ClassCovariance(names=tuple(names), matrix=matrix)


def covariances(target: TargetPortfolio) -> st.SearchStrategy[ClassCovariance]:
    return st.integers(0, 2**32 - 1).map(lambda seed: covariance_of(target, seed))


def factors() -> st.SearchStrategy[Decimal]:
    """Of the tracking error that a household would have without a limit."""
    return st.sampled_from([Decimal(text) for text in ("0.3", "0.6", "0.8", "0.95", "0.999", "1")])


def limited(given: Situation, covariance: ClassCovariance, limit: Decimal | None) -> Situation:
    policy = replace(given.policy, max_tracking_error=limit)
    return replace(given, policy=policy, covariance=covariance)


def error_of(certificate: Certificate) -> Decimal:
    assert certificate.tracking_error is not None
    return certificate.tracking_error
