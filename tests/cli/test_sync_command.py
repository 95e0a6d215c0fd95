"""`trimtab sync` against the simulator: what the broker has, in the workspace's own files."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.linked import all_sourced, logged_in, name_source
from tests.cli.running import Run, data_files
from trimtab.brokers.simulators.etrade import EtradeSimulator

DAY = ("--as-of", "2026-06-15")
CSV = (
    "Account Summary\nAccount,Net Account Value\nIndividual Brokerage -1112,0\n\n"
    "Symbol,Last Price $,Change $,Change %,Quantity,Price Paid $,"
    "Day's Gain $,Total Gain $,Total Gain %,Value $\n"
)


@pytest.fixture
def linked(sample: Path, run: Run, sim: EtradeSimulator) -> EtradeSimulator:
    all_sourced(sample)
    logged_in(run)
    return sim


def lots_in(sample: Path, account: str) -> list[dict[str, str]]:
    with (sample / f"data/{account}-lots.csv").open() as file:
        return list(csv.DictReader(file))


def test_lots_are_written_with_the_names_that_the_broker_knows(
    sample: Path, run: Run, linked: EtradeSimulator
) -> None:
    ran = run("sync", *DAY)
    assert ran.code == 0, ran.err
    for account, there in zip(("joint", "tira", "roth"), linked.exchange.accounts, strict=True):
        here = {row["lot_id"]: row for row in lots_in(sample, account)}
        assert set(here) == {str(lot.number) for lot in there.lots}
        for lot in there.lots:
            row = here[str(lot.number)]
            assert (row["symbol"], Decimal(row["quantity"])) == (lot.symbol, lot.quantity)
            assert row["basis"] == (str(lot.cost) if lot.cost_known else "")
            assert row["acquired"] == (lot.acquired.isoformat() if lot.acquired else "")
    assert run("check", *DAY).code == 0


@pytest.mark.usefixtures("linked")
def test_a_lot_without_a_basis_stays_visible(sample: Path, run: Run) -> None:
    assert run("sync", *DAY).code == 0
    assert [row["symbol"] for row in lots_in(sample, "joint") if not row["basis"]] != []
    assert "1 lot left out of the gain" in run("lots", *DAY).out


def test_cash_and_prices_come_from_the_broker(
    sample: Path, run: Run, linked: EtradeSimulator
) -> None:
    linked.exchange.accounts[0].cash = Decimal("14321.09")
    quote = linked.exchange.quotes["IVV"]
    linked.exchange.quotes["IVV"] = type(quote)(
        last=Decimal("620.10"), bid=Decimal("620.05"), ask=Decimal("620.15")
    )
    document = json.loads(run("sync", "--json", *DAY).out)
    assert document["written"]
    assert "14321.09" in (sample / "trimtab.toml").read_text()
    assert "IVV,620.1,620.05,620.15,2026-06-15" in (sample / "data/prices.csv").read_text()


@pytest.mark.usefixtures("linked")
def test_a_second_sync_changes_nothing(sample: Path, run: Run) -> None:
    assert run("sync", *DAY).code == 0
    before = data_files(sample)
    again = run("sync", *DAY)
    assert again.code == 0
    assert data_files(sample) == before


@pytest.mark.usefixtures("linked")
def test_a_dry_run_writes_nothing_and_undo_takes_all_back(sample: Path, run: Run) -> None:
    before = data_files(sample)
    assert run("sync", "--dry-run", *DAY).code == 0
    assert data_files(sample) == before
    assert run("sync", *DAY).code == 0
    assert data_files(sample) != before
    assert "sync with E*TRADE at 127.0.0.1:" in run("import", "--undo").out
    assert data_files(sample) == before


@pytest.mark.usefixtures("linked")
def test_one_account_alone_leaves_the_others(sample: Path, run: Run) -> None:
    before = lots_in(sample, "joint")
    assert run("sync", "--account", "roth", *DAY).code == 0
    assert lots_in(sample, "joint") == before
    assert lots_in(sample, "roth")[0]["lot_id"].isdigit()
    ran = run("sync", "--account", "dana401k", *DAY)
    assert ran.code == 3
    assert "dana401k has no source" in ran.err


@pytest.mark.usefixtures("sim")
def test_without_a_log_in_it_says_how_to_log_in(sample: Path, run: Run) -> None:
    name_source(sample, "broker:etrade:****0001")
    ran = run("sync", *DAY)
    assert ran.code == 5
    assert "trimtab connect etrade" in " ".join(ran.err.split())


@pytest.mark.parametrize("kind", ["html", "503", "truncated", "reset_before", "429"])
def test_an_answer_that_is_none_leaves_every_file_as_it_was(
    sample: Path, run: Run, linked: EtradeSimulator, kind: str
) -> None:
    before = data_files(sample)
    linked.faults.add({"kind": kind, "match": "GET .*portfolio", "nth": 3})
    ran = run("sync", *DAY)
    assert ran.code == 5, ran.out
    assert "Traceback" not in ran.err
    assert data_files(sample) == before


def downloaded(sample: Path, sim: EtradeSimulator, *, but: str = "", quantity: int = 0) -> None:
    """A download of the traditional IRA as the simulator has it, one security changed."""
    folder = sample / "downloads"
    folder.mkdir()
    (account,) = [one for one in sim.exchange.accounts if one.number.endswith("1112")]
    rows = []
    for symbol in account.symbols():
        shares = sum(lot.quantity for lot in account.of(symbol))
        shares = Decimal(quantity) if symbol == but else Decimal(shares)
        price = sim.exchange.quotes[symbol].last
        rows.append(f"{symbol},{price},0,0,{shares},1,0,0,0,{shares * price}")
    total = "TOTAL,,,,,,0,0,0,0,"
    (folder / "p.csv").write_text(CSV + "\n".join([*rows, total]) + "\n")
    settings = sample / "trimtab.toml"
    text = settings.read_text()
    settings.write_text(text.replace("[data]\n", '[data]\nvalidate_with = "downloads"\n'))


def test_a_download_that_agrees_lets_the_sync_through(
    sample: Path, run: Run, linked: EtradeSimulator
) -> None:
    downloaded(sample, linked)
    ran = run("sync", "--account", "tira", *DAY)
    assert ran.code == 0, ran.err


def test_a_download_that_differs_stops_it_with_the_list(
    sample: Path, run: Run, linked: EtradeSimulator
) -> None:
    downloaded(sample, linked, but="IVV", quantity=31)
    before = data_files(sample)
    ran = run("sync", *DAY)
    assert ran.code == 6
    told = " ".join(ran.err.split())
    assert "tira: 32 IVV, the file says 31" in told
    assert "joint: no download of ****0001" in told
    assert data_files(sample) == before


def test_a_value_off_by_more_than_two_percent_stops_it(
    sample: Path, run: Run, linked: EtradeSimulator
) -> None:
    downloaded(sample, linked)
    quote = linked.exchange.quotes["IVV"]
    off = quote.last * Decimal("1.03")
    linked.exchange.quotes["IVV"] = type(quote)(last=off, bid=off, ask=off)
    ran = run("sync", "--account", "tira", *DAY)
    assert ran.code == 6
    assert "IVV is worth" in " ".join(ran.err.split())
