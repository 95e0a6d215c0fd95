"""The tables come about step by step, by name, and a newer database is left alone."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, inspect, text

from tests.store.records import entry
from trimtab.errors import InputProblems, InvalidValue
from trimtab.store import StorePlace, open_store
from trimtab.store.database import Database, database
from trimtab.store.migrations import STEPS, Step, applied, apply_next
from trimtab.store.tables import METADATA


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def opened(file: Path) -> Database:
    return database(URL.create("sqlite", database=str(file)), place=str(file))


def names(file: Path) -> tuple[str, ...]:
    with opened(file).reading() as connection:
        return applied(connection)


def migrate(file: Path, steps: Mapping[str, Step]) -> None:
    more = True
    while more:
        with opened(file).writing() as connection:
            more = apply_next(connection, steps)


def test_every_step_is_recorded_by_its_name(file: Path) -> None:
    open_store(StorePlace(file=file, household="Rivera"))
    assert names(file) == tuple(STEPS)


def test_the_tables_are_those_that_queries_expect(file: Path) -> None:
    open_store(StorePlace(file=file, household="Rivera"))
    with opened(file).reading() as connection:
        there = inspect(connection)
        columns = {
            name: [column["name"] for column in there.get_columns(name)]
            for name in there.get_table_names()
            if not name.startswith("sqlite_")
        }
    expected = {name: list(table.columns.keys()) for name, table in METADATA.tables.items()}
    assert columns == expected


def test_no_column_can_hold_a_binary_fraction(file: Path) -> None:
    open_store(StorePlace(file=file, household="Rivera"))
    with sqlite3.connect(file) as connection:
        kinds = {
            row[2].upper()
            for table in METADATA.tables
            for row in connection.execute(f"PRAGMA table_info({table})")
        }
    connection.close()
    assert kinds == {"TEXT", "INTEGER", "BOOLEAN"}


def test_an_older_database_is_brought_up_to_date_and_keeps_what_it_holds(file: Path) -> None:
    first = dict(list(STEPS.items())[:1])
    migrate(file, first)
    with opened(file).writing() as connection:
        connection.execute(
            text(
                "INSERT INTO log (at, kind, subject, text) VALUES "
                "('2026-06-15T14:30:00.000000+00:00', 'watch', '', 'kept')"
            )
        )
    store = open_store(StorePlace(file=file, household="Rivera"))
    assert names(file) == tuple(STEPS)
    assert store.log() == (entry("kept"),)


def test_a_step_that_fails_leaves_nothing_of_itself(file: Path) -> None:
    open_store(StorePlace(file=file, household="Rivera"))

    def breaks(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise InvalidValue("broken step")

    with pytest.raises(InvalidValue, match="broken step"):
        migrate(file, {**STEPS, "a broken step": breaks})
    assert names(file) == tuple(STEPS)
    with opened(file).reading() as connection:
        assert not inspect(connection).has_table("half")


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(file: Path) -> None:
    def newer(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE of_the_future (id INTEGER)"))

    migrate(file, {**STEPS, "of the future": newer})
    before = file.read_bytes()
    with pytest.raises(InputProblems, match="newer trimtab"):
        open_store(StorePlace(file=file, household="Rivera"))
    assert file.read_bytes() == before


@pytest.mark.parametrize("statement", ["UPDATE log SET text = 'other'", "DELETE FROM log"])
def test_the_database_itself_refuses_to_change_the_log(file: Path, statement: str) -> None:
    store = open_store(StorePlace(file=file, household="Rivera"))
    store.append(entry("kept"))
    connection = sqlite3.connect(file)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        connection.execute(statement)
    connection.close()
    assert [line.text for line in store.log()] == ["kept"]
