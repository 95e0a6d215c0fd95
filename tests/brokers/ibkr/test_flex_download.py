"""Fetching a Flex report: what is waited for, for how long, what ends it, and where a token goes.

An independent client, ibflex, reads from the same server: so the server is not merely what this
project takes the service to be.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import ibflex
import ibflex.client
import pytest
import requests

from tests.brokers.ibkr.flex_server import (
    HTML,
    QUERY,
    TOKEN,
    Answer,
    FlexServer,
    flex_server,
    receipt,
    refused,
)
from trimtab.brokers.ibkr.flex_download import FlexService
from trimtab.brokers.ibkr.flex_xml import FlexXml
from trimtab.brokers.wire_log import WIRE
from trimtab.errors import Auth, BrokerError, Definite, RateLimited, Unavailable

GOLDEN = Path(__file__).parents[2] / "golden" / "ibkr"
REPORT = (GOLDEN / "two-accounts.xml").read_text()


@dataclass
class Watch:
    """A clock that a sleep puts forward, and what was slept."""

    time: datetime = datetime(2026, 11, 28, 15, 37, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> bool:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)
        return True


@pytest.fixture
def server() -> Iterator[FlexServer]:
    with flex_server(REPORT) as found:
        yield found


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def service(server: FlexServer, watch: Watch) -> FlexService:
    return FlexService(token=TOKEN, query=QUERY, clock=watch, base_url=server.base_url)


def test_a_report_is_asked_for_and_fetched(
    server: FlexServer, service: FlexService, watch: Watch
) -> None:
    assert service.report() == REPORT
    assert server.pages() == ["SendRequest", "GetStatement"]
    assert {agent for _, _, agent in server.asked} == {"trimtab"}
    assert watch.slept == []


def test_a_report_in_csv_is_one_too(server: FlexServer, service: FlexService) -> None:
    server.report = (GOLDEN / "control-rows.csv").read_text()
    server.kind = "text/csv"
    assert service.report() == server.report


def test_a_report_that_is_being_made_is_waited_for_with_growing_pauses(
    server: FlexServer, service: FlexService, watch: Watch
) -> None:
    server.then = [refused("1019") for _ in range(4)]
    assert service.report() == REPORT
    assert watch.slept == [5, 5, 10, 15]
    assert server.pages() == ["SendRequest", *["GetStatement"] * 5], "it is asked for once"


def test_too_many_requests_are_answered_with_longer_pauses(
    server: FlexServer, service: FlexService, watch: Watch
) -> None:
    server.first = [refused("1018", "Fail"), refused("1009"), refused("1018", "Fail")]
    server.then = [refused("1018", "Fail")]
    assert service.report() == REPORT
    assert watch.slept == [10, 5, 20, 10]


@pytest.mark.parametrize(
    ("code", "error"), [("1019", Unavailable), ("1018", RateLimited), ("1001", Unavailable)]
)
def test_waiting_has_an_end(
    server: FlexServer, service: FlexService, watch: Watch, code: str, error: type[BrokerError]
) -> None:
    server.first = [refused(code) for _ in range(100)]
    with pytest.raises(error, match=code):
        service.report()
    assert 120 < sum(watch.slept) <= 240
    assert len(server.asked) < 20


@pytest.mark.parametrize(
    ("code", "error"),
    [("1012", Auth), ("1014", Definite), ("1008", Unavailable)],
)
@pytest.mark.parametrize("stage", ["first", "then"])
def test_what_waiting_does_not_help_ends_it_at_once(
    server: FlexServer,
    service: FlexService,
    watch: Watch,
    *,
    code: str,
    error: type[BrokerError],
    stage: str,
) -> None:
    getattr(server, stage).append(refused(code, "Fail"))
    with pytest.raises(error) as caught:
        service.report()
    assert caught.value.code == code
    assert watch.slept == []
    assert len(server.asked) == (1 if stage == "first" else 2)


def test_a_server_in_trouble_is_tried_again_a_few_times(
    server: FlexServer, service: FlexService, watch: Watch
) -> None:
    server.first = [Answer(body="busy", status=503)]
    server.then = [Answer(body="busy", status=502), Answer(body="busy", status=429)]
    assert service.report() == REPORT
    assert watch.slept == [5, 5, 5]


def test_and_then_no_more(server: FlexServer, service: FlexService) -> None:
    server.first = [Answer(body="busy", status=503) for _ in range(100)]
    with pytest.raises(Unavailable, match="HTTP 503"):
        service.report()
    assert len(server.asked) == 4


@pytest.mark.parametrize("status", [400, 403, 404])
def test_what_the_server_does_not_know_is_asked_once(
    server: FlexServer, service: FlexService, status: int
) -> None:
    server.first = [Answer(body="no", status=status)]
    with pytest.raises(Unavailable, match=f"HTTP {status}"):
        service.report()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        HTML,
        Answer(body=""),
        Answer(body="<FlexStatementResponse><Status>Success</Status>"),
        Answer(body="<FlexStatementResponse><Status>Success</Status></FlexStatementResponse>"),
        Answer(body=REPORT[:900], short=len(REPORT) - 900),
        receipt("https://example.com/"),
    ],
)
@pytest.mark.parametrize("stage", ["first", "then"])
def test_an_answer_that_is_none_is_no_report(
    server: FlexServer, service: FlexService, answer: Answer, stage: str
) -> None:
    getattr(server, stage).append(answer)
    with pytest.raises(Unavailable):
        service.report()


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/AccountManagement/FlexWebService/GetStatement",
        "https://interactivebrokers.com.example.com/GetStatement",
        "https://notinteractivebrokers.com/GetStatement",
        "http://gdcdyn.interactivebrokers.com/GetStatement",
        "https://gdcdyn.interactivebrokers.com:8443/GetStatement",
        "https://gdcdyn.interactivebrokers.com@example.com/GetStatement",
        "https://user:pass@gdcdyn.interactivebrokers.com/GetStatement",
        "http://127.0.0.1:9/GetStatement",
        "https://[gdcdyn/GetStatement",
        "file:///etc/passwd",
    ],
)
def test_the_token_goes_to_no_host_that_is_not_ibkrs(
    server: FlexServer, service: FlexService, url: str
) -> None:
    server.url = url
    with pytest.raises(Unavailable, match=r"address|host"):
        service.report()
    assert len(server.asked) == 1


def test_ibkrs_other_hosts_are_its_own(service: FlexService) -> None:
    url = "https://gdcdyn.interactivebrokers.com/AccountManagement/FlexWebService/GetStatement"
    assert service._address(f"{url}?old=query") == url
    assert service._address("") == f"{service.base_url}/GetStatement"


def test_a_redirect_is_not_followed(server: FlexServer, service: FlexService) -> None:
    with flex_server(REPORT) as elsewhere:
        server.first = [
            Answer(body="", status=302, location=f"{elsewhere.base_url}/SendRequest?t=1")
        ]
        with pytest.raises(Unavailable, match="not followed"):
            service.report()
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    "answers", [[refused("1012", "Fail")], [HTML], [Answer(body="x", status=404)], None]
)
def test_no_message_has_the_token_or_an_address(
    server: FlexServer, service: FlexService, answers: list[Answer] | None
) -> None:
    if answers is None:  # nobody answers at all
        service = FlexService(
            token=TOKEN, query=QUERY, clock=service.clock, base_url="http://127.0.0.1:9/x"
        )
    else:
        server.first = answers
    with pytest.raises(BrokerError) as caught:
        service.report()
    told: list[str] = [repr(service)]
    error: BaseException | None = caught.value
    while error is not None:
        told += [str(error), repr(error)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert not any(TOKEN in one or "127.0.0.1" in one for one in told[1:])
    assert TOKEN not in told[0]


def test_an_answer_that_drips_has_an_end(
    server: FlexServer, service: FlexService, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = requests.Response.iter_content

    def drip(response: requests.Response, size: int) -> Iterator[bytes]:
        for _ in range(10):
            watch.time += timedelta(minutes=1)
            yield b"<"
        yield from whole(response, size)

    monkeypatch.setattr(requests.Response, "iter_content", drip)
    with pytest.raises(Unavailable, match="takes too long"):
        service.report()
    assert len(server.asked) == 1


def test_an_independent_client_gets_the_same_report_from_the_server(
    server: FlexServer, service: FlexService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ibflex.client, "REQUEST_URL", f"{server.base_url}/SendRequest")
    slept: list[float] = []
    monkeypatch.setattr("ibflex.client.time.sleep", slept.append)
    server.then = [refused("1019"), refused("1018", "Fail")]
    theirs = ibflex.client.download(TOKEN, QUERY)
    assert slept == [0, 5, 10]
    assert theirs.decode() == service.report()
    server.first = [refused("1012", "Fail")]
    with pytest.raises(ibflex.client.ResponseCodeError, match="1012"):
        ibflex.client.download(TOKEN, QUERY)


def test_an_independent_reader_finds_the_same_lots_in_it(service: FlexService) -> None:
    text = service.report()
    theirs = [
        (lot.symbol, lot.position, lot.costBasisMoney, lot.originatingTransactionID)
        for statement in ibflex.parser.parse(text.encode()).FlexStatements
        for lot in statement.OpenPositions
        if lot.levelOfDetail == "LOT"
        and lot.assetCategory is ibflex.AssetClass.STOCK
        and lot.currency == "USD"
        and (lot.position or 0) > 0  # others are left out, each with a sentence
    ]
    ours = [
        (lot.symbol.replace(".", " "), lot.quantity, lot.basis, lot.lot_id)
        for statement in FlexXml().read(text, file="report")
        for lot in statement.lots
    ]
    assert {(s, q, name) for s, q, _, name in ours} == {(s, q, name) for s, q, _, name in theirs}
    for (_, _, basis, _), (_, _, exact, _) in zip(sorted(ours), sorted(theirs), strict=True):
        assert basis is not None
        assert exact is not None
        assert abs(basis - exact) <= Decimal("0.01")
    assert len(ours) == 4


def test_the_request_log_has_the_requests_and_neither_token_nor_query(
    service: FlexService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger=WIRE.name)
    service.report()
    assert [line.partition("?")[0].rpartition("/")[2] for line in caplog.messages[::2]] == [
        "SendRequest",
        "GetStatement",
    ]
    assert TOKEN not in caplog.text
    assert QUERY not in caplog.text
