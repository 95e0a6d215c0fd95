"""Killed at any moment and started again, the watch loses no alert and sends none twice.

Every step of a price series crosses a band or comes back. At each, `trimtab watch --once` is
started in a process of its own, killed with SIGKILL after a random time, and started again. What
the webhook got is compared with what the store says was told, by the key that a receiver drops
copies by.
"""

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.app.watching.household import make_household, price_for, set_price
from tests.notify.receivers import webhook
from trimtab.cli import main
from trimtab.domain.watch_record import DeliveryState
from trimtab.store import StorePlace, open_store

SETTINGS = """\
[watch]
digest = "never"
[[watch.notify]]
kind = "webhook"
url_env = "TRIMTAB_WEBHOOK_URL"
"""
FIRST = date(2026, 6, 15)


def watch_once(folder: str, day: str, url: str) -> None:
    """What a process of the test does: the command itself, and its exit code."""
    os.environ["TRIMTAB_WEBHOOK_URL"] = url
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
    sys.exit(main(["watch", "--once", "-C", folder, "--as-of", day]))


@dataclass(slots=True)
class Killer:
    """Runs the watch in processes, and kills some of them.

    usual  seconds that an undisturbed run takes: how long the random times may be
    """

    folder: Path
    url: str
    context: ForkServerContext
    moments: random.Random
    usual: float = 1.0
    killed: int = 0
    times: list[float] = field(default_factory=list)

    def run(self, day: date) -> int | None:
        began = time.perf_counter()
        process = self._started(day)
        process.join()
        self.times.append(time.perf_counter() - began)
        self.usual = sorted(self.times)[len(self.times) // 2]
        return process.exitcode

    def run_and_kill(self, day: date) -> None:
        process = self._started(day)
        process.join(timeout=self.moments.uniform(0, self.usual))
        if process.is_alive():
            process.kill()
            self.killed += 1
        process.join()

    def _started(self, day: date) -> multiprocessing.process.BaseProcess:
        arguments = (str(self.folder), day.isoformat(), self.url)
        process = self.context.Process(target=watch_once, args=arguments)
        process.start()
        return process


@contextmanager
def killer(folder: Path, url: str, seed: int) -> Iterator[Killer]:
    # A server that has everything loaded forks each process: quick, and not from our own threads.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.app.watching.preloaded"])
    yield Killer(folder=folder, url=url, context=context, moments=random.Random(seed))


def check_kills(folder: Path, kills: int, seed: int) -> dict[str, int]:
    """Kill the watch `kills` times and compare what arrived with what was to be told."""
    make_household(folder, SETTINGS)
    with webhook() as (hook, url), killer(folder, url, seed) as runs:
        assert runs.run(FIRST) == 0
        step, breaches = 0, 0
        while runs.killed < kills:
            day = FIRST + timedelta(days=step + 1)
            over = step % 2 == 0
            set_price(folder, price_for("6") if over else price_for("1"))
            runs.run_and_kill(day)
            assert runs.run(day) == 0
            breaches += over
            step += 1
        store = open_store(StorePlace(file=folder / ".trimtab/state.db", household="Rivera"))
        # On a busy machine the webhook may answer too late for the last message: it waits then.
        set_price(folder, price_for("1"))
        for more in range(5):
            if store.deliveries():
                assert runs.run(FIRST + timedelta(days=step + 1 + more)) == 0
        messages = store.messages()
        told = [number for message, _ in messages for number in message.episodes]
        # Nothing lost: each breach is two alerts, stocks over and bonds under, told once each.
        assert told == list(range(1, 2 * breaches + 1))
        assert [episode.number for episode in store.episodes(closed=True)] == told
        states = {one.state for _, deliveries in messages for one in deliveries}
        assert states == {DeliveryState.SENT}
        # Nothing twice: what arrived is what was recorded, counted by key.
        arrived = Counter(hook.keys)
        assert set(arrived) == {message.key for message, _ in messages}
        # A copy is sent only where the process was killed between the two marks, and is marked so.
        attempts = {message.key: one.attempts for message, ways in messages for one in ways}
        assert all(count <= attempts[key] for key, count in arrived.items())
        copies = sum(count - 1 for count in arrived.values())
        late = sum(entry.text.startswith("Not sent") for entry in store.log())
        return {
            "kills": runs.killed,
            "messages": len(messages),
            "copies": copies,
            "answers that came too late": late,
        }


def test_killed_at_ten_random_moments_it_loses_no_alert_and_tells_none_twice(
    tmp_path: Path,
) -> None:
    assert check_kills(tmp_path, kills=10, seed=5)["messages"] >= 4


@pytest.mark.long
def test_killed_at_two_hundred_random_moments_it_loses_no_alert_and_tells_none_twice(
    tmp_path: Path,
) -> None:
    result = check_kills(tmp_path, kills=200, seed=200)
    sys.stdout.write(f"{result}\n")
    assert result["kills"] == 200
