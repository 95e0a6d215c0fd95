"""A gateway on this machine with a certificate that it signed itself, over real sockets."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from trimtab.brokers.ibkr.gateway import Line
from trimtab.errors import Unavailable


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"accounts": ["U1"]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def certificate(folder: Path) -> Path:
    """A key and a certificate for it, signed by it, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "gateway")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "gateway.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"https://127.0.0.1:{server.server_address[1]}/v1/api"
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_is_spoken_with_here_and_nowhere_else(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(base_url=address)
    assert line.get("/iserver/accounts") == {"accounts": ["U1"]}
    monkeypatch.setattr("trimtab.brokers.ibkr.gateway.line.is_this_machine", lambda _: False)
    with pytest.raises(Unavailable, match="SSLError"):
        line.get("/iserver/accounts")
