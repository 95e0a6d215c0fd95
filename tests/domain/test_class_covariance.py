from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.domain import ClassCovariance
from trimtab.errors import InvalidValue
from trimtab.money import from_solver


def _of(*rows: tuple[str, ...]) -> ClassCovariance:
    names = tuple("ABCDE"[: len(rows)])
    matrix = tuple(tuple(Decimal(number) for number in row) for row in rows)
    return ClassCovariance(names=names, matrix=matrix)


def test_a_covariance_is_found_by_the_names_of_two_classes() -> None:
    covariance = _of(("0.04", "0.01"), ("0.01", "0.09"))
    assert covariance.between("B", "A") == Decimal("0.01")
    assert covariance.between("B", "B") == Decimal("0.09")
    assert covariance.between("A", "Cash") is None


def test_no_classes_and_classes_that_never_move_are_allowed() -> None:
    assert ClassCovariance(names=(), matrix=()).between("A", "A") is None
    assert _of(("0", "0"), ("0", "0")).between("A", "B") == 0


def test_classes_that_move_alike_are_allowed() -> None:
    assert _of(("0.04", "0.04"), ("0.04", "0.04")).between("A", "B") == Decimal("0.04")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((("0.04", "0.01"),), "the row of A in the covariance of 1 classes has 2 numbers"),
        ((("0.04", "0.01"), ("0.02", "0.04")), "A and B is 0.01 in one row and 0.02 in the other"),
        ((("NaN",),), "covariance of A and A must be finite, got NaN"),
        ((("0.04", "0"), ("0", "-0.01")), "variance of B must not be negative, got -0.01"),
        ((("0.04", "0.05"), ("0.05", "0.04")), "covariance of A, B is not positive semidefinite"),
        ((("0", "0.01"), ("0.01", "0")), "covariance of A, B is not positive semidefinite"),
        ((("0.04", "0"), ("0", "0")), None),
    ],
)
def test_a_matrix_that_is_no_covariance_is_refused_by_name(
    rows: tuple[tuple[str, ...], ...], said: str | None
) -> None:
    if said is None:
        _of(*rows)
        return
    with pytest.raises(InvalidValue, match=said):
        _of(*rows)


def test_every_class_has_one_row() -> None:
    with pytest.raises(InvalidValue, match="covariance of 2 classes has 1 rows"):
        ClassCovariance(names=("A", "B"), matrix=((Decimal(1),),))
    with pytest.raises(InvalidValue, match="A stands twice"):
        ClassCovariance(names=("A", "A"), matrix=((Decimal(1), Decimal(0)),) * 2)


@given(
    st.integers(min_value=1, max_value=6),
    st.integers(min_value=1, max_value=8),
    st.integers(min_value=0, max_value=2**32 - 1),
)
def test_a_sample_covariance_is_taken_and_a_mix_of_negative_variance_is_not(
    size: int, rows: int, seed: int
) -> None:
    """Judged by the eigenvalues of numpy; with fewer rows than classes the matrix is singular."""
    random = np.random.default_rng(seed)
    returns = random.normal(0, 0.2, (rows, size))
    covariance = returns.T @ returns / rows
    names = tuple(f"class {number}" for number in range(size))
    ClassCovariance(names=names, matrix=_exact(covariance))
    values, vectors = np.linalg.eigh(covariance)
    direction = vectors[:, 0]
    below = covariance - (values[0] + 0.001) * np.outer(direction, direction)
    with pytest.raises(InvalidValue, match=r"negative|semidefinite"):
        ClassCovariance(names=names, matrix=_exact(below))


def _exact(matrix: np.ndarray) -> tuple[tuple[Decimal, ...], ...]:
    step = Decimal("0.0000000000000001")
    symmetric = (matrix + matrix.T) / 2
    return tuple(tuple(from_solver(float(number), step) for number in row) for row in symmetric)
