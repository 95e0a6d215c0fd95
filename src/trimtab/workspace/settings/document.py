"""The whole of trimtab.toml as one value, and its description for schemas and documentation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, get_args

from pydantic import Field
from pydantic.fields import FieldInfo

from trimtab.money import exact_text
from trimtab.workspace.settings.display import DisplaySection
from trimtab.workspace.settings.execution import ExecutionSection
from trimtab.workspace.settings.goal import TargetsSection
from trimtab.workspace.settings.holdings import (
    AccountSection,
    DataSection,
    HouseholdSection,
    IdenticalSection,
)
from trimtab.workspace.settings.readers import Reads, objection, shown
from trimtab.workspace.settings.risk import RiskSection
from trimtab.workspace.settings.section import Section, required
from trimtab.workspace.settings.store import StoreSection
from trimtab.workspace.settings.taxes import TaxesSection
from trimtab.workspace.settings.triggers import CashFlowSection, TriggersSection
from trimtab.workspace.settings.watch import WatchSection
from trimtab.workspace.settings.wishes import PlannerSection, PolicySection

SCHEMA_VERSION = 1


def _version(given: object) -> int:
    if given != SCHEMA_VERSION or isinstance(given, bool):
        raise objection("is not known", f"this trimtab reads version {SCHEMA_VERSION}")
    return SCHEMA_VERSION


class Settings(Section):
    """trimtab.toml."""

    version: Annotated[int, Reads(parse=_version, called="1", schema={"const": SCHEMA_VERSION})] = (
        required("Version of this file's layout")
    )
    household: HouseholdSection = required("Whose accounts these are")
    targets: TargetsSection | None = Field(default=None, description="The goal")
    identical: tuple[IdenticalSection, ...] = Field(
        default=(), description="Securities treated as one for wash sales"
    )
    accounts: tuple[AccountSection, ...] = Field(default=(), description="The accounts")
    data: DataSection = Field(default=DataSection(), description="Files that all accounts share")
    taxes: TaxesSection | None = Field(default=None, description="Rates and the year so far")
    policy: PolicySection = Field(default=PolicySection(), description="Wishes and limits")
    planner: PlannerSection = Field(
        default=PlannerSection(), description="Settings of single planners"
    )
    triggers: TriggersSection = Field(
        default=TriggersSection(), description="When to look again, a table each"
    )
    risk: RiskSection = Field(default=RiskSection(), description="How risk is measured")
    cash_flows: tuple[CashFlowSection, ...] = Field(
        default=(), description="Money that will come in or go out"
    )
    watch: WatchSection | None = Field(default=None, description="The watch")
    store: StoreSection = Field(default=StoreSection(), description="Where the watch remembers")
    execution: ExecutionSection | None = Field(default=None, description="How orders are sent")
    display: DisplaySection = Field(default=DisplaySection(), description="How reports look")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingInfo:
    """One key for the documentation: `default` as written in the file, empty when there is none."""

    key: str
    kind: str
    default: str
    meaning: str
    required: bool


def settings_schema() -> dict[str, Any]:
    """The JSON Schema of trimtab.toml."""
    schema = Settings.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "trimtab.toml"
    return schema


def settings_list() -> tuple[SettingInfo, ...]:
    """Every key of trimtab.toml: kind, default and meaning, in the order of the sections."""
    return tuple(_walk(Settings, ""))


def fields_by_key(section: type[Section]) -> Mapping[str, FieldInfo]:
    """The fields of a section by the key that the file uses."""
    return {info.alias or name: info for name, info in section.model_fields.items()}


def section_of(info: FieldInfo) -> tuple[type[Section] | None, bool]:
    """(the section that a field holds, whether it is an array of them); None for a leaf."""
    return _section_in(info.annotation)


def default_text(info: FieldInfo) -> str:
    """A field's default as the file would have it; empty for none."""
    if info.is_required():
        return ""
    return value_text(info.get_default(call_default_factory=True))


def value_text(value: object) -> str:
    """A setting's value as the file would have it; an empty text for None."""
    if value is None:
        return ""
    if isinstance(value, Section):
        return _table_text({key: getattr(value, name) for name, key in _names(type(value))})
    if isinstance(value, Mapping):
        return _table_text(value)
    if isinstance(value, tuple):
        return f"[{', '.join(value_text(item) for item in value)}]"
    return _leaf_text(value)


def _leaf_text(value: object) -> str:
    if isinstance(value, Enum):
        return shown(value.value)
    if isinstance(value, Decimal):
        return exact_text(value)
    return shown(str(value) if isinstance(value, (str, date)) else value)


def _table_text(table: Mapping[str, object]) -> str:
    # In a table, such as forced_buys, None stands for the file's `false`.
    pairs = (f"{key} = {value_text(item) or 'false'}" for key, item in table.items())
    return f"{{ {', '.join(pairs)} }}" if table else "{}"


def _names(section: type[Section]) -> Iterator[tuple[str, str]]:
    return ((name, info.alias or name) for name, info in section.model_fields.items())


def _walk(section: type[Section], prefix: str) -> Iterator[SettingInfo]:
    # As TOML has it: the keys of a table before the tables inside it.
    tables = []
    for key, info in fields_by_key(section).items():
        inner, many = section_of(info)
        if inner is not None:
            tables.append((inner, f"{prefix}{key}{'[]' if many else ''}."))
            continue
        yield SettingInfo(
            key=f"{prefix}{key}",
            kind=called(info),
            default=default_text(info),
            meaning=info.description or "",
            required=info.is_required(),
        )
    for inner, name in tables:
        yield from _walk(inner, name)


def called(info: FieldInfo) -> str:
    """What people call the kind of value that a leaf holds; empty for a section."""
    kinds = (*info.metadata, *(item for part in get_args(info.annotation) for item in _meta(part)))
    return next((kind.called for kind in kinds if isinstance(kind, Reads)), "")


def _meta(annotation: object) -> tuple[object, ...]:
    return getattr(annotation, "__metadata__", ())


def _section_in(annotation: object) -> tuple[type[Section] | None, bool]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation, False
    for part in get_args(annotation):
        found, _ = _section_in(part)
        if found is not None:
            return found, getattr(annotation, "__origin__", None) is tuple
    return None, False
