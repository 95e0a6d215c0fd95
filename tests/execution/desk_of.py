"""A plan, a paper broker that can be made to fail, a clock that can be set, and a desk of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from trimtab.brokers.paper import PaperBroker, PaperHolding, PaperState
from trimtab.domain import AccountId, LotId, Side, Symbol
from trimtab.domain.brokerage import (
    BrokerAccount,
    BrokerLot,
    Capabilities,
    ClientIds,
    Freshness,
    LiveQuote,
    OrderReport,
    Preview,
    Snapshot,
)
from trimtab.domain.statement import Statement
from trimtab.execution.book import Book
from trimtab.execution.desk import Desk
from trimtab.execution.events import Event, RunStarted
from trimtab.execution.journal import Journal
from trimtab.execution.sendable import Leg, Sendable, SendingRules

MORNING = datetime(2026, 6, 15, 14, 0, tzinfo=UTC)
JOINT, IRA = AccountId("joint"), AccountId("ira")
ACCOUNTS = {
    JOINT: BrokerAccount(key="k-joint", number="11112222"),
    IRA: BrokerAccount(key="k-ira", number="33334444"),
}
PRICES = {"AAA": "100", "BBB": "50", "CCC": "20", "DDD": "10"}
CASH = {JOINT: Decimal("500.00"), IRA: Decimal("100.00")}
SHA = "0123456789abcdef" * 4


class Killed(BaseException):
    """The process is gone, as after SIGKILL: nothing catches it."""


@dataclass
class TestClock:
    """Time goes by when somebody sleeps, and a millisecond with every look."""

    __test__ = False
    moment: datetime = MORNING

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def sleep(self, seconds: float) -> bool:
        self.moment += timedelta(seconds=seconds)
        return True


def quote(symbol: str, price: str, freshness: Freshness = Freshness.REAL_TIME) -> LiveQuote:
    exact = Decimal(price)
    return LiveQuote(
        symbol=Symbol(symbol), last=exact, bid=exact, ask=exact, at=MORNING, freshness=freshness
    )


def lot(name: str, symbol: str, quantity: int, basis: int) -> BrokerLot:
    return BrokerLot(
        lot_id=LotId(name),
        symbol=Symbol(symbol),
        quantity=Decimal(quantity),
        available=Decimal(quantity),
        acquired=date(2021, 2, 16),
        basis=Decimal(basis),
    )


HELD = {
    JOINT: (lot("J1", "AAA", 30, 4000), lot("J2", "AAA", 10, 900), lot("J3", "BBB", 40, 2500)),
    IRA: (lot("I1", "CCC", 50, 800),),
}


def leg(
    number: int, account: AccountId, side: Side, symbol: str, quantity: int, *lots: tuple[str, int]
) -> Leg:
    return Leg(
        number=number,
        account_id=account,
        side=side,
        symbol=Symbol(symbol),
        quantity=Decimal(quantity),
        price=Decimal(PRICES[symbol]),
        lots=tuple((LotId(name), Decimal(shares)) for name, shares in lots),
        asset_class={"AAA": "Stocks", "BBB": "Bonds", "CCC": "Stocks", "DDD": "Bonds"}[symbol],
    )


LEGS = (
    leg(1, JOINT, Side.SELL, "AAA", 20, ("J1", 15), ("J2", 5)),
    leg(2, JOINT, Side.SELL, "BBB", 10, ("J3", 10)),
    leg(3, IRA, Side.SELL, "CCC", 25, ("I1", 25)),
    leg(4, JOINT, Side.BUY, "CCC", 95),
    leg(5, JOINT, Side.BUY, "DDD", 90),
    leg(6, IRA, Side.BUY, "DDD", 55),
)


def sendable(*legs: Leg) -> Sendable:
    return Sendable(
        plan="7K3F",
        sha256=SHA,
        made_at=MORNING,
        legs=legs or LEGS,
        holdings={
            account: {
                symbol: sum(
                    (one.quantity for one in lots if one.symbol == symbol), start=Decimal(0)
                )
                for symbol in {one.symbol for one in lots}
            }
            for account, lots in HELD.items()
        },
        min_cash={JOINT: Decimal(50), IRA: Decimal(0)},
    )


Hook = Callable[[str, int], None]


def nothing(call: str, number: int) -> None:
    """No fault."""


@dataclass
class Faulty:
    """The paper broker behind a line that can fail.

    before, after  called with the name of each call and its number, before and after the real
                   broker did it; what they raise is what the client sees
    hides          how many lists of orders still leave out an order after it was placed
    """

    paper: PaperBroker
    client_ids: ClientIds = ClientIds.READABLE
    before: Hook = nothing
    after: Hook = nothing
    hides: int = 0
    name: str = "faulty"
    calls: list[str] = field(default_factory=list)
    lists: dict[str, int] = field(default_factory=dict)
    accepted: list[OrderReport] = field(default_factory=list)

    def _through(self, call: str, do: Callable[[], object]) -> object:
        self.calls.append(call)
        number = len(self.calls)
        self.before(call, number)
        done = do()
        self.after(call, number)
        return done

    def accounts(self) -> tuple[BrokerAccount, ...]:
        return self.paper.accounts()

    def capabilities(self, account: BrokerAccount) -> Capabilities:
        return replace(self.paper.capabilities(account), client_ids=self.client_ids)

    def snapshot(self, account: BrokerAccount) -> Snapshot:
        found = self._through("snapshot", lambda: self.paper.snapshot(account))
        assert isinstance(found, Snapshot)
        return found

    def activity(self, account: BrokerAccount, *, since: date, until: date) -> Statement:
        return self.paper.activity(account, since=since, until=until)

    def quotes(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, LiveQuote]:
        wanted = tuple(symbols)
        found = self._through("quotes", lambda: self.paper.quotes(wanted))
        assert isinstance(found, dict)
        return found

    def preview(self, account: BrokerAccount, order: object) -> Preview:
        found = self._through("preview", lambda: self.paper.preview(account, order))  # type: ignore[arg-type]  # as given
        assert isinstance(found, Preview)
        return found

    def place(self, account: BrokerAccount, preview: Preview) -> OrderReport:
        def do() -> OrderReport:
            report = self.paper.place(account, preview)
            self.accepted.append(report)
            self.lists[report.broker_order_id] = self.hides
            return report

        found = self._through("place", do)
        assert isinstance(found, OrderReport)
        return found

    def order(self, account: BrokerAccount, broker_order_id: str) -> OrderReport:
        found = self._through("order", lambda: self.paper.order(account, broker_order_id))
        assert isinstance(found, OrderReport)
        return self._shown(found)

    def orders(self, account: BrokerAccount, *, since: date) -> tuple[OrderReport, ...]:
        found = self._through("orders", lambda: self.paper.orders(account, since=since))
        assert isinstance(found, tuple)
        shown = []
        for report in found:
            self.lists[report.broker_order_id] -= 1
            if self.lists[report.broker_order_id] < 0:
                shown.append(self._shown(report))
        return tuple(shown)

    def cancel(self, account: BrokerAccount, broker_order_id: str) -> None:
        self._through("cancel", lambda: self.paper.cancel(account, broker_order_id))

    def _shown(self, report: OrderReport) -> OrderReport:
        if self.client_ids is ClientIds.READABLE:
            return report
        return replace(report, client_order_id=None)


def faulty(clock: TestClock, **given: object) -> Faulty:
    paper = PaperBroker(
        PaperState(
            holdings=tuple(
                PaperHolding(account=ACCOUNTS[account], cash=CASH[account], lots=lots)
                for account, lots in HELD.items()
            )
        ),
        {Symbol(symbol): quote(symbol, price) for symbol, price in PRICES.items()},
        now=clock.now,
    )
    return Faulty(paper, **given)  # type: ignore[arg-type]  # passed through to its fields


class KillingJournal(Journal):
    """Kills the process before or after one of its writes, or in the middle of it."""

    def __init__(self, path: Path, *, at: int = 0, when: str = "before") -> None:
        super().__init__(path)
        self.writes, self._kill_at, self._when = 0, at, when

    def append(self, event: Event, *, where: Callable[[Book], bool] | None = None) -> bool:
        self.writes += 1
        due = self.writes == self._kill_at
        if due and self._when == "before":
            raise Killed
        size = self.path.stat().st_size if self.path.exists() else 0
        written = super().append(event, where=where)
        if due and self._when == "torn":
            whole = self.path.read_bytes()
            self.path.write_bytes(whole[: size + (len(whole) - size) // 2])
        if due:
            raise Killed
        return written


def desk_of(
    broker: Faulty,
    journal: Journal,
    clock: TestClock,
    *,
    plan: Sendable | None = None,
    rules: SendingRules | None = None,
    halted: Callable[[], bool] = lambda: False,
) -> Desk:
    """A desk, its run begun in the journal unless it was before."""
    wanted = plan or sendable()

    @contextmanager
    def gate() -> Iterator[bool]:
        yield not halted()

    desk = Desk(
        sendable=wanted,
        rules=rules or SendingRules(),
        broker=broker,
        accounts=ACCOUNTS,
        journal=journal,
        clock=clock,
        run="7K3F-1",
        gate=gate,
        told=lambda _: None,
    )
    if "7K3F-1" not in desk.book().runs:
        journal.append(
            RunStarted(
                at=clock.now(),
                run="7K3F-1",
                plan=wanted.plan,
                sha256=wanted.sha256,
                broker=broker.name,
                live=True,
            )
        )
    return desk


def value_at(broker: Faulty) -> Decimal:
    """Dollars of everything that the broker holds for both accounts, at the prices of the plan."""
    total = Decimal(0)
    for account in ACCOUNTS.values():
        seen = broker.paper.snapshot(account)
        held = (one.quantity * Decimal(PRICES[one.symbol]) for one in seen.positions)
        total += seen.cash + sum(held, start=Decimal(0))
    return total
