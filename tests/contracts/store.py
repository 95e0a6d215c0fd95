"""What every store promises, as a suite to inherit: give the fixture `store`."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import cast

import pytest

from tests.store.records import (
    DAY,
    NOW,
    begun,
    delivery_of,
    entry,
    episode,
    message,
    sighting,
    snapshot,
    state,
)
from trimtab.domain.alert import EpisodeState, Tally, WatchState
from trimtab.domain.watch_record import Change, DeliveryState, EntryKind, PlanRecord
from trimtab.errors import InvalidValue, Refused
from trimtab.ports import Store

LATER = NOW + timedelta(hours=1)


class StoreContract:
    """Inherit it and give a fixture `store` that is empty each time."""

    def test_nothing_was_written_yet(self, store: Store) -> None:
        assert store.state() == WatchState()
        assert store.log() == ()
        assert store.deliveries() == ()

    def test_a_change_is_read_back_as_it_was_given(self, store: Store) -> None:
        tally = Tally(since=DAY, checks=5, opened=1)
        given = replace(state(episode(1)), tally=tally)
        begun(store, Change(state=given, episodes=(episode(1),)))
        assert store.state() == given

    def test_a_change_is_decided_on_the_state_before_it(self, store: Store) -> None:
        begun(store, Change(state=state(number=7)))
        seen: list[int] = []

        def decide(before: WatchState) -> Change:
            seen.append(before.next_number)
            return Change(state=replace(before, next_number=before.next_number + 1))

        assert store.change(decide).state.next_number == 8
        assert seen == [7]
        assert store.state().next_number == 8

    def test_a_change_that_cannot_be_decided_changes_nothing(self, store: Store) -> None:
        begun(store, Change(state=state(number=3)))

        def fails(_: WatchState) -> Change:
            raise InvalidValue("no")

        with pytest.raises(InvalidValue, match="no"):
            store.change(fails)
        assert store.state() == state(number=3)

    def test_a_closed_episode_is_remembered_and_not_in_the_state(self, store: Store) -> None:
        begun(store, Change(state=state(episode(1)), episodes=(episode(1),)))
        closed = replace(episode(1), state=EpisodeState.CLOSED, closed_at=LATER)
        begun(store, Change(state=state(number=2), episodes=(closed,)))
        assert store.state().episodes == ()
        assert store.episodes() == ()
        assert store.episodes(closed=True) == (closed,)

    def test_an_acknowledged_and_snoozed_episode_stays_open(self, store: Store) -> None:
        given = replace(episode(2), state=EpisodeState.ACKNOWLEDGED, snoozed_until=date(2026, 7, 1))
        begun(store, Change(state=state(given), episodes=(given,)))
        assert store.episodes() == (given,)

    @pytest.mark.parametrize(
        "amount", ["0.1", "123456789012345678.99", "-0.000000000000000001", "1E+3", "0"]
    )
    def test_money_comes_back_to_the_last_digit(self, store: Store, amount: str) -> None:
        seen = snapshot(value=Decimal(amount), cash=Decimal(amount))
        begun(store, Change(state=state(), snapshot=seen))
        (kept,) = store.snapshots()
        assert kept.value == Decimal(amount)
        assert kept.cash == Decimal(amount)

    def test_the_same_view_again_is_counted_and_a_new_one_is_added(self, store: Store) -> None:
        begun(store, Change(state=state(), snapshot=snapshot()))
        begun(store, Change(state=state(), snapshot=replace(snapshot(), seen_at=LATER)))
        begun(store, Change(state=state(), snapshot=snapshot(value=Decimal("99.99"))))
        first, second = store.snapshots()
        assert (first.times, first.seen_at, first.last_seen_at) == (2, NOW, LATER)
        assert first.weights == {"US stocks": Decimal("0.582"), "Cash": Decimal("0.0172")}
        assert (second.times, second.value) == (1, Decimal("99.99"))

    def test_what_a_trigger_says_is_written_when_it_changes(self, store: Store) -> None:
        for value in ("0.082", "0.082", "0.090", "0.082"):
            begun(store, Change(state=state(), fired=(sighting(value),)))
        values = [one.sighting.value for one in store.fired()]
        assert values == [Decimal("0.082"), Decimal("0.09"), Decimal("0.082")]
        assert store.fired()[0].seen_at == NOW
        assert store.fired()[0].sighting == sighting("0.082")

    def test_a_message_waits_on_each_of_its_channels(self, store: Store) -> None:
        given = message("k1", channels=("email:a@example.com", "webhook:HOOK"))
        begun(store, Change(state=state(), messages=(given,)))
        waiting = store.deliveries()
        assert [one.channel for one in waiting] == ["email:a@example.com", "webhook:HOOK"]
        assert {one.state for one in waiting} == {DeliveryState.WAITING}
        assert {one.message for one in waiting} == {given}
        assert {one.next_try_at for one in waiting} == {given.not_before}

    def test_a_message_without_channels_is_kept_and_not_delivered(self, store: Store) -> None:
        begun(store, Change(state=state(), messages=(message("k1"),)))
        assert store.deliveries() == ()
        assert store.messages() == ((message("k1"), ()),)

    def test_a_delivery_is_pending_until_it_is_sent_or_given_up(self, store: Store) -> None:
        given = message("k1", channels=("a", "b", "c"))
        begun(store, Change(state=state(), messages=(given,)))
        first, second, third = store.deliveries()
        store.record_delivery(replace(first, state=DeliveryState.SENT, sent_at=LATER, attempts=1))
        store.record_delivery(replace(second, state=DeliveryState.GIVEN_UP, error="down"))
        begin = replace(third, state=DeliveryState.SENDING, attempts=1)
        store.record_delivery(begin)
        assert store.deliveries() == (begin,)
        ((_, ways),) = store.messages()
        assert [way.state.value for way in ways] == ["sent", "given_up", "sending"]
        assert ways[0].sent_at == LATER
        assert ways[1].error == "down"

    def test_the_oldest_message_goes_first(self, store: Store) -> None:
        late, early = message("k1", channels=("a",), at=LATER), message("k2", channels=("a",))
        begun(store, Change(state=state(), messages=(late, early)))
        assert [one.message.key for one in store.deliveries()] == ["k2", "k1"]

    def test_a_plan_is_recorded_once(self, store: Store) -> None:
        plan = PlanRecord(
            plan_id="7K3F",
            sha256="ab" * 32,
            path="plans/2026-06-15-7K3F.json",
            as_of=DAY,
            made_at=NOW,
            orders=9,
        )
        begun(store, Change(state=state(), plan=plan))
        begun(store, Change(state=state(), plan=replace(plan, made_at=LATER)))
        assert store.plans() == (plan,)

    def test_the_log_keeps_the_order_of_writing(self, store: Store) -> None:
        begun(store, Change(state=state(), entries=(entry("one"), entry("two"))))
        store.append(entry("three", at=NOW - timedelta(days=1)))
        given = delivery_of(message("k1", channels=("a",)))
        begun(store, Change(state=state(), messages=(given.message,)))
        store.record_delivery(given, (entry("four"),))
        assert [line.text for line in store.log()] == ["one", "two", "three", "four"]

    def test_the_log_from_a_time_on(self, store: Store) -> None:
        store.append(entry("old", at=NOW - timedelta(microseconds=1)))
        store.append(entry("new", at=NOW))
        assert [line.text for line in store.log(NOW)] == ["new"]

    def test_an_entry_has_its_kind_and_its_subject(self, store: Store) -> None:
        line = replace(entry("Alert 1 opened"), kind=EntryKind.ALERT, subject="1")
        store.append(line)
        assert store.log() == (line,)

    def test_times_of_another_zone_are_the_same_moment(self, store: Store) -> None:
        elsewhere = NOW.astimezone(timezone(timedelta(hours=-4)))
        begun(store, Change(state=replace(state(), last_check_at=elsewhere)))
        assert store.state().last_check_at == NOW

    def test_only_one_watch_at_a_time(self, store: Store) -> None:
        with store.watching(), pytest.raises(Refused, match="running"), store.watching():
            pass
        with store.watching():
            pass


class DatabaseContract(StoreContract):
    """What a store on a disk promises besides."""

    @pytest.mark.parametrize("amount", [0.1, 1, "0.1", float("nan"), Decimal("NaN")])
    def test_money_that_is_not_exact_is_refused(self, store: Store, amount: object) -> None:
        seen = snapshot(value=cast("Decimal", amount))
        with pytest.raises(InvalidValue, match="exact decimals"):
            begun(store, Change(state=state(number=9), snapshot=seen))
        assert store.state() == WatchState()

    def test_times_without_a_zone_are_refused(self, store: Store) -> None:
        naive = datetime(2026, 6, 15)  # noqa: DTZ001 - this is the mistake
        with pytest.raises(InvalidValue, match="with a zone"):
            store.append(entry("no zone", at=naive))
