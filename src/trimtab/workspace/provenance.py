"""Every setting with its value and where it came from: a line of the file, or the default."""

from collections.abc import Iterator
from dataclasses import dataclass

from trimtab.workspace.key_lines import Path
from trimtab.workspace.places import SettingsPlaces
from trimtab.workspace.settings.document import Settings, fields_by_key, value_text
from trimtab.workspace.settings.section import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingValue:
    """`text` as the file would write it, empty when nothing is set; `where` its `file:line`."""

    key: str
    text: str
    where: str


def setting_values(settings: Settings, places: SettingsPlaces) -> Iterator[SettingValue]:
    """Every setting in the order of the sections; optional sections only when the file has them."""
    return _walk(settings, (), places)


def _walk(section: Section, path: Path, places: SettingsPlaces) -> Iterator[SettingValue]:
    names = {info.alias or name: name for name, info in type(section).model_fields.items()}
    for key in fields_by_key(type(section)):
        value = getattr(section, names[key])
        inner = (*path, key)
        if isinstance(value, Section):
            yield from _walk(value, inner, places)
        elif isinstance(value, tuple) and value and isinstance(value[0], Section):
            for index, item in enumerate(value):
                yield from _walk(item, (*inner, index), places)
        else:
            yield SettingValue(
                key=_dotted(inner), text=value_text(value), where=places.where(inner)
            )


def _dotted(path: Path) -> str:
    """`accounts[1].type`: people count from one."""
    text = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")
