"""The checks that constructors share."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from trimtab.domain.checks import (
    first_repeated,
    require_above_zero,
    require_at_least_zero,
    require_fraction,
    require_whole_cents,
)
from trimtab.errors import InvalidValue

Check = Callable[[str, Decimal], None]


@pytest.mark.parametrize(
    ("check", "amount"),
    [
        (require_whole_cents, "-1.230"),
        (require_above_zero, "0.0001"),
        (require_at_least_zero, "0"),
        (require_fraction, "0"),
        (require_fraction, "1"),
    ],
)
def test_a_value_at_the_edge_of_what_is_allowed_passes(check: Check, amount: str) -> None:
    check("it", Decimal(amount))


@pytest.mark.parametrize(
    ("check", "amount", "allowed"),
    [
        (require_whole_cents, "1.234", "in whole cents"),
        (require_whole_cents, "NaN", "in whole cents"),
        (require_above_zero, "0", "above zero"),
        (require_above_zero, "NaN", "above zero"),
        (require_above_zero, "Infinity", "above zero"),
        (require_at_least_zero, "-0.01", "not be negative"),
        (require_at_least_zero, "Infinity", "not be negative"),
        (require_fraction, "-0.0001", "between 0 and 1"),
        (require_fraction, "1.0001", "between 0 and 1"),
        (require_fraction, "NaN", "between 0 and 1"),
    ],
)
def test_a_value_outside_is_refused_with_its_name_the_rule_and_the_value(
    check: Check, amount: str, allowed: str
) -> None:
    with pytest.raises(InvalidValue, match=f"^the cash must .*{allowed}, got {amount}$"):
        check("the cash", Decimal(amount))


def test_the_first_name_that_occurred_before_is_found() -> None:
    assert first_repeated(["a", "b", "c", "b", "a"]) == "b"


def test_names_that_all_differ_have_no_repetition() -> None:
    assert first_repeated(["a", "b"]) is None
