"""Our client of Alpaca against the simulator: what every broker promises, and Alpaca's own ways."""

from collections.abc import Iterator

import pytest

from tests.brokers.alpaca.local import Local, local
from tests.contracts.broker import BrokerContract
from trimtab.domain.brokerage import BrokerAccount
from trimtab.ports import Broker


@pytest.fixture
def at() -> Iterator[Local]:
    with local() as found:
        yield found
        assert found.violations() == []


class TestAlpaca(BrokerContract):
    @pytest.fixture(autouse=True)
    def _running(self, at: Local) -> None:
        self.at = at

    def connected(self) -> tuple[Broker, BrokerAccount]:
        return self.at.broker, self.at.account
