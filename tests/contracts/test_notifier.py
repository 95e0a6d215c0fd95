"""E-mail and webhooks keep the contract, each against a server of our own."""

from collections.abc import Iterator

import pytest

from tests.contracts.notifier import Broken, NotifierContract, Received
from tests.notify.receivers import Hook, Mailbox, mail_server, webhook
from trimtab.notify.by_apprise import service_notifier
from trimtab.notify.email import EmailNotifier, SmtpServer
from trimtab.ports import Notifier


class TestEmail(NotifierContract):
    @pytest.fixture
    def server(self) -> Iterator[tuple[Mailbox, int]]:
        with mail_server() as running:
            yield running

    @pytest.fixture
    def notifier(self, server: tuple[Mailbox, int]) -> Notifier:
        place = SmtpServer(host="127.0.0.1", port=server[1])
        return EmailNotifier(to="ana@example.com", sender="watch@example.com", server=place)

    @pytest.fixture
    def received(self, server: tuple[Mailbox, int]) -> Received:
        return lambda: [
            str(mail["Message-ID"]).removeprefix("<").partition("@")[0] for mail in server[0].mails
        ]

    @pytest.fixture
    def broken(self, server: tuple[Mailbox, int]) -> Broken:
        def refuse() -> None:
            server[0].answer = "451 try again later"

        return refuse


class TestWebhook(NotifierContract):
    @pytest.fixture
    def server(self) -> Iterator[tuple[Hook, str]]:
        with webhook() as running:
            yield running

    @pytest.fixture
    def notifier(self, server: tuple[Hook, str]) -> Notifier:
        return service_notifier("webhook:TRIMTAB_WEBHOOK_URL", server[1])

    @pytest.fixture
    def received(self, server: tuple[Hook, str]) -> Received:
        return lambda: server[0].keys

    @pytest.fixture
    def broken(self, server: tuple[Hook, str]) -> Broken:
        def refuse() -> None:
            server[0].status = 503

        return refuse
