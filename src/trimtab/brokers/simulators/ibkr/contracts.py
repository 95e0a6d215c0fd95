"""Contracts and quotes: numbers for tickers, and quotes that are there from the second look on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from trimtab.brokers.simulators.exchange import SimQuote
from trimtab.money import cents_text, exact_text, is_whole_cents

Json = dict[str, Any]

_NUMBERS, _FIRST_NUMBER = 900_000_000, 1_000_000
# How a quote's state shows: the letter before its last price, and field 6509.
_STATES = {
    "REALTIME": ("", "RpB"),
    "DELAYED": ("", "DpB"),
    "CLOSING": ("C", "ZpB"),
    "HALTED": ("H", "RpB"),
    "FROZEN": ("", "ZpB"),
    "FROZEN_DELAYED": ("", "YpB"),
    "NOT_SUBSCRIBED": ("", "N"),
    "UNSIGNED": ("", "O"),
}


def conid(symbol: str, exchange: str = "ARCA") -> int:
    """The number of a ticker's contract at an exchange, always the same."""
    text = sha256(f"{symbol} at {exchange}".encode()).hexdigest()[:12]
    return int(text, 16) % _NUMBERS + _FIRST_NUMBER


def symbol_of(quotes: Iterable[str], number: int) -> str | None:
    """The ticker of a contract in the United States; None for any other."""
    return next((symbol for symbol in quotes if conid(symbol) == number), None)


def company(symbol: str) -> str:
    """What the company behind a ticker is called."""
    return f"SIMULATED {symbol}"


def stocks(quotes: Iterable[str], symbols: Iterable[str]) -> Json:
    """`GET /trsrv/stocks`: by ticker the contracts of that name everywhere, not in one country."""
    known = set(quotes)
    return {symbol: [_stock(symbol)] if symbol in known else [] for symbol in symbols}


def _stock(symbol: str) -> Json:
    return {
        "name": company(symbol),
        "chineseName": None,
        "assetClass": "STK",
        "contracts": [
            {"conid": conid(symbol, "MEXI"), "exchange": "MEXI", "isUS": False},
            {"conid": conid(symbol), "exchange": "ARCA", "isUS": True},
        ],
    }


def found(quotes: Iterable[str], symbol: str) -> list[Json]:
    """`/iserver/secdef/search`: here the numbers are texts."""
    return [
        {
            "conid": str(conid(symbol, exchange)),
            "companyHeader": f"{company(symbol)} - {exchange}",
            "companyName": company(symbol),
            "symbol": symbol,
            "description": exchange,
            "restricted": None,
            "sections": [{"secType": "STK"}],
        }
        for exchange in ("ARCA", "MEXI")
        if symbol in set(quotes)
    ]


def snapshot(
    quotes: Mapping[str, SimQuote],
    numbers: Iterable[int],
    fields: Iterable[str],
    streaming: set[int],
    at: datetime,
) -> list[Json]:
    """`GET /iserver/marketdata/snapshot`: the first look at a contract only begins its quotes."""
    wanted, rows = set(fields), []
    for number in numbers:
        row: Json = {"conidEx": str(number), "conid": number}
        symbol = symbol_of(quotes, number)
        if number in streaming and symbol is not None:
            figures = _figures(symbol, quotes[symbol])
            row |= {"server_id": "q1", "_updated": int(at.timestamp() * 1000)}
            row |= {name: text for name, text in figures.items() if name in wanted}
        streaming.add(number)
        rows.append(row)
    return rows


def _figures(symbol: str, quote: SimQuote) -> dict[str, str]:
    """All fields that there are, by their numbers; a side without a quote has none."""
    letter, state = _STATES.get(quote.status, _STATES["REALTIME"])
    figures = {"55": symbol, "6509": state, "7051": company(symbol)}
    if state[0] in "NO":
        return figures
    figures["31"] = f"{letter}{price(quote.last)}"
    if quote.bid:
        figures |= {"84": price(quote.bid), "88": "100"}
    if quote.ask:
        figures |= {"86": price(quote.ask), "85": "100"}
    return figures


def price(amount: Decimal) -> str:
    """Dollars a share, with at least two decimals."""
    return cents_text(amount) if is_whole_cents(amount) else exact_text(amount)
