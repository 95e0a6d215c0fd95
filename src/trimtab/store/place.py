"""Where a workspace's store is; known without the database's library."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePlace:
    """Where a store is.

    file       of SQLite, used where `url` is None
    url        of another database, such as `postgresql://localhost/trimtab`
    schema     within PostgreSQL; None: the first of the search path
    household  whose record it is
    """

    file: Path
    household: str
    url: str | None = None
    schema: str | None = None

    @property
    def exists(self) -> bool:
        """False when nothing can have been written yet, without asking a server."""
        return self.url is not None or self.file.exists()
