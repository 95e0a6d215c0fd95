"""A Flex web service on this machine: answers in the order that a test gives, and what was asked.

Each answer is written at once, head and body. The real one refuses requests that do not say who
asks; so does this one.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN, QUERY, CODE = "1234509876512345", "987654", "5556667778"
PATH = "/AccountManagement/FlexWebService"
STAMP = "28 November, 2026 10:37 AM EST"

MESSAGES = {
    "1001": "Statement could not be generated at this time. Please try again shortly.",
    "1008": "MTM and FIFO P/L data is not ready at this time. Please try again shortly.",
    "1009": "The server is under heavy load. Please try again shortly.",
    "1012": "Token has expired.",
    "1014": "Query is invalid.",
    "1018": "Too many requests have been made from this token. Please try again shortly.",
    "1019": "Statement generation in progress. Please try again shortly.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """status and body; `short`: bytes that the head promises and nobody sends."""

    body: str
    status: int = 200
    kind: str = "text/xml;charset=utf-8"
    location: str = ""
    short: int = 0


def refused(code: str, status: str = "Warn") -> Answer:
    return Answer(
        body=f"<FlexStatementResponse timestamp='{STAMP}'>\n<Status>{status}</Status>\n"
        f"<ErrorCode>{code}</ErrorCode>\n<ErrorMessage>{MESSAGES[code]}</ErrorMessage>\n"
        "</FlexStatementResponse>\n"
    )


def receipt(url: str) -> Answer:
    return Answer(
        body=f"<FlexStatementResponse timestamp='{STAMP}'>\n<Status>Success</Status>\n"
        f"<ReferenceCode>{CODE}</ReferenceCode>\n<Url>{url}</Url>\n</FlexStatementResponse>\n"
    )


HTML = Answer(
    body="<!DOCTYPE html><html><body>Scheduled maintenance</body></html>", kind="text/html"
)


@dataclass(slots=True)
class FlexServer:
    """Its address, what it answers, and what it was asked: path, query and who asked.

    first  answers to SendRequest before the receipt, the next one first
    then   answers to GetStatement before the report
    """

    base_url: str = ""
    report: str = ""
    kind: str = "text/xml"
    url: str | None = None
    first: list[Answer] = field(default_factory=list)
    then: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    def pages(self) -> list[str]:
        return [path.rsplit("/", 1)[-1] for path, _, _ in self.asked]

    def answer(self, path: str, query: dict[str, str], agent: str) -> Answer:
        self.asked.append((path, query, agent))
        if not agent:
            return Answer(body="", status=403)
        page = path.removeprefix(f"{PATH}/")
        if page == "SendRequest" and self._is_known(query, QUERY):
            if self.first:
                return self.first.pop(0)
            return receipt(f"{self.base_url}/GetStatement" if self.url is None else self.url)
        if page == "GetStatement" and self._is_known(query, CODE):
            return self.then.pop(0) if self.then else Answer(body=self.report, kind=self.kind)
        return Answer(body="not found", status=404, kind="text/plain")

    def _is_known(self, query: dict[str, str], asked_for: str) -> bool:
        return query == {"t": TOKEN, "q": asked_for, "v": "3"}


@contextmanager
def flex_server(report: str) -> Iterator[FlexServer]:
    found = FlexServer(report=report)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            query = {name: given[0] for name, given in parse_qs(split.query).items()}
            agent = self.headers.get("User-Agent", "")
            self.wfile.write(_bytes(found.answer(split.path, query, agent)))
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.base_url = f"http://127.0.0.1:{server.server_port}{PATH}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def _bytes(answer: Answer) -> bytes:
    body = answer.body.encode()
    head = [
        f"HTTP/1.1 {answer.status} Said",
        f"Content-Type: {answer.kind}",
        f"Content-Length: {len(body) + answer.short}",
        "Connection: close",
        *([f"Location: {answer.location}"] if answer.location else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
