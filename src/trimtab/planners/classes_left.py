"""Classes in which nothing is bought: said first, because everything else depends on it."""

from collections.abc import Mapping
from decimal import Decimal

from trimtab.domain import NotDone, PlanWarning, Reason, ReasonBasis
from trimtab.money import ratio_text
from trimtab.planners.choice import Choice
from trimtab.planners.valuation import Valuation


def classes_left(choices: Mapping[str, Choice]) -> tuple[NotDone, ...]:
    """Every class that is blocked (SKIP.PARTNERS_BLOCKED), then those that the user refused."""
    blocked = (
        NotDone(
            reason=Reason(
                code="SKIP.PARTNERS_BLOCKED",
                params={"class": name, "blocked": choice.blocked_text},
                basis=ReasonBasis.LIMIT,
                setting="targets",
            ),
            asset_class=name,
        )
        for name, choice in choices.items()
        if choice.blocked
    )
    refused = (
        NotDone(
            reason=Reason(
                code="SKIP.FORCED_NONE", params={"class": name}, setting="policy.forced_buys"
            ),
            asset_class=name,
        )
        for name, choice in choices.items()
        if choice.refused
    )
    return (*blocked, *refused)


def classes_left_warnings(
    valuation: Valuation, choices: Mapping[str, Choice], held: Mapping[str, Decimal]
) -> tuple[PlanWarning, ...]:
    """One warning for each blocked class with a target, with the weight that it is left at."""
    return tuple(
        PlanWarning(
            reason=Reason(
                code="WARN.CLASS_NOT_BOUGHT",
                params={
                    "class": name,
                    "target": ratio_text(choice.asset_class.weight),
                    "weight": ratio_text(valuation.weight(held[name])),
                    "blocked": choice.blocked_text,
                },
                setting="targets",
            ),
            needs_ack=True,
        )
        for name, choice in choices.items()
        if choice.blocked and choice.asset_class.weight > 0
    )
