from decimal import Decimal

import pytest

from trimtab.domain import FactorModel, Symbol
from trimtab.errors import InvalidValue


def test_a_security_that_is_not_named_moves_with_the_first_factor_alone() -> None:
    model = FactorModel(variances=(Decimal("0.04"), Decimal("0.01")))
    assert model.exposures_of(Symbol("VTI")) == (Decimal(1), Decimal(0))
    assert model.own_of(Symbol("VTI")) == Decimal("0.0625")


def test_a_model_without_factors_has_no_exposures() -> None:
    assert FactorModel(variances=()).exposures_of(Symbol("VTI")) == ()


def test_exposures_are_one_for_each_factor() -> None:
    with pytest.raises(InvalidValue, match="VTI has 2 exposures, there are 1 factors"):
        FactorModel(exposures={Symbol("VTI"): (Decimal(1), Decimal(2))})


@pytest.mark.parametrize(
    "given", [{"variances": (Decimal(-1),)}, {"own": {Symbol("VTI"): Decimal(-1)}}]
)
def test_variances_are_not_negative(given: dict[str, object]) -> None:
    with pytest.raises(InvalidValue, match="must not be negative"):
        FactorModel(**given)  # type: ignore[arg-type]  # one bad argument at a time


def test_a_security_that_is_named_has_its_own_exposures_and_variance() -> None:
    vti = Symbol("VTI")
    model = FactorModel(exposures={vti: (Decimal("0.9"),)}, own={vti: Decimal("0.01")})
    assert model.exposures_of(vti) == (Decimal("0.9"),)
    assert model.own_of(vti) == Decimal("0.01")
