"""What trimtab remembers: SQLite by default, PostgreSQL by URL.

Names load when first used, because SQLAlchemy takes longer to import than most commands run.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trimtab.store.memory import MemoryStore
    from trimtab.store.opening import open_store
    from trimtab.store.place import StorePlace

__all__ = ["MemoryStore", "StorePlace", "open_store"]

_HOME = {"MemoryStore": "memory", "StorePlace": "place", "open_store": "opening"}


def __getattr__(name: str) -> object:
    """The public name `name`, from the module where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
