"""A plan being put together: trades and what was left alone, turned into the finished value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.domain import (
    AssetClassOutcome,
    NotDone,
    Plan,
    PlanWarning,
    Proof,
    ProofStatus,
    Symbol,
    TradeIntent,
)
from trimtab.money import ZERO, to_cents
from trimtab.planners.assumptions import assumptions_of
from trimtab.planners.choice import Choice
from trimtab.planners.measuring import tracking_of_classes
from trimtab.planners.outcome import class_outcomes, estimate_of
from trimtab.planners.reasons import buy_reasons, sell_reasons
from trimtab.planners.trades import Buy, Need, Sell
from trimtab.planners.valuation import Valuation
from trimtab.planners.warnings import warnings_of
from trimtab.tax import WashScreen


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that a rule planner decided.

    first     what the plan says before all else (a class that cannot be bought)
    not_done  what was left alone, in the order to show it
    """

    valuation: Valuation
    window: WashScreen
    choices: Mapping[str, Choice]
    sells: tuple[Sell, ...]
    buys: tuple[Buy, ...]
    needs: tuple[Need, ...]
    first: tuple[PlanWarning, ...] = ()
    not_done: tuple[NotDone, ...] = ()


def finish(draft: Draft) -> Plan:
    """The plan: outcome, estimate, a reason for every order, warnings, assumptions."""
    outcomes = class_outcomes(draft.valuation, draft.sells, draft.buys, _buy_targets(draft))
    estimate = estimate_of(draft.valuation, draft.sells, draft.buys, outcomes)
    situation = draft.valuation.situation
    warnings = (*draft.first, *warnings_of(draft.valuation, draft.window, draft.sells, estimate))
    return Plan(
        as_of=situation.as_of,
        planner=situation.policy.planner,
        intents=_intents(draft, outcomes),
        asset_classes=outcomes,
        estimate=estimate,
        proof=Proof(status=ProofStatus.RULE),
        not_done=draft.not_done,
        warnings=warnings,
        assumptions=assumptions_of(situation, draft.window),
        blind_spots=situation.household.blind_spots,
        tracking=tracking_of_classes(situation, outcomes),
    )


def _buy_targets(draft: Draft) -> dict[str, tuple[Symbol, Decimal]]:
    return {need.class_name: (need.symbol, to_cents(need.amount)) for need in draft.needs}


def _intents(draft: Draft, outcomes: Sequence[AssetClassOutcome]) -> tuple[TradeIntent, ...]:
    by_name = {outcome.name: outcome for outcome in outcomes}
    valuation = draft.valuation
    sells = (
        sell.intent(
            valuation.price(sell.symbol),
            sell_reasons(valuation, draft.choices, by_name, draft.sells, sell),
            ZERO,
        )
        for sell in draft.sells
    )
    harvested = _harvested(draft)
    buys = (
        buy.intent(
            valuation.price(buy.symbol),
            buy_reasons(
                draft.choices[buy.class_name],
                by_name[buy.class_name],
                harvested.get(buy.class_name, ()),
            ),
            ZERO,
        )
        for buy in draft.buys
    )
    return (*sells, *buys)


def _harvested(draft: Draft) -> dict[str, tuple[Symbol, ...]]:
    """Securities sold at a loss, by class name."""
    target = draft.valuation.situation.target
    found: dict[str, tuple[Symbol, ...]] = {}
    for sell in draft.sells:
        losses = (lot.gain for lot in sell.lots if lot.gain is not None)
        if sell.account.taxable and sum(losses, ZERO) < 0:
            name = target.class_of(sell.symbol).name
            if sell.symbol not in found.get(name, ()):
                found[name] = (*found.get(name, ()), sell.symbol)
    return found
