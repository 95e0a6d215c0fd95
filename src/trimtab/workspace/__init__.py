"""A folder with trimtab.toml and its data files: read, checked, written back.

Names are loaded when first used, so that importing this room costs nothing until it reads.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trimtab.workspace.atomic import write_atomically
    from trimtab.workspace.changes import apply_changes, undo_last
    from trimtab.workspace.fitness import planning_problems
    from trimtab.workspace.loading import Loaded, load
    from trimtab.workspace.plans import SavedPlan, list_plans, load_plan, plan_file, save_plan
    from trimtab.workspace.settings.document import SettingInfo, settings_list, settings_schema
    from trimtab.workspace.toml_edit import with_account, with_values
    from trimtab.workspace.toml_file import SETTINGS_FILE, find

__all__ = [
    "SETTINGS_FILE",
    "Loaded",
    "SavedPlan",
    "SettingInfo",
    "apply_changes",
    "find",
    "list_plans",
    "load",
    "load_plan",
    "plan_file",
    "planning_problems",
    "save_plan",
    "settings_list",
    "settings_schema",
    "undo_last",
    "with_account",
    "with_values",
    "write_atomically",
]

_HOME = {
    "SETTINGS_FILE": "toml_file",
    "Loaded": "loading",
    "SavedPlan": "plans",
    "SettingInfo": "settings.document",
    "apply_changes": "changes",
    "find": "toml_file",
    "list_plans": "plans",
    "load": "loading",
    "load_plan": "plans",
    "plan_file": "plans",
    "planning_problems": "fitness",
    "save_plan": "plans",
    "settings_list": "settings.document",
    "settings_schema": "settings.document",
    "undo_last": "changes",
    "with_account": "toml_edit",
    "with_values": "toml_edit",
    "write_atomically": "atomic",
}


def __getattr__(name: str) -> object:
    """The public name `name`, from the module where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
