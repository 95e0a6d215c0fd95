"""The household on paper: its accounts as a paper broker, at the prices of the workspace."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from trimtab.brokers.paper import PaperBroker, PaperHolding, PaperState, from_text, to_text
from trimtab.domain import Account, AccountId, Lot, Market, Symbol
from trimtab.domain.brokerage import BrokerAccount, BrokerLot, Freshness, LiveQuote
from trimtab.ports import Clock
from trimtab.workspace import Loaded, write_atomically


def paper_broker(loaded: Loaded, books: Path, clock: Clock) -> PaperBroker:
    """A paper broker with the household's lots and cash, or with the books of a run begun before.

    Its books are kept in `books` after every order, so that a run that was cut off goes on from
    them. The workspace's own files are never changed by trading on paper.
    """
    if books.exists():
        state = from_text(books.read_text(encoding="utf-8"))
    else:
        state = PaperState(holdings=tuple(map(_holding, _traded(loaded))))

    def keep(changed: PaperState) -> None:
        write_atomically(books, to_text(changed).encode())

    return PaperBroker(
        state,
        _quotes(loaded.market, clock.now()),
        now=clock.now,
        keep=keep,
    )


def paper_accounts(loaded: Loaded) -> Mapping[AccountId, BrokerAccount]:
    """The paper broker's accounts by the household's names of them."""
    return {one.account_id: _account(one) for one in _traded(loaded)}


def _traded(loaded: Loaded) -> tuple[Account, ...]:
    return tuple(one for one in loaded.household.accounts if one.tradable and one.tracked)


def _account(account: Account) -> BrokerAccount:
    return BrokerAccount(
        key=str(account.account_id),
        number=str(account.account_id),
        description=account.label,
        registration=account.registration,
    )


def _holding(account: Account) -> PaperHolding:
    return PaperHolding(
        account=_account(account),
        cash=account.cash,
        quantity_step=account.quantity_step,
        lots=tuple(_lot(lot) for position in account.positions for lot in position.lots),
    )


def _lot(lot: Lot) -> BrokerLot:
    return BrokerLot(
        lot_id=lot.lot_id,
        symbol=lot.symbol,
        quantity=lot.quantity,
        available=lot.quantity,
        acquired=lot.acquired,
        basis=lot.basis,
    )


def _quotes(market: Market, now: datetime) -> Mapping[Symbol, LiveQuote]:
    return {
        symbol: LiveQuote(
            symbol=symbol,
            last=quote.price,
            bid=quote.bid or quote.price,
            ask=quote.ask or quote.price,
            at=now,
            freshness=Freshness.REAL_TIME,
        )
        for symbol, quote in market.quotes.items()
    }
