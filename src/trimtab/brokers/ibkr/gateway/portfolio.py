"""Accounts, positions and cash. The gateway tells no lots: those are in a Flex report alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trimtab.brokers.ibkr.gateway.line import Line
from trimtab.brokers.ibkr.gateway.reading import STOCK, exact, readable, symbol_of
from trimtab.brokers.ibkr.gateway.refusals import NAME
from trimtab.domain.brokerage import BrokerAccount, BrokerPosition
from trimtab.domain.identifiers import Symbol
from trimtab.errors import Unavailable
from trimtab.money import ZERO, to_cents

Json = Mapping[str, Any]

_DOLLARS = "USD"
# Of an account that borrows nothing `tradingType` is STKCASH; STKMRGN, PMRGN and STKNOPT may.
_CASH = "CASH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """Dollars in an account; `settled`: of these, those that are settled; None: it is not told."""

    all: Decimal
    settled: Decimal | None


def account(found: Json) -> BrokerAccount:
    """One account of the list. How it is taxed is not told in words that are documented."""
    number, trading = str(found["accountId"]), str(found.get("tradingType") or "")
    limited = _CASH in trading.upper()
    return BrokerAccount(
        key=number,
        number=number,
        description=f"{found.get('type') or ''}, {'cash' if limited else 'margin'}".lstrip(", "),
        registration=None,
        settles=limited,
    )


def positions(line: Line, account: BrokerAccount) -> list[Json]:
    """What the account holds, by the list that is not cached, without what it held before."""
    answer = line.get(f"/portfolio2/{account.key}/positions")
    if not isinstance(answer, list):
        raise Unavailable("IBKR: its positions cannot be read", broker=NAME)
    return readable(lambda: [one for one in answer if exact(one["position"])], "positions")


def position(found: Json) -> BrokerPosition | None:
    """A position of shares held long, in dollars, without lots; None for anything else."""
    symbol, quantity = _symbol(found), exact(found["position"])
    dollars = found.get("currency", _DOLLARS) == _DOLLARS
    if symbol is None or _kind(found) != STOCK or not dollars or quantity <= ZERO:
        return None
    price = found.get("marketPrice", found.get("mktPrice"))
    return BrokerPosition(
        symbol=symbol, quantity=quantity, price=None if price is None else exact(price)
    )


def skipped(found: Json) -> str:
    """What is left out, and why: options and bonds, short positions, those in other currencies."""
    currency = str(found.get("currency", _DOLLARS))
    why = _kind(found) if _kind(found) != STOCK else "short"
    if currency != _DOLLARS:
        why = f"{_kind(found)} in {currency}"
    return f"{found.get('description') or found.get('contractDesc')}: {why}"


def held(rows: Iterable[Json]) -> Mapping[str, Decimal]:
    """Shares by IBKR's number of the security, to compare two looks."""
    return {str(one["conid"]): exact(one["position"]) for one in rows}


def shares_of(rows: Iterable[Json], number: int) -> Decimal:
    """Shares held of one security."""
    return sum((exact(one["position"]) for one in rows if str(one["conid"]) == str(number)), ZERO)


def cash(line: Line, account: BrokerAccount) -> Cash:
    """The dollars in the account; other currencies are left out."""
    answer = line.get(f"/portfolio/{account.key}/ledger")
    return readable(lambda: _cash(answer.get(_DOLLARS, {"cashbalance": 0})), "ledger")


def _cash(row: Json) -> Cash:
    settled = row.get("settledcash")
    return Cash(
        all=to_cents(exact(row["cashbalance"])),
        settled=None if settled is None else to_cents(exact(settled)),
    )


def _kind(found: Json) -> str:
    return str(found.get("assetClass") or found.get("secType") or STOCK)


def _symbol(found: Json) -> Symbol | None:
    return symbol_of(found.get("ticker") or found.get("description") or found.get("contractDesc"))
