"""What a plan's document states of its effect: totals, classes, and the terms of its objective."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trimtab.app.stated.claims import exact

_TERM = "objective: "
WITHOUT_TRADES = "objective without trades"

# Totals that every plan states; taxes are null where the rates are not known.
_ALWAYS = (
    "sells",
    "buys",
    "orders",
    "cash_before",
    "cash_after",
    "cost",
    "realized_short",
    "realized_long",
    "turnover",
    "drift_before",
    "drift_after",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedClass:
    """One class, as stated: its target, and its weights and dollars by "before" and "after"."""

    name: str
    target: Decimal
    weights: Mapping[str, Decimal]
    values: Mapping[str, Decimal]


def stated_summary(document: Mapping[str, Any]) -> dict[str, Decimal]:
    """The totals; those that are null are left out. Raises what a malformed document raises."""
    stated = document["summary"]
    found = {name: exact(figure) for name, figure in stated.items() if figure is not None}
    missing = next((name for name in _ALWAYS if name not in found), None)
    if missing is not None:
        raise KeyError(f"summary.{missing}")
    return found


def stated_classes(document: Mapping[str, Any]) -> tuple[StatedClass, ...]:
    """The classes in the document's order. Raises as `stated_summary`."""
    return tuple(
        StatedClass(
            name=str(one["name"]),
            target=exact(one["target_weight"]),
            weights={when: exact(one[f"weight_{when}"]) for when in ("before", "after")},
            values={when: exact(one[f"value_{when}"]) for when in ("before", "after")},
        )
        for one in document["asset_classes"]
    )


def stated_terms(document: Mapping[str, Any]) -> dict[str, Decimal]:
    """The terms of the objective by name, and J under `WITHOUT_TRADES`. Raises as above."""
    return {
        name.removeprefix(_TERM): exact(figure)
        for name, figure in document["assumptions"].items()
        if name.startswith(_TERM) or name == WITHOUT_TRADES
    }
