"""Every store keeps the contract: the one in memory, SQLite, PostgreSQL."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.contracts.store import DatabaseContract, StoreContract
from tests.store import postgres
from tests.store.records import entry
from trimtab.ports import Store
from trimtab.store import MemoryStore, StorePlace, open_store

SCHEMAS = count(1)


class TestMemory(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()


class TestSqlite(DatabaseContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        return open_store(StorePlace(file=tmp_path / "state.db", household="Rivera"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


class TestPostgres(DatabaseContract):
    @pytest.fixture
    def place(self, server: str, tmp_path: Path) -> StorePlace:
        return StorePlace(
            file=tmp_path / "unused.db",
            household="Rivera",
            url=server,
            schema=f"household {next(SCHEMAS)}",
        )

    @pytest.fixture
    def store(self, place: StorePlace) -> Store:
        return open_store(place)

    def test_it_opens_again_with_what_was_written(self, place: StorePlace) -> None:
        open_store(place).append(entry("kept"))
        assert [line.text for line in open_store(place).log()] == ["kept"]
