"""`trimtab watch`, `alerts` and `history`, as a user meets them."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.app.watching.household import make_household, price_for, set_price
from tests.cli.running import Run
from tests.notify.receivers import webhook
from trimtab.app.schemas import schema_named

DAY = "2026-06-15"
HOOK = '[watch]\n[[watch.notify]]\nkind = "webhook"\nurl_env = "TRIMTAB_WEBHOOK_URL"\n'
PRIVATE = "[display]\nprivacy = true\n"
AMOUNT = re.compile(r"\$\s?\d")


@pytest.fixture
def folder(empty: Path) -> Path:
    make_household(empty, "[watch]\n")
    set_price(empty, price_for("8"))
    return empty


def valid(name: str, text: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(text)
    validator = Draft202012Validator(schema_named(name))
    assert [error.message for error in validator.iter_errors(document)] == []
    return document


@pytest.mark.usefixtures("folder")
def test_a_check_says_what_opened_and_which_plan_it_made(run: Run) -> None:
    ran = run("watch", "--once", "--as-of", DAY)
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert re.fullmatch(r"Rivera - checked \w{3} 15 Jun 2026 \d\d:\d\d - 2 alerts open", lines[0])
    assert lines[1:3] == [
        "OPENED   1  Stocks 8.0 pp over target",
        "OPENED   2  Bonds 8.0 pp under target",
    ]
    made = re.fullmatch(r"Plan (\w{4}): \d+ orders?. trimtab show \1", lines[3])
    assert made is not None
    assert run("show", made[1]).code == 0
    again = run("watch", "--once", "--as-of", DAY)
    assert again.out.splitlines()[1:] == ["Nothing new."]


@pytest.mark.usefixtures("folder")
def test_exit_10_only_when_asked_for_and_only_when_something_opened(run: Run) -> None:
    assert run("watch", "--once", "--as-of", DAY, "--exit-code").code == 10
    assert run("watch", "--once", "--as-of", DAY, "--exit-code").code == 0


@pytest.mark.usefixtures("folder")
def test_documents_are_what_their_schemas_say(run: Run) -> None:
    checked = valid("watch", run("watch", "--once", "--as-of", DAY, "--json").out)
    assert checked["as_of"] == DAY
    run("alerts", "ack", "1")
    listed = valid("alerts", run("alerts", "list", "--all", "--json").out)
    alerts = listed["alerts"]
    assert isinstance(alerts, list)
    assert [alert["state"] for alert in alerts] == ["acknowledged", "open"]
    valid("history", run("history", "--json").out)
    valid("status", run("status", "--as-of", DAY, "--json").out)


@pytest.mark.usefixtures("folder")
def test_alerts_are_listed_acknowledged_and_snoozed(run: Run) -> None:
    assert "has not run yet" in run("alerts").out
    run("watch", "--once", "--as-of", DAY)
    ran = run("alerts", "ack", "1")
    assert "Alert 1 is hidden until its numbers change by a fifth" in ran.err
    assert "1  got it  Stocks 8.0 pp over target" in ran.out
    ran = run("alerts", "snooze", "2", "--until", "2026-07-01")
    assert "Nothing is told about alert 2 before 1 Jul 2026" in ran.err
    assert "until 1 Jul 2026" in ran.out
    assert run("alerts", "ack", "9").code == 3
    assert "no open alert 9; open alerts: 1, 2" in run("alerts", "ack", "9").err


@pytest.mark.parametrize(
    "arguments",
    [
        ("alerts", "ack"),
        ("alerts", "list", "1"),
        ("alerts", "ack", "1", "--until", "2026-07-01"),
        ("alerts", "snooze", "1", "--all"),
        ("alerts", "drop", "1"),
        ("watch", "--once", "--every", "1h"),
        ("watch", "--notify-test", "--once"),
        ("watch", "--exit-code"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_contradicts_itself_is_wrong_usage(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).code == 2


@pytest.mark.usefixtures("folder")
def test_a_schedule_that_is_none_is_named(run: Run) -> None:
    ran = run("watch", "--every", "sometimes")
    assert ran.code == 3
    assert "'sometimes' is not a schedule" in ran.err


@pytest.mark.usefixtures("folder")
def test_history_has_plans_alerts_and_decisions_newest_first(run: Run) -> None:
    run("plan", "--as-of", DAY, "--planner", "equal-weight")
    run("watch", "--once", "--as-of", DAY)
    run("alerts", "ack", "1")
    entries = json.loads(run("history", "--json").out)["entries"]
    times = [entry["at"] for entry in entries]
    assert times == sorted(times, reverse=True)
    texts = [entry["text"] for entry in entries]
    assert any(re.match(r"Plan \w{4} made, for 15 Jun 2026", text) for text in texts)
    assert any(re.match(r"Plan \w{4} made by the watch: \d+ orders?", text) for text in texts)
    assert "Alert 1 acknowledged by you" in texts
    only = json.loads(run("history", "--since", "2999-01-01", "--json").out)["entries"]
    assert only == []
    assert {entry["kind"] for entry in entries}.isdisjoint({"trigger", "watch"})


@pytest.mark.usefixtures("folder")
def test_the_whole_history_has_what_triggers_said_and_what_the_watch_saw(run: Run) -> None:
    run("watch", "--once", "--as-of", DAY)
    told = run("history", "--all", "--json").out
    valid("history", told)
    entries = json.loads(told)["entries"]
    said = [one["text"] for one in entries if one["kind"] == "trigger"]
    seen = [one["text"] for one in entries if one["kind"] == "watch"]
    assert said
    assert all(text.startswith("Trigger ") for text in said)
    (text,) = seen
    assert re.fullmatch(
        r"The household is worth \$[\d,]+, \$[\d,]+ of it cash, drift [\d.]+ pp", text
    )


def test_an_import_is_in_the_history_also_when_it_was_taken_back(sample: Path, run: Run) -> None:
    assert "Nothing has happened yet" in run("history").out
    golden = Path(__file__).parent.parent / "golden/etrade/newer-columns.csv"
    ran = run("import", str(golden), "--account", "joint", "--accept-problems")
    assert ran.code == 0, ran.err
    assert "Import newer-columns.csv" in run("history").out
    run("import", "--undo")
    assert "Import newer-columns.csv, taken back since" in run("history").out
    assert not (sample / ".trimtab/state.db").exists()


def test_status_says_when_the_watch_ran_last_and_when_it_has_stopped(
    folder: Path, run: Run
) -> None:
    assert "The watch has not run yet" in run("status", "--as-of", DAY).out
    run("watch", "--once", "--as-of", DAY)
    status = run("status", "--as-of", DAY).out
    assert "Watch last ran just now. 2 alerts open: trimtab alerts" in status
    late = run("status", "--as-of", "2026-06-18").out
    assert "! Watch last ran 3 days ago, and should every 1d. Has it stopped?" in late
    (folder / ".trimtab/state.db").write_bytes(b"not a database, and long enough to be read" * 99)
    broken = run("status", "--as-of", DAY)
    assert broken.code == 0
    assert "! The watch's record cannot be read" in broken.out


def test_with_privacy_nothing_that_is_printed_or_sent_has_an_amount(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_household(folder, HOOK + PRIVATE)
    settings = (folder / "trimtab.toml").read_text(encoding="utf-8")
    taxable = settings.replace('type = "traditional"', 'type = "taxable"')
    (folder / "trimtab.toml").write_text(taxable, encoding="utf-8")
    set_price(folder, "50")
    with webhook() as (hook, url):
        monkeypatch.setenv("TRIMTAB_WEBHOOK_URL", url)
        printed = [
            run("watch", "--once", "--as-of", DAY, *flags).out for flags in ((), ("--json",))
        ]
    printed += [
        run(name, *flags).out for name in ("alerts", "history") for flags in ((), ("--json",))
    ]
    assert "[hidden]" in "".join(printed)
    sent = json.dumps([body for _, body in hook.posts])
    assert hook.posts
    assert not AMOUNT.search("".join(printed) + sent)
    listed = json.loads(run("alerts", "--json").out)["alerts"]
    assert {(alert["value"], alert["limit"]) for alert in listed} == {(None, None)}


def test_a_test_message_goes_by_every_way(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No way to tell you is set" in run("watch", "--notify-test").out
    make_household(folder, HOOK)
    with webhook() as (hook, url):
        monkeypatch.setenv("TRIMTAB_WEBHOOK_URL", url)
        ran = run("watch", "--notify-test")
        assert (ran.code, ran.out) == (0, "webhook:TRIMTAB_WEBHOOK_URL: a test message was sent\n")
        hook.status = 500
        ran = run("watch", "--notify-test", "--json")
    assert ran.code == 5
    assert json.loads(ran.out)["channels"][0]["error"]
    assert [body["title"] for _, body in hook.posts] == ["[trimtab] Rivera: test message"]
    assert not (folder / ".trimtab").exists()


def test_a_way_without_its_secret_is_named_before_anything_is_checked(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_household(folder, HOOK)
    monkeypatch.delenv("TRIMTAB_WEBHOOK_URL", raising=False)
    ran = run("watch", "--once")
    assert ran.code == 3
    assert "TRIMTAB_WEBHOOK_URL is not set" in ran.err
    assert "--notify-test" in ran.err


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)], ids=["TERM", "INT"]
)
def test_a_signal_ends_the_watch_after_its_check_and_a_second_watch_is_refused(
    folder: Path, run: Run, number: signal.Signals, code: int
) -> None:
    command = [sys.executable, "-m", "trimtab", "watch", "--every", "1h", "--json"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stdout is not None
        first = valid("watch", watch.stdout.readline())
        assert first["next_check_at"] is not None
        refused = run("watch", "--once")
        os.kill(watch.pid, number)
        _, told = watch.communicate()
    assert refused.code == 6
    assert f"process {watch.pid}" in refused.err
    assert watch.returncode == code
    assert "The watch has ended. Nothing is half written." in told
