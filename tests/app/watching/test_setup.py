"""From trimtab.toml to the watch's ways, store and limits; secrets from the environment."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.app.watching.household import (
    Heard,
    MovedClock,
    make_household,
    set_price,
    watch_of,
)
from trimtab.app.watching.setup import read_setup
from trimtab.errors import InputProblems
from trimtab.notify.email import EmailNotifier, SmtpServer

WAYS = """\
[watch]
[[watch.notify]]
kind = "email"
to = "ana@example.com"
[[watch.notify]]
kind = "email"
to = "luis@example.com"
from = "watch@example.com"
url_env = "MAIL_URL"
[[watch.notify]]
kind = "webhook"
url_env = "HOOK_URL"
[[watch.notify]]
kind = "desktop"
"""


def test_every_way_has_a_name_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_URL", "smtps://ana:secret@mail.example.com")
    monkeypatch.setenv("HOOK_URL", "https://example.com/hook/secret")
    ways = read_setup(make_household(tmp_path, WAYS)).notifiers
    assert list(ways) == [
        "email:ana@example.com",
        "email:luis@example.com",
        "webhook:HOOK_URL",
        "desktop",
    ]
    luis = ways["email:luis@example.com"]
    assert isinstance(luis, EmailNotifier)
    assert luis.sender == "watch@example.com"
    assert luis.server.host == "mail.example.com"
    ana = ways["email:ana@example.com"]
    assert isinstance(ana, EmailNotifier)
    assert (ana.sender, ana.server) == ("ana@example.com", SmtpServer())
    assert "secret" not in repr(ways)


def test_all_ways_that_cannot_be_used_are_named_at_once_without_their_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_URL", "https://ana:secret@mail.example.com")
    monkeypatch.setenv("HOOK_URL", "ftp://example.com/secret")
    folder = make_household(tmp_path, WAYS + '[[watch.notify]]\nkind = "webhook"\n')
    with pytest.raises(InputProblems) as caught:
        read_setup(folder)
    told = [problem.what for problem in caught.value.problems]
    assert [text.partition(" cannot")[0] for text in told] == [
        "[[watch.notify]] number 2, email,",
        "[[watch.notify]] number 3, webhook,",
        "[[watch.notify]] number 5, webhook,",
    ]
    assert "secret" not in str(caught.value)


def test_a_store_whose_variable_is_not_set_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STORE_URL", raising=False)
    folder = make_household(tmp_path, '[store]\nurl_env = "STORE_URL"\n')
    with pytest.raises(InputProblems, match="STORE_URL is not set"):
        read_setup(folder)
    monkeypatch.setenv("STORE_URL", "postgresql://ana:secret@db/money")
    place = read_setup(folder).place
    assert place.url == "postgresql://ana:secret@db/money"


@pytest.mark.parametrize(("least", "kinds"), [("0", {"harvest"}), ("100000", set())])
def test_a_harvest_is_told_only_when_it_saves_enough(
    tmp_path: Path, least: str, kinds: set[str]
) -> None:
    folder = make_household(
        tmp_path, f'[watch]\nalert_on = ["harvest"]\nharvest_min_tax = "{least}"\n'
    )
    settings = (folder / "trimtab.toml").read_text(encoding="utf-8")
    taxable = settings.replace('type = "traditional"', 'type = "taxable"')
    (folder / "trimtab.toml").write_text(taxable, encoding="utf-8")
    set_price(folder, "50")
    checked = watch_of(folder, MovedClock(), Heard()).check()
    assert {episode.latest.trigger for episode in checked.open_now} == kinds
    assert read_setup(folder).harvest_min_tax == Decimal(least)
