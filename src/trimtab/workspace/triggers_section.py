"""[triggers.*] as rules for the room `triggers`: percent to fractions, names checked."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from trimtab.domain import CASH_CLASS, OTHER_CLASS, DriftBand, TargetPortfolio
from trimtab.triggers import (
    CashIn,
    DriftRule,
    DriftWish,
    HarvestWish,
    Schedule,
    TriggerKind,
    TriggerRules,
)
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.document import Settings
from trimtab.workspace.settings.goal import ClassSection, Pair
from trimtab.workspace.settings.section import Section
from trimtab.workspace.settings.triggers import (
    CashInTriggerSection,
    CorporateActionTriggerSection,
    DriftTriggerSection,
    HarvestTriggerSection,
    LongTermTriggerSection,
    RiskTriggerSection,
    ScheduleTriggerSection,
    TriggersSection,
    WashWindowTriggerSection,
)
from trimtab.workspace.target_section import is_cash_section
from trimtab.workspace.wording import did_you_mean, one_of

_WHOLE = Decimal(100)

# What a kind looks for where it is asked for and the file has no table for it. A buffer and a
# schedule are the user's own.
_BY_DEFAULT: Mapping[TriggerKind, Section | None] = {
    TriggerKind.DRIFT: DriftTriggerSection(),
    TriggerKind.SCHEDULE: None,
    TriggerKind.RISK: RiskTriggerSection(),
    TriggerKind.HARVEST: HarvestTriggerSection(),
    TriggerKind.LONG_TERM: LongTermTriggerSection(),
    TriggerKind.WASH_WINDOW: WashWindowTriggerSection(),
    TriggerKind.CORPORATE_ACTION: CorporateActionTriggerSection(),
    TriggerKind.CASH_IN: CashInTriggerSection(),
}
_OFF: Mapping[TriggerKind, Section] = {
    TriggerKind.DRIFT: DriftTriggerSection(on=False),
    TriggerKind.HARVEST: HarvestTriggerSection(on=False),
}


def trigger_rules(settings: Settings, kinds: Collection[TriggerKind] | None = None) -> TriggerRules:
    """What the file asks to be told.

    kinds  these alone, with their usual figures where the file has no table for them, and what is
           told only together with one of them; None: drift and harvest unless they are off, and
           every kind that has a table
    """
    wishes = settings.triggers
    if kinds is None:
        return _rules(wishes)
    together = {TriggerKind(name) for name in wishes.together}
    asked = {*kinds, *(together if together & {*kinds} else ())}
    tables: dict[str, object] = {
        kind.value: (getattr(wishes, kind.value) or usual) if kind in asked else _OFF.get(kind)
        for kind, usual in _BY_DEFAULT.items()
    }
    if not together & asked:
        tables["together"] = ()
    return _rules(wishes.model_copy(update=tables), cash=TriggerKind.CASH in asked)


def cash_buffer(settings: Settings) -> DriftBand | None:
    """Weights of cash that plans keep to; a band of the Cash class wins. None: there is none."""
    wish = settings.triggers.cash
    if wish is None or wish.least > wish.most:
        return None
    own = _cash_class(settings)
    if own is not None and isinstance(own.band, Pair):
        return _band(own.band)
    return DriftBand(low=wish.least / _WHOLE, high=wish.most / _WHOLE)


def with_cash_band(target: TargetPortfolio, buffer: DriftBand | None) -> TargetPortfolio:
    """`target` with the buffer as the band of cash, so that the two never contradict each other."""
    if buffer is None:
        return target
    cash = replace(target.cash, band=buffer)
    others = target.asset_classes
    if target.cash in others:
        classes = tuple(cash if one == target.cash else one for one in others)
    elif cash.name == CASH_CLASS:
        classes = (*others, cash)
    else:  # the user's own class is called Cash, and money that is not invested has no class
        return target
    return replace(target, asset_classes=classes)


def check_triggers(settings: Settings, places: SettingsPlaces) -> None:
    """Names and figures that do not fit the rest of the file."""
    _check_cash(settings, places)
    drift = settings.triggers.drift
    if drift is None or settings.targets is None:
        return
    known = [section.name for section in settings.targets.classes]
    for name in drift.classes:
        if name not in {*known, CASH_CLASS, OTHER_CLASS}:
            places.problem(
                ("triggers", "drift", "classes", name),
                f'[triggers.drift] has a band for "{name}", which is no class',
                why=one_of(known),
                fix=did_you_mean(name, known) or "correct the name, or drop the line",
            )


def _check_cash(settings: Settings, places: SettingsPlaces) -> None:
    wish, own = settings.triggers.cash, _cash_class(settings)
    if wish is None:
        return
    if wish.least > wish.most:
        places.problem(
            ("triggers", "cash"),
            f"the cash buffer runs from {wish.least} to {wish.most} percent",
            why="`min` is the least cash and `max` the most",
            fix="swap the two figures",
        )
    elif own is not None and isinstance(own.band, Pair):
        places.note(
            ("triggers", "cash"),
            f"the band {own.band} of the class Cash is the buffer",
            why="a band of the class wins over `min` and `max`",
            fix="drop one of the two",
        )
    elif own is not None and own.weight > wish.most:
        places.problem(
            ("triggers", "cash", "max"),
            f"the class Cash has a weight of {own.weight}, over the most cash of {wish.most}",
            why="a plan cannot keep both",
            fix="raise `max`, lower the weight, or give the class a band of its own",
        )


def _cash_class(settings: Settings) -> ClassSection | None:
    classes = settings.targets.classes if settings.targets else ()
    return next((section for section in classes if is_cash_section(section)), None)


def _rules(wishes: TriggersSection, *, cash: bool = True) -> TriggerRules:
    return TriggerRules(
        drift=_drift(wishes.drift or DriftTriggerSection()),
        schedule=_schedule(wishes.schedule),
        cash=cash,
        risk=None if wishes.risk is None else wishes.risk.deviation / _WHOLE,
        harvest=_harvest(wishes.harvest or HarvestTriggerSection()),
        long_term_days=_days(wishes.long_term),
        wash_window_days=_days(wishes.wash_window),
        corporate_action_days=_days(wishes.corporate_action),
        cash_in=_cash_in(wishes.cash_in),
        together=tuple(TriggerKind(name) for name in dict.fromkeys(wishes.together)),
    )


def _schedule(wish: ScheduleTriggerSection | None) -> Schedule | None:
    if wish is None:
        return None
    return Schedule(every=wish.every, on=wish.on, calendar=wish.calendar)


def _days(
    wish: LongTermTriggerSection | WashWindowTriggerSection | CorporateActionTriggerSection | None,
) -> int | None:
    return None if wish is None else wish.days


def _cash_in(wish: CashInTriggerSection | None) -> CashIn | None:
    return None if wish is None else CashIn(dollars=wish.dollars, days=wish.days)


def _drift(wish: DriftTriggerSection) -> DriftWish | None:
    if not wish.on:
        return None
    widths = (wish.absolute, wish.relative)
    rule = None
    if any(width is not None for width in widths):
        absolute, relative = (None if width is None else width / _WHOLE for width in widths)
        rule = DriftRule(absolute=absolute, relative=relative)
    return DriftWish(
        rule=rule,
        classes={name: _band(pair) for name, pair in wish.classes.items()},
        by_security=wish.by_security,
        securities={symbol: _band(pair) for symbol, pair in wish.securities.items()},
    )


def _harvest(wish: HarvestTriggerSection) -> HarvestWish | None:
    if not wish.on:
        return None
    return HarvestWish(
        dollars=wish.dollars,
        fraction=None if wish.percent is None else wish.percent / _WHOLE,
        least=wish.worth,
    )


def _band(pair: Pair) -> DriftBand:
    return DriftBand(low=pair.low / _WHOLE, high=pair.high / _WHOLE)
