"""IBKR from the command line: read from a Flex report, planned, rehearsed, sent by the gateway."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.brokers.ibkr.flex_samples import CASH, LOT, SUMMARY, xml
from tests.brokers.ibkr.flex_server import QUERY, TOKEN, FlexServer, flex_server
from tests.brokers.local import quote, sim_lot
from tests.cli.linked import DAY, halts, one_account, planned_and_approved, stopped_halfway
from tests.cli.running import Run
from tests.contracts.broker import NEW, OLD
from trimtab.app import open_workspace
from trimtab.app.trading.simulating import IBKR, household_scenario, running, trading_morning
from trimtab.brokers.ibkr.gateway import GatewayBroker, Line
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.ibkr import IbkrSimulator
from trimtab.domain import Symbol

NUMBER = "U1234567"


@dataclass(frozen=True)
class There:
    """IBKR: the report of Friday's close, and the gateway on Monday morning."""

    flex: FlexServer
    sim: IbkrSimulator

    def placed(self) -> int:
        orders = f"POST /v1/api/iserver/account/{NUMBER}/orders"
        return sum(f"{one['method']} {one['path']}" == orders for one in self.sim.journal)


def report(lots: list[SimLot], cash: Decimal) -> str:
    """What the Flex query tells of these lots, at a close at which VTI was 100."""
    shares = sum(lot.quantity for lot in lots)
    figures = {"reportDate": "2026-06-12", "markPrice": "100"}
    summary = SUMMARY | figures | {"position": str(shares), "positionValue": str(shares * 100)}
    rows = [
        LOT
        | figures
        | {
            "position": str(lot.quantity),
            "positionValue": str(lot.quantity * 100),
            "costBasisMoney": str(lot.cost),
            "openDateTime": f"{lot.acquired};100000",
            "holdingPeriodDateTime": f"{lot.acquired};100000",
            "originatingTransactionID": str(lot.number),
        }
        for lot in lots
    ]
    total = summary | {"costBasisMoney": str(sum(lot.cost for lot in lots))}
    held = CASH | {"endingCash": str(cash), "endingSettledCash": str(cash)}
    return xml(positions=[total, *rows], cash=[held]).replace('"U1"', f'"{NUMBER}"')


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    one_account(tmp_path, "broker:ibkr:****4567")
    monkeypatch.chdir(tmp_path)
    # What is waited for has tests of its own; here they would be real.
    monkeypatch.setattr("trimtab.brokers.ibkr.gateway.pace._EVERY", 0)
    monkeypatch.setattr("trimtab.brokers.ibkr.gateway.pace._STEP", 0)
    monkeypatch.setattr("trimtab.brokers.ibkr.gateway.quotes._BETWEEN", 0)
    return tmp_path


def served(stack: ExitStack, monkeypatch: pytest.MonkeyPatch, *lots: SimLot) -> There:
    cash = Decimal(100)
    flex = stack.enter_context(flex_server(report(list(lots), cash)))
    account = SimAccount(
        key="one", number=NUMBER, kind="INDIVIDUAL", mode="MARGIN", cash=cash, lots=list(lots)
    )
    quotes = {"VTI": quote("100"), "BND": quote("50")}
    start = datetime(2026, 6, 15, 14, tzinfo=UTC)
    sim = stack.enter_context(IbkrSimulator([account], quotes, start=start, ticks=time.monotonic))
    sim.pace.on = False
    monkeypatch.setenv("TRIMTAB_IBKR_FLEX_URL", flex.base_url)
    monkeypatch.setenv("TRIMTAB_IBKR_FLEX_TOKEN", TOKEN)
    monkeypatch.setenv("TRIMTAB_IBKR_FLEX_QUERY", QUERY)
    monkeypatch.setenv("TRIMTAB_IBKR_URL", sim.api_url)
    return There(flex, sim)


def lots_with_the_loss(*, old: bool) -> tuple[SimLot, SimLot]:
    first, second = sim_lot(11, OLD), sim_lot(12, NEW)
    if old:
        second.cost = Decimal(400)
    else:
        first.cost = Decimal(400)
    return first, second


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[There]:
    with ExitStack() as stack:
        found = served(stack, monkeypatch, *lots_with_the_loss(old=True))
        yield found
        assert found.sim.watchman.violations(found.sim.exchange) == []


def said(text: str) -> str:
    return " ".join(text.split())


def test_connecting_says_whether_orders_can_be_sent(
    folder: Path, run: Run, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.is_dir()
    shown = run("connect", "ibkr")
    assert shown.code == 0, shown.err
    gateway = there.sim.base_url.removeprefix("http://")
    assert f"Orders go through IBKR at {gateway}, which is logged in for ****4567" in said(
        shown.err
    )
    there.sim.session.end()
    shown = run("connect", "ibkr")
    assert shown.code == 0, "accounts are read without it"
    assert "Orders cannot be sent: nobody is logged in at IBKR's gateway" in said(shown.err)
    monkeypatch.setenv("TRIMTAB_IBKR_URL", "http://127.0.0.1:9/v1/api")
    assert "Start the Client Portal Gateway" in said(run("connect", "ibkr").err)
    monkeypatch.delenv("TRIMTAB_IBKR_URL")
    assert "rders" not in run("connect", "ibkr").err


def test_a_plan_is_synced_planned_rehearsed_and_sent(folder: Path, run: Run, there: There) -> None:
    first = run("sync", *DAY)
    assert first.code == 0, first.err + first.out
    assert "VTI,10,2021-02-16,1200.00,11," in (folder / "data/joint-lots.csv").read_text()
    assert there.sim.journal == [], "nobody has to be logged in to read"
    name = planned_and_approved(run)
    rehearsed = run("execute", name, *DAY)
    assert rehearsed.code == 0, rehearsed.err + rehearsed.out
    assert "orders to IBKR at 127.0.0.1:" in rehearsed.out
    assert there.placed() == 0
    sent = run("execute", name, "--live", "--yes", "--json", *DAY)
    assert sent.code == 0, sent.err + sent.out
    orders = list(there.sim.exchange.accounts[0].orders.values())
    assert there.placed() == len(orders) == 2
    assert {order.status for order in orders} == {"EXECUTED"}
    assert all(order.client_order_id.startswith(name) for order in orders)
    assert all(order.limit is not None for order in orders)
    assert run("orders", name, *DAY).code == 0
    assert run("execute", name, "--live", "--yes", *DAY).code == 6
    assert there.placed() == 2, "nothing is sent twice"
    kept = "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
    assert NUMBER not in kept, "accounts are named by their last signs alone"


def test_after_a_trade_the_report_of_before_is_not_taken(
    folder: Path, run: Run, there: There
) -> None:
    assert folder.is_dir()
    assert run("sync", *DAY).code == 0
    assert run("execute", planned_and_approved(run), "--live", "--yes", *DAY).code == 0
    assert there.placed() == 2
    again = run("sync", *DAY)
    assert again.code == 3
    assert "trimtab sent its last order there" in said(again.out)


def test_halt_cancels_what_works_there_and_nothing_goes_out_after_it(
    folder: Path, run: Run, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.is_dir()
    assert run("sync", *DAY).code == 0
    name = planned_and_approved(run)
    order = stopped_halfway(run, there.sim.exchange, name, monkeypatch)
    halts(run, name, order, there.sim.watchman)
    assert there.placed() == 1


def test_a_plan_of_other_lots_than_the_account_sells_is_refused_until_it_sells_those(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        there = served(stack, monkeypatch, *lots_with_the_loss(old=False))
        assert run("sync", *DAY).code == 0
        settings = folder / "trimtab.toml"
        fifo = settings.read_text()
        settings.write_text(fifo.replace('"fifo"', '"hifo"'))
        name = planned_and_approved(run)
        settings.write_text(fifo)
        refused = run("execute", name, "--live", "--yes", *DAY)
        assert refused.code == 6
        assert "it sells by fifo, and takes others" in said(refused.err)
        assert there.placed() == 0
        settings.write_text(fifo.replace('"fifo"', '"hifo"'))
        sent = run("execute", name, "--live", "--yes", *DAY)
        assert sent.code == 0, sent.err + sent.out
        assert there.placed() == 2


def test_a_question_that_a_person_has_to_answer_is_shown_with_its_order(
    folder: Path, run: Run, there: There
) -> None:
    assert folder.is_dir()
    assert run("sync", *DAY).code == 0
    name = planned_and_approved(run)
    there.sim.questions.extra = ["o451"]
    sent = run("execute", name, "--live", "--yes", *DAY)
    assert "value estimate exceeds the Total Value Limit" in said(sent.err + sent.out)
    sides = [one.side for one in there.sim.exchange.accounts[0].orders.values()]
    assert sides == ["BUY"], "with the cash that is there, not with what was not sold"
    assert "Total Value Limit" in said(run("orders", name, *DAY).out)


def test_nothing_is_sent_while_nobody_is_logged_in(folder: Path, run: Run, there: There) -> None:
    assert folder.is_dir()
    assert run("sync", *DAY).code == 0
    name = planned_and_approved(run)
    there.sim.session.end()
    refused = run("execute", name, "--live", "--yes", *DAY)
    assert refused.code == 5
    assert f"log in there in a browser on the machine where it runs: {there.sim.base_url}" in said(
        refused.err
    )
    there.sim.session.log_in()
    assert run("execute", name, "--live", "--yes", *DAY).code == 0
    assert there.placed() == 2


def test_an_address_that_is_not_safe_is_refused(
    folder: Path, run: Run, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.is_dir()
    assert run("sync", *DAY).code == 0
    name = planned_and_approved(run)
    monkeypatch.setenv("TRIMTAB_IBKR_URL", "http://example.com/v1/api")
    refused = run("execute", name, "--live", "--yes", *DAY)
    assert refused.code == 3
    assert "TRIMTAB_IBKR_URL is no address of a broker" in said(refused.err)
    assert there.placed() == 0


def test_broker_sim_plays_ibkr_for_the_accounts_that_are_there(sample: Path) -> None:
    settings = sample / "trimtab.toml"
    line = 'id = "joint"'
    text = settings.read_text().replace(line, f'{line}\nsource = "broker:ibkr:****7777"')
    settings.write_text(text)
    day = date(2026, 6, 15)
    found = household_scenario(open_workspace(sample, as_of=day).loaded, IBKR)
    with running(found, start=trading_morning(day), port=0, broker=IBKR) as server:
        assert isinstance(server, IbkrSimulator)
        server.pace.on = False
        broker = GatewayBroker.at(Line(base_url=server.ready()["base_url"]), _At(server))
        (account,) = broker.accounts()
        assert account.masked == "****7777"
        assert broker.snapshot(account).shares(Symbol("IVV")) > 0


class _At:
    """The simulator's clock, on which nobody waits."""

    def __init__(self, sim: IbkrSimulator) -> None:
        self.now = sim.clock.now

    def sleep(self, _: float) -> bool:
        return True
