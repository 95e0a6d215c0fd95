"""A hard gains budget: gains are given up, the largest first, until the year fits."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trimtab.domain import Reason, ReasonBasis, TaxProfile, Term
from trimtab.money import ZERO, cents_text
from trimtab.planners.harvest import Verdict
from trimtab.planners.outcome import Realized, year_net
from trimtab.planners.valuation import Valuation


def within_hard_budget(valuation: Valuation, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """The verdicts with gains dropped until net gains of the year are at most the budget.

    Only where `gains_budget_mode = "hard"`. The limit is the larger of the budget and of what was
    realised before the plan (26 U.S.C. 1222 netting, carried-in losses included).
    """
    profile = valuation.situation.tax
    if profile is None or profile.gains_budget is None or not profile.gains_budget_hard:
        return tuple(verdicts)
    limit = max(profile.gains_budget, _net(valuation, ()))
    kept: dict[str, Reason] = {}
    gains = [verdict for verdict in verdicts if verdict.kept is None and verdict.gain > 0]
    for verdict in sorted(gains, key=lambda verdict: -verdict.gain):
        sold = [other for other in verdicts if other.kept is None and other.lot.lot_id not in kept]
        if _net(valuation, sold) <= limit:
            break
        kept[verdict.lot.lot_id] = _over(valuation, profile)
    return tuple(
        replace(verdict, kept=kept.get(verdict.lot.lot_id, verdict.kept)) for verdict in verdicts
    )


def _net(valuation: Valuation, sold: Sequence[Verdict]) -> Decimal:
    """Net gain of the year, short and long together, when these lots are sold."""
    sums = {Term.SHORT: ZERO, Term.LONG: ZERO}
    for verdict in sold:
        sums[valuation.term(verdict.lot) or Term.SHORT] += verdict.gain
    net = year_net(valuation, Realized(short=sums[Term.SHORT], long=sums[Term.LONG]))
    return ZERO if net is None else net.short + net.long


def _over(valuation: Valuation, profile: TaxProfile) -> Reason:
    budget = profile.gains_budget or ZERO
    left = max(ZERO, budget - _net(valuation, ()))
    return Reason(
        code="KEEP.GAINS_BUDGET",
        params={"budget": cents_text(budget), "left": cents_text(left)},
        basis=ReasonBasis.LIMIT,
        setting="taxes.gains_budget",
    )
