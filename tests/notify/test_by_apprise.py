"""What a webhook gets, and how ways that do not work are named."""

import pytest

from tests.notify.receivers import webhook
from tests.store.records import message
from trimtab.errors import InputProblems, InvalidValue, OutsideFailure
from trimtab.notify.by_apprise import DesktopNotifier, require_apprise, service_notifier


def test_a_webhook_gets_the_message_as_json_at_its_own_path() -> None:
    with webhook() as (hook, url):
        service_notifier("webhook:HOOK", url).send(message("k1"))
    ((headers, body),) = hook.posts
    assert headers["Idempotency-Key"] == "k1"
    assert body["title"] == "Rivera: US stocks 8.2 pp over target"
    assert body["message"] == "US stocks is 8.2 pp over target."
    assert (body["id"], body["kind"], body["alerts"]) == ("k1", "opened", "1")


def test_a_webhook_that_answers_with_an_error_says_which() -> None:
    with webhook() as (hook, url):
        hook.status = 503
        with pytest.raises(OutsideFailure, match=r"webhook:HOOK: .*503"):
            service_notifier("webhook:HOOK", url).send(message("k1"))


def test_a_webhook_that_is_not_there_is_named_without_its_path() -> None:
    with webhook() as (_, url):
        pass
    with pytest.raises(OutsideFailure, match="webhook:HOOK") as caught:
        service_notifier("webhook:HOOK", url).send(message("k1"))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "ftp://example.com", "example.com/hook", "http://", "http://a:x"]
)
def test_an_address_of_nothing_is_refused(url: str) -> None:
    with pytest.raises(InvalidValue, match="neither an http address"):
        service_notifier("webhook:HOOK", url)


@pytest.mark.parametrize("url", ["ntfy://topic", "json://localhost/path"])
def test_an_address_that_apprise_knows_is_taken(url: str) -> None:
    assert service_notifier("webhook:HOOK", url).channel == "webhook:HOOK"


def test_a_desktop_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trimtab.notify.by_apprise._DESKTOPS", ("no-desktop://",))
    with pytest.raises(OutsideFailure, match="desktop: this machine has no such way"):
        DesktopNotifier().send(message("k1"))


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trimtab.notify.by_apprise.find_spec", lambda _: None)
    with pytest.raises(InputProblems, match=r"pip install 'trimtab\[watch\]'"):
        require_apprise()
