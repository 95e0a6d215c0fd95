"""Every plan of tiny households that keeps cash inside a buffer: none is better than the plan made.

And where no plan does, none is made: a buffer is never kept by leaving another limit out.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.planners.build import TODAY
from tests.reference.test_optimal_brute_force import is_small, is_the_best, tiny
from trimtab.domain import CashFlow, DriftBand, Situation
from trimtab.planners.optimal import planning
from trimtab.planners.optimal.pricing import Prices

# Shares are dear here, so that a buffer as narrow as the usual one is often out of reach.
BUFFERS = (("0", "0.2"), ("0.1", "0.4"), ("0.25", "0.35"), ("0.02", "0.05"), ("0.5", "1"))
FEW = settings(max_examples=5, suppress_health_check=list(HealthCheck), deadline=None)


@pytest.fixture(autouse=True, scope="module")
def _no_prices() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "_prices", lambda *_: Prices())
        yield


@st.composite
def buffered(draw: st.DrawFn) -> Situation:
    made = draw(tiny())
    low, high = draw(st.sampled_from(BUFFERS))
    accounts = tuple(
        replace(
            one,
            cash_flows=tuple(
                CashFlow(due=TODAY + timedelta(days=3), amount=Decimal(dollars))
                for dollars in draw(st.sampled_from([(), (), ("-80",), ("500", "-20.25")]))
            ),
        )
        for one in made.household.accounts
    )
    return replace(
        made,
        household=replace(made.household, accounts=accounts),
        policy=replace(made.policy, cash_buffer=DriftBand(low=Decimal(low), high=Decimal(high))),
    )


@FEW
@given(buffered())
def test_no_plan_of_a_tiny_household_keeps_its_cash_for_less(case: Situation) -> None:
    assume(is_small(case))
    is_the_best(case)


@pytest.mark.long
@settings(FEW, max_examples=500)
@given(buffered())
def test_no_plan_of_hundreds_of_tiny_households_keeps_its_cash_for_less(case: Situation) -> None:
    assume(is_small(case))
    is_the_best(case)
