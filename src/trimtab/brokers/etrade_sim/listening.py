"""One socket on loopback for a simulated broker: requests read whole, answers in one piece."""

import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from trimtab.brokers.etrade_sim.answer import Answer
from trimtab.brokers.etrade_sim.faults import Fault

_MOST_BODY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A request as it came in. `target`: path and query as they were sent."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: str

    @property
    def path(self) -> str:
        """The address without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query; of a name that is there twice, the last."""
        given = parse_qs(urlsplit(self.target).query)
        return {key: values[-1] for key, values in given.items()}


Answering = Callable[[Incoming], tuple[Answer, Fault | None]]


class Listener:
    """Listens on 127.0.0.1 in threads of its own. `base_url` is known from the beginning.

    now     the time that answers are dated by
    failed  is told what the simulator itself could not do
    tls     with it the socket speaks https
    """

    def __init__(
        self,
        answering: Answering,
        *,
        now: Callable[[], datetime],
        failed: Callable[[Exception], None],
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.answering, self.now, self.failed = answering, now, failed
        self.scheme = "http" if tls is None else "https"
        listener = self

        class Handler(_Handler):
            owner = listener

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        # The interval is how long stopping may take.
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"{self.scheme}://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Reads a request whole, and writes head and body of the answer in one go.

    Two writes cost a delayed acknowledgement of 40 ms each time.
    """

    owner: Listener
    protocol_version = "HTTP/1.1"
    timeout = 30

    def _handle(self) -> None:
        size = min(int(self.headers.get("Content-Length") or 0), _MOST_BODY)
        incoming = Incoming(
            method=self.command,
            target=self.path,
            headers=dict(self.headers.items()),
            body=self.rfile.read(size).decode("utf-8", "replace"),
        )
        try:
            answer, fault = self.owner.answering(incoming)
        except Exception as error:  # noqa: BLE001 - a fault of the simulator is an answer, and told
            self.owner.failed(error)
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
        head.append(f"Date: {format_datetime(self.owner.now(), usegmt=True)}")
        head += [f"{name}: {value}" for name, value in answer.headers.items()]
        body = answer.body
        head.append(f"Content-Length: {len(body)}")
        if fault is not None and fault.kind == "truncated":
            body, self.close_connection = body[: len(body) // 2], True
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + body)

    def do_HEAD(self) -> None:
        """What time it is here, for clients that want to know."""
        now = format_datetime(self.owner.now(), usegmt=True)
        self.wfile.write(f"HTTP/1.1 404 X\r\nDate: {now}\r\nContent-Length: 0\r\n\r\n".encode())

    do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - the names that http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: the journal has every request."""
