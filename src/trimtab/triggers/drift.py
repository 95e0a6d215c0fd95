"""Weights outside their bands: by class, and by security."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from trimtab.domain import AssetClass, DriftBand, Reason, Symbol, TargetPortfolio
from trimtab.errors import InvalidValue
from trimtab.money import ratio_text
from trimtab.triggers.bands import DriftRule, middle_of, narrowed
from trimtab.triggers.fired import Fired, TriggerKind
from trimtab.triggers.trigger import Trigger
from trimtab.triggers.view import View

_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDrift:
    """Fires when a class weighs less or more than its band; both ends are inside.

    Its value is the distance from the target, its limit the width of the band on that side,
    fractions of the household.
    """

    asset_class: AssetClass
    band: DriftBand

    @property
    def kind(self) -> TriggerKind:
        """Drift."""
        return TriggerKind.DRIFT

    @property
    def subject(self) -> str:
        """The class."""
        return self.asset_class.name

    def check(self, view: View) -> Fired | None:
        """Fires outside the band; never in a household without value."""
        if view.value <= 0:
            return None
        weight = view.value_of(self.asset_class) / view.value
        if weight in self.band:
            return None
        over = weight > self.band.high
        target = self.asset_class.weight
        limit = self.band.high - target if over else target - self.band.low
        gap = weight - target if over else target - weight
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(
                code="ALERT.BAND_BREACH",
                params={
                    "class": self.asset_class.name,
                    "gap": ratio_text(gap, _PLACES),
                    "direction": "over" if over else "under",
                    "low": ratio_text(self.band.low, _PLACES),
                    "high": ratio_text(self.band.high, _PLACES),
                },
                setting="targets.class.band",
            ),
            value=gap,
            limit=limit,
            as_of=view.as_of,
        )

    def eased(self, share: Decimal) -> Self:
        """With a narrower band around the target."""
        middle = middle_of(self.asset_class, self.band)
        return replace(self, band=narrowed(self.band, middle, share))


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityDrift:
    """Fires when one security weighs less or more of the household than `band`.

    target  the weight to come back to, inside the band; None: its middle

    Its value is the weight, its limit the end of the band that it crossed.
    """

    symbol: Symbol
    band: DriftBand
    target: Decimal | None = None

    @property
    def kind(self) -> TriggerKind:
        """Drift."""
        return TriggerKind.DRIFT

    @property
    def subject(self) -> str:
        """The security."""
        return self.symbol

    def check(self, view: View) -> Fired | None:
        """Fires outside the band; never in a household without value."""
        if view.value <= 0:
            return None
        weight = view.values.get(self.symbol, Decimal(0)) / view.value
        if weight in self.band:
            return None
        return Fired(
            trigger=self.kind,
            subject=self.subject,
            reason=Reason(
                code="ALERT.SECURITY_DRIFT",
                params={
                    "symbol": self.symbol,
                    "weight": ratio_text(weight, _PLACES),
                    "low": ratio_text(self.band.low, _PLACES),
                    "high": ratio_text(self.band.high, _PLACES),
                },
                setting="triggers.drift.securities",
            ),
            value=weight,
            limit=self.band.high if weight > self.band.high else self.band.low,
            as_of=view.as_of,
        )

    def eased(self, share: Decimal) -> Self:
        """With a narrower band around its target, or its middle."""
        middle = (self.band.low + self.band.high) / 2 if self.target is None else self.target
        return replace(self, band=narrowed(self.band, middle, share))


def class_drifts(
    target: TargetPortfolio,
    rule: DriftRule | None = None,
    bands: Mapping[str, DriftBand] | None = None,
) -> tuple[Trigger, ...]:
    """A trigger for each class: its band in `bands`, else by `rule`, else the class's own band.

    Cash and Other keep their own bands where `bands` has none: a rule in proportion to a target of
    nothing says nothing. A class without any band has no trigger.
    """
    given = bands or {}
    unknown = given.keys() - {one.name for one in target.classes}
    if unknown:
        known = ", ".join(one.name for one in target.classes)
        raise InvalidValue(f"there is no class {min(unknown)!r}; classes: {known}")
    found = ((one, given.get(one.name) or _band(target, one, rule)) for one in target.classes)
    return tuple(ClassDrift(asset_class=one, band=band) for one, band in found if band is not None)


def security_drifts(target: TargetPortfolio, rule: DriftRule) -> tuple[Trigger, ...]:
    """A trigger for each security that has a target weight of its own.

    These are the members of an index that is held directly, and the only security of a class.
    """
    return tuple(
        SecurityDrift(symbol=symbol, band=rule.band(weight), target=weight)
        for symbol, weight in _weights(target)
    )


def _weights(target: TargetPortfolio) -> Iterator[tuple[Symbol, Decimal]]:
    for asset_class in target.asset_classes:
        for symbol, weight in asset_class.members.items():
            yield symbol, asset_class.weight * weight
        if len(asset_class.securities) == 1 and not asset_class.members:
            yield asset_class.securities[0].symbol, asset_class.weight


def _band(
    target: TargetPortfolio, asset_class: AssetClass, rule: DriftRule | None
) -> DriftBand | None:
    if rule is None or asset_class in (target.cash, target.other):
        return asset_class.band
    return rule.band(asset_class.weight)
