"""What the rules and the user allow, lot by lot and place by place, before the optimiser starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trimtab.domain import AccountId, LotId, Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """Which lots may be sold, and what may be bought where.

    sellable   lots that may be sold
    buyable    (account, security) pairs that may be bought
    losses     lots whose sale counts as a loss for wash sales, among the sellable
    needs      lots that have to be sold entire before any of a lot is sold (P6)
    follows    the lot that the broker sells just before a lot, both sellable, in taxable accounts
               that sell by a method (L3)
    exclusive  True: no purchase of a group together with a taxable loss sale of it
    """

    sellable: frozenset[LotId]
    buyable: frozenset[tuple[AccountId, Symbol]]
    losses: frozenset[LotId]
    needs: Mapping[LotId, tuple[LotId, ...]] = field(default_factory=dict)
    follows: Mapping[LotId, LotId] = field(default_factory=dict)
    exclusive: bool = True
