"""What every simulated broker is: a loopback socket, faults, a journal, and a way behind the scene.

A broker of its own kind inherits `LoopbackBroker` and gives `routed`: the answer to one request.
"""

import json
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from trimtab.brokers.simulators.answer import Answer
from trimtab.brokers.simulators.exchange import Exchange, SimQuote
from trimtab.brokers.simulators.faults import Fault, Faults
from trimtab.brokers.simulators.invariants import Watchman

_MOST_BODY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came in. `url`: the whole address, as the client wrote it."""

    method: str
    path: str
    query: Mapping[str, str]
    url: str
    headers: Mapping[str, str]
    body: str

    @property
    def parts(self) -> list[str]:
        """The path without its version and `.json`."""
        return [part for part in self.path.removesuffix(".json").split("/") if part][1:]


class LoopbackBroker(ABC):
    """A broker on loopback. Use it as a context; `base_url` is known from the beginning."""

    def __init__(self, exchange: Exchange, *, port: int = 0) -> None:
        self.exchange, self.clock = exchange, exchange.clock
        self.faults, self.watchman = Faults(), Watchman(exchange.accounts)
        self.journal: list[dict[str, object]] = []
        self._lock = threading.Lock()
        broker = self

        class Handler(_Handler):
            sim = broker

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        # The interval is how long stopping may take.
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @abstractmethod
    def ready(self) -> Mapping[str, Any]:
        """What the command prints when it is ready."""

    @abstractmethod
    def routed(self, request: Request) -> Answer:
        """The broker's own answer. Whoever calls holds the lock."""

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: Request) -> tuple[Answer, Fault | None]:
        """The answer, and what is to go wrong on its way."""
        with self._lock:
            if request.path.startswith("/_sim/"):
                return self._admin(request), None
            fault = self.faults.due(request.method, request.path)
            early = fault is not None and fault.before
            answer = fault.answer() if fault is not None and early else self.routed(request)
            self.journal.append(
                {
                    "method": request.method,
                    "path": request.path,
                    "status": answer.status,
                    "fault": None if fault is None else fault.kind,
                }
            )
            return answer, fault

    def _admin(self, request: Request) -> Answer:
        """Requests that are not the broker's: setting the scene, and looking behind it."""
        name = request.path.removeprefix("/_sim/")
        if request.method == "GET":
            looks: Mapping[str, Callable[[], object]] = {
                "journal": lambda: self.journal,
                "violations": lambda: self.watchman.violations(self.exchange),
                "state": self._state,
            }
            if name in looks:
                return Answer(body=json.dumps(looks[name](), default=str).encode())
        else:
            given = json.loads(request.body or "{}")
            setters = self.setters()
            if name in setters:
                setters[name](given)
            return Answer(body=b"{}")
        return Answer(status=404, body=b"{}")

    def setters(self) -> Mapping[str, Callable[[dict[str, Any]], None]]:
        """What can be set behind the scene, by the last part of its address."""
        return {
            "clock": self._set_clock,
            "quotes": self._set_quotes,
            "manners": self._set_manners,
            "faults": self.faults.add,
            "settle": self._settle,
            "halted": self._halt,
        }

    def _set_clock(self, given: dict[str, Any]) -> None:
        if "set" in given:
            self.clock.set(datetime.fromisoformat(given["set"]))
        self.clock.advance(float(given.get("advance", 0)))

    def _set_quotes(self, given: dict[str, Any]) -> None:
        for symbol, figures in given.items():
            exact = {key: Decimal(str(figures[key])) for key in ("last", "bid", "ask")}
            status = str(figures.get("status", "REALTIME"))
            self.exchange.quotes[symbol] = SimQuote(**exact, status=status)

    def _set_manners(self, given: dict[str, Any]) -> None:
        self.exchange.manners = replace(self.exchange.manners, **given)

    def _settle(self, _: dict[str, Any]) -> None:
        for account in self.exchange.accounts:
            account.unsettled = Decimal(0)

    def _halt(self, given: dict[str, Any]) -> None:
        self.watchman.halted = bool(given.get("halted", True))

    def _state(self) -> object:
        return [
            {
                "key": account.key,
                "cash": account.cash,
                "unsettled": account.unsettled,
                "lots": [
                    {
                        "id": lot.number,
                        "symbol": lot.symbol,
                        "quantity": lot.quantity,
                        "cost": lot.cost,
                        "acquired": lot.acquired,
                    }
                    for lot in account.lots
                ],
                "orders": [
                    {
                        "id": order.number,
                        "client": order.client_order_id,
                        "status": order.status,
                        "symbol": order.symbol,
                        "side": order.side,
                        "quantity": order.quantity,
                        "filled": order.filled,
                    }
                    for order in account.orders.values()
                ],
            }
            for account in self.exchange.accounts
        ]


class _Handler(BaseHTTPRequestHandler):
    """Reads a request whole, and writes head and body of the answer in one go.

    Two writes cost a delayed acknowledgement of 40 ms each time.
    """

    sim: LoopbackBroker
    protocol_version = "HTTP/1.1"
    timeout = 30

    def _handle(self) -> None:
        size = min(int(self.headers.get("Content-Length") or 0), _MOST_BODY)
        body = self.rfile.read(size).decode("utf-8", "replace")
        split = urlsplit(self.path)
        scheme = self.headers.get("X-Forwarded-Proto", "http")
        request = Request(
            method=self.command,
            path=split.path,
            query={key: values[-1] for key, values in parse_qs(split.query).items()},
            url=f"{scheme}://{self.headers.get('Host', '')}{self.path}",
            headers=dict(self.headers.items()),
            body=body,
        )
        try:
            answer, fault = self.sim.answer(request)
        except Exception as error:  # noqa: BLE001 - a fault of the simulator is an answer, and told
            self.sim.watchman.failed(error)
            answer, fault = Answer(status=500, body=repr(error).encode(), kind="text/plain"), None
        self._write(answer, fault)

    def _write(self, answer: Answer, fault: Fault | None) -> None:
        if fault is not None and fault.kind in {"reset", "reset_before"}:
            self.close_connection = True
            self.connection.close()
            return
        if fault is not None and fault.kind == "stall":
            time.sleep(fault.seconds)
        if fault is not None and not fault.before and fault.status:
            answer = fault.answer()
        head = [f"HTTP/1.1 {answer.status} X", f"Content-Type: {answer.kind}"]
        head.append(f"Date: {format_datetime(self.sim.clock.now(), usegmt=True)}")
        head += [f"{name}: {value}" for name, value in answer.headers.items()]
        body = answer.body
        head.append(f"Content-Length: {len(body)}")
        if fault is not None and fault.kind == "truncated":
            body, self.close_connection = body[: len(body) // 2], True
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + body)

    def do_HEAD(self) -> None:
        """What time it is here, for clients that want to know."""
        now = format_datetime(self.sim.clock.now(), usegmt=True)
        self.wfile.write(f"HTTP/1.1 404 X\r\nDate: {now}\r\nContent-Length: 0\r\n\r\n".encode())

    do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - the names that http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: the journal has every request."""
