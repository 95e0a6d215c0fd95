"""A mail server and a webhook on this machine, for tests: they keep what they get."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(slots=True)
class Mailbox:
    """What a mail server got; it answers every message with `answer`."""

    answer: str = "250 OK"
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd names it
        if self.answer.startswith("250"):
            content = envelope.original_content or b""
            parsed = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
            self.mails.append(parsed)
        return self.answer


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """A running server on a free port."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


@dataclass(slots=True)
class Hook:
    """What a webhook got: headers and the parsed body; it answers with `status`."""

    status: int = 200
    posts: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [headers["Idempotency-Key"] for headers, _ in self.posts]


@contextmanager
def webhook() -> Iterator[tuple[Hook, str]]:
    """A running webhook, and its address."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if hook.status < 300:
                hook.posts.append((dict(self.headers), json.loads(body)))
            self.send_response(hook.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hook, f"http://127.0.0.1:{server.server_port}/hooks/secret?team=a"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
