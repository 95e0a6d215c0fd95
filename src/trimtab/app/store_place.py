"""Where the store of a workspace is, by its settings."""

import os
from pathlib import Path

from trimtab.errors import InputProblems, Problem
from trimtab.ports import Store
from trimtab.store import StorePlace
from trimtab.workspace.settings.document import Settings

FILE = Path(".trimtab") / "state.db"


def store_place(root: Path, settings: Settings) -> StorePlace:
    """The place; InputProblems when the variable that should hold its URL is not set."""
    section = settings.store
    url = section.url
    if section.url_env is not None:
        url = os.environ.get(section.url_env)
        if not url:
            raise InputProblems([_no_variable(section.url_env)])
    return StorePlace(
        file=root / FILE,
        household=settings.household.name,
        url=url,
        schema=section.schema_ if url else None,
    )


def existing_store(place: StorePlace) -> Store | None:
    """The store at `place`; None where nothing can have been written yet."""
    if not place.exists:
        return None
    from trimtab.store import open_store  # takes longer to load than most commands run

    return open_store(place)


def _no_variable(name: str) -> Problem:
    return Problem(
        what=f"the environment variable {name} is not set",
        why="[store] url_env names it as the place of the database's URL.",
        fix=f"Set it: export {name}=postgresql://user:password@host/database.",
        docs="reference/store.md",
    )
