"""Indexes that are held directly: members among what their classes hold, and how they move."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from trimtab.domain import FactorModel, Symbol
from trimtab.workspace.account_section import report_absent
from trimtab.workspace.factors_csv import read_factors
from trimtab.workspace.members_csv import read_members
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.goal import ClassSection
from trimtab.workspace.settings.holdings import DataSection
from trimtab.workspace.settings.reading import SettingsRead
from trimtab.workspace.table import Findings

# How many names a note lists before it only counts them.
_FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexes:
    """What the files say of indexes.

    read      the settings, with an index's members the first choice of its class, in the order of
              weight, before what `hold` names
    members   by class name the weights within the class, fractions that sum to 1
    factors   the default model where none is given
    complete  False: a file could not be read
    """

    read: SettingsRead
    members: Mapping[str, Mapping[Symbol, Decimal]] = field(default_factory=dict)
    factors: FactorModel = field(default_factory=FactorModel)
    complete: bool = True


def read_indexes(
    root: Path, read: SettingsRead, places: SettingsPlaces, findings: Findings
) -> Indexes:
    """Every index of the settings; problems go to `places` and `findings`."""
    targets = read.settings.targets
    if targets is None:
        return Indexes(read=read)
    before = len(places.problems) + len(findings.problems)
    weights: dict[str, Mapping[Symbol, Decimal]] = {}
    sections = []
    for index, section in enumerate(targets.classes):
        found = _members(root, index, section, places, findings)
        weights |= {section.name: found} if found else {}
        sections.append(_with_members(section, found) if found else section)
    factors = _factors(root, read.settings.data, places, findings)
    _note_unnamed(read.settings.data, weights, factors, places)
    goal = targets.model_copy(update={"classes": tuple(sections)})
    return Indexes(
        read=replace(read, settings=read.settings.model_copy(update={"targets": goal})),
        members=weights,
        factors=factors,
        complete=len(places.problems) + len(findings.problems) == before,
    )


def _members(
    root: Path, index: int, section: ClassSection, places: SettingsPlaces, findings: Findings
) -> Mapping[Symbol, Decimal] | None:
    if section.members is None:
        return None
    if not (root / section.members).exists():
        report_absent(("targets", "class", index, "members"), section.members, places)
        return None
    return read_members(root / section.members, section.members, findings)


def _with_members(section: ClassSection, weights: Mapping[Symbol, Decimal]) -> ClassSection:
    return section.model_copy(update={"hold": (tuple(weights), *section.hold)})


def _factors(
    root: Path, data: DataSection, places: SettingsPlaces, findings: Findings
) -> FactorModel:
    if data.factors is None:
        if data.factor_volatility:
            places.problem(
                ("data", "factor_volatility"),
                "factor_volatility is given without `factors`",
                why="the factors are columns of that file",
                fix='add `factors = "data/factors.csv"`, or drop factor_volatility',
            )
        return FactorModel()
    if not (root / data.factors).exists():
        report_absent(("data", "factors"), data.factors, places)
        return FactorModel()
    path = root / data.factors
    model, found = read_factors(path, data.factors, data.factor_volatility, places)
    findings.problems.extend(found.problems)
    findings.notes.extend(found.notes)
    return FactorModel() if model is None else model


def _note_unnamed(
    data: DataSection,
    members: Mapping[str, Mapping[Symbol, Decimal]],
    factors: FactorModel,
    places: SettingsPlaces,
) -> None:
    """A note on members that a given factor model does not know."""
    unnamed = [one for weights in members.values() for one in weights if one not in factors.own]
    if data.factors is None or not factors.own or not unnamed:
        return
    shown = ", ".join(unnamed[:_FEW]) + (" and others" if len(unnamed) > _FEW else "")
    places.note(
        ("data", "factors"),
        f"the factor model does not name {len(unnamed)} members of an index: {shown}",
        why="they count with exposure 1 to the first factor, and 25 % a year of their own",
        fix="add a row for each",
    )
