"""What an e-mail holds, and which servers are trusted with a password."""

import socket

import pytest

from tests.notify.receivers import mail_server
from tests.store.records import NOW, message
from trimtab.errors import InvalidValue, OutsideFailure
from trimtab.notify.email import EmailNotifier, SmtpServer

PASSWORD = "secret"  # noqa: S105 - nobody's: what must not be shown


def to_ana(server: SmtpServer) -> EmailNotifier:
    return EmailNotifier(to="ana@example.com", sender="watch@example.org", server=server)


def test_an_email_is_the_message_with_a_key_that_stays() -> None:
    with mail_server() as (box, port):
        to_ana(SmtpServer(host="127.0.0.1", port=port)).send(message("k1"))
    (mail,) = box.mails
    assert mail["Subject"] == "Rivera: US stocks 8.2 pp over target"
    assert mail.get_content().strip() == "US stocks is 8.2 pp over target."
    assert (mail["From"], mail["To"]) == ("watch@example.org", "ana@example.com")
    assert mail["Message-ID"] == "<k1@example.org>"
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_same_message_gives_the_same_bytes() -> None:
    way = to_ana(SmtpServer())
    assert way.written(message("k1")).as_bytes() == way.written(message("k1")).as_bytes()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", SmtpServer()),
        ("smtp://mail.example.com:587", SmtpServer(host="mail.example.com", port=587)),
        (
            f"smtps://ana%40example.com:{PASSWORD}%2F@mail.example.com",
            SmtpServer(
                host="mail.example.com",
                port=465,
                tls=True,
                user="ana@example.com",
                password=f"{PASSWORD}/",
            ),
        ),
    ],
)
def test_a_server_is_named_by_a_url(url: str, server: SmtpServer) -> None:
    assert SmtpServer.of(url) == server


@pytest.mark.parametrize(
    "url", ["", "mail.example.com", "https://a:secret@b", "smtp://a:secret@b:x"]
)
def test_a_url_that_is_no_mail_server_is_named_without_its_password(url: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        SmtpServer.of(url)
    assert "secret" not in str(caught.value)


def test_a_password_is_not_sent_to_a_server_without_encryption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trimtab.notify.email._LOCAL", frozenset())
    with mail_server() as (box, port):
        server = SmtpServer(host="127.0.0.1", port=port, user="ana", password=PASSWORD)
        with pytest.raises(OutsideFailure, match="no encryption") as caught:
            to_ana(server).send(message("k1"))
    assert "secret" not in str(caught.value)
    assert box.mails == []


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(OutsideFailure, match=f"e-mail to ana@example.com by 127.0.0.1:{port}"):
        to_ana(SmtpServer(host="127.0.0.1", port=port)).send(message("k1"))
