"""Accounts read through the port `Broker`: live figures, and the transactions of 90 days."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trimtab.app.linking.snapshots import day_quotes, statement_of
from trimtab.domain import AccountId, Quote, Statement, Symbol
from trimtab.domain.brokerage import BrokerAccount
from trimtab.ports import Broker

_DAYS = timedelta(days=90)

# Brokers' days are New York's.
_EASTERN = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiReading:
    """`Reading` over a broker's own interface. `now`: the broker's time."""

    broker: Broker
    now: Callable[[], datetime]

    @property
    def name(self) -> str:
        """The broker's own."""
        return self.broker.name

    def today(self) -> date:
        """The day in New York."""
        return self.now().astimezone(_EASTERN).date()

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The open accounts of the log-in."""
        return self.broker.accounts()

    def statements(
        self, accounts: Mapping[AccountId, BrokerAccount]
    ) -> Mapping[AccountId, Statement]:
        """Positions, lots, cash and transactions of each account."""
        return dict(self._read(accounts))

    def quotes(self, symbols: Iterable[Symbol]) -> Iterable[Quote]:
        """Prices of this moment."""
        return day_quotes(self.broker.quotes(symbols).values())

    def _read(
        self, accounts: Mapping[AccountId, BrokerAccount]
    ) -> Iterator[tuple[AccountId, Statement]]:
        today = self.today()
        for name, account in accounts.items():
            activity = self.broker.activity(account, since=today - _DAYS, until=today)
            yield name, statement_of(self.broker.snapshot(account), activity)
