"""From what a household wants to be told to the triggers that watch for it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from trimtab.domain import (
    DriftBand,
    Household,
    Market,
    Policy,
    Situation,
    Symbol,
    TargetPortfolio,
    TaxProfile,
)
from trimtab.triggers.bands import FIVE_25, DriftRule
from trimtab.triggers.cash import CashIn, CashOutside
from trimtab.triggers.composed import all_of, any_of
from trimtab.triggers.drift import SecurityDrift, class_drifts, security_drifts
from trimtab.triggers.due import ActionDue, LongTermSoon, WashWindowEnd
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.harvest import HarvestOpportunity
from trimtab.triggers.risk import RiskDeviation
from trimtab.triggers.schedule import Schedule
from trimtab.triggers.trigger import Trigger
from trimtab.triggers.view import PendingAction, RiskFigures, View

# A window of 30 days after a sale, its last day, and the time between two checks.
_SOLD_LATELY = timedelta(days=62)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftWish:
    """Which weights are watched, and how closely.

    rule         width for every class but cash and Other; None: each class's own band
    classes      bands by class, fractions of the household; they win over `rule`
    by_security  securities with a target weight of their own too, by `rule` or 5/25
    securities   bands by security, fractions of the household
    """

    rule: DriftRule | None = None
    classes: Mapping[str, DriftBand] = field(default_factory=dict)
    by_security: bool = False
    securities: Mapping[Symbol, DriftBand] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestWish:
    """From which loss on; None: `min_harvest` of the policy, and any worth."""

    dollars: Decimal | None = None
    fraction: Decimal | None = None
    least: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerRules:
    """What a household wants to be told; None and empty are off.

    cash      whether the policy's cash buffer is watched, where there is one
    risk      fraction by which the risk may differ from the target's
    *_days    days ahead
    together  kinds that are told only when all of them fire
    """

    drift: DriftWish | None = field(default_factory=DriftWish)
    schedule: Schedule | None = None
    cash: bool = True
    risk: Decimal | None = None
    harvest: HarvestWish | None = field(default_factory=HarvestWish)
    long_term_days: int | None = None
    wash_window_days: int | None = None
    corporate_action_days: int | None = None
    cash_in: CashIn | None = None
    together: tuple[TriggerKind, ...] = ()


def triggers_for(view: View, rules: TriggerRules) -> tuple[Trigger, ...]:
    """The triggers that `rules` ask for, one for each class and security of `view`."""
    found = [
        trigger
        for kind, made in _MAKERS.items()
        if kind not in rules.together
        for trigger in made(view, rules)
    ]
    if rules.together:
        parts = [tuple(_MAKERS[kind](view, rules)) for kind in rules.together]
        # A kind without a trigger cannot fire, so neither can all of them.
        if all(parts):
            found.append(all_of(*(any_of(*part) for part in parts)))
    return tuple(found)


def check_all(view: View, triggers: Iterable[Trigger]) -> tuple[Fired, ...]:
    """Everything that fires, in the order of `triggers`."""
    return tuple(fired for one in triggers if (fired := one.check(view)) is not None)


def check(
    household: Household,
    target: TargetPortfolio,
    market: Market,
    tax: TaxProfile | None = None,
    policy: Policy | None = None,
    *,
    as_of: date,
    when: Trigger | None = None,
    last_checked: date | None = None,
    pending: Collection[PendingAction] = (),
    risk: RiskFigures | None = None,
) -> Fired | None:
    """Whether it is time to act: what `when` says of the household on the day `as_of`.

    when  a trigger, or several put together by `any_of` and `all_of`; None: any class outside its
          band

    The others are as in `View`.
    """
    view = View(
        situation=Situation(
            household=household,
            target=target,
            market=market,
            tax=tax,
            policy=policy or Policy(),
            as_of=as_of,
        ),
        last_checked=last_checked,
        pending=tuple(pending),
        risk=risk,
    )
    if when is None:
        drifts = class_drifts(target)
        return any_of(*drifts).check(view) if drifts else None
    return when.check(view)


def _drift(view: View, rules: TriggerRules) -> Iterator[Trigger]:
    wish, target = rules.drift, view.situation.target
    if wish is None:
        return
    for trigger in class_drifts(target, wish.rule, wish.classes):
        # Where cash has a buffer, that is what is said about it.
        buffered = rules.cash and view.situation.policy.cash_buffer is not None
        if not (buffered and trigger.subject == target.cash.name):
            yield trigger
    if wish.by_security:
        rule = wish.rule or FIVE_25
        for trigger in security_drifts(target, rule):
            if trigger.subject not in wish.securities:
                yield trigger
    for symbol, band in wish.securities.items():
        yield SecurityDrift(symbol=symbol, band=band)


def _schedule(_: View, rules: TriggerRules) -> Iterator[Trigger]:
    if rules.schedule is not None:
        yield rules.schedule


def _cash(view: View, rules: TriggerRules) -> Iterator[Trigger]:
    buffer = view.situation.policy.cash_buffer
    if rules.cash and buffer is not None:
        yield CashOutside(buffer=buffer)


def _risk(_: View, rules: TriggerRules) -> Iterator[Trigger]:
    if rules.risk is not None:
        yield RiskDeviation(limit=rules.risk)


def _harvest(view: View, rules: TriggerRules) -> Iterator[Trigger]:
    wish, policy = rules.harvest, view.situation.policy
    if wish is None:
        return
    dollars = policy.min_harvest_dollars if wish.dollars is None else wish.dollars
    fraction = policy.min_harvest_fraction if wish.fraction is None else wish.fraction
    for symbol in view.situation.household.symbols_held():
        yield HarvestOpportunity(
            symbol=symbol, dollars=dollars, fraction=fraction, least=wish.least
        )


def _long_term(view: View, rules: TriggerRules) -> Iterator[Trigger]:
    if rules.long_term_days is not None:
        for symbol in view.situation.household.symbols_held():
            yield LongTermSoon(symbol=symbol, days=rules.long_term_days)


def _wash_window(view: View, rules: TriggerRules) -> Iterator[Trigger]:
    """One for each group of identical securities that is held or was sold lately."""
    if rules.wash_window_days is None:
        return
    household = view.situation.household
    sold = (
        row.symbol
        for row in household.transactions
        if row.is_sale and row.symbol is not None and row.trade_date > view.as_of - _SOLD_LATELY
    )
    groups = dict.fromkeys(
        household.identical.of(symbol) for symbol in (*household.symbols_held(), *sold)
    )
    for group in groups:
        yield WashWindowEnd(symbol=min(group), days=rules.wash_window_days)


def _corporate_action(view: View, rules: TriggerRules) -> Iterator[Trigger]:
    if rules.corporate_action_days is not None:
        for symbol in dict.fromkeys(action.symbol for action in view.pending):
            yield ActionDue(symbol=symbol, days=rules.corporate_action_days)


def _cash_in(_: View, rules: TriggerRules) -> Iterator[Trigger]:
    if rules.cash_in is not None:
        yield rules.cash_in


_MAKERS: Mapping[TriggerKind, Callable[[View, TriggerRules], Iterator[Trigger]]] = {
    TriggerKind.DRIFT: _drift,
    TriggerKind.SCHEDULE: _schedule,
    TriggerKind.CASH: _cash,
    TriggerKind.RISK: _risk,
    TriggerKind.HARVEST: _harvest,
    TriggerKind.LONG_TERM: _long_term,
    TriggerKind.WASH_WINDOW: _wash_window,
    TriggerKind.CORPORATE_ACTION: _corporate_action,
    TriggerKind.CASH_IN: _cash_in,
}
