"""Two or three faults at once, anywhere in a run, with people who call again and settle."""

import os
import random
from decimal import Decimal
from pathlib import Path

import pytest

from tests.execution.desk_of import (
    ACCOUNTS,
    Faulty,
    Killed,
    KillingJournal,
    TestClock,
    desk_of,
    faulty,
    value_at,
)
from trimtab.domain.brokerage import ClientIds
from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unavailable, Unknown
from trimtab.execution.book import book_of
from trimtab.execution.events import FoundAbsent
from trimtab.execution.journal import Journal
from trimtab.execution.run import Ending, carry_out

IN_CI, ELSEWHERE = 500, 10_000
VALUE = Decimal(40 * 100 + 40 * 50 + 50 * 20 + 600)


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Death is told by exceptions here, and the page cache outlives those."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


class Faults:
    """Faults at chosen requests, before or after the broker has done them."""

    def __init__(self, rng: random.Random) -> None:
        self._before = {rng.randint(1, 70): rng for _ in range(rng.randint(1, 2))}
        self._after = {rng.randint(1, 70): rng for _ in range(rng.randint(0, 1))}

    def before(self, call: str, number: int) -> None:
        if number in self._before:
            raise self._error(call, self._before[number])

    def after(self, call: str, number: int) -> None:
        if number in self._after:
            raise self._after[number].choice(
                [Killed(), Unknown("reset") if call == "place" else Unavailable("reset")]
            )

    def _error(self, call: str, rng: random.Random) -> BaseException:
        errors: list[BaseException] = [Killed(), Auth("401"), RateLimited("429", retry_after=3)]
        if call == "place":
            errors += [Unknown("504"), Definite("1033", kind="preview"), Definite("no")]
        else:
            errors += [Unavailable("500")]
        return rng.choice(errors)


def one_run(tmp_path: Path, seed: int) -> Ending:
    rng = random.Random(seed)
    clock = TestClock()
    faults = Faults(rng)
    broker = faulty(
        clock,
        client_ids=rng.choice([ClientIds.READABLE, ClientIds.ACCEPTED]),
        hides=rng.choice([0, 0, 3]),
        before=faults.before,
        after=faults.after,
    )
    path = tmp_path / f"{seed}.jsonl"
    dies = rng.choice([0, rng.randint(1, 30)])
    when = rng.choice(["before", "torn", "after"])
    journal: Journal = KillingJournal(path, at=dies, when=when)
    ending = Ending.WORKING
    for _ in range(8):
        try:
            ending = carry_out(desk_of(broker, journal, clock))
            if ending is Ending.UNKNOWN:
                settle_as_a_person_would(broker, journal, clock)
        except (BrokerError, Killed):
            journal = Journal(path)
            continue
        if ending not in {Ending.UNKNOWN, Ending.WORKING}:
            break
    path.unlink()
    assert_sound(broker, seed)
    return ending


def settle_as_a_person_would(broker: Faulty, journal: Journal, clock: TestClock) -> None:
    """Look at the broker's own books, and say of each lost order whether it is there."""
    run = book_of(journal.events()).runs["7K3F-1"]
    there = {report.client_order_id for report in broker.accepted}
    for number in run.unknown():
        order = run.leg(number).order
        if order is not None and order.order_id not in there:
            journal.append(FoundAbsent(at=clock.now(), run=run.run, leg=number, who="Ana"))


def assert_sound(broker: Faulty, seed: int) -> None:
    names = [report.client_order_id for report in broker.accepted]
    assert len(names) == len(set(names)), f"seed {seed}: accepted twice"
    assert value_at(broker) == VALUE, f"seed {seed}: money or shares made or lost"
    assert all(broker.paper.snapshot(one).cash >= 0 for one in ACCOUNTS.values()), seed


def test_some_hundred_runs_with_several_faults(tmp_path: Path) -> None:
    endings = [one_run(tmp_path, seed) for seed in range(IN_CI)]
    # Faults cost orders at times, never the run: somebody who calls again gets to an end.
    assert set(endings) <= {Ending.DONE, Ending.SOME}
    assert endings.count(Ending.DONE) > IN_CI // 2


@pytest.mark.long
def test_ten_thousand_runs_with_several_faults(tmp_path: Path) -> None:
    endings = [one_run(tmp_path, seed) for seed in range(IN_CI, IN_CI + ELSEWHERE)]
    print(f"{len(endings)} runs, {endings.count(Ending.DONE)} filled whole")  # noqa: T201 - a result
    assert set(endings) <= {Ending.DONE, Ending.SOME}
