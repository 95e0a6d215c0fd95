"""The journal keeps what was written, notices changes, and cuts off what was half written."""

import errno
import json
import multiprocessing
import os
import resource
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.execution.desk_of import JOINT, MORNING
from trimtab.domain import LotId, Order, OrderId, OrderStatus, OrderType, Side, Symbol
from trimtab.errors import InputProblems, InvalidValue, TrimtabError
from trimtab.execution import events as happened
from trimtab.execution.book import Book, book_after, book_of
from trimtab.execution.journal import Journal
from trimtab.execution.records import KINDS, from_record, to_record

ORDER = Order(
    order_id=OrderId("7K3F01234567001"),
    account_id=JOINT,
    side=Side.SELL,
    symbol=Symbol("VTI"),
    quantity=Decimal("2.500"),
    order_type=OrderType.LIMIT,
    limit_price=Decimal("99.90"),
    lots=((LotId("L1"), Decimal("2.500")),),
)
PLAN: dict[str, Any] = {"plan": "7K3F", "sha256": "ab"}
LEG = {"run": "7K3F-1", "leg": 1}
EVENTS: tuple[happened.Event, ...] = (
    happened.Drafted(at=MORNING, **PLAN),
    happened.Acknowledged(at=MORNING, **PLAN, warning="W1", who="Ana", note='"quoted", é'),
    happened.Approved(at=MORNING, **PLAN, who="Ana"),
    happened.Rejected(at=MORNING, **PLAN, who="Luis", note="no"),
    happened.RunStarted(
        at=MORNING, run="7K3F-1", **PLAN, broker="tickets", live=True, by_hand=True
    ),
    happened.Intended(
        at=MORNING,
        run="7K3F-1",
        leg=1,
        attempt=1,
        order=ORDER,
        known=("7", "8"),
        price=Decimal("99.95"),
        held=Decimal(40),
        cash=Decimal("500.00"),
        waits_until=MORNING,
    ),
    happened.Placed(at=MORNING, run="7K3F-1", leg=1, broker_order_id="9", adopted=True),
    happened.Declined(at=MORNING, run="7K3F-1", leg=1, message="no", code="1037"),
    happened.Lost(at=MORNING, run="7K3F-1", leg=1, message="reset"),
    happened.FoundAbsent(at=MORNING, run="7K3F-1", leg=1, who="Ana"),
    happened.Progress(
        at=MORNING,
        run="7K3F-1",
        leg=1,
        status=OrderStatus.PARTLY_FILLED,
        filled=Decimal("1.25"),
        average_price=Decimal("99.9333"),
        commission=Decimal("0.65"),
        who="Ana",
    ),
    happened.Skipped(at=MORNING, run="7K3F-1", leg=1, why="no cash"),
    happened.CancelAsked(at=MORNING, run="7K3F-1", leg=1, who="Ana"),
    happened.CancelAnswered(at=MORNING, run="7K3F-1", leg=1, message="too late"),
    happened.TicketsWritten(at=MORNING, run="7K3F-1", plan="7K3F", folder="tickets"),
    happened.SaidImported(at=MORNING, run="7K3F-1", plan="7K3F", who="Ana"),
    happened.RunEnded(at=MORNING, run="7K3F-1", outcome="done"),
    happened.Halted(at=MORNING, who="Ana", why="wait"),
    happened.Resumed(at=MORNING, who="Ana"),
)


def test_the_book_takes_up_only_what_is_new_and_is_the_fold_of_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_up: list[happened.Event] = []

    def counted(event: happened.Event, book: Book) -> Book:
        taken_up.append(event)
        return book_after(event, book)

    monkeypatch.setattr("trimtab.execution.journal.book_after", counted)
    mine, others = Journal(tmp_path / "journal.jsonl"), Journal(tmp_path / "journal.jsonl")
    for number, event in enumerate(EVENTS):
        (mine if number % 2 else others).append(event)
        assert mine.book() == mine.book() == book_of(EVENTS[: number + 1])
    assert taken_up == list(EVENTS)
    mine.path.unlink()
    assert mine.book() == Book()


def journal_at(tmp_path: Path) -> Journal:
    journal = Journal(tmp_path / "state" / "journal.jsonl")
    for event in EVENTS:
        journal.append(event)
    return journal


def test_there_is_an_example_of_every_event() -> None:
    kinds = set(KINDS.values()) - {happened.Event, happened.LegEvent}
    assert {type(event) for event in EVENTS} == kinds


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_as_it_was(event: happened.Event) -> None:
    assert from_record(json.loads(json.dumps(to_record(event)))) == event


def test_what_was_written_is_read_in_order_also_by_others(tmp_path: Path) -> None:
    journal = journal_at(tmp_path)
    assert journal.events() == EVENTS
    assert Journal(journal.path).events() == EVENTS


def test_nothing_there_is_nothing_happened(tmp_path: Path) -> None:
    assert Journal(tmp_path / "none").events() == ()


@pytest.mark.parametrize("kept", range(1, 40, 7))
def test_the_beginning_of_a_line_is_cut_off_and_the_next_one_fits(
    tmp_path: Path, kept: int
) -> None:
    journal = journal_at(tmp_path)
    whole = journal.path.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    journal.path.write_bytes(whole[: last + kept])
    again = Journal(journal.path)
    assert again.events() == EVENTS[:-1]
    again.append(EVENTS[-1])
    assert journal.path.read_bytes() == whole


@pytest.mark.parametrize("line", [0, 5, len(EVENTS) - 1])
def test_a_line_that_was_changed_is_named(tmp_path: Path, line: int) -> None:
    journal = journal_at(tmp_path)
    lines = journal.path.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b"7K3F", b"7K3G").replace(b"Ana", b"Eva")
    journal.path.write_bytes(b"".join(lines))
    with pytest.raises(InputProblems) as raised:
        Journal(journal.path).events()
    assert raised.value.problems[0].line == line + 1


def test_a_line_that_is_gone_is_noticed(tmp_path: Path) -> None:
    journal = journal_at(tmp_path)
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(lines[:3] + lines[4:]))
    with pytest.raises(InputProblems, match="damaged"):
        Journal(journal.path).events()


def test_a_full_disk_is_told_and_leaves_whole_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = journal_at(tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TrimtabError, match="No space left"):
        journal.append(EVENTS[0])
    monkeypatch.undo()
    assert Journal(journal.path).events() == EVENTS
    journal.append(EVENTS[0])
    assert journal.events() == (*EVENTS, EVENTS[0])


def test_a_disk_that_takes_a_part_of_a_line_is_told_too(tmp_path: Path) -> None:
    journal = journal_at(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system's own limit on the length of a file: a write up to it is short, and no error.
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.path.stat().st_size + 20, before[1]))
    try:
        with pytest.raises(TrimtabError, match="cannot write the journal"):
            journal.append(EVENTS[0])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert Journal(journal.path).events() == EVENTS
    journal.append(EVENTS[0])
    assert journal.events() == (*EVENTS, EVENTS[0])


def test_a_disk_that_takes_a_part_of_several_events_takes_none_of_them(tmp_path: Path) -> None:
    journal = journal_at(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Room for the first two of them and a half.
    room = len(journal.path.read_bytes().splitlines()[0]) * 5 // 2
    resource.setrlimit(resource.RLIMIT_FSIZE, (journal.path.stat().st_size + room, before[1]))
    try:
        with pytest.raises(TrimtabError, match="cannot write the journal"):
            journal.append_all(EVENTS[:1] * 3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert Journal(journal.path).events() == EVENTS
    journal.append_all(EVENTS[:3])
    assert Journal(journal.path).events() == (*EVENTS, *EVENTS[:3])
    journal.append_all(())
    assert Journal(journal.path).events() == (*EVENTS, *EVENTS[:3])


def _append_many(path: str, who: str) -> None:
    for _ in range(40):
        Journal(Path(path)).append(happened.Resumed(at=MORNING, who=who))


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "j")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append_many, args=(path, who)) for who in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = [event.who for event in Journal(Path(path)).events() if hasattr(event, "who")]
    assert sorted(found) == ["a"] * 40 + ["b"] * 40


@pytest.mark.parametrize(
    "record",
    [
        {"event": "Exploded", "at": MORNING.isoformat()},
        {"event": "Resumed", "at": "yesterday", "who": "Ana"},
        {"event": "Resumed", "at": "2026-06-15T14:00:00", "who": "Ana"},
        {"event": "Resumed", "at": MORNING.isoformat()},
        {"event": "Progress", "at": MORNING.isoformat(), **LEG, "status": "filled", "filled": 1.5},
        {"event": "Placed", "at": MORNING.isoformat(), **LEG, "broker_order_id": [1]},
        {"event": "Intended", "at": MORNING.isoformat(), **LEG, "order": 3, "known": []},
        {"event": "Intended", "at": MORNING.isoformat(), **LEG, "order": {}, "known": "x"},
    ],
)
def test_a_record_that_is_no_event_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        from_record(record)
