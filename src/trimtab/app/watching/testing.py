"""A test message by every way that is set, without touching the record."""

from collections.abc import Mapping
from hashlib import sha256

from trimtab.app.watching.setup import WatchSetup
from trimtab.domain.alert import NoticeKind
from trimtab.domain.watch_record import Message
from trimtab.errors import OutsideFailure
from trimtab.ports import Clock

_BODY = "This is what an alert of trimtab looks like. It was asked for by --notify-test.\n"


def try_channels(setup: WatchSetup, clock: Clock) -> Mapping[str, str]:
    """By channel: what went wrong, empty for nothing. Quiet hours do not count."""
    now = clock.now()
    message = Message(
        key=sha256(f"{setup.household}\0test\0{now.isoformat()}".encode()).hexdigest()[:32],
        kind=NoticeKind.TEST,
        made_at=now,
        not_before=now,
        title=f"[trimtab] {setup.household}: test message",
        body=_BODY,
    )
    results: dict[str, str] = {}
    for name, notifier in setup.notifiers.items():
        try:
            notifier.send(message)
        except OutsideFailure as error:
            results[name] = str(error)
        else:
            results[name] = ""
    return results
