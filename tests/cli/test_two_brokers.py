"""Accounts of one household at two brokers: read together, and sent to each what is its own."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from tests.cli.linked import code_at, logged_in, name_source
from tests.cli.running import Run, data_files
from trimtab.app.clock import SystemClock
from trimtab.app.linking.etrade import URL, etrade
from trimtab.app.linking.known import BROKERS
from trimtab.app.linking.link import Link
from trimtab.brokers.etrade.api import EtradeBroker
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.domain import LotMethod
from trimtab.domain.brokerage import BrokerAccount, Capabilities, LotChoice
from trimtab.ports import Clock

DAY = ("--as-of", "2026-06-15")
LIVE = '\n[execution]\nmode = "live"\nunattended = true\n'


@pytest.fixture
def other(sim: EtradeSimulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[EtradeSimulator]:
    """A second broker in the table, with the Roth IRA; the first keeps the other accounts."""
    roth = sim.exchange.accounts.pop()
    quotes, start = dict(sim.exchange.quotes), sim.clock.now()
    with EtradeSimulator([roth], quotes, start=start, ticks=time.monotonic) as running:
        running.logins.consumer_key = sim.logins.consumer_key
        running.logins.consumer_secret = sim.logins.consumer_secret

        def opens(root: Path, environment: Mapping[str, str], clock: Clock) -> Link:
            return etrade(root / "other", {**environment, URL: running.base_url}, clock)

        row = replace(BROKERS["etrade"], name="other", called="Other", opens=opens)
        monkeypatch.setitem(cast("dict[str, Any]", BROKERS), "other", row)
        yield running


@pytest.fixture
def linked(
    sample: Path, run: Run, sim: EtradeSimulator, other: EtradeSimulator
) -> tuple[EtradeSimulator, EtradeSimulator]:
    name_source(sample, "broker:etrade:****0001")
    name_source(sample, "broker:etrade:****1112", "tira")
    name_source(sample, "broker:other:****2223", "roth")
    logged_in(run)
    log_in = BROKERS["other"].opens(sample, os.environ, SystemClock()).log_in
    assert log_in is not None
    log_in.finish(code_at(log_in.begin()))
    return sim, other


@pytest.fixture
def plan_id(sample: Path, run: Run, linked: tuple[EtradeSimulator, EtradeSimulator]) -> str:
    """A plan, approved, with orders in accounts of both brokers."""
    assert linked
    settings = sample / "trimtab.toml"
    settings.write_text(settings.read_text() + LIVE)
    assert run("sync", *DAY).code == 0
    document = json.loads(run("plan", "--json", *DAY).out)
    name = str(document["id"])
    assert {"roth", "joint"} <= {one["account"] for one in document["orders"]}
    for warning in document["warnings"]:
        if warning["needs_ack"]:
            assert run("ack", name, warning["id"], *DAY).code == 0
    assert run("approve", name, *DAY).code == 0
    return name


def placed(sim: EtradeSimulator) -> int:
    return sum("orders/place" in str(one["path"]) for one in sim.journal)


def test_a_sync_reads_both_and_undo_takes_both_back(
    sample: Path, run: Run, linked: tuple[EtradeSimulator, EtradeSimulator]
) -> None:
    before = data_files(sample)
    ran = run("sync", *DAY)
    assert ran.code == 0, ran.err
    for account, there in (("joint", linked[0]), ("roth", linked[1])):
        lots = (sample / f"data/{account}-lots.csv").read_text()
        assert str(there.exchange.accounts[0].lots[0].number) in lots
    told = run("import", "--undo").out
    assert " and E*TRADE at " in told
    assert data_files(sample) == before


def test_where_one_broker_fails_nothing_of_the_other_is_written(
    sample: Path, run: Run, linked: tuple[EtradeSimulator, EtradeSimulator]
) -> None:
    before = data_files(sample)
    linked[1].faults.add({"kind": "503", "match": "GET .*portfolio", "nth": 1})
    assert run("sync", *DAY).code == 5
    assert data_files(sample) == before


def test_each_broker_gets_the_orders_of_its_own_accounts(
    run: Run, linked: tuple[EtradeSimulator, EtradeSimulator], plan_id: str
) -> None:
    rehearsed = run("execute", plan_id, *DAY)
    assert rehearsed.code == 0, rehearsed.out + rehearsed.err
    sent = run("execute", plan_id, "--live", "--yes", "--json", *DAY)
    assert sent.code == 0, sent.err + sent.out
    (document,) = json.loads(sent.out)["runs"]
    orders = [
        [order for one in there.exchange.accounts for order in one.orders.values()]
        for there in linked
    ]
    assert all(orders)
    assert list(map(len, orders)) == list(map(placed, linked))
    assert sum(map(len, orders)) == len(document["orders"])
    for there in linked:
        assert there.watchman.violations(there.exchange) == []


def test_nothing_is_sent_anywhere_while_one_broker_is_not_logged_in(
    run: Run, linked: tuple[EtradeSimulator, EtradeSimulator], plan_id: str
) -> None:
    for token in linked[1].logins.tokens.values():
        token.revoked = True
    ran = run("execute", plan_id, "--live", "--yes", *DAY)
    assert ran.code == 5
    assert list(map(placed, linked)) == [0, 0]


def test_where_one_broker_stops_to_answer_the_other_goes_on_and_the_run_is_shown(
    run: Run,
    linked: tuple[EtradeSimulator, EtradeSimulator],
    plan_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trimtab.app.trading.job._QUIET", timedelta(0))
    for _ in range(50):
        linked[1].faults.add({"kind": "503", "match": ".*orders"})
    ran = run("execute", plan_id, "--live", "--yes", *DAY)
    assert ran.code == 5
    told = " ".join(ran.err.split())
    assert "roth: nothing more is sent there for now: E*TRADE" in told
    assert "the same command given again goes on from here, and sends nothing twice" in told
    assert "filled" in ran.out
    assert "drafted" in ran.out
    done = [order for one in linked[0].exchange.accounts for order in one.orders.values()]
    assert {"BUY", "SELL"} == {order.side for order in done}
    assert {order.status for order in done} == {"EXECUTED"}
    linked[1].faults.waiting.clear()
    assert run("execute", plan_id, "--live", "--yes", *DAY).code == 0
    assert placed(linked[0]) == len(done)
    for there in linked:
        assert there.watchman.violations(there.exchange) == []


def test_brokers_whose_clocks_disagree_are_not_traded_at_together(
    run: Run, linked: tuple[EtradeSimulator, EtradeSimulator], plan_id: str
) -> None:
    linked[1].clock.set(linked[1].clock.now() + timedelta(minutes=20))
    ran = run("execute", plan_id, "--live", "--yes", *DAY)
    assert ran.code == 6
    assert "too far apart" in " ".join(ran.err.split())
    assert list(map(placed, linked)) == [0, 0]


def test_a_broker_without_orders_is_refused_by_its_name(
    run: Run,
    linked: tuple[EtradeSimulator, EtradeSimulator],
    plan_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = BROKERS["other"]

    def opens(root: Path, environment: Mapping[str, str], clock: Clock) -> Link:
        return replace(row.opens(root, environment, clock), trading=None)

    table = cast("dict[str, Any]", BROKERS)
    monkeypatch.setitem(table, "other", replace(row, opens=opens))
    ran = run("execute", plan_id, "--live", "--yes", *DAY)
    assert ran.code == 6
    assert "cannot send orders to Other, where roth is" in " ".join(ran.err.split())
    assert list(map(placed, linked)) == [0, 0]


@pytest.mark.usefixtures("linked")
def test_a_sync_says_where_a_broker_sells_other_lots_than_the_plan_counts(
    sample: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = cast("dict[str, Any]", BROKERS)
    for method, says in ((LotMethod.FIFO, 'lot_method = "fifo"'), (None, "such as fifo")):
        row = replace(BROKERS["etrade"], names_lots=False, sells_by=method)
        monkeypatch.setitem(table, "etrade", row)
        told = " ".join(run("sync", "--dry-run", *DAY).out.split())
        assert "joint: orders at E*TRADE cannot name lots" in told
        assert says in told
        assert "tira: orders" not in told, "without tax any method will do"
    settings = sample / "trimtab.toml"
    line = 'id = "joint"'
    settings.write_text(settings.read_text().replace(line, f'{line}\nlot_method = "fifo"'))
    assert "cannot name lots" not in run("sync", "--dry-run", *DAY).out


@pytest.mark.usefixtures("linked")
def test_a_plan_counted_by_other_lots_than_the_broker_sells_is_not_sent(
    run: Run, plan_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    able = EtradeBroker.capabilities

    def fifo_alone(broker: EtradeBroker, account: BrokerAccount) -> Capabilities:
        return replace(able(broker, account), lot_choice=LotChoice.NONE)

    monkeypatch.setattr(EtradeBroker, "capabilities", fifo_alone)
    ran = run("execute", plan_id, "--live", "--yes", *DAY)
    assert ran.code == 6
    told = " ".join(ran.err.split())
    assert "the tax of 12 VOO in joint by lots that an order cannot name" in told
    assert "it sells by fifo, and takes others" in told


def test_a_broker_that_nobody_knows_is_told_with_those_that_are_known(
    sample: Path, run: Run
) -> None:
    name_source(sample, "broker:acme:****0001")
    name_source(sample, "broker:ibm:****0002", "roth")
    ran = run("sync", *DAY)
    assert ran.code == 3
    told = " ".join(ran.err.split())
    assert "'acme'" in told
    assert "'ibm'" in told
    assert "Brokers that it knows: etrade" in told
    assert run("connect", "acme").code == 2
