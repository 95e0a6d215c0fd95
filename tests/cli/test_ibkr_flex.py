"""`trimtab connect ibkr` and `sync` from a Flex report: what was found, and how old it is."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.brokers.ibkr.flex_samples import BUY, CASH, LOT, SUMMARY, xml
from tests.brokers.ibkr.flex_server import HTML, QUERY, TOKEN, FlexServer, flex_server, refused
from tests.cli.linked import logged_in, name_source
from tests.cli.running import Run, data_files
from trimtab.app.trading.office import journal_of
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.domain import AccountId, Order, OrderId, OrderStatus, OrderType, Side, Symbol
from trimtab.execution.events import Intended, Placed, Progress, RunStarted

DAY = ("--as-of", "2026-11-23")  # the Monday after the report's Friday
SOURCE = "broker:ibkr:****4567"


def report(*, cash: bool = True, trades: bool = True, lots: bool = True) -> str:
    text = xml(
        positions=[SUMMARY, LOT] if lots else [],
        trades=[BUY] if trades else [],
        cash=[CASH] if cash else [],
    )
    return text.replace('"U1"', '"U1234567"')


@pytest.fixture
def flex(monkeypatch: pytest.MonkeyPatch) -> Iterator[FlexServer]:
    with flex_server(report()) as found:
        monkeypatch.setenv("TRIMTAB_IBKR_FLEX_URL", found.base_url)
        monkeypatch.setenv("TRIMTAB_IBKR_FLEX_TOKEN", TOKEN)
        monkeypatch.setenv("TRIMTAB_IBKR_FLEX_QUERY", QUERY)
        yield found


@pytest.fixture
def linked(sample: Path, flex: FlexServer) -> FlexServer:
    name_source(sample, SOURCE, "roth")
    return flex


def said(text: str) -> str:
    return " ".join(text.split())


def roth_lots(sample: Path) -> list[dict[str, str]]:
    with (sample / "data/roth-lots.csv").open() as file:
        return list(csv.DictReader(file))


def sent(sample: Path, day: datetime, *, live: bool = True) -> None:
    """The journal of a run that sold three VTI in the Roth IRA."""
    order = Order(
        order_id=OrderId("7K3F000000001"),
        account_id=AccountId("roth"),
        side=Side.SELL,
        symbol=Symbol("VTI"),
        quantity=Decimal(3),
        order_type=OrderType.MARKET,
    )
    journal, sha = journal_of(sample), "0" * 64
    for event in (
        RunStarted(at=day, run="7K3F-1", plan="7K3F", sha256=sha, broker="IBKR", live=live),
        Intended(at=day, run="7K3F-1", leg=1, attempt=1, order=order, known=(), why=""),
        Placed(at=day, run="7K3F-1", leg=1, broker_order_id="9"),
        Progress(
            at=day,
            run="7K3F-1",
            leg=1,
            status=OrderStatus.FILLED,
            filled=Decimal(3),
            average_price=Decimal(50),
            commission=Decimal(0),
        ),
    ):
        journal.append(event)


@pytest.mark.usefixtures("linked")
def test_connecting_says_what_the_report_has(run: Run) -> None:
    ran = run("connect", "ibkr")
    assert ran.code == 0, ran.err
    assert ran.out == "****4567  report of Fri 20 Nov 2026\n"
    assert "****4567, Fri 20 Nov 2026: 1 position, 1 lot, 1 transaction." in ran.err
    assert "roth is ****4567" in ran.err
    document = json.loads(run("connect", "ibkr", "--json").out)
    assert [one["account"] for one in document["accounts"]] == ["roth"]


@pytest.mark.usefixtures("linked")
def test_connecting_asks_for_the_report_once(run: Run, flex: FlexServer) -> None:
    assert run("connect", "ibkr").code == 0
    assert flex.pages() == ["SendRequest", "GetStatement"]


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ("cash", "no section Cash Report"),
        ("trades", "has no transactions: add Trades"),
        ("lots", "0 lots"),
    ],
)
def test_connecting_says_what_the_report_lacks(
    run: Run, linked: FlexServer, lacking: str, told: str
) -> None:
    linked.report = report(**{lacking: False})
    assert told in said(run("connect", "ibkr").err)


@pytest.mark.usefixtures("sample", "flex")
@pytest.mark.parametrize("option", [("--code", "ABC"), ("--remove",)])
def test_there_is_no_log_in_to_give_a_code_for(run: Run, option: tuple[str, ...]) -> None:
    ran = run("connect", "ibkr", *option)
    assert ran.code == 2
    assert "no log-in" in ran.err


@pytest.mark.usefixtures("sample", "flex")
def test_token_and_query_are_both_asked_for_at_once(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRIMTAB_IBKR_FLEX_TOKEN")
    monkeypatch.delenv("TRIMTAB_IBKR_FLEX_QUERY")
    monkeypatch.setattr("trimtab.app.linking.vault.find_spec", lambda _: None)
    ran = run("connect", "ibkr")
    assert ran.code == 3
    assert "keyring set trimtab ibkr-flex-token" in said(ran.err)
    assert "keyring set trimtab ibkr-flex-query" in said(ran.err)


@pytest.mark.usefixtures("sample")
def test_a_token_in_the_place_of_the_query_is_told_and_not_shown(
    run: Run, flex: FlexServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIMTAB_IBKR_FLEX_QUERY", "9f8e7d")
    ran = run("connect", "ibkr")
    assert ran.code == 3
    assert "no number of a Flex query" in said(ran.err)
    assert "9f8e7d" not in ran.err
    assert flex.asked == []


def test_a_token_that_has_expired_is_told_without_being_shown(run: Run, linked: FlexServer) -> None:
    linked.first = [refused("1012", "Fail")]
    ran = run("connect", "ibkr")
    assert ran.code == 5
    assert "the token has expired (code 1012). Make a new token" in said(ran.err)
    assert TOKEN not in ran.out + ran.err


@pytest.mark.usefixtures("linked")
def test_a_sync_takes_lots_cash_and_trades_and_says_of_which_day(sample: Path, run: Run) -> None:
    before = data_files(sample)
    ran = run("sync", *DAY)
    assert ran.code == 0, ran.err + ran.out
    assert "Fri 20 Nov 2026: nothing later is in it" in said(ran.out)
    assert "U1234567" not in ran.out + ran.err
    assert TOKEN not in ran.out + ran.err
    (lot,) = roth_lots(sample)
    assert (lot["lot_id"], lot["symbol"], lot["quantity"]) == ("77", "VTI", "10")
    assert (lot["acquired"], lot["basis"]) == ("2024-01-02", "400.00")
    assert 'cash = "10.01"' in (sample / "trimtab.toml").read_text()
    assert "2026-11-02,roth,buy,VTI" in (sample / "data/transactions.csv").read_text()
    assert "VTI,50,,,2026-11-20" in (sample / "data/prices.csv").read_text()
    assert run("sync", *DAY).code == 0
    assert "sync with IBKR at 127.0.0.1" in run("import", "--undo").out
    assert data_files(sample) == before


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize("accepted", [False, True])
def test_a_report_that_is_older_than_an_order_is_not_taken_unasked(
    sample: Path, run: Run, *, accepted: bool
) -> None:
    sent(sample, datetime(2026, 11, 21, 3, 0, tzinfo=UTC))  # still Friday in New York
    assert run("sync", *DAY).code == 0, "the report has what was traded on its day"
    run("import", "--undo")
    sent(sample, datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    before = data_files(sample)
    ran = run("sync", *DAY, *(["--accept-problems"] if accepted else []))
    told = said(ran.out)
    assert "roth is known as of 2026-11-23" in told
    assert "trimtab sent its last order there" in told
    assert ran.code == (0 if accepted else 3)
    assert (data_files(sample) != before) is accepted


@pytest.mark.usefixtures("linked")
def test_an_order_on_paper_is_no_order(sample: Path, run: Run) -> None:
    sent(sample, datetime(2026, 11, 23, 15, 0, tzinfo=UTC), live=False)
    assert run("sync", *DAY).code == 0


@pytest.mark.parametrize("cut", [False, True])
def test_what_is_no_report_leaves_every_file_as_it_was(
    sample: Path, run: Run, linked: FlexServer, *, cut: bool
) -> None:
    before = data_files(sample)
    if cut:
        linked.report = linked.report[:-200]
    else:
        linked.then = [HTML]
    ran = run("sync", *DAY, "--accept-problems")
    assert ran.code == 5, ran.out
    assert "Traceback" not in ran.err
    assert data_files(sample) == before


@pytest.mark.usefixtures("linked")
def test_an_address_that_is_not_safe_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_IBKR_FLEX_URL", "http://example.com/x")
    ran = run("sync", *DAY)
    assert ran.code == 3
    assert "TRIMTAB_IBKR_FLEX_URL is no address of a broker" in said(ran.err)


def test_two_brokers_are_read_together_each_with_its_own_day(
    sample: Path, run: Run, sim: EtradeSimulator, linked: FlexServer
) -> None:
    name_source(sample, "broker:etrade:****0001")
    logged_in(run)
    ran = run("sync", *DAY)
    assert ran.code == 0, ran.err + ran.out
    assert (
        str(sim.exchange.accounts[0].lots[0].number) in (sample / "data/joint-lots.csv").read_text()
    )
    assert roth_lots(sample)[0]["lot_id"] == "77"
    assert linked.pages() == ["SendRequest", "GetStatement"]
    sent(sample, datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    told = said(run("sync", *DAY).out)
    assert "IBKR Flex statement (XML): the file is of 2026-11-20" in told
    assert "the others without it: trimtab sync --account joint." in told
    assert run("sync", "--account", "joint", *DAY).code == 0


def test_an_account_that_holds_nothing_any_more_keeps_no_lots(
    sample: Path, run: Run, linked: FlexServer
) -> None:
    assert run("sync", *DAY).code == 0
    linked.report = xml(cash=[CASH]).replace('"U1"', '"U1234567"')
    asked = run("sync", *DAY)
    assert asked.code == 3, "no transaction says where they went"
    assert "roth holds nothing at the broker, and VTI on file" in said(asked.out)
    assert run("sync", "--accept-problems", *DAY).code == 0
    assert roth_lots(sample) == []
