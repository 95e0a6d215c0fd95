"""A plan that goes out in parts: which one is meant, and no order twice, whatever is tried."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.execution.desk_of import MORNING, SHA
from trimtab.app import open_workspace
from trimtab.app.clock import SystemClock
from trimtab.app.trading.job import Job
from trimtab.app.trading.not_imported import not_imported
from trimtab.app.trading.office import Office
from trimtab.app.trading.parts import BROKERS, PAPER, TICKETS, Way, part_of
from trimtab.app.trading.plan_to_send import PlanToSend
from trimtab.app.trading.tickets import open_run, say_imported
from trimtab.domain import AccountId, Order, OrderStatus, OrderType, Side, Symbol
from trimtab.errors import InvalidValue, Refused
from trimtab.execution import events as happened
from trimtab.execution.book import Book, book_of
from trimtab.execution.guards import Guard, WithinLimits
from trimtab.execution.journal import Journal
from trimtab.execution.sendable import Leg, Sendable, SendingRules
from trimtab.execution.sent_before import NotSentBefore
from trimtab.execution.view import View
from trimtab.workspace import Loaded
from trimtab.workspace.demo_data import sample_folder

NAMES = ("joint", "roth", "tira")


def leg(number: int, account: str, side: Side) -> Leg:
    return Leg(
        number=number,
        account_id=AccountId(account),
        side=side,
        symbol=Symbol("VTI"),
        quantity=Decimal(10),
        price=Decimal(100),
    )


LEGS = (
    leg(1, "joint", Side.SELL),
    leg(2, "roth", Side.SELL),
    leg(3, "joint", Side.BUY),
    leg(4, "tira", Side.BUY),
)
PLAN = PlanToSend(
    document={}, sendable=Sendable(plan="7K3F", sha256=SHA, made_at=MORNING, legs=LEGS)
)


class Remembered(Journal):
    """A journal without a file."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))
        self.told: list[happened.Event] = []

    def append_all(self, events: Iterable[happened.Event]) -> None:
        self.told += events

    def book(self) -> Book:
        return book_of(self.told)


def _sourced(root: Path) -> Loaded:
    """The sample, with a broker for two of the accounts; the Roth IRA has none."""
    settings = root / "trimtab.toml"
    text = settings.read_text()
    for name, digits in (("joint", "0001"), ("tira", "1112")):
        line = f'id = "{name}"'
        text = text.replace(line, f'{line}\nsource = "broker:etrade:****{digits}"')
    settings.write_text(text)
    return open_workspace(root, as_of=date(2026, 6, 15)).loaded


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    root = tmp_path_factory.mktemp("sourced") / "sample"
    for path in sample_folder().rglob("*"):
        if path.is_file():
            there = root / path.relative_to(sample_folder())
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
    return _sourced(root)


class Household:
    """Sends parts of the plan as the commands do, as far as guards and journal go."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded, self.said = loaded, list[str]()
        self.journal = Remembered()
        self.office = Office(root=Path("nowhere"), journal=self.journal, clock=SystemClock())

    def part(self, way: Way, *accounts: str) -> PlanToSend:
        book = self.office.book()
        return part_of(book, self.loaded, PLAN, accounts, way=way, told=self.said.append)

    def begin(self, way: Way, *accounts: str) -> str:
        """The run that begins or goes on; empty where a guard refuses."""
        plan = self.part(way, *accounts)
        job = Job(
            office=self.office, loaded=self.loaded, plan=plan, told=self.said.append, live=way.live
        )
        runs = self.office.book().runs_of(SHA)
        name, again = job.run(), False
        if way.by_hand:
            begun = open_run(runs, plan.sendable.part)
            name, again = (begun.run, True) if begun else (f"7K3F-{len(runs) + 1}", False)
        view = View(
            sendable=plan.sendable,
            rules=SendingRules(),
            book=self.office.book(),
            now=MORNING,
            snapshots={},
            quotes={},
            run=name,
        )
        if not again and NotSentBefore().check(view) is not None:
            return ""
        if name not in self.office.book().runs:
            start = happened.RunStarted(
                at=MORNING,
                run=name,
                plan="7K3F",
                sha256=SHA,
                broker="b",
                live=way.live,
                by_hand=way.by_hand,
                accounts=plan.sendable.part,
            )
            self.journal.append_all([start])
        return name

    def send(self, run: str, most: int) -> None:
        """Send up to `most` orders of a run that were not sent in it."""
        state = self.office.book().runs[run]
        own = PLAN.sendable.only(state.accounts)
        left = [one for one in own.legs if not state.leg(one.number).begun]
        for one in left[:most]:
            order = Order(
                order_id=own.name_of(one),
                account_id=one.account_id,
                side=one.side,
                symbol=one.symbol,
                quantity=one.quantity,
                order_type=OrderType.MARKET,
            )
            self.journal.append_all(
                [
                    happened.Intended(
                        at=MORNING, run=run, leg=one.number, attempt=1, order=order, known=()
                    ),
                    happened.Placed(
                        at=MORNING, run=run, leg=one.number, broker_order_id=str(one.number)
                    ),
                ]
            )

    def end(self, run: str, shares: int) -> None:
        """Let each order of the run trade so many shares, and no more come of any."""
        state = self.office.book().runs[run]
        over = OrderStatus.FILLED if shares == 10 else OrderStatus.CANCELLED
        told = [
            happened.Progress(
                at=MORNING,
                run=run,
                leg=number,
                status=over,
                filled=Decimal(shares),
                average_price=Decimal(100) if shares else None,
            )
            for number in state.legs
        ]
        self.journal.append_all([*told, happened.RunEnded(at=MORNING, run=run, outcome="some")])

    def refusal(self, *accounts: str) -> str:
        """What speaks against sending these to brokers because they were sent before."""
        return self._said(NotSentBefore(), accounts)

    def _said(self, guard: Guard, accounts: Sequence[str], **rules: Decimal) -> str:
        view = View(
            sendable=self.part(BROKERS, *accounts).sendable,
            rules=SendingRules(**rules),  # type: ignore[arg-type]  # limits by name
            book=self.office.book(),
            now=MORNING,
            snapshots={},
            quotes={},
        )
        stop = guard.check(view)
        return stop.text if stop else ""

    def shown(self) -> set[str]:
        """Runs of which the files show all that they traded."""
        runs = self.office.book().runs
        return {
            name
            for name, run in runs.items()
            if all(leg.filled == leg.shown for leg in run.legs.values())
        }

    def day_at_most(self, dollars: int, *accounts: str) -> str:
        """What the limit of a day says of sending these to brokers; empty where it allows it."""
        return self._said(WithinLimits(), accounts, max_daily=Decimal(dollars))

    def times_out(self) -> list[int]:
        """How often each order went out, tickets that came to nothing left out."""
        runs = [
            run
            for run in self.office.book().runs_of(SHA)
            if not (run.by_hand and run.outcome and not run.traded)
        ]
        return [sum(one.number in run.legs for run in runs) for one in LEGS]


STEPS = st.tuples(
    st.sampled_from([BROKERS, TICKETS]),
    st.sets(st.sampled_from(NAMES)),
    st.integers(0, 4),
    st.sampled_from([None, 0, 4, 10]),
)


@given(st.lists(STEPS, max_size=7))
def test_no_order_goes_out_twice_whatever_is_sent_which_way(
    loaded: Loaded, steps: list[tuple[Way, set[str], int, int | None]]
) -> None:
    house = Household(loaded)
    for way, accounts, most, shares in steps:
        try:
            run = house.begin(way, *sorted(accounts))
        except Refused:
            continue
        if run:
            # Tickets are written all at once; a run at a broker may be cut off anywhere.
            house.send(run, len(LEGS) if way.by_hand else most)
            if shares is not None and house.office.book().runs[run].legs:
                house.end(run, shares)
        assert max(house.times_out()) <= 1


def test_two_ways_together_send_every_order_once(loaded: Loaded) -> None:
    house = Household(loaded)
    live, typed = house.begin(BROKERS, "joint", "tira"), house.begin(TICKETS, "roth")
    assert (live, typed) == ("7K3F-1", "7K3F-2")
    for run in (live, typed):
        house.send(run, len(LEGS))
        house.end(run, 10)
    assert house.times_out() == [1, 1, 1, 1]
    assert house.begin(TICKETS, "joint") == house.begin(BROKERS, "roth", "tira") == ""
    with pytest.raises(Refused, match="Nothing of it is left to go out this way"):
        house.part(BROKERS)


def test_without_accounts_the_run_that_goes_on_is_meant_where_nothing_else_is(
    loaded: Loaded,
) -> None:
    house = Household(loaded)
    assert house.part(BROKERS) == PLAN
    assert house.begin(BROKERS, "tira", "joint") == "7K3F-1"
    # The Roth IRA is not sent yet, and could not be this way.
    assert house.part(BROKERS).sendable.part == ("joint", "tira")
    assert house.said == ["going on with run 7K3F-1, of the orders in joint, tira alone"]
    assert house.begin(BROKERS) == "7K3F-1"
    with pytest.raises(Refused) as refused:
        house.part(TICKETS)
    assert "7K3F-1 of joint and tira (not ended)" in str(refused.value)
    assert "`trimtab execute 7K3F --export-csv FOLDER --account roth` begins" in str(refused.value)


def test_where_two_parts_may_be_meant_both_are_named(loaded: Loaded) -> None:
    house = Household(loaded)
    house.begin(BROKERS, "joint")
    with pytest.raises(Refused) as one:
        house.part(BROKERS)
    assert "`trimtab execute 7K3F --live --account joint` goes on with run 7K3F-1" in str(one.value)
    assert "--live --account tira` begins with what was not sent yet" in str(one.value)
    house.begin(BROKERS, "tira")
    with pytest.raises(Refused, match=r"--account joint` .*--account tira` goes on with run"):
        house.part(BROKERS)


def test_parts_on_paper_hold_nothing_but_while_they_go_on(loaded: Loaded) -> None:
    house = Household(loaded)
    run = house.begin(PAPER, "roth")
    with pytest.raises(Refused, match="--account joint --account tira` begins"):
        house.part(PAPER)
    assert house.part(BROKERS) == PLAN
    house.send(run, len(LEGS))
    house.end(run, 10)
    assert house.part(PAPER) == PLAN


def test_all_accounts_by_name_are_the_plan_as_a_whole(loaded: Loaded) -> None:
    house = Household(loaded)
    assert house.part(BROKERS, *NAMES) == PLAN
    run = house.begin(BROKERS, *NAMES)
    assert house.office.book().runs[run].accounts == ()
    assert house.part(BROKERS) == PLAN


def test_an_account_without_orders_is_told_with_those_that_have_some(loaded: Loaded) -> None:
    with pytest.raises(InvalidValue, match="no orders in fid; accounts with orders: joint, roth"):
        Household(loaded).part(BROKERS, "joint", "fid")


def test_what_a_part_that_goes_on_has_still_to_send_counts_toward_the_day(loaded: Loaded) -> None:
    house = Household(loaded)
    run = house.begin(BROKERS, "joint")
    house.send(run, 1)
    fill = happened.Progress(
        at=MORNING,
        run=run,
        leg=1,
        status=OrderStatus.FILLED,
        filled=Decimal(10),
        average_price=Decimal(100),
    )
    house.journal.append_all([fill])
    # Sent first, the others would leave the cash of what was sold in joint where it is.
    assert "with order 3 that" in house.day_at_most(2999, "roth")
    assert house.day_at_most(3000, "roth") == house.day_at_most(2000, "joint") == ""
    over = happened.RunEnded(at=MORNING, run=run, outcome="some")
    house.journal.append_all([over])
    assert house.day_at_most(2000, "roth") == ""


def test_a_part_of_which_nothing_came_is_not_sent_as_an_edit_once_another_may_trade(
    loaded: Loaded,
) -> None:
    house = Household(loaded)
    live = house.begin(BROKERS, "joint")
    house.send(live, 1)
    house.end(live, 0)
    others = house.begin(BROKERS, "roth", "tira")
    house.send(others, len(LEGS))
    # An edit of it would be refused, for the sake of the others.
    assert house.refusal("joint").endswith("Make a new one: trimtab plan")
    house.end(others, 0)
    assert house.refusal("joint").endswith("trimtab edit 7K3F --note AGAIN")


def test_one_part_is_said_to_be_imported_without_the_other(loaded: Loaded, tmp_path: Path) -> None:
    house = Household(loaded)
    house.office = replace(house.office, root=tmp_path)
    for accounts in (("joint",), ("roth",), ("tira",)):
        run = house.begin(TICKETS, *accounts)
        house.send(run, len(LEGS))
        house.end(run, 10)
    job = Job(office=house.office, loaded=loaded, plan=PLAN, told=house.said.append)
    stop = not_imported(loaded, house.office.book())
    assert stop is not None
    assert all(
        f"say so: trimtab orders {run} --imported" in stop.text for run in house.office.book().runs
    )
    assert say_imported(job, " 7k3f-1 ", who="Ana") == "run 7K3F-1"
    assert house.shown() == {"7K3F-1"}
    with pytest.raises(Refused, match="nothing was traded of run 7K3F-1 that"):
        say_imported(job, "7K3F-1", who="Ana")
    assert say_imported(job, "7K3F", who="Ana") == "plan 7K3F"
    assert house.shown() == {"7K3F-1", "7K3F-2", "7K3F-3"}
