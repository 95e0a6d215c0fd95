"""What only PostgreSQL has: schemas, a household each, locks between sessions."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.store import postgres
from tests.store.records import begun, entry, state
from trimtab.domain.watch_record import Change
from trimtab.errors import OutsideFailure, Refused
from trimtab.store import StorePlace, database, open_store


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture
def place(server: str, tmp_path: Path) -> StorePlace:
    return StorePlace(file=tmp_path / "unused.db", household="Rivera", url=server, schema="rivera")


def test_without_a_schema_it_uses_the_first_of_the_search_path(place: StorePlace) -> None:
    store = open_store(replace(place, schema=None))
    store.append(entry("public"))
    assert [line.text for line in store.log()] == ["public"]
    assert not place.file.exists()


def test_two_households_in_two_schemas_know_nothing_of_each_other(place: StorePlace) -> None:
    other = replace(place, schema="smith", household="Smith")
    open_store(place).append(entry("of Rivera"))
    open_store(other).append(entry("of Smith"))
    assert [line.text for line in open_store(other).log()] == ["of Smith"]


@pytest.mark.parametrize("name", ["ten % of it", "with :all of them", 'the "first"'])
def test_a_schema_may_have_any_name(place: StorePlace, name: str) -> None:
    store = open_store(replace(place, schema=name))
    store.append(entry("kept"))
    with store.database.reading() as connection:
        assert connection.execute(text("SELECT current_schema()")).scalar() == name
    assert [line.text for line in store.log()] == ["kept"]


def test_another_household_in_the_same_schema_is_refused(place: StorePlace) -> None:
    shared = replace(place, schema="shared")
    begun(open_store(shared), Change(state=state()))
    with pytest.raises(Refused, match="record of the household 'Rivera'"):
        open_store(replace(shared, household="Smith"))


def test_the_log_only_grows_there_too(place: StorePlace) -> None:
    store = open_store(replace(place, schema="log"))
    store.append(entry("kept"))
    with pytest.raises(OutsideFailure, match="only grows"), store.database.writing() as connection:
        connection.execute(text("DELETE FROM log"))
    assert [line.text for line in store.log()] == ["kept"]


def test_a_writer_that_waits_too_long_is_told_that_it_is_locked(
    place: StorePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(replace(place, schema="locked"))
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.05)
    with store.database.writing(), pytest.raises(OutsideFailure, match="locked by another"):
        store.append(entry("not now"))
