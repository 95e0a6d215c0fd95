"""Accounts, positions, cash, contracts and quotes at the simulated gateway."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.brokers.local import quote, sim_lot
from tests.brokers.simulators.ibkr.gateway import ME, OTHER, Gateway, gateway, held
from tests.contracts.broker import OLD
from trimtab.brokers.simulators.exchange import SimQuote
from trimtab.brokers.simulators.ibkr.contracts import conid
from trimtab.domain import Symbol


@pytest.fixture
def at() -> Iterator[Gateway]:
    with gateway(held(), held(number=OTHER)) as found:
        found.open()
        yield found
        assert found.violations() == []


def test_the_ready_line_has_the_base_of_the_api_and_the_accounts(at: Gateway) -> None:
    ready = at.sim.ready()
    assert ready["base_url"].endswith("/v1/api")
    assert ready["accounts"] == [
        {"id": ME, "type": "INDIVIDUAL"},
        {"id": OTHER, "type": "INDIVIDUAL"},
    ]


def test_both_lists_have_the_accounts(at: Gateway) -> None:
    assert [one["accountId"] for one in at.get("portfolio/accounts").json()] == [ME, OTHER]
    listed = at.get("iserver/accounts").json()
    assert (listed["accounts"], listed["selectedAccount"]) == ([ME, OTHER], ME)
    assert at.get(f"portfolio/{OTHER}/meta").json()["id"] == OTHER
    assert at.get("portfolio/U0000000/meta").status_code == 400


def test_a_number_of_digits_gets_the_letter_of_ibkr() -> None:
    with gateway(held(number="83550001")) as at:
        assert at.sim.ready()["accounts"][0]["id"] == "U83550001"


def test_cash_by_currency_and_in_the_summary(at: Gateway) -> None:
    ledger = at.get(f"portfolio/{ME}/ledger").json()
    assert (ledger["USD"]["cashbalance"], ledger["USD"]["settledcash"]) == (1000, 1000)
    assert ledger["BASE"]["netliquidationvalue"] == 2500
    summary = at.get(f"portfolio/{ME}/summary").json()
    assert summary["totalcashvalue"]["amount"] == 1000
    assert summary["accountcode"]["value"] == ME


def test_an_order_in_no_account_is_refused(at: Gateway) -> None:
    answer = at.post("iserver/account/U0000000/orders", orders=[])
    assert (answer.status_code, answer.json()["error"]) == (400, "accountId U0000000 is not valid")


def test_what_a_sale_brought_is_not_settled_yet(at: Gateway) -> None:
    at.quoted("VTI")
    at.place(quantity=4)
    ledger = at.get(f"portfolio/{ME}/ledger").json()["USD"]
    assert (ledger["cashbalance"], ledger["settledcash"]) == (1399, 1000)
    at.set("settle")
    assert at.get(f"portfolio/{ME}/ledger").json()["USD"]["settledcash"] == 1399


def test_positions_have_totals_and_an_average_and_no_lots(at: Gateway) -> None:
    (row,) = at.get(f"portfolio/{ME}/positions/0").json()
    assert (row["ticker"], row["position"], row["mktValue"]) == ("VTI", 15, 1500)
    assert row["avgCost"] * 15 == pytest.approx(1900)
    assert row["conid"] == conid("VTI")
    assert not any("lot" in name.lower() for name in row)
    assert at.get(f"portfolio/{ME}/positions/1").json() == []


def test_pages_are_of_a_hundred() -> None:
    symbols = [f"S{number:03}" for number in range(205)]
    lots = [
        sim_lot(number, replace(OLD, symbol=Symbol(symbol)))
        for number, symbol in enumerate(symbols, start=1)
    ]
    with gateway(held(*lots)) as at:
        at.sim.exchange.quotes.update({symbol: quote("1") for symbol in symbols})
        at.open()
        pages = [at.get(f"portfolio/{ME}/positions/{page}").json() for page in range(4)]
        assert [len(page) for page in pages] == [100, 100, 5, 0]
        assert [row["ticker"] for page in pages for row in page] == symbols


def test_pages_are_old_for_a_minute_and_portfolio2_never_is(at: Gateway) -> None:
    def kept() -> float:
        return float(at.get(f"portfolio/{ME}/positions/0").json()[0]["position"])

    def live() -> float:
        (row,) = at.get(f"portfolio2/{ME}/positions").json()
        assert row["conid"] == str(conid("VTI"))
        return float(row["position"])

    assert (kept(), live()) == (15, 15)
    at.quoted("VTI")
    at.place(quantity=4)
    assert (kept(), live()) == (15, 11)
    at.set("clock", advance=60)
    assert kept() == 11
    at.place(quantity=4, cOID="mine2")
    assert kept() == 11
    assert at.post(f"portfolio/{ME}/positions/invalidate").json()[0]["position"] == 7
    assert kept() == 7


def test_a_position_that_was_sold_is_gone(at: Gateway) -> None:
    at.quoted("VTI")
    at.place(quantity=15)
    assert at.get(f"portfolio2/{ME}/positions").json() == []


def test_a_ticker_has_contracts_in_more_than_one_country(at: Gateway) -> None:
    found = at.get("trsrv/stocks", symbols="VTI,ZZZZQ").json()
    assert found["ZZZZQ"] == []
    (stock,) = found["VTI"]
    assert [(one["exchange"], one["isUS"]) for one in stock["contracts"]] == [
        ("MEXI", False),
        ("ARCA", True),
    ]
    abroad, here = (one["conid"] for one in stock["contracts"])
    assert (abroad != here, here) == (True, conid("VTI"))
    assert "No contract" in at.place(conid=abroad).json()["error"]
    searched = at.get("iserver/secdef/search", symbol="VTI").json()
    assert [one["conid"] for one in searched] == [str(here), str(abroad)]
    assert at.post("iserver/secdef/search", symbol="ZZZZQ").json() == []


def test_quotes_are_there_from_the_second_look_on_and_only_as_asked_for(at: Gateway) -> None:
    at.set("quotes", VTI={"last": "100.5", "bid": "100.495", "ask": "101"})
    number = conid("VTI")
    ask = {"conids": f"{number},7", "fields": "31,84,86,6509"}
    first = at.get("iserver/marketdata/snapshot", **ask).json()
    assert first[0] == {"conid": number, "conidEx": str(number)}
    row, unknown = at.get("iserver/marketdata/snapshot", **ask).json()
    assert (row["31"], row["84"], row["86"], row["6509"]) == ("100.50", "100.495", "101.00", "RpB")
    assert "7051" not in row
    assert unknown == {"conid": 7, "conidEx": "7"}
    assert at.get("iserver/marketdata/snapshot", conids="x", fields="31").status_code == 400


@pytest.mark.parametrize(
    ("state", "last", "letter"),
    [
        ("DELAYED", "100.00", "D"),
        ("CLOSING", "C100.00", "Z"),
        ("HALTED", "H100.00", "R"),
        ("FROZEN", "100.00", "Z"),
        ("FROZEN_DELAYED", "100.00", "Y"),
        ("NOT_SUBSCRIBED", None, "N"),
        ("UNSIGNED", None, "O"),
        ("anything", "100.00", "R"),
    ],
)
def test_how_old_a_quote_is_shows_in_two_places(
    at: Gateway, state: str, last: str | None, letter: str
) -> None:
    at.sim.exchange.quotes["VTI"] = replace(quote("100"), status=state)
    at.quoted("VTI")
    (row,) = at.get("iserver/marketdata/snapshot", conids=conid("VTI"), fields="31,6509").json()
    assert (row.get("31"), row["6509"][0]) == (last, letter)


def test_a_side_without_a_quote_is_left_out(at: Gateway) -> None:
    price = quote("100").last
    at.sim.exchange.quotes["VTI"] = SimQuote(last=price, bid=price - price, ask=price - price)
    at.quoted("VTI")
    (row,) = at.get("iserver/marketdata/snapshot", conids=conid("VTI"), fields="31,84,86").json()
    assert (row["31"], "84" in row, "86" in row) == ("100.00", False, False)
