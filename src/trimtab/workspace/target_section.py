"""[targets] as a TargetPortfolio: weights that add up, a security in one class, bands in place."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from trimtab.domain import (
    CASH_CLASS,
    AssetClass,
    DriftBand,
    RankedSecurity,
    Symbol,
    TargetPortfolio,
)
from trimtab.money import ONE, ZERO, exact_text
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.goal import NONE, ClassSection, Pair, TargetsSection

_WHOLE = Decimal(100)
_TOLERANCE = Decimal("0.000001")
_POINT = Decimal("0.01")
# A target this small has no width of its own under the 5/25 rule.
_TINY_TARGET = Decimal("0.00001")


Members = Mapping[str, Mapping[Symbol, Decimal]]


def target_portfolio(
    targets: TargetsSection, places: SettingsPlaces, members: Members | None = None
) -> TargetPortfolio | None:
    """The goal in fractions; None, with problems in `places`, when it cannot be used.

    targets  with the members of every index among what its class holds (`with_members`)
    members  by class name the weights within an index held directly, fractions
    """
    before = len(places.problems)
    _check_sum(targets.classes, places)
    _check_names(targets.classes, places)
    _check_securities(targets.classes, places)
    for index, section in enumerate(targets.classes):
        _check_class(index, section, places)
    if len(places.problems) > before:
        return None
    return TargetPortfolio(
        asset_classes=tuple(
            _asset_class(one, targets.default_band, (members or {}).get(one.name, {}))
            for one in targets.classes
        ),
        implicit_band=targets.default_band != NONE,
    )


def is_cash_section(section: ClassSection) -> bool:
    """True for the class of uninvested money."""
    served = section.hold or section.count or section.members
    return section.name == CASH_CLASS and not served


def _asset_class(
    section: ClassSection, default_band: Pair | str, members: Mapping[Symbol, Decimal]
) -> AssetClass:
    weight = section.weight / _WHOLE
    return AssetClass(
        name=section.name,
        weight=weight,
        securities=tuple(_ranked(section)),
        band=_band(section, weight, default_band),
        yield_ordinary=section.yield_ordinary / _WHOLE,
        yield_qualified=section.yield_qualified / _WHOLE,
        yield_exempt=section.yield_exempt / _WHOLE,
        members=members,
    )


def _ranked(section: ClassSection) -> Iterator[RankedSecurity]:
    for rank, tied in enumerate(section.hold):
        for symbol in tied:
            yield RankedSecurity(symbol=symbol, rank=rank)
    for symbol in section.count:
        yield RankedSecurity(symbol=symbol, rank=len(section.hold), buyable=False)


def _band(section: ClassSection, weight: Decimal, default_band: Pair | str) -> DriftBand | None:
    if isinstance(section.band, Pair):
        return DriftBand(low=section.band.low / _WHOLE, high=section.band.high / _WHOLE)
    rule = default_band if section.band is None else section.band
    if rule == NONE:
        return None
    if isinstance(rule, Pair):
        return DriftBand.around(weight, -rule.low / _WHOLE, rule.high / _WHOLE)
    if is_cash_section(section):
        return DriftBand.around(weight, _POINT, _POINT)
    if weight < _TINY_TARGET:
        return DriftBand.around(weight, 5 * _POINT, 5 * _POINT)
    return DriftBand.five_25(weight)


def _check_sum(classes: tuple[ClassSection, ...], places: SettingsPlaces) -> None:
    if not classes:
        places.problem(
            ("targets",),
            "[targets] has no [[targets.class]]",
            why="a plan needs at least one class",
            fix='add [[targets.class]] with `name`, `weight = 100` and `hold = ["VTI"]`',
        )
        return
    total = sum((section.weight for section in classes), ZERO)
    if abs(total - _WHOLE) <= _TOLERANCE:
        return
    if abs(total - ONE) <= _TOLERANCE:
        places.problem(
            ("targets",),
            "targets add up to 1, they must add up to 100: percent typed as fractions",
            why=f"{exact_text(classes[0].weight)} means {exact_text(classes[0].weight)} %",
            fix=f"did you mean {exact_text(classes[0].weight * 100)} for {classes[0].name}? "
            "Write every weight in percent",
        )
        return
    places.problem(
        ("targets",),
        f"targets add up to {exact_text(total)}, they must add up to 100",
        why=" + ".join(exact_text(section.weight) for section in classes),
        fix=_mend_sum(classes, _WHOLE - total),
    )


def _mend_sum(classes: tuple[ClassSection, ...], missing: Decimal) -> str:
    """One class to change, the one that then has the roundest weight; the largest among equals."""

    def roundness(section: ClassSection) -> tuple[int, Decimal]:
        return len(exact_text(section.weight + missing).partition(".")[2]), -section.weight

    fitting = [section for section in classes if 0 <= section.weight + missing <= _WHOLE]
    amount = exact_text(abs(missing))
    verb = "Raise one" if missing > 0 else "Lower one"
    if not fitting:
        return f"{verb.removesuffix(' one')} several classes by {amount} in all"
    best = min(fitting, key=roundness)
    return f"{verb} by {amount}, for example {best.name} to {exact_text(best.weight + missing)}"


def _check_names(classes: tuple[ClassSection, ...], places: SettingsPlaces) -> None:
    first: dict[str, int] = {}
    for index, section in enumerate(classes):
        if section.name in first:
            places.problem(
                ("targets", "class", index, "name"),
                f'two classes are called "{section.name}"',
                why=f"the first is at {places.where(('targets', 'class', first[section.name]))}",
                fix="rename one of them",
            )
        first.setdefault(section.name, index)


def _check_securities(classes: tuple[ClassSection, ...], places: SettingsPlaces) -> None:
    owner: dict[Symbol, tuple[int, str]] = {}
    for index, section in enumerate(classes):
        keyed = [
            ("members" if section.members and not rank else "hold", symbol)
            for rank, tied in enumerate(section.hold)
            for symbol in tied
        ]
        keyed += [("count", symbol) for symbol in section.count]
        for key, symbol in keyed:
            if symbol not in owner:
                owner[symbol] = (index, key)
                continue
            other, other_key = owner[symbol]
            inside = f'twice in "{section.name}"'
            across = f'in two classes, "{classes[other].name}" and "{section.name}"'
            places.problem(
                ("targets", "class", index, key),
                f"{symbol} stands {inside if other == index else across}",
                why="the first is at " + places.where(("targets", "class", other, other_key)),
                fix="keep it in one place",
            )


def _check_class(index: int, section: ClassSection, places: SettingsPlaces) -> None:
    served = section.hold or section.members
    if section.weight > 0 and not served and not is_cash_section(section):
        places.problem(
            ("targets", "class", index),
            f'the class "{section.name}" has a weight of {exact_text(section.weight)} '
            "and nothing to buy",
            why="without `hold` only the class called Cash, without `count`, can have a weight",
            fix="add `hold` with at least one security, or set its weight to 0",
        )
    band = section.band
    if isinstance(band, Pair) and not band.low <= section.weight <= band.high:
        fractions = 0 < band.high <= 1 < section.weight
        meant = Pair(band.low * 100, band.high * 100)
        places.problem(
            ("targets", "class", index, "band"),
            f'the band {band} of "{section.name}" does not hold its weight of '
            f"{exact_text(section.weight)}",
            why="a band is [low, high] in percent of the household, around the weight",
            fix=f"did you mean [{exact_text(meant.low)}, {exact_text(meant.high)}]?"
            if fractions
            else "widen the band, or change the weight",
        )
