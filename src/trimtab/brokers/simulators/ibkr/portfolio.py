"""An account as the gateway's `/portfolio` shows it: totals and averages, and never a lot."""

from decimal import Decimal
from typing import Any

from trimtab.brokers.simulators.books import SimAccount
from trimtab.brokers.simulators.clock import SimClock
from trimtab.brokers.simulators.exchange import Exchange
from trimtab.brokers.simulators.ibkr.contracts import company, conid
from trimtab.money import ZERO, exact_text, to_cents

Json = dict[str, Any]

PAGE = 100
_IRA = "IRA"


def account_id(one: SimAccount) -> str:
    """An account's number as IBKR writes it."""
    return one.number if one.number.startswith(("U", "DU")) else f"U{one.number}"


def account(one: SimAccount) -> Json:
    """One account of `GET /portfolio/accounts`, and `/portfolio/{id}/meta`."""
    name, kind = account_id(one), _IRA if _IRA in one.kind else "INDIVIDUAL"
    return {
        "id": name,
        "accountId": name,
        "accountVan": name,
        "accountTitle": one.kind,
        "displayName": name,
        "accountAlias": None,
        "accountStatus": 1546441200000,
        "currency": "USD",
        "type": kind,
        "tradingType": "STKCASH" if one.mode == "CASH" else "STKMRGN",
        "businessType": "IB_PROSERVE",
        "ibEntity": "IBLLC-US",
        "faclient": False,
        "clearingStatus": "O",
        "covestor": False,
        "noClientTrading": False,
        "trackVirtualFXPortfolio": False,
        "acctCustType": kind,
        "brokerageAccess": True,
        "parent": {
            "mmc": [],
            "accountId": "",
            "isMParent": False,
            "isMChild": False,
            "isMultiplex": False,
        },
        "desc": name,
    }


def traded_accounts(accounts: list[SimAccount], selected: str) -> Json:
    """`GET /iserver/accounts`."""
    names = [account_id(one) for one in accounts]
    properties = {"hasChildAccounts": False, "supportsCashQty": False, "supportsFractions": False}
    return {
        "accounts": names,
        "acctProps": dict.fromkeys(names, properties),
        "aliases": {name: name for name in names},
        "allowFeatures": {"showGFIS": False, "allowedAssetTypes": "STK"},
        "chartPeriods": {},
        "groups": [],
        "profiles": [],
        "selectedAccount": selected,
        "serverInfo": {"serverName": "simulated", "serverVersion": "Build 10.40"},
        "sessionId": "simulated",
        "isFT": False,
        "isPaper": False,
    }


def positions(exchange: Exchange, one: SimAccount) -> list[Json]:
    """All positions of an account; one that was closed is left out."""
    rows = [_position(exchange, one, symbol) for symbol in one.symbols()]
    return [row for row in rows if row["position"]]


def _position(exchange: Exchange, one: SimAccount, symbol: str) -> Json:
    lots, last = one.of(symbol), exchange.quotes[symbol].last
    quantity = sum((lot.quantity for lot in lots), ZERO)
    cost = sum((lot.cost for lot in lots), ZERO)
    average = cost / quantity if quantity else ZERO
    value = to_cents(quantity * last)
    return {
        "acctId": account_id(one),
        "conid": conid(symbol),
        "contractDesc": symbol,
        "position": quantity,
        "mktPrice": last,
        "mktValue": value,
        "currency": "USD",
        "avgCost": average,
        "avgPrice": average,
        "realizedPnl": ZERO,
        "unrealizedPnl": value - cost,
        "exchs": None,
        "expiry": None,
        "putOrCall": None,
        "multiplier": None,
        "strike": "0",
        "exerciseStyle": None,
        "assetClass": "STK",
        "undConid": 0,
        "model": "",
        "ticker": symbol,
        "name": company(symbol),
        "fullName": symbol,
        "listingExchange": "ARCA",
        "countryCode": "US",
        "type": "ETF",
        "isUS": True,
        "pageSize": PAGE,
    }


def live_position(row: Json, clock: SimClock) -> Json:
    """A position as `/portfolio2` has it: other names, and the contract's number as a text."""
    return {
        "position": row["position"],
        "conid": str(row["conid"]),
        "avgCost": row["avgCost"],
        "avgPrice": row["avgPrice"],
        "currency": "USD",
        "description": row["ticker"],
        "isLastToLoq": False,
        "marketPrice": row["mktPrice"],
        "marketValue": row["mktValue"],
        "realizedPnl": row["realizedPnl"],
        "unrealizedPnl": row["unrealizedPnl"],
        "secType": "STK",
        "assetClass": "STK",
        "timestamp": clock.milliseconds // 1000,
        "model": "",
    }


def ledger(exchange: Exchange, one: SimAccount) -> Json:
    """`GET /portfolio/{id}/ledger`: cash by currency, and all of it as `BASE`."""
    stocks = _value(exchange, one)
    row = {
        "acctcode": account_id(one),
        "cashbalance": one.cash,
        "settledcash": one.cash - one.unsettled,
        "stockmarketvalue": stocks,
        "netliquidationvalue": one.cash + stocks,
        "exchangerate": 1,
        "dividends": ZERO,
        "interest": ZERO,
        "funds": ZERO,
        "realizedpnl": ZERO,
        "unrealizedpnl": stocks - _cost(one),
        "key": "LedgerList",
        "timestamp": exchange.clock.milliseconds // 1000,
        "severity": 0,
    }
    return {
        "USD": {**row, "currency": "USD", "secondkey": "USD"},
        "BASE": {**row, "currency": "BASE", "secondkey": "BASE"},
    }


def summary(exchange: Exchange, one: SimAccount) -> Json:
    """`GET /portfolio/{id}/summary`."""
    stocks, at = _value(exchange, one), exchange.clock.milliseconds
    free = exchange.spendable(one)
    amounts = {
        "availablefunds": free,
        "buyingpower": free,
        "excessliquidity": free,
        "equitywithloanvalue": one.cash + stocks,
        "grosspositionvalue": stocks,
        "netliquidation": one.cash + stocks,
        "settledcash": one.cash - one.unsettled,
        "totalcashvalue": one.cash,
    }
    texts = {"accountcode": account_id(one), "accountready": "true", "accounttype": one.kind}
    return {
        name: {
            "amount": amount,
            "currency": "USD",
            "isNull": False,
            "timestamp": at,
            "value": None,
            "severity": 0,
        }
        for name, amount in amounts.items()
    } | {
        name: {
            "amount": ZERO,
            "currency": None,
            "isNull": False,
            "timestamp": at,
            "value": text,
            "severity": 0,
        }
        for name, text in texts.items()
    }


def dollars(amount: Decimal) -> str:
    """An amount as previews write it: `1,978.60 USD`."""
    text = f"{to_cents(amount):,.2f}"
    return f"{text.removesuffix('.00')} USD"


def shares(quantity: Decimal) -> str:
    """A number of shares as a text."""
    return exact_text(quantity)


def _value(exchange: Exchange, one: SimAccount) -> Decimal:
    return to_cents(
        sum((lot.quantity * exchange.quotes[lot.symbol].last for lot in one.lots), ZERO)
    )


def _cost(one: SimAccount) -> Decimal:
    return sum((lot.cost for lot in one.lots), ZERO)
