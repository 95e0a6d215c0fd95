"""What every way to tell the user promises: give `notifier`, `received` and `broken`."""

from collections.abc import Callable

import pytest

from tests.store.records import message
from trimtab.errors import OutsideFailure
from trimtab.ports import Notifier

Received = Callable[[], list[str]]
Broken = Callable[[], None]

KEY = "0123456789abcdef0123456789abcdef"


class NotifierContract:
    """Inherit it and give the fixtures.

    notifier  a way that works
    received  a function: the keys that the other side got, in order
    broken    a function: from now on the other side takes nothing
    """

    def test_a_message_arrives_once_with_its_key(
        self, notifier: Notifier, received: Received
    ) -> None:
        notifier.send(message(KEY))
        assert received() == [KEY]

    def test_the_same_message_sent_again_has_the_same_key(
        self, notifier: Notifier, received: Received
    ) -> None:
        notifier.send(message(KEY))
        notifier.send(message(KEY))
        notifier.send(message("f" * 32))
        assert received() == [KEY, KEY, "f" * 32]

    def test_what_is_not_taken_is_named(
        self, notifier: Notifier, received: Received, broken: Broken
    ) -> None:
        broken()
        with pytest.raises(OutsideFailure) as caught:
            notifier.send(message(KEY))
        assert received() == []
        assert "secret" not in str(caught.value)

    def test_its_name_is_the_same_each_time_and_no_secret(self, notifier: Notifier) -> None:
        assert notifier.channel == notifier.channel
        assert "secret" not in notifier.channel
        assert "secret" not in repr(notifier)
