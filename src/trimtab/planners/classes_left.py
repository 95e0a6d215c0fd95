"""Classes in which nothing is bought: said first, because everything else depends on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from trimtab.domain import NotDone, PlanWarning, Reason, ReasonBasis, Situation
from trimtab.money import ratio_text
from trimtab.planners.choice import Blocked, Choice
from trimtab.planners.trades import Sell
from trimtab.planners.valuation import Valuation
from trimtab.planners.warnings import sold_at_loss
from trimtab.tax.recent_trades import CLEAR_AFTER


def blocked_after(
    situation: Situation, choices: Mapping[str, Choice], sells: Sequence[Sell]
) -> dict[str, Choice]:
    """`choices`, with what this plan itself sells at a loss blocked from the day of the plan on.

    A security passed over for an earlier sale, or for the loss that buying it would forgo, may be
    sold by this plan too; its own sale then decides when it is clear.
    """
    groups = map(situation.household.identical.of, sold_at_loss(sells))
    locked = frozenset[str]().union(*groups)
    clear = situation.as_of + CLEAR_AFTER
    why = f"sold at a loss in this plan, clear from {clear.isoformat()}"

    def now(blocked: Blocked) -> Blocked:
        return replace(blocked, why=why, until=clear) if blocked.symbol in locked else blocked

    return {
        name: replace(choice, passed_over=tuple(map(now, choice.passed_over)))
        if choice.blocked
        else choice
        for name, choice in choices.items()
    }


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
