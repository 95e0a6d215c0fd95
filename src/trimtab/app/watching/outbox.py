"""Sending what is recorded: first the mark that it began, then the message, then that it is sent.

A process that ends before the first mark has sent nothing, and one that ends after the last is
done. In between nobody can know whether the other side took the message: it is sent again, with the
same key, so that the other side can drop the second copy. That is as far as it goes: no protocol
makes "they took it" and "we wrote that down" one step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from trimtab.app.watching.schedule import quiet_until
from trimtab.domain.watch_record import Delivery, DeliveryState, EntryKind, LogEntry
from trimtab.errors import OutsideFailure
from trimtab.ports import Clock, Notifier, Store
from trimtab.report.check_view import Sent

_BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
_GIVE_UP_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Recorded messages and the ways out. Whoever sends must be the only watch."""

    store: Store
    notifiers: Mapping[str, Notifier]
    clock: Clock
    zone: ZoneInfo
    quiet: tuple[time, time] | None = None

    def send_due(self) -> Sent:
        """Try every delivery whose time has come; a way that failed is not tried twice."""
        done = Sent()
        down: set[str] = set()
        for delivery in self.store.deliveries():
            if delivery.channel in down or not self._is_due(delivery):
                continue
            state = self._try(delivery)
            if state is DeliveryState.SENT:
                done = replace(done, sent=done.sent + 1)
            elif state is DeliveryState.GIVEN_UP:
                done = replace(done, given_up=done.given_up + 1)
            else:
                done = replace(done, failed=done.failed + 1)
                down.add(delivery.channel)
        return done

    def next_due(self) -> datetime | None:
        """When the next delivery is to be tried; None when none waits."""
        return min((one.next_try_at for one in self.store.deliveries()), default=None)

    def _is_due(self, delivery: Delivery) -> bool:
        # Begun and not ended: the process that began it is gone, because this one is alone.
        begun = delivery.state is DeliveryState.SENDING
        return begun or delivery.next_try_at <= self.clock.now()

    def _try(self, delivery: Delivery) -> DeliveryState:
        notifier = self.notifiers.get(delivery.channel)
        if notifier is None:
            return self._give_up(delivery, "it is no longer among [[watch.notify]]")
        begun = replace(
            delivery, state=DeliveryState.SENDING, attempts=delivery.attempts + 1, error=""
        )
        self.store.record_delivery(begun)
        try:
            notifier.send(delivery.message)
        except OutsideFailure as error:
            return self._failed(begun, str(error))
        now = self.clock.now()
        sent = replace(begun, state=DeliveryState.SENT, sent_at=now)
        self.store.record_delivery(sent, (_line(now, sent, f"Sent by {sent.channel}"),))
        return sent.state

    def _failed(self, delivery: Delivery, why: str) -> DeliveryState:
        now = self.clock.now()
        if now - delivery.message.made_at >= _GIVE_UP_AFTER:
            return self._give_up(delivery, why)
        wait = _BACK_OFF[min(delivery.attempts, len(_BACK_OFF)) - 1]
        again = quiet_until(now + wait, self.quiet, self.zone)
        waiting = replace(delivery, state=DeliveryState.WAITING, next_try_at=again, error=why)
        tries = f"try {delivery.attempts}, again from {again.isoformat(timespec='minutes')}"
        self.store.record_delivery(
            waiting, (_line(now, waiting, f"Not sent by {waiting.channel} ({tries}): {why}"),)
        )
        return waiting.state

    def _give_up(self, delivery: Delivery, why: str) -> DeliveryState:
        given_up = replace(delivery, state=DeliveryState.GIVEN_UP, error=why)
        line = _line(self.clock.now(), given_up, f"Given up by {given_up.channel}: {why}")
        self.store.record_delivery(given_up, (line,))
        return given_up.state


def _line(at: datetime, delivery: Delivery, what: str) -> LogEntry:
    return LogEntry(
        at=at,
        kind=EntryKind.NOTIFICATION,
        subject=", ".join(str(number) for number in delivery.message.episodes),
        text=f"{what}: {delivery.message.title}",
    )
