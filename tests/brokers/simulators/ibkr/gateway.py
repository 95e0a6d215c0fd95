"""The simulated gateway with the account of the contract suite, and a bare client of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

import requests

from tests.brokers.local import MORNING, quote, sim_lot
from tests.contracts.broker import CASH, NEW, OLD
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.ibkr import IbkrSimulator
from trimtab.brokers.simulators.ibkr.contracts import conid

ME, OTHER = "U1234567", "U7654321"


@dataclass(frozen=True)
class Gateway:
    """The simulator, and requests to it as they are."""

    sim: IbkrSimulator

    def get(self, path: str, **query: object) -> requests.Response:
        url = f"{path}?{urlencode(query)}" if query else path
        return self._sent("GET", url)

    def post(self, path: str, **given: object) -> requests.Response:
        return self._sent("POST", path, json.dumps(given))

    def delete(self, path: str) -> requests.Response:
        return self._sent("DELETE", path)

    def open(self) -> None:
        """All that comes before trading."""
        assert self.post("iserver/auth/ssodh/init", publish=True, compete=True).ok
        for path in ("iserver/accounts", "portfolio/accounts"):
            assert self.get(path).ok

    def quoted(self, *symbols: str) -> None:
        """Begin the quotes of these."""
        numbers = ",".join(str(conid(one)) for one in symbols)
        assert self.get("iserver/marketdata/snapshot", conids=numbers, fields="31").ok

    def place(self, symbol: str = "VTI", /, **given: object) -> requests.Response:
        return self.post(f"iserver/account/{ME}/orders", orders=[wanted(symbol, **given)])

    def reply(self, question: requests.Response, *, yes: bool = True) -> requests.Response:
        number = question.json()[0]["id"]
        return self.post(f"iserver/reply/{number}", confirmed=yes)

    def set(self, name: str, **given: object) -> None:
        answer = requests.post(f"{self.sim.base_url}/_sim/{name}", json=given, timeout=10)
        assert answer.status_code == 200, answer.text

    def violations(self) -> list[str]:
        found: list[str] = requests.get(f"{self.sim.base_url}/_sim/violations", timeout=10).json()
        return found

    @property
    def books(self) -> SimAccount:
        return self.sim.exchange.accounts[0]

    def _sent(self, method: str, path: str, body: str | None = None) -> requests.Response:
        url = f"{self.sim.api_url}/{path}"
        return requests.request(method, url, data=body, timeout=10, allow_redirects=False)


def wanted(symbol: str = "VTI", /, **given: object) -> dict[str, object]:
    """An order as the gateway takes it: the sale of four at the market's price."""
    order: dict[str, object] = {
        "acctId": ME,
        "conid": conid(symbol),
        "side": "SELL",
        "orderType": "LMT",
        "price": 100,
        "quantity": 4,
        "tif": "DAY",
        "cOID": "mine1",
    }
    order.update(given)
    return {name: value for name, value in order.items() if value is not None}


def held(*lots: SimLot, number: str = ME, cash: Decimal = CASH) -> SimAccount:
    return SimAccount(
        key=number,
        number=number,
        kind="INDIVIDUAL",
        mode="MARGIN",
        cash=cash,
        lots=list(lots) or [sim_lot(11, OLD), sim_lot(12, NEW)],
    )


@contextmanager
def gateway(*accounts: SimAccount) -> Iterator[Gateway]:
    """A gateway that is logged in, with no brokerage session, and no limits of pace."""
    quotes = {"VTI": quote("100"), "BND": quote("50")}
    with IbkrSimulator(list(accounts) or [held()], quotes, start=MORNING) as sim:
        sim.pace.on = False
        yield Gateway(sim)
