"""What a run has come to beside its plan: gain, prices, drift, and what was not traded."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from trimtab.execution.realised import OffPlan, Realised
from trimtab.money import ZERO, cents_text, ratio_text, to_cents
from trimtab.report.numbers import money, points, points_of_both

# A fraction of the household: what prices and whole shares move is less.
_WORTH_NAMING = Decimal("0.002")
_MOST_NAMED = 4


def realised_document(found: Realised) -> dict[str, Any]:
    """The figures as `realised` of a run in `trimtab.orders/1`."""
    return {
        "gain": cents_text(to_cents(found.gain)),
        "planned_gain": cents_text(to_cents(found.planned_gain)),
        "price_shortfall": cents_text(to_cents(found.worse)),
        "not_traded": cents_text(to_cents(found.left)),
        "drift": _ratio(found.drift),
        "planned_drift": _ratio(found.planned_drift),
        "off_plan": [
            {"asset_class": one.name, "weight": ratio_text(one.weight)} for one in found.off
        ],
    }


def realised_lines(found: Realised) -> list[str]:
    """The figures as sentences, for below a list of orders."""
    return [f"{one[:1].upper()}{one[1:]}." for one in realised_words(found)]


def realised_words(found: Realised) -> Iterator[str]:
    """One clause for each figure that there is something to say of."""
    gain, planned = to_cents(found.gain), to_cents(found.planned_gain)
    if gain or planned:
        yield f"gain {_cents(gain)} realised, {_cents(planned)} planned, before wash sales"
    worse, left = to_cents(found.worse), to_cents(found.left)
    if worse:
        how = "worse" if worse > ZERO else "better"
        yield f"prices and fees {_cents(abs(worse))} {how} than planned"
    if left:
        yield f"{_cents(left)} of the plan not traded"
    if found.drift is not None and found.planned_drift is not None:
        drift, expected = points_of_both(found.drift, found.planned_drift)
        yield f"drift {drift} after it, {expected} planned"
    named = [one for one in found.off if abs(one.weight) >= _WORTH_NAMING][:_MOST_NAMED]
    if named:
        yield " and ".join(_off_words(one) for one in named) + " the plan"


def _off_words(one: OffPlan) -> str:
    return f"{one.name} {points(one.weight)} {'above' if one.weight > ZERO else 'below'}"


def _cents(amount: Decimal) -> str:
    return money(amount, cents=True)


def _ratio(fraction: Decimal | None) -> str | None:
    return None if fraction is None else ratio_text(fraction)
