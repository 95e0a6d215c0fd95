"""Alpaca from the command line against the simulator: keys, sync, plan, rehearsal, live, orders."""

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import requests

from tests.brokers.local import quote, sim_lot
from tests.cli.linked import DAY, halts, one_account, planned_and_approved, stopped_halfway
from tests.cli.running import Run
from tests.contracts.broker import NEW, OLD
from trimtab.app import open_workspace
from trimtab.app.trading.office import journal_of
from trimtab.app.trading.plan_to_send import plan_to_send
from trimtab.app.trading.simulating import ALPACA, household_scenario, running, trading_morning
from trimtab.brokers.alpaca.broker import AlpacaBroker
from trimtab.brokers.alpaca.line import Keys, Line
from trimtab.brokers.simulators.alpaca import AlpacaSimulator
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.domain import Symbol


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    one_account(tmp_path, "broker:alpaca:****1234")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def served(monkeypatch: pytest.MonkeyPatch, lots: list[SimLot]) -> AlpacaSimulator:
    account = SimAccount(
        key="one",
        number="PA3X1234",
        kind="INDIVIDUAL",
        mode="MARGIN",
        cash=Decimal(100),
        lots=lots,
    )
    quotes = {"VTI": quote("100"), "BND": quote("50")}
    start = datetime(2026, 6, 15, 14, tzinfo=UTC)
    sim = AlpacaSimulator([account], quotes, start=start, ticks=time.monotonic)
    key, secret = sim.pair(account)
    monkeypatch.setenv("TRIMTAB_ALPACA_URL", sim.base_url)
    monkeypatch.setenv("TRIMTAB_ALPACA_KEY", key)
    monkeypatch.setenv("TRIMTAB_ALPACA_SECRET", secret)
    return sim


@pytest.fixture
def sim(monkeypatch: pytest.MonkeyPatch) -> Iterator[AlpacaSimulator]:
    old, new = sim_lot(11, OLD), sim_lot(12, NEW)
    new.cost = Decimal(400)  # a gain: the loss is in the oldest lot
    with served(monkeypatch, [old, new]) as found:
        yield found
        assert found.watchman.violations(found.exchange) == []


def placed(sim: AlpacaSimulator) -> int:
    return sum(f"{one['method']} {one['path']}" == "POST /v2/orders" for one in sim.journal)


def test_connect_shows_the_account_and_the_quotes_and_keeps_nothing(
    folder: Path, run: Run, sim: AlpacaSimulator
) -> None:
    shown = run("connect", "alpaca")
    assert shown.code == 0, shown.err
    told = " ".join((shown.out + shown.err).split())
    assert "****1234" in told
    assert f"Alpaca at {sim.base_url.removeprefix('http://')}" in told
    assert "IEX alone" in told
    assert "joint is ****1234" in told
    kept = "".join(path.read_text() for path in folder.rglob("*") if path.is_file())
    for secret in sim.pair(sim.exchange.accounts[0]):
        assert secret not in kept + shown.out + shown.err
    assert run("connect", "alpaca", "--remove").code == 2


def test_paper_is_what_is_spoken_with_unless_live_is_told(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.is_dir()
    asked = []

    def refuse(
        _: requests.Session, request: requests.PreparedRequest, **__: object
    ) -> requests.Response:
        asked.append(request.url)
        raise requests.ConnectionError

    monkeypatch.setattr("requests.Session.send", refuse)
    monkeypatch.setenv("TRIMTAB_ALPACA_KEY", "k")
    monkeypatch.setenv("TRIMTAB_ALPACA_SECRET", "s")
    assert run("connect", "alpaca").code == 5
    monkeypatch.setenv("TRIMTAB_ALPACA_ACCOUNT", "live")
    assert run("connect", "alpaca").code == 5
    assert asked == [
        "https://paper-api.alpaca.markets/v2/clock",
        "https://api.alpaca.markets/v2/clock",
    ]
    monkeypatch.setenv("TRIMTAB_ALPACA_ACCOUNT", "real")
    wrong = run("connect", "alpaca")
    assert wrong.code == 3
    assert "paper or live" in " ".join(wrong.err.split())


def test_a_plan_of_the_oldest_lots_is_synced_planned_rehearsed_and_sent(
    folder: Path, run: Run, sim: AlpacaSimulator
) -> None:
    first = run("sync", *DAY)
    assert first.code == 0, first.err + first.out
    lots = (folder / "data/joint-lots.csv").read_text()
    assert "alpaca 1234 VTI 2021-02-16" in lots
    assert "0 added" in run("sync", *DAY).out, "nothing is new the second time"
    name = planned_and_approved(run)
    rehearsed = run("execute", name, *DAY)
    assert rehearsed.code == 0, rehearsed.err + rehearsed.out
    assert "orders to Alpaca at 127.0.0.1:" in rehearsed.out
    assert placed(sim) == 0
    sent = run("execute", name, "--live", "--yes", "--json", *DAY)
    assert sent.code == 0, sent.err + sent.out
    orders = list(sim.exchange.accounts[0].orders.values())
    assert placed(sim) == len(orders) == 2
    assert {order.status for order in orders} == {"EXECUTED"}
    assert all(order.client_order_id.startswith(name) for order in orders)
    assert all(order.limit is not None for order in orders)
    assert run("orders", name, *DAY).code == 0
    assert run("execute", name, "--live", "--yes", *DAY).code == 6
    assert placed(sim) == 2, "nothing is sent twice"
    after = run("sync", *DAY)
    assert after.code == 0, after.err + after.out
    assert "2 new transactions" in after.out


def test_sales_wait_for_the_market_where_the_settings_say_so(
    folder: Path, run: Run, sim: AlpacaSimulator
) -> None:
    settings = folder / "trimtab.toml"
    settings.write_text(settings.read_text().replace("[execution]", '[execution]\nhours = "queue"'))
    assert run("sync", *DAY).code == 0
    name = planned_and_approved(run)
    sim.clock.set(datetime(2026, 6, 15, 22, tzinfo=UTC))
    execute = ("execute", name, "--live", "--yes")
    queued = run(*execute, *DAY)
    assert queued.code == 7, queued.err
    (sale,) = sim.exchange.accounts[0].orders.values()
    assert (sale.side, sale.status, sale.after_hours) == ("SELL", "OPEN", True)
    assert run(*execute, *DAY).code == 6
    sim.clock.set(datetime(2026, 6, 16, 14, tzinfo=UTC))
    done = run(*execute, *DAY)
    assert done.code == 0, done.err + done.out
    assert placed(sim) == 2


def test_halt_cancels_what_works_there_and_nothing_goes_out_after_it(
    folder: Path, run: Run, sim: AlpacaSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.is_dir()
    assert run("sync", *DAY).code == 0
    name = planned_and_approved(run)
    loaded = open_workspace(folder, as_of=date(2026, 6, 15)).loaded
    (sale,) = plan_to_send(loaded, name, journal_of(folder).book()).sendable.sells()
    assert sum(sale.lot_gains) == sale.gain, "Alpaca sells its lots in turn"
    order = stopped_halfway(run, sim.exchange, name, monkeypatch)
    halts(run, name, order, sim.watchman)
    assert placed(sim) == 1


def test_a_plan_of_other_lots_than_the_oldest_is_refused_with_the_cause(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = sim_lot(11, OLD), sim_lot(12, NEW)
    old.cost, new.cost = Decimal(400), Decimal(700)  # the young lot has the loss
    with served(monkeypatch, [old, new]) as sim:
        assert run("sync", *DAY).code == 0
        settings = folder / "trimtab.toml"
        oldest = settings.read_text()
        settings.write_text(oldest.replace('lot_method = "fifo"', ""))
        refused = run("execute", planned_and_approved(run), "--live", "--yes", *DAY)
        assert refused.code == 6
        told = " ".join(refused.err.split())
        assert "it sells by fifo, and takes others" in told
        assert 'Write lot_method = "fifo" for joint' in told
        assert placed(sim) == 0
        settings.write_text(oldest)
        assert run("execute", planned_and_approved(run), "--live", "--yes", *DAY).code == 0
        assert placed(sim) > 0


def test_lots_that_cannot_be_rebuilt_are_the_users_until_they_do_not_add_up(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = sim_lot(11, OLD), sim_lot(12, NEW)
    new.acquired, new.cost_known = None, False  # came by transfer
    with served(monkeypatch, [old, new]) as sim:
        first = run("sync", *DAY)
        assert first.code == 0, first.err + first.out
        told = " ".join((first.out + first.err).split())
        assert "they cannot be rebuilt: shares were transferred on" in told
        assert "until then none of its 15 shares is sold" in told
        file = folder / "data/joint-lots.csv"
        head, row = file.read_text().splitlines()
        file.write_text(f"{head}\n{_with(head, row, acquired='2020-03-04', basis='1500.00')}\n")
        kept = run("sync", *DAY)
        assert kept.code == 0, kept.err + kept.out
        assert "the lots on file are kept" in " ".join(kept.out.split())
        assert "2020-03-04" in file.read_text()
        file.write_text(f"{head}\n{_with(head, row, quantity='14', basis='1500.00')}\n")
        refused = run("sync", *DAY)
        assert refused.code == 3
        assert "no lots for a position of 15 shares" in " ".join(refused.out.split())
        assert placed(sim) == 0


def _with(head: str, row: str, **cells: str) -> str:
    found = dict(zip(head.split(","), row.split(","), strict=True)) | cells
    return ",".join(found.values())


def test_broker_sim_plays_alpaca_for_the_accounts_that_are_there(sample: Path) -> None:
    settings = sample / "trimtab.toml"
    line = 'id = "joint"'
    text = settings.read_text().replace(line, f'{line}\nsource = "broker:alpaca:****7777"')
    settings.write_text(text)
    day = date(2026, 6, 15)
    found = household_scenario(open_workspace(sample, as_of=day).loaded, ALPACA)
    with running(found, start=trading_morning(day), port=0, broker=ALPACA) as server:
        ready = server.ready()
        (account,) = ready["accounts"]
        assert account["number"].endswith("7777")
        asked = Line(
            keys=Keys(ready["key_id"], ready["secret_key"]),
            base_url=ready["base_url"],
            data_url=ready["base_url"],
        )
        broker = AlpacaBroker(line=asked, now=server.clock.now)
        seen = broker.snapshot(broker.accounts()[0])
        assert seen.shares(Symbol("IVV")) > 0
        assert server.watchman.violations(server.exchange) == []


def test_what_the_settings_forbid_by_now_is_not_sent_after_a_part_has_traded(
    folder: Path, run: Run, sim: AlpacaSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("sync", *DAY).code == 0
    name = planned_and_approved(run)
    order = stopped_halfway(run, sim.exchange, name, monkeypatch)
    settings = folder / "trimtab.toml"
    settings.write_text(settings.read_text() + '\n[policy]\nnever_buy = ["BND"]\n')
    sim.exchange.manners.fills = "immediate"

    refused = run("execute", name, "--live", "--yes", *DAY)

    assert refused.code == 6
    assert "would buy BND in joint, which policy.never_buy forbids" in " ".join(refused.err.split())
    assert placed(sim) == 1
    assert order.symbol == "VTI"


@pytest.mark.parametrize("command", ["halt", "cancel"])
def test_an_order_is_cancelled_where_the_file_of_its_plan_is_gone(
    command: str, folder: Path, run: Run, sim: AlpacaSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("sync", *DAY).code == 0
    name = planned_and_approved(run)
    order = stopped_halfway(run, sim.exchange, name, monkeypatch)
    shutil.rmtree(folder / "plans")

    ended = run("halt", *DAY) if command == "halt" else run("cancel", f"{name}:1", *DAY)

    assert ended.code == 0, ended.err
    assert order.status == "CANCELLED"
    (left,) = journal_of(folder).book().runs.values()
    assert left.outcome is None, "of what it had still to send nothing is known"
