"""Several brokers as one: each account's calls go to the broker where the account is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from trimtab.domain import Statement, Symbol
from trimtab.domain.brokerage import (
    BrokerAccount,
    Capabilities,
    Freshness,
    LiveQuote,
    OrderReport,
    Preview,
    Snapshot,
)
from trimtab.domain.identifiers import OrderId
from trimtab.domain.order import Order
from trimtab.errors import Auth, BrokerError, RateLimited, Unavailable
from trimtab.ports import Broker, FindsByName


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedBroker:
    """`ports.Broker` over several.

    Keys of its accounts begin with the broker's name in the table, so that two brokers whose keys
    are alike are never taken for each other. Nothing is repeated here, and nothing caught but for
    quotes, which any of them can give: what one broker raises is what is raised.

    brokers  by their names in the table
    """

    brokers: Mapping[str, Broker]

    @property
    def name(self) -> str:
        """All their names."""
        return " and ".join(one.name for one in self.brokers.values())

    def of(self, name: str, account: BrokerAccount) -> BrokerAccount:
        """The account of the broker `name` as it is called here."""
        return replace(account, key=f"{name}:{account.key}")

    def accounts(self) -> tuple[BrokerAccount, ...]:
        """The accounts of all, broker by broker."""
        return tuple(
            self.of(name, one) for name, broker in self.brokers.items() for one in broker.accounts()
        )

    def capabilities(self, account: BrokerAccount) -> Capabilities:
        """What its broker can be asked for in `account`."""
        broker, theirs = self._inside(account)
        return broker.capabilities(theirs)

    def snapshot(self, account: BrokerAccount) -> Snapshot:
        """The account as its broker has it."""
        broker, theirs = self._inside(account)
        return replace(broker.snapshot(theirs), account=account)

    def activity(self, account: BrokerAccount, *, since: date, until: date) -> Statement:
        """What its broker says has happened in `account`."""
        broker, theirs = self._inside(account)
        return broker.activity(theirs, since=since, until=until)

    def quotes(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, LiveQuote]:
        """The first broker's quotes; of the next where one has none, or none of this moment.

        One that does not answer is told where another does not quote all of them.
        """
        found: dict[Symbol, LiveQuote] = {}
        wanted, silent = tuple(symbols), list[BrokerError]()
        for broker in self.brokers.values():
            if not wanted:
                break
            try:
                quoted = broker.quotes(wanted)
            except (Auth, RateLimited, Unavailable) as error:
                silent.append(error)
                continue
            for symbol, quote in quoted.items():
                if symbol not in found or quote.freshness is Freshness.REAL_TIME:
                    found[symbol] = quote
            wanted = tuple(one for one in wanted if not _is_fresh(found.get(one)))
        if wanted and silent:
            raise silent[0]
        return found

    def preview(self, account: BrokerAccount, order: Order) -> Preview:
        """What its broker says that `order` would do."""
        broker, theirs = self._inside(account)
        return broker.preview(theirs, order)

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        """Sent to its broker, once."""
        broker, theirs = self._inside(account)
        return broker.place(theirs, preview)

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        """One order of `account` as it stands."""
        broker, theirs = self._inside(account)
        return broker.order(theirs, broker_order_id)

    def orders(self, account: BrokerAccount, *, since: date) -> tuple[OrderReport, ...]:
        """The orders of `account` alone, at its broker alone."""
        broker, theirs = self._inside(account)
        return broker.orders(theirs, since=since)

    def order_named(self, account: BrokerAccount, name: OrderId) -> OrderReport | None:
        """The order of that name; None, too, where its broker cannot be asked for a name."""
        broker, theirs = self._inside(account)
        return broker.order_named(theirs, name) if isinstance(broker, FindsByName) else None

    def cancel(self, account: BrokerAccount, broker_order_id: str) -> None:
        """Asked of its broker."""
        broker, theirs = self._inside(account)
        broker.cancel(theirs, broker_order_id)

    def _inside(self, account: BrokerAccount) -> tuple[Broker, BrokerAccount]:
        name, _, key = account.key.partition(":")
        return self.brokers[name], replace(account, key=key)


def _is_fresh(quote: LiveQuote | None) -> bool:
    return quote is not None and quote.freshness is Freshness.REAL_TIME
