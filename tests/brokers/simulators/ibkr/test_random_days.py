"""Whatever is asked of the simulated gateway: its books hold, and it never fails itself."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from tests.brokers.local import MORNING, quote
from tests.brokers.simulators.ibkr.gateway import ME, held, wanted
from trimtab.brokers.simulators.answer import Answer
from trimtab.brokers.simulators.ibkr import IbkrSimulator
from trimtab.brokers.simulators.ibkr.contracts import conid
from trimtab.brokers.simulators.listening import Request

Json = Mapping[str, Any]

ORDERS = f"iserver/account/{ME}/orders"
PRICED = st.sampled_from([None, 39.99, 50, 97, 99.5, 100, 101.25, 150])
NAMES = st.sampled_from([None, "a", "b", "c", "d"])
ORDER = st.builds(
    lambda symbol, side, quantity, price, name: wanted(
        symbol,
        side=side,
        quantity=quantity,
        price=price,
        orderType="MKT" if price is None else "LMT",
        cOID=name,
    ),
    st.sampled_from(["VTI", "BND"]),
    st.sampled_from(["BUY", "SELL"]),
    st.integers(1, 12),
    PRICED,
    NAMES,
)
STEP = st.one_of(
    ORDER.map(lambda one: ("place", one)),
    st.sampled_from(
        [("yes", None), ("yes", None), ("no", None), ("look", None), ("cancel", None), ("tick", 40)]
    ),
    st.sampled_from(["95", "100", "102.5"]).map(lambda price: ("price", price)),
    st.sampled_from(["never", "immediate", "partial:3", "delayed:2"]).map(lambda how: ("how", how)),
)
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([])
)
PARTS = st.lists(
    st.sampled_from(
        [
            *("iserver", "account", "accounts", "orders", "order", "status", "whatif", "trades"),
            *("reply", "questions", "suppress", "reset", "marketdata", "snapshot", "secdef"),
            *("search", "trsrv", "stocks", "portfolio", "portfolio2", "positions", "invalidate"),
            *("summary", "ledger", "meta", "tickle", "0", "-1", "x", "²", ME),
        ]
    ),
    max_size=5,
)


class Person:
    """Asks without a socket, and answers the last question."""

    def __init__(self, sim: IbkrSimulator) -> None:
        self.sim = sim
        self.question: str | None = None
        self.numbers: list[str] = []

    def ask(self, method: str, path: str, body: object = None, **query: str) -> Answer:
        url = f"/v1/api/{path}"
        answer, _ = self.sim.answer(
            Request(
                method=method,
                path=url,
                query=query,
                url=f"{url}?{urlencode(query)}",
                headers={},
                body="" if body is None else json.dumps(body),
            )
        )
        return answer

    def hears(self, answer: Answer) -> None:
        found = json.loads(answer.body)
        first = found[0] if isinstance(found, list) else {}
        self.question = first.get("id")
        self.numbers += [first["order_id"]] if "order_id" in first else []

    def does(self, what: str, given: Any) -> None:  # noqa: ANN401 - of each step its own
        if what == "place":
            self.hears(self.ask("POST", ORDERS, {"orders": [given]}))
        elif what in {"yes", "no"} and self.question:
            said = {"confirmed": what == "yes"}
            self.hears(self.ask("POST", f"iserver/reply/{self.question}", said))
        elif what == "look":
            self.ask("GET", "iserver/account/orders")
        elif what == "cancel" and self.numbers:
            self.ask("DELETE", f"iserver/account/{ME}/order/{self.numbers[-1]}")
        elif what == "tick":
            self.sim.clock.advance(given)
            self.ask("POST", "tickle")
        elif what == "price":
            self.sim.exchange.quotes["VTI"] = quote(given)
        elif what == "how":
            self.sim.setters()["manners"]({"fills": given})


@contextmanager
def person() -> Iterator[Person]:
    quotes = {"VTI": quote("100"), "BND": quote("50")}
    sim = IbkrSimulator([held()], quotes, start=MORNING)
    sim.pace.on = False
    found = Person(sim)
    found.ask("POST", "iserver/auth/ssodh/init", {"compete": True})
    for path in ("iserver/accounts", "portfolio/accounts"):
        found.ask("GET", path)
    try:
        yield found
    finally:
        # Nothing listens: requests are given to it as they are.
        sim._server.server_close()


@given(st.lists(STEP, max_size=25))
def test_cents_and_shares_are_conserved_and_no_name_is_taken_twice(
    steps: list[tuple[str, Any]],
) -> None:
    with person() as one:
        for what, what_of in steps:
            one.does(what, what_of)
        assert one.sim.watchman.violations(one.sim.exchange) == []
        books = one.sim.exchange.accounts[0]
        assert len(books.orders) == len(one.numbers), "what was taken was told, once"
        seen = json.loads(one.ask("GET", f"portfolio2/{ME}/positions").body)
        told = {row["description"]: row["position"] for row in seen}
        assert told == {
            symbol: float(sum(lot.quantity for lot in books.of(symbol)))
            for symbol in books.symbols()
        }
        trades = json.loads(one.ask("GET", "iserver/account/trades").body)
        ledger = json.loads(one.ask("GET", f"portfolio/{ME}/ledger").body)
        moved = sum(
            (row["net_amount"] if row["side"] == "S" else -row["net_amount"])
            - float(row["commission"])
            for row in trades
        )
        assert round(1000 + moved, 2) == ledger["USD"]["cashbalance"]


@given(
    st.sampled_from([ORDERS, f"{ORDERS}/whatif"]),
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("conid", "side", "quantity", "price", "orderType", "tif", "cOID", "acctId"), SCALAR
        ),
    ),
    st.booleans(),
)
def test_an_order_of_anything_is_refused_and_never_a_failure(
    path: str,
    changed: dict[str, object],
    wrapped: bool,  # noqa: FBT001 - of Hypothesis
) -> None:
    order = {**wanted(conid=conid("VTI")), **changed}
    with person() as one:
        answer = one.ask("POST", path, {"orders": [order] if wrapped else order})
        assert answer.status in {200, 400}
        assert one.sim.watchman.violations(one.sim.exchange) == []


@given(
    st.sampled_from(["GET", "POST", "DELETE"]),
    PARTS,
    st.dictionaries(
        st.sampled_from(["days", "conids", "fields", "accountId", "symbols", "symbol", "force"]),
        st.text(max_size=4),
    ),
    st.dictionaries(
        st.sampled_from(["orders", "confirmed", "messageIds", "acctId", "compete", "symbol"]),
        SCALAR,
    ),
)
def test_a_request_for_anything_has_an_answer(
    method: str, parts: list[str], query: dict[str, str], body: dict[str, object]
) -> None:
    with person() as one:
        answer = one.ask(method, "/".join(parts), body, **query)
        assert answer.status in {200, 302, 400, 404, 503}
        json.loads(answer.body or "null")
