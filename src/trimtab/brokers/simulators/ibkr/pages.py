"""`/portfolio` and `/portfolio2`: the first keeps its pages of positions for a while."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from trimtab.brokers.simulators.books import SimAccount
from trimtab.brokers.simulators.ibkr import portfolio
from trimtab.brokers.simulators.ibkr.refusal import not_found
from trimtab.brokers.simulators.ibkr.rules import IbkrExchange
from trimtab.brokers.simulators.ibkr.session import Session

Json = dict[str, Any]

# How long IBKR keeps positions is not documented.
_KEPT = timedelta(minutes=1)


@dataclass(slots=True)
class Pages:
    """The holdings of the accounts, as the gateway shows them."""

    exchange: IbkrExchange
    session: Session
    kept: dict[str, tuple[datetime, list[Json]]] = field(default_factory=dict)

    def answer(self, method: str, parts: list[str]) -> object:
        """What `parts`, a path, asks for."""
        if (method, parts) == ("GET", ["portfolio", "accounts"]):
            self.session.told.add("portfolio")
            return [portfolio.account(one) for one in self.exchange.accounts]
        self.session.need(accounts="portfolio")
        match method, parts:
            case "GET", ["portfolio2", name, "positions"]:
                rows = portfolio.positions(self.exchange, self.exchange.at(name))
                return [portfolio.live_position(row, self.exchange.clock) for row in rows]
            case "GET", ["portfolio", name, "positions", page] if page.isdecimal():
                return self._page(self.exchange.at(name), int(page))
            case "POST", ["portfolio", name, "positions", "invalidate"]:
                self.kept.pop(self.exchange.at(name).key, None)
                return self._page(self.exchange.at(name), 0)
            case "GET", ["portfolio", name, what]:
                return self._of(self.exchange.at(name), what)
        raise not_found()

    def _of(self, account: SimAccount, what: str) -> Json:
        if what == "ledger":
            return portfolio.ledger(self.exchange, account)
        if what == "summary":
            return portfolio.summary(self.exchange, account)
        if what == "meta":
            return portfolio.account(account)
        raise not_found()

    def _page(self, account: SimAccount, number: int) -> list[Json]:
        now = self.exchange.clock.now()
        at, rows = self.kept.get(account.key, (None, []))
        if at is None or now - at >= _KEPT:
            rows = portfolio.positions(self.exchange, account)
            self.kept[account.key] = (now, rows)
        return rows[number * portfolio.PAGE : (number + 1) * portfolio.PAGE]
