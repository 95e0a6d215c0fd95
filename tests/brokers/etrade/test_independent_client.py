"""A client that is not ours (requests-oauthlib) drives the simulator over real sockets."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import requests
from requests_oauthlib import OAuth1Session

from trimtab.app.clock import SystemClock
from trimtab.brokers.simulators.books import SimAccount, SimLot
from trimtab.brokers.simulators.etrade import EtradeSimulator
from trimtab.brokers.simulators.exchange import Manners, SimQuote

ORDER = """<{kind}OrderRequest><orderType>EQ</orderType>
<clientOrderId>{name}</clientOrderId>{preview}
<Order><allOrNone>false</allOrNone><priceType>LIMIT</priceType><orderTerm>GOOD_FOR_DAY</orderTerm>
<marketSession>REGULAR</marketSession><limitPrice>{limit}</limitPrice><Instrument><Product>
<securityType>EQ</securityType><symbol>VTI</symbol></Product><orderAction>SELL</orderAction>
<quantityType>QUANTITY</quantityType><quantity>4</quantity>
<Lots><Lot><id>11</id><size>4</size></Lot></Lots></Instrument></Order></{kind}OrderRequest>"""
Json = dict[str, Any]
PRICE = SimQuote(last=Decimal(100), bid=Decimal("99.95"), ask=Decimal("100.05"))


@pytest.fixture
def sim() -> Iterator[EtradeSimulator]:
    lots = [
        SimLot(
            number=11,
            symbol="VTI",
            quantity=Decimal(10),
            cost=Decimal(800),
            acquired=date(2019, 3, 5),
        ),
        SimLot(
            number=12,
            symbol="VTI",
            quantity=Decimal(3),
            cost=Decimal(0),
            acquired=None,
            cost_known=False,
        ),
    ]
    account = SimAccount(
        key="key", number="83551234", kind="INDIVIDUAL", mode="MARGIN", cash=Decimal(0), lots=lots
    )
    with EtradeSimulator(
        [account],
        {"VTI": PRICE},
        start=datetime(2026, 6, 15, 14, 0, tzinfo=UTC),
        ticks=time.monotonic,
        dated_by=SystemClock().now,
    ) as found:
        yield found


@pytest.fixture
def client(sim: EtradeSimulator) -> OAuth1Session:
    consumer = (sim.logins.consumer_key, sim.logins.consumer_secret)
    asking = OAuth1Session(*consumer, callback_uri="oob")
    asked = asking.fetch_request_token(f"{sim.base_url}/oauth/request_token")
    page = requests.get(
        f"{sim.base_url}/e/t/etws/authorize",
        params={"key": consumer[0], "token": asked["oauth_token"]},
        timeout=10,
    ).text
    code = re.search("<b>(.+?)</b>", page)
    assert code is not None
    answering = OAuth1Session(
        *consumer, asked["oauth_token"], asked["oauth_token_secret"], verifier=code[1]
    )
    given = answering.fetch_access_token(f"{sim.base_url}/oauth/access_token")
    return OAuth1Session(*consumer, given["oauth_token"], given["oauth_token_secret"])


def sent(
    client: OAuth1Session, sim: EtradeSimulator, kind: str, limit: str, preview: str = ""
) -> Json:
    wrapped = f"<PreviewIds><previewId>{preview}</previewId></PreviewIds>" if preview else ""
    answer = client.post(
        f"{sim.base_url}/v1/accounts/key/orders/{kind.lower()}.json",
        data=ORDER.format(kind=kind, name="other1", preview=wrapped, limit=limit),
        headers={"Content-Type": "application/xml"},
    )
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()[f"{kind}OrderResponse"]
    return found


def test_another_client_logs_in_and_reads_lots(sim: EtradeSimulator, client: OAuth1Session) -> None:
    listed = client.get(f"{sim.base_url}/v1/accounts/list.json").json()
    (account,) = listed["AccountListResponse"]["Accounts"]["Account"]
    assert account["accountId"] == "83551234"
    portfolio = client.get(f"{sim.base_url}/v1/accounts/key/portfolio.json").json()
    (position,) = portfolio["PortfolioResponse"]["AccountPortfolio"][0]["Position"]
    lots = client.get(position["lotsDetails"]).json()["PositionLotsResponse"]["PositionLot"]
    assert [lot["positionLotId"] for lot in lots] == [11, 12]
    assert lots[0]["totalCost"] == 800
    assert not {"totalCost", "price", "acquiredDate"} & set(lots[1])


def test_another_client_previews_places_and_sees_its_order_filled(
    sim: EtradeSimulator, client: OAuth1Session
) -> None:
    preview = sent(client, sim, "Preview", "99")
    number = str(preview["PreviewIds"][0]["previewId"])
    placed = sent(client, sim, "Place", "99", number)
    orders = client.get(f"{sim.base_url}/v1/accounts/key/orders.json").json()
    (order,) = orders["OrdersResponse"]["Order"]
    assert order["orderId"] == placed["OrderIds"][0]["orderId"]
    assert order["OrderDetail"][0]["status"] == "EXECUTED"
    assert sim.exchange.accounts[0].cash == Decimal("399.80")
    assert sim.watchman.violations(sim.exchange) == []


def test_another_client_cancels_an_order_that_waits(
    sim: EtradeSimulator, client: OAuth1Session
) -> None:
    sim.exchange.manners = Manners(fills="never")
    preview = sent(client, sim, "Preview", "120")
    number = str(preview["PreviewIds"][0]["previewId"])
    placed = sent(client, sim, "Place", "120", number)
    order = placed["OrderIds"][0]["orderId"]
    answer = client.put(
        f"{sim.base_url}/v1/accounts/key/orders/cancel.json",
        json={"CancelOrderRequest": {"orderId": order}},
    )
    assert answer.status_code == 200
    listed = client.get(f"{sim.base_url}/v1/accounts/key/orders.json").json()
    assert listed["OrdersResponse"]["Order"][0]["OrderDetail"][0]["status"] == "CANCELLED"
    assert sim.exchange.accounts[0].lots[0].available == 10
    assert sim.watchman.violations(sim.exchange) == []


def test_a_secret_that_is_wrong_opens_nothing(sim: EtradeSimulator, client: OAuth1Session) -> None:
    wrong = OAuth1Session(sim.logins.consumer_key, "wrong", client.auth.client.resource_owner_key)
    answer = wrong.get(f"{sim.base_url}/v1/accounts/list.json")
    assert answer.status_code == 401
    assert "signature_invalid" in answer.text
