"""One check: look, plan, write, tell; and what happens when one of these does not work."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.app.watching.household import (
    MONDAY,
    Heard,
    MovedClock,
    make_household,
    price_for,
    set_price,
    told_at,
    watch_of,
)
from trimtab.app.watching.alerts import Record
from trimtab.app.watching.check import Watch
from trimtab.app.workspace import Workspace
from trimtab.domain.alert import NoticeKind
from trimtab.domain.watch_record import DeliveryState, EntryKind
from trimtab.errors import NoPlan, OutsideFailure
from trimtab.store import MemoryStore, StorePlace, open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_household(tmp_path)


def record_of(watch: Watch, *, privacy: bool = False) -> Record:
    setup = watch.setup
    return Record(root=setup.root, store=watch.store, zone=setup.zone, privacy=privacy)


# -------------------------------------------------------------------------- what is told


def test_a_household_inside_its_bands_is_calm_and_remembered(folder: Path) -> None:
    heard = Heard()
    watch = watch_of(folder, MovedClock(), heard)
    checked = watch.check()
    assert checked.told == ()
    assert checked.plan is None
    assert heard.messages == []
    (snapshot,) = watch.store.snapshots()
    assert (snapshot.value, snapshot.drift) == (Decimal(100000), Decimal(0))
    assert dict(snapshot.weights) == {"Stocks": Decimal("0.6"), "Bonds": Decimal("0.4")}
    assert watch.store.state().last_as_of == date(2026, 6, 15)


def test_a_class_outside_its_band_is_told_once_with_a_plan(folder: Path) -> None:
    heard = Heard()
    watch = watch_of(folder, MovedClock(), heard)
    set_price(folder, price_for("8"))
    checked = watch.check()
    assert [episode.latest.subject for episode in checked.about(NoticeKind.OPENED)] == [
        "Stocks",
        "Bonds",
    ]
    (message,) = heard.messages
    assert message.title == ("[trimtab] Rivera: 2 alerts: Stocks 8.0 pp over target, and 1 more")
    assert "Stocks is 8.0 pp over target, outside 55% to 65%." in message.body
    assert checked.plan is not None
    assert f"trimtab show {checked.plan.plan_id}" in message.body
    assert watch.check().told == ()
    assert len(heard.messages) == 1


def test_the_plan_is_saved_as_the_command_saves_it_and_recorded(folder: Path) -> None:
    watch = watch_of(folder, MovedClock(), Heard())
    set_price(folder, price_for("8"))
    watch.check()
    (record,) = watch.store.plans()
    saved = json.loads((folder / record.path).read_text(encoding="utf-8"))
    assert (saved["id"], saved["sha256"]) == (record.plan_id, record.sha256)
    assert saved["schema"] == "trimtab.plan/1"


def test_prices_that_cross_a_band_ten_times_inside_noise_give_one_alert(folder: Path) -> None:
    clock, heard = MovedClock(), Heard()
    watch = watch_of(folder, clock, heard)
    prices = [price_for(over) for over in ("4.6", "5.3") * 6]
    counts = told_at(watch, folder, prices, clock)
    assert counts[1] == 2  # stocks over, bonds under
    assert sum(counts) == 2
    assert len(heard.messages) == 1


def test_a_fifth_worse_is_told_again_and_a_return_opens_a_new_episode(folder: Path) -> None:
    clock, heard = MovedClock(), Heard()
    watch = watch_of(folder, clock, heard)
    prices = [price_for(over) for over in ("6", "7", "7.3", "3", "6")]
    assert told_at(watch, folder, prices, clock) == [2, 0, 2, 0, 2]
    assert "worse: Stocks 7.3 pp over target" in heard.titles[1]
    assert [one.number for one in watch.store.episodes(closed=True)] == [1, 2, 3, 4]


def test_without_plans_none_is_made(folder: Path) -> None:
    make_household(folder, "[watch]\nplan = false\n")
    watch = watch_of(folder, MovedClock(), Heard())
    set_price(folder, price_for("8"))
    assert watch.check().plan is None
    assert not (folder / "plans").exists()


def test_a_plan_that_cannot_be_made_is_told_and_holds_nothing_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: Workspace) -> None:
        raise NoPlan("max_orders 0 and band_mode hard conflict")

    monkeypatch.setattr(Workspace, "plan", none)
    heard = Heard()
    watch = watch_of(folder, MovedClock(), heard)
    set_price(folder, price_for("8"))
    checked = watch.check()
    assert checked.plan is not None
    assert checked.plan.trouble == "max_orders 0 and band_mode hard conflict"
    assert "No plan could be made: max_orders 0 and band_mode" in heard.messages[0].body
    assert watch.store.plans() == ()


def test_what_alert_on_leaves_out_is_not_told(folder: Path) -> None:
    make_household(folder, '[watch]\nalert_on = ["harvest"]\n')
    heard = Heard()
    set_price(folder, price_for("8"))
    assert watch_of(folder, MovedClock(), heard).check().told == ()


# -------------------------------------------------------------------------- the user's decisions


def test_got_it_and_later_are_heeded_and_logged(folder: Path) -> None:
    clock, heard = MovedClock(), Heard()
    watch = watch_of(folder, clock, heard)
    set_price(folder, price_for("6"))
    watch.check()
    record = record_of(watch)
    record.acknowledge(1, now=clock.now())
    until = record.snooze(2, None, now=clock.now())
    assert until == date(2026, 6, 22)
    clock.time += timedelta(days=1)
    set_price(folder, price_for("7"))
    assert watch.check().told == ()
    clock.time += timedelta(days=6)
    watch.check()
    assert "[trimtab] Rivera: still: Bonds 7.0 pp under target" in heard.titles[1:]
    texts = [entry.text for entry in record.history().entries]
    assert "Alert 1 acknowledged by you" in texts
    assert "Alert 2 snoozed until 22 Jun 2026" in texts


# -------------------------------------------------------------------------- ways that do not work


def test_a_way_that_is_down_is_tried_again_later_and_holds_nothing_up(folder: Path) -> None:
    clock = MovedClock()
    hook, mail = Heard("webhook:HOOK", down="503"), Heard("email:ana@example.com")
    watch = watch_of(folder, clock, hook, mail)
    set_price(folder, price_for("8"))
    checked = watch.check()
    assert (checked.sent.sent, checked.sent.failed) == (1, 1)
    (waiting,) = watch.store.deliveries()
    assert (waiting.state, waiting.attempts, waiting.error) == (DeliveryState.WAITING, 1, "503")
    assert waiting.next_try_at == MONDAY + timedelta(minutes=1)
    watch.check()
    assert hook.tries == 1  # not before its time
    clock.time += timedelta(minutes=1)
    watch.check()
    (waiting,) = watch.store.deliveries()
    assert waiting.next_try_at == clock.now() + timedelta(minutes=5)
    hook.down = ""
    clock.time += timedelta(minutes=5)
    watch.check()
    assert watch.store.deliveries() == ()
    assert [message.key for message in hook.messages] == [mail.messages[0].key]
    assert len(mail.messages) == 1
    kinds = [entry.text.partition(":")[0] for entry in watch.store.log()]
    assert sum(text.startswith("Not sent by webhook") for text in kinds) == 2


def test_a_way_that_stays_down_is_given_up_after_a_week_and_that_is_logged(folder: Path) -> None:
    make_household(folder, '[watch]\ndigest = "never"\n')
    clock, hook = MovedClock(), Heard("webhook:HOOK", down="gone")
    watch = watch_of(folder, clock, hook)
    set_price(folder, price_for("8"))
    watch.check()
    for _ in range(20):
        clock.time += timedelta(hours=12)
        watch.check()
    assert watch.store.deliveries() == ()
    given_up = [one for one in watch.store.log() if one.text.startswith("Given up")]
    assert len(given_up) == 1
    assert given_up[0].kind is EntryKind.NOTIFICATION
    # Tried at first often, then twice a day: never a flood.
    assert 8 <= hook.tries <= 20


def test_a_way_that_was_taken_out_of_the_settings_is_given_up(folder: Path) -> None:
    clock, store = MovedClock(), MemoryStore()
    set_price(folder, price_for("8"))
    watch_of(folder, clock, Heard("webhook:OLD", down="gone"), store=store).check()
    clock.time += timedelta(days=1)
    watch_of(folder, clock, Heard("email:new@example.com"), store=store).check()
    assert store.deliveries() == ()
    assert any("no longer among" in entry.text for entry in store.log())


def test_messages_are_held_back_in_quiet_hours_and_sent_after(folder: Path) -> None:
    make_household(folder, '[watch]\nquiet_hours = ["09:00", "12:00"]\n')
    clock, heard = MovedClock(), Heard()  # 10:30 in New York
    watch = watch_of(folder, clock, heard)
    set_price(folder, price_for("8"))
    watch.check()
    assert heard.messages == []
    assert watch.outbox.next_due() == MONDAY + timedelta(minutes=90)
    clock.time += timedelta(minutes=89)
    watch.send_due()
    assert heard.messages == []
    clock.time += timedelta(minutes=1)
    watch.send_due()
    assert len(heard.messages) == 1


def test_on_another_day_that_was_asked_for_messages_go_out_too(folder: Path) -> None:
    heard = Heard()
    watch = watch_of(folder, MovedClock(), heard)
    set_price(folder, price_for("8"))
    later = replace(watch, as_of=date(2027, 1, 15)).check()
    assert later.at == MONDAY + timedelta(days=214)
    assert len(heard.messages) == 1


def test_a_process_that_ended_while_sending_sends_again_with_the_same_key(folder: Path) -> None:
    clock, heard = MovedClock(), Heard()
    watch = watch_of(folder, clock, heard)
    set_price(folder, price_for("8"))

    class Ends(Exception):
        pass

    class TakesItAndEnds(Heard):
        def send(self, message: object) -> None:
            super().send(message)  # type: ignore[arg-type]  # as it came
            raise Ends

    ending = TakesItAndEnds()
    ending.messages = heard.messages
    with pytest.raises(Ends):
        replace(watch, setup=replace(watch.setup, notifiers={"heard": ending})).check()
    (begun,) = watch.store.deliveries()
    assert begun.state is DeliveryState.SENDING
    watch.check()
    assert watch.store.deliveries() == ()
    first, second = heard.messages
    assert first.key == second.key
    assert first == second


# -------------------------------------------------------------------- what cannot be relied on


def test_files_that_cannot_be_read_are_told_and_other_alerts_stay(folder: Path) -> None:
    clock, heard = MovedClock(), Heard()
    watch = watch_of(folder, clock, heard)
    set_price(folder, price_for("8"))
    watch.check()
    set_price(folder, "many")
    checked = watch.check()
    assert checked.problems
    assert "could not check: prices.csv:2" in heard.titles[1]
    assert [episode.number for episode in checked.open_now] == [1, 2, 3]
    assert watch.check().told == ()
    set_price(folder, price_for("8"))
    checked = watch.check()
    assert [episode.number for episode in checked.closed] == [3]
    assert [episode.number for episode in checked.open_now] == [1, 2]


def test_returns_with_a_hole_are_told_and_the_other_triggers_are_asked(folder: Path) -> None:
    settings = (folder / "trimtab.toml").read_text()
    settings = settings.replace("[data]\n", '[data]\nreturns = "returns.csv"\n')
    (folder / "trimtab.toml").write_text(settings + "[triggers.risk]\ndeviation = 10\n")
    rows = "date,VTI,BND\n2026-01-30,0.02,0.001\n2026-02-27,-0.03,{}\n2026-03-31,0.01,0.004\n"
    heard = Heard()
    watch = watch_of(folder, MovedClock(), heard)
    (folder / "returns.csv").write_text(rows.format("0.002"))
    set_price(folder, price_for("8"))
    assert {one.latest.trigger for one in watch.check().open_now} == {"drift", "risk"}
    (folder / "returns.csv").write_text(rows.format(""))
    set_price(folder, "100")
    checked = watch.check()
    assert [problem.line for problem in checked.problems] == [3]
    assert "could not check: risk: returns.csv:3: BND has no return" in heard.titles[-1]
    # Drift is known to be over; whether risk is, is not.
    assert {one.latest.trigger for one in checked.closed} == {"drift"}
    assert {one.latest.trigger for one in checked.open_now} == {"risk", "check"}
    (folder / "returns.csv").write_text(rows.format("0.002"))
    checked = watch.check()
    assert {one.latest.trigger for one in checked.closed} == {"risk", "check"}
    assert not checked.problems


def test_a_clock_that_goes_backwards_is_named_and_nothing_is_checked(folder: Path) -> None:
    clock = MovedClock()
    watch = watch_of(folder, clock, Heard())
    watch.check()
    before = watch.store.state()
    clock.time = MONDAY - timedelta(days=3)
    with pytest.raises(OutsideFailure, match="went backwards"):
        watch.check()
    assert watch.store.state() == before


def test_a_clock_that_is_set_right_by_minutes_goes_on(folder: Path) -> None:
    clock = MovedClock()
    watch = watch_of(folder, clock, Heard())
    watch.check()
    clock.time = MONDAY - timedelta(minutes=5)
    assert watch.check().at == MONDAY


def test_a_store_that_fails_tells_nothing_and_the_next_check_tells_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, clock = Heard(), MovedClock()
    store = open_store(StorePlace(file=folder / ".trimtab/state.db", household="Rivera"))
    watch = watch_of(folder, clock, heard, store=store)
    set_price(folder, price_for("8"))

    def full(*_: object) -> None:
        raise OutsideFailure("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("trimtab.store.changing.append", full)
        with pytest.raises(OutsideFailure, match="disk is full"):
            watch.check()
    assert heard.messages == []
    assert store.episodes() == ()
    watch.check()
    assert len(heard.messages) == 1


# -------------------------------------------------------------------------- privacy


def test_with_privacy_no_message_and_no_list_has_an_amount(folder: Path) -> None:
    make_household(folder, "[watch]\n[display]\nprivacy = true\n")
    settings = (folder / "trimtab.toml").read_text(encoding="utf-8")
    settings = settings.replace('type = "traditional"', 'type = "taxable"')
    (folder / "trimtab.toml").write_text(settings, encoding="utf-8")
    clock, heard = MovedClock(), Heard()
    watch = watch_of(folder, clock, heard)
    set_price(folder, "50")  # a loss of $20,000, and stocks far under
    checked = watch.check()
    assert {episode.latest.trigger for episode in checked.open_now} >= {"drift", "harvest"}
    (message,) = heard.messages
    assert "[hidden]" in message.body
    assert "$" not in message.title + message.body
    assert "$" in " ".join(entry.text for entry in watch.store.log())
