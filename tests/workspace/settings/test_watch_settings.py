"""Settings of the watch and of its store that are refused, with the reason."""

import pytest

from tests.workspace.folder import Folder


@pytest.mark.parametrize(
    ("section", "line", "words"),
    [
        ("watch", 'timezone = "New York"', "is not a time zone"),
        ("watch", 'timezone = "../etc/passwd"', "is not a time zone"),
        ("watch", "rearm = 120", "rearm"),
        ("watch", 'digest = "daily"', "is not known"),
        ("watch", 'stale_after = "old"', "is not a length of time"),
        ("[watch.notify]", 'kind = "email"\nto = "ana"', "is not an e-mail address"),
        ("[watch.notify]", 'kind = "email"\nto = "a b@example.com"', "is not an e-mail address"),
        ("[watch.notify]", 'kind = "pigeon"', "is not known"),
        ("store", 'url = "mysql://localhost/money"', "is not the URL of a PostgreSQL database"),
    ],
)
def test_a_wrong_value_is_told(folder: Folder, section: str, line: str, words: str) -> None:
    folder.change("[taxes]", f"[{section}]\n{line}\n[taxes]")
    assert words in folder.problem().what


def test_a_password_does_not_belong_into_the_file(folder: Folder) -> None:
    folder.change("[taxes]", '[store]\nurl = "postgresql://ana:secret@db/money"\n[taxes]')
    problem = folder.problem()
    assert "holds a password" in problem.what
    assert "url_env" in problem.fix + problem.why


def test_a_url_without_a_password_may_stand_there(folder: Folder) -> None:
    folder.change(
        "[taxes]", '[store]\nurl = "postgresql://ana@db:5432/money"\nschema = "rivera"\n[taxes]'
    )
    store = folder.load().settings.store
    assert store.url == "postgresql://ana@db:5432/money"
    assert store.schema_ == "rivera"


def test_a_sender_is_called_from(folder: Folder) -> None:
    ways = '[[watch.notify]]\nkind = "email"\nto = "a@example.com"\nfrom = "b@example.com"\n'
    folder.change("[taxes]", f"[watch]\n{ways}[taxes]")
    watch = folder.load().settings.watch
    assert watch is not None
    assert watch.notify[0].sender == "b@example.com"


def test_everything_alerts_unless_it_is_left_out(folder: Folder) -> None:
    folder.change("[taxes]", "[watch]\n[taxes]")
    watch = folder.load().settings.watch
    assert watch is not None
    assert {"band_breach", "cash_buffer", "risk", "cash_in"} <= set(watch.alert_on)
