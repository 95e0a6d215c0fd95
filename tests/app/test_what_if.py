"""Settings for one plan alone, as they are given in Python."""

from decimal import Decimal

import pytest

from trimtab.app.planning import WhatIf
from trimtab.errors import InvalidValue


@pytest.mark.parametrize("name", ["gains_budget", "drift_aversion"])
@pytest.mark.parametrize("number", ["-0.01", "1000000000.01", "NaN", "Infinity"])
def test_a_number_that_no_plan_can_heed_is_refused_by_name(name: str, number: str) -> None:
    with pytest.raises(InvalidValue, match=f"{name} must be from 0 to 1,000,000,000"):
        WhatIf(**{name: Decimal(number)})  # type: ignore[arg-type]  # one of the two numbers


def test_the_ends_are_taken() -> None:
    WhatIf(gains_budget=Decimal(0), drift_aversion=Decimal(1_000_000_000))
