"""Opening a store: migrations first."""

from pathlib import Path

from sqlalchemy import URL, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.schema import CreateSchema

from trimtab.errors import InputProblems, OutsideFailure, Problem, Refused
from trimtab.store.database import Database, database
from trimtab.store.migrations import apply_next
from trimtab.store.place import StorePlace
from trimtab.store.sql import SqlStore
from trimtab.store.tables import WATCH

_POSTGRES = frozenset({"postgresql", "postgres"})


def open_store(place: StorePlace) -> SqlStore:
    """The store at `place`, made where there is none and brought up to date.

    Raises InputProblems for a URL that cannot be used and for a database that is damaged or newer
    than this program, Refused for one of another household, OutsideFailure when it does not answer.
    """
    opened = _postgres(place, place.url) if place.url else _sqlite(place.file)
    _migrate(opened)
    store = SqlStore(database=opened, household=place.household)
    if not opened.is_sqlite:
        _refuse_another(store)
    return store


def _sqlite(file: Path) -> Database:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Made here, so that only its owner reads it: SQLite would take the process's umask.
        file.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise OutsideFailure(f"{file} cannot be made: {error.strerror or error}") from error
    return database(URL.create("sqlite", database=str(file)), place=str(file))


def _postgres(place: StorePlace, address: str) -> Database:
    try:
        url = make_url(address)
    except ArgumentError:
        raise InputProblems([_not_usable("it is not a database URL")]) from None
    if url.drivername.partition("+")[0] not in _POSTGRES:
        raise InputProblems([_not_usable(f"{url.drivername} is not a database it knows")])
    url = url.set(drivername="postgresql+psycopg")
    name = f"PostgreSQL {url.database or ''} at {url.host or 'this machine'}"
    try:
        return database(url, place=name, schema=place.schema)
    except (ImportError, NoSuchModuleError):
        raise InputProblems([_no_driver()]) from None


def _migrate(opened: Database) -> None:
    if opened.schema is not None:
        with opened.writing() as connection:
            connection.execute(CreateSchema(opened.schema, if_not_exists=True))
    more = True
    while more:
        with opened.writing() as connection:
            more = apply_next(connection)


def _refuse_another(store: SqlStore) -> None:
    with store.database.reading() as connection:
        owner = connection.execute(select(WATCH.c.household)).scalar()
    if owner is not None and owner != store.household:
        raise Refused(
            f"{store.database.place} holds the record of the household {owner!r}, and this "
            f"workspace is {store.household!r}: give each its own `[store] schema`. After renaming "
            "a household, change its name in the table `watch` too"
        )


def _not_usable(why: str) -> Problem:
    # The URL itself is not shown: it may hold a password.
    return Problem(
        what=f"the URL of [store] cannot be used: {why}",
        why="Without one the store is a file of the workspace; with one it is PostgreSQL.",
        fix="Write it as postgresql://user@host:5432/database.",
        docs="reference/store.md",
    )


def _no_driver() -> Problem:
    return Problem(
        what="PostgreSQL needs the package psycopg, which is not installed",
        why="The default install has SQLite alone.",
        fix="Install it: pip install 'trimtab[postgres]'.",
        docs="reference/store.md",
    )
