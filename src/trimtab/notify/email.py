"""E-mail over SMTP.

The standard library sends it, and not Apprise, because Apprise gives every message a random
Message-ID of its own: a message that had to be sent again would then look like a new one.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from trimtab.domain.watch_record import Message
from trimtab.errors import InvalidValue, OutsideFailure

_TIMEOUT = 20  # seconds that a server may take for one step
_PORTS = {"smtp": 25, "smtps": 465}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """A server that takes e-mail.

    tls       encrypted from the first byte (smtps); otherwise STARTTLS where the server offers it
    password  never shown
    """

    host: str = "localhost"
    port: int = 25
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> "SmtpServer":
        """The server of `smtp://user:password@host:587` or `smtps://...`.

        InvalidValue when it is none; the message has no part of the URL, which may hold a password.
        """
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError:
            raise InvalidValue("it is not a URL such as smtp://user:password@host:587") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise InvalidValue("it does not read smtp://host:port or smtps://host:port")
        return cls(
            host=parts.hostname,
            port=port or _PORTS[parts.scheme],
            tls=parts.scheme == "smtps",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailNotifier:
    """Sends to one address."""

    to: str
    sender: str
    server: SmtpServer

    @property
    def channel(self) -> str:
        """Kind and address."""
        return f"email:{self.to}"

    def send(self, message: Message) -> None:
        """Hand `message` to the server."""
        try:
            self._hand_over(self.written(message))
        except (smtplib.SMTPException, OSError) as error:
            where = f"{self.server.host}:{self.server.port}"
            raise OutsideFailure(f"e-mail to {self.to} by {where}: {_told(error)}") from error

    def written(self, message: Message) -> EmailMessage:
        """The e-mail; the same message gives the same bytes, its Message-ID included."""
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = self.to
        mail["Subject"] = message.title
        mail["Date"] = format_datetime(message.made_at)
        mail["Message-ID"] = f"<{message.key}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
        mail["X-Trimtab-Key"] = message.key
        mail.set_content(message.body)
        return mail

    def _hand_over(self, mail: EmailMessage) -> None:
        server = self.server
        with self._connected() as smtp:
            if not server.tls:
                smtp.ehlo()
                if smtp.has_extn("starttls"):
                    smtp.starttls(context=_context(server.host))
                elif server.user and server.host not in _LOCAL:
                    raise smtplib.SMTPNotSupportedError(
                        "the server offers no encryption, and the password is not sent without"
                    )
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(mail)

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        if server.tls:
            context = _context(server.host)
            return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=context)
        return smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)


def _context(host: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if host in _LOCAL:  # a server on this machine has a certificate of its own making
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "the server does not take user and password"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, says = next(iter(error.recipients.values()))
        return f"{code} {_words(says)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _words(says: bytes | str) -> str:
    return says.decode("utf-8", "replace") if isinstance(says, bytes) else says
