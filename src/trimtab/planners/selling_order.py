"""The order in which a broker sells lots where an account does not sell the lots that are named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trimtab.domain import Account, Lot, LotId, LotMethod, Reason, ReasonBasis, Term
from trimtab.ledger.selection import Order, in_order, ranked
from trimtab.planners.valuation import Valuation


def chains_of(valuation: Valuation, account: Account) -> Iterator[tuple[Lot, ...]]:
    """The lots of each security of `account` in the order in which its broker sells them (L1, L3).

    None for lots that an order may name, and outside of taxable accounts, where it does not matter.
    `min-tax` chooses between the terms by the whole year (L4): the lots of each term are a chain.
    `average` takes the oldest first (Reg. 1.1012-1(e)(7)(ii)).
    """
    if not account.taxable or account.lot_method is LotMethod.SPECIFIC:
        return
    for position in account.positions:
        lots = in_order(position.lots)
        if account.lot_method is LotMethod.MIN_TAX:
            dated = [lot for lot in lots if lot.complete]
            for term in Term:
                own = [lot for lot in dated if valuation.term(lot) is term]
                yield tuple(ranked(own, Order(method=LotMethod.HIFO)))
        else:
            yield tuple(ranked(lots, Order(method=account.lot_method)))


def behind(
    valuation: Valuation, accounts: Iterable[Account], kept: Mapping[LotId, Reason]
) -> dict[LotId, Reason]:
    """Why lots cannot be sold that stand behind one of `kept`, and are not among them."""
    found: dict[LotId, Reason] = {}
    for account in accounts:
        for chain in chains_of(valuation, account):
            for lot in after_first(chain, kept):
                if lot.lot_id not in kept:
                    found[lot.lot_id] = out_of_turn(account)
    return found


def after_first(chain: Sequence[Lot], kept: Mapping[LotId, Reason]) -> Sequence[Lot]:
    """The lots of `chain` behind the first of `kept`."""
    stop = next((at for at, lot in enumerate(chain) if lot.lot_id in kept), len(chain))
    return chain[stop + 1 :]


def out_of_turn(account: Account) -> Reason:
    """Why a lot behind one that stays is not sold."""
    return Reason(
        code="KEEP.LOT_METHOD",
        params={"account": account.label, "method": account.lot_method.value},
        basis=ReasonBasis.LIMIT,
        setting="accounts.lot_method",
    )
