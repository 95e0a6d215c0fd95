"""Short words for orders to certify."""

from collections.abc import Mapping
from decimal import Decimal

from tests.planners.build import situation
from trimtab.domain import AccountId, LotId, Quote, Situation, Symbol
from trimtab.optimize.certificate import Certificate, ProposedPurchase, ProposedSale, certify

__all__ = ["broken", "check", "quoted", "situation"]

Shares = int | str


def check(
    given: Situation,
    sell: Mapping[str, Shares] | None = None,
    buy: Mapping[str, Shares] | None = None,
) -> Certificate:
    """The certificate of selling `sell` (by lot) and buying `buy` (by `symbol` in the first
    account, or by `account:symbol`).
    """
    holder = {lot.lot_id: account.account_id for account, lot in given.household.lots}
    first = given.household.accounts[0].account_id
    return certify(
        given,
        [
            ProposedSale(
                account_id=holder.get(LotId(lot), first),
                lot_id=LotId(lot),
                quantity=Decimal(shares),
            )
            for lot, shares in (sell or {}).items()
        ],
        [
            ProposedPurchase(
                account_id=AccountId(where or first),
                symbol=Symbol(symbol),
                quantity=Decimal(shares),
            )
            for name, shares in (buy or {}).items()
            for where, _, symbol in (name.rpartition(":"),)
        ],
    )


def broken(certificate: Certificate) -> set[str]:
    """Names of the limits broken."""
    return {violation.limit for violation in certificate.violations}


def quoted(symbol: str, price: str, bid: str, ask: str) -> Quote:
    return Quote(symbol=Symbol(symbol), price=Decimal(price), bid=Decimal(bid), ask=Decimal(ask))
