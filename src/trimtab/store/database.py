"""A database and its transactions: one to read, one to write, errors in our own words.

SQLite keeps its rollback journal, with `synchronous = EXTRA`: a commit is on the disk, the entry of
the folder included, before it counts. WAL was not chosen: it needs three files that belong
together, while a workspace is a folder that people copy and keep on network drives, where WAL does
not work; a watch writes a few rows at a time, so the speed of WAL buys nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.pool import NullPool

from trimtab.store.failures import told

_WRITES = "trimtab_writes"
_WAIT_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An engine, its name for messages (no password in it), and the schema within PostgreSQL.

    schema  None: the first one of the search path; always None for SQLite
    """

    engine: Engine
    place: str
    schema: str | None = None

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite, False for PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that nobody else writes in; committed at its end, or undone."""
        with self._transaction(writes=True) as connection:
            yield connection

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection outside of transactions, for locks that live as long as it does."""
        try:
            with self.engine.connect() as connection:
                yield connection.execution_options(isolation_level="AUTOCOMMIT")
        except DBAPIError as error:
            raise told(error, self.place) from error

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                options: dict[str, Any] = {_WRITES: writes}
                with connection.execution_options(**options).begin():
                    if not self.is_sqlite:
                        self._enter(connection, writes=writes)
                    yield connection
        except DBAPIError as error:
            raise told(error, self.place) from error
        except StatementError as error:  # a value that a column does not take
            raise (error.orig or error) from None

    def _enter(self, connection: Connection, *, writes: bool) -> None:
        if self.schema is not None:
            connection.execute(
                text("SELECT set_config('search_path', :schema, true)"),
                {"schema": _quoted(self.schema)},
            )
        connection.execute(text(f"SET LOCAL lock_timeout = '{int(_WAIT_SECONDS * 1000)}ms'"))
        if writes:
            # One writer at a time, as with SQLite; readers go on. Ends with the transaction.
            connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": self.lock_name}
            )

    @property
    def lock_name(self) -> str:
        """What writers of this database and schema agree on."""
        return f"trimtab store {self.schema or ''}"


def database(url: URL, *, place: str, schema: str | None = None) -> Database:
    """The database at `url`; nothing is opened yet."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _WAIT_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        # A watch writes every few minutes or hours: a kept connection would only grow stale.
        engine = create_engine(
            url, poolclass=NullPool, connect_args={"connect_timeout": 2 * _WAIT_SECONDS}
        )
    return Database(engine=engine, place=place, schema=schema)


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says so
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = EXTRA")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    # IMMEDIATE: what is read first cannot be changed by somebody else before it is written.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
