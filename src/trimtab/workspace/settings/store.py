"""[store]: where the watch remembers."""

from typing import Annotated

from pydantic import Field

from trimtab.workspace.settings import readers
from trimtab.workspace.settings.kinds import Text
from trimtab.workspace.settings.readers import Reads, objection
from trimtab.workspace.settings.section import Section, means


def _store_url(given: object) -> str:
    value = readers.text(given)
    if not value.startswith(("postgresql://", "postgres://")):
        raise objection(
            "is not the URL of a PostgreSQL database", "such as postgresql://ana@localhost/trimtab"
        )
    if ":" in value.partition("://")[2].partition("@")[0] and "@" in value:
        raise objection("holds a password", "put the URL into a variable and name that in url_env")
    return value


_Url = Annotated[str, Reads(parse=_store_url, called="URL", schema={"type": "string"})]


class StoreSection(Section):
    """Where the watch remembers."""

    url: Annotated[str, Reads(parse=_store_url, called="URL", schema={"type": "string"})] | None = (
        means(None, "PostgreSQL as postgresql://user@host/database [.trimtab/state.db, SQLite]")
    )
    url_env: Text | None = means(
        None, "Environment variable that holds the URL, for one with a password"
    )
    schema_: Text | None = Field(
        default=None, alias="schema", description="Schema within PostgreSQL, one a household"
    )
