"""Webhooks, the desktop, and every other service that Apprise knows.

An address that Apprise recognises (Slack, Discord, `ntfy://`, `tgram://` and some hundred others)
is sent as that service wants it. Any other http address gets a JSON object with POST: `title`,
`message`, `id`, `kind`, `alerts`; the id also as the header Idempotency-Key.
"""

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import StringIO
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from trimtab.domain.watch_record import Message
from trimtab.errors import InputProblems, InvalidValue, OutsideFailure, Problem

_TIMEOUT = 10  # seconds for connecting, and again for the answer
_JSON = {"http": "json", "https": "jsons"}
_DESKTOPS = ("dbus://", "gnome://", "macosx://", "windows://")

DESKTOP = "desktop"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceNotifier:
    """Sends to one address by Apprise.

    channel  its name in records
    url      the address, which may be a secret in itself; never shown
    """

    channel: str
    url: str = field(repr=False)

    def send(self, message: Message) -> None:
        """Hand `message` to the service."""
        _notify(self.channel, _target(self.url, message), message)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesktopNotifier:
    """Shows a message on the desktop of whoever runs the watch."""

    channel: str = DESKTOP

    def send(self, message: Message) -> None:
        """Show `message`, by the first of the ways that work here."""
        _notify(self.channel, _first(_DESKTOPS), message)


def service_notifier(channel: str, url: str) -> ServiceNotifier:
    """Sends to `url`; InvalidValue when no service and no http address is meant by it."""
    require_apprise()
    made = ServiceNotifier(channel=channel, url=url.strip())
    if _known(made.url) is None and _http(made.url) is None:
        raise InvalidValue("it is neither an http address nor one of a service that Apprise knows")
    return made


def require_apprise() -> None:
    """Raise InputProblems when the package is not installed."""
    if find_spec("apprise") is None:
        raise InputProblems(
            [
                Problem(
                    what="webhooks and the desktop need the package apprise, which is not there",
                    why="The default install sends e-mail alone.",
                    fix="Install it: pip install 'trimtab[watch]'.",
                    docs="how-to/alerts-by-email-or-webhook.md",
                )
            ]
        )


def _target(url: str, message: Message) -> Any:  # noqa: ANN401 - Apprise's own object
    known = _known(url)
    if known is not None:
        return known
    parts = urlsplit(url)
    return _instance(
        {
            "schema": _JSON[parts.scheme],
            "host": parts.hostname,
            "port": parts.port,
            "user": unquote(parts.username or "") or None,
            "password": unquote(parts.password or "") or None,
            "fullpath": parts.path + (f"?{parts.query}" if parts.query else ""),
            "headers": {"Idempotency-Key": message.key, "User-Agent": "trimtab"},
            "payload": {
                "id": message.key,
                "kind": message.kind.value,
                "alerts": ",".join(str(number) for number in message.episodes),
            },
            "cto": _TIMEOUT,
            "rto": _TIMEOUT,
        }
    )


def _known(url: str) -> Any:  # noqa: ANN401 - Apprise's own object
    """The service that `url` belongs to; None for an address of no service."""
    return _instance(url)


def _http(url: str) -> str | None:
    """The host of an http address; None when it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if parts.scheme in _JSON else None


def _first(urls: Iterable[str]) -> Any:  # noqa: ANN401 - Apprise's own object
    return next((made for url in urls if (made := _instance(url)) is not None), None)


def _instance(target: str | dict[str, Any]) -> Any:  # noqa: ANN401 - Apprise's own object
    import apprise  # noqa: PLC0415 - of the extra `watch`, and slow to import

    with _log(logging.CRITICAL):
        return apprise.Apprise.instantiate(target, suppress_exceptions=True)


def _notify(channel: str, target: Any, message: Message) -> None:  # noqa: ANN401 - Apprise's own object
    if target is None:
        raise OutsideFailure(
            f"{channel}: this machine has no such way. A desktop needs a session with D-Bus and "
            "the package dbus-python, Gnome, macOS, or Windows"
        )
    with _log(logging.WARNING) as log:
        sent = target.notify(title=message.title, body=message.body)
        says = log.getvalue().strip().splitlines()
    if not sent:
        raise OutsideFailure(f"{channel}: {says[-1] if says else 'the service did not take it'}")


def _log(level: int) -> AbstractContextManager[StringIO]:
    """What Apprise has to say from `level` on, instead of on stderr."""
    import apprise  # noqa: PLC0415 - of the extra `watch`, and slow to import

    capture = apprise.LogCapture(level=level, fmt="%(message)s")  # type: ignore[no-untyped-call]  # it has no annotations
    return cast("AbstractContextManager[StringIO]", capture)
