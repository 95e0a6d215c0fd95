"""The running record of a household: lots held, losses waiting for a replacement, lines made.

It is the only mutable thing in the engine and lives as long as one rebuild, or one look ahead. Lots
are frozen; a copy of the record is cheap.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from trimtab.domain import (
    Account,
    AccountId,
    IdenticalGroups,
    Lot,
    LotId,
    OrderId,
    Symbol,
    TaxProfile,
)
from trimtab.domain.corporate_action import CorporateAction
from trimtab.ledger import Holdings
from trimtab.ledger.selection import Order
from trimtab.money import ZERO
from trimtab.tax.fund_loss import Received
from trimtab.tax.history import SaleLine
from trimtab.tax.wash_sale import OpenLoss, WashRules, WashSale

Lots = tuple[Lot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happened to a company and changed the count or the name of its shares.

    on        the day of the first row about it
    accounts  those whose rows have told it
    """

    kind: type[CorporateAction]
    on: date
    old: Symbol
    new: Symbol
    accounts: frozenset[AccountId]


@dataclass(frozen=True, slots=True, kw_only=True)
class InTransit:
    """A lot that left `account_id` on the day `on` and has not arrived elsewhere."""

    lot: Lot
    account_id: AccountId
    on: date
    source: str


@dataclass(slots=True, kw_only=True)
class Record:
    """What is so after the events booked until now.

    profile      rates, for sales by min-tax, and losses carried into `year`
    lines        sales as they are before the wash sales on them are summed up
    transit      lots that left one account and have not arrived in another
    beside_lots  accounts whose lots a file gives; it is the truth for what they hold
    ghosts       lots of such accounts that were bought and are no longer in the file
    file_names   what the file calls the lot of which a ghost is the part that left by name
    unclaimed    by account and security, shares of its file that no row brought
    once_held    every security that an account has held
    homes        the account in which each lot was bought
    purchases    where, when and in which order each lot came in
    ranks        which lot came in before which, those of one day too
    received     what funds paid on the shares of each lot (H6)
    happenings   splits, mergers and new names, in order
    days         when each lot was acquired; None where that is not known, or lots share a name
    """

    accounts: Mapping[AccountId, Account]
    identical: IdenticalGroups
    rules: WashRules
    profile: TaxProfile | None = None
    year: int | None = None
    lots: dict[AccountId, dict[Symbol, Lots]] = field(default_factory=dict)
    losses: dict[Symbol, list[OpenLoss]] = field(default_factory=dict)
    lines: list[SaleLine] = field(default_factory=list)
    washes: list[WashSale] = field(default_factory=list)
    transit: list[InTransit] = field(default_factory=list)
    beside_lots: frozenset[AccountId] = frozenset()
    ghosts: set[LotId] = field(default_factory=set)
    file_names: Mapping[LotId, LotId] = field(default_factory=dict)
    unclaimed: Mapping[tuple[AccountId, Symbol], Decimal] = field(default_factory=dict)
    once_held: set[tuple[AccountId, Symbol]] = field(default_factory=set)
    homes: dict[LotId, AccountId] = field(default_factory=dict)
    purchases: dict[LotId, tuple[AccountId, date | None, OrderId | None]] = field(
        default_factory=dict
    )
    ranks: dict[LotId, int] = field(default_factory=dict)
    received: dict[LotId, Received] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)
    days: dict[LotId, date | None] = field(default_factory=dict)
    _groups: dict[Symbol, Symbol] = field(default_factory=dict)

    def copy(self) -> "Record":
        """A record that can go its own way."""
        return replace(
            self,
            lots={account: dict(held) for account, held in self.lots.items()},
            losses={
                group: [replace(loss) for loss in losses] for group, losses in self.losses.items()
            },
            lines=list(self.lines),
            washes=list(self.washes),
            transit=list(self.transit),
            ghosts=set(self.ghosts),
            once_held=set(self.once_held),
            homes=dict(self.homes),
            purchases=dict(self.purchases),
            ranks=dict(self.ranks),
            received=dict(self.received),
            happenings=list(self.happenings),
            days=dict(self.days),
        )

    def counted_in(self, account_id: AccountId) -> frozenset[int]:
        """The happenings after which shares of this account are counted already."""
        return frozenset(
            place
            for place, happening in enumerate(self.happenings)
            if account_id in happening.accounts
        )

    def group_of(self, symbol: Symbol) -> Symbol:
        """One name for all that is substantially identical to `symbol` (W15)."""
        if symbol not in self._groups:
            self._groups[symbol] = min(self.identical.of(symbol))
        return self._groups[symbol]

    def held(self, account_id: AccountId, symbol: Symbol) -> Lots:
        """The lots of one security in one account, in order of acquisition."""
        return self.lots.get(account_id, {}).get(symbol, ())

    def put(self, account_id: AccountId, symbol: Symbol, lots: Lots) -> None:
        """Replace the lots of one security in one account."""
        held = self.lots.setdefault(account_id, {})
        if lots:
            if symbol not in held:
                self.once_held.add((account_id, symbol))
            held[symbol] = lots
        else:
            held.pop(symbol, None)

    def know(self, lots: Iterable[Lot]) -> None:
        """Remember the days of `lots`, which are new here, so that a name is found quickly."""
        for lot in lots:
            if self.days.setdefault(lot.lot_id, lot.acquired) != lot.acquired:
                self.days[lot.lot_id] = None

    def order(self, account_id: AccountId, symbol: Symbol, lot_id: LotId | None) -> Order:
        """How a sale picks its lots: the lot named, or the account's method."""
        return Order(
            method=self.accounts[account_id].lot_method,
            lot_id=lot_id,
            day=None if lot_id is None else self.days.get(lot_id),
            dearest=self.rules.fragments_highest,
            symbol=symbol,
        )

    def purchase(self, account_id: AccountId, lot: Lot) -> str:
        """What makes shares one purchase: their order, else their lot (Rev. Rul. 56-602, W7).

        A transfer changes nothing about it: the order is that of the account of the purchase.
        """
        if lot.order is None:
            return f"lot {self.file_names.get(lot.lot_id, lot.lot_id)}"
        return f"order {self.homes.get(lot.lot_id, account_id)}/{lot.order}"

    def as_named(self, lot: Lot) -> Lot:
        """`lot` by the name that its file gives it."""
        name = self.file_names.get(lot.lot_id)
        return lot if name is None else replace(lot, lot_id=name)

    def offered(self, lot: Lot) -> bool:
        """True for what a sale without a name can have taken beside a file of lots."""
        return lot.lot_id in self.ghosts and lot.lot_id not in self.file_names

    def holdings(self, account_id: AccountId) -> Holdings:
        """What one account holds, for the ledger's handlers."""
        return Holdings(
            account_id=account_id,
            lots=self.lots.get(account_id, {}),
            method=self.accounts[account_id].lot_method,
            dearest=self.rules.fragments_highest,
        )

    def in_group(self, symbol: Symbol) -> Iterator[tuple[AccountId, Symbol, Lots]]:
        """Everything held that is identical to `symbol`, account by account."""
        names = self.identical.of(symbol)
        for account_id, held in self.lots.items():
            for name in names:
                if name in held:
                    yield account_id, name, held[name]

    def age(self, lot: Lot) -> tuple[bool, date, int, int]:
        """A sort key: lots acquired earlier first, those of one day as they came in (W8).

        Of one lot of a file, the parts that left since come after a part that the file shows as
        adjusted by a wash sale, and before one that it shows as it was bought.
        """
        known = lot.acquired or date.max
        name = self.file_names.get(lot.lot_id, lot.lot_id)
        turn = 0 if lot.wash_adjustment else 1 + (lot.lot_id not in self.ghosts)
        return lot.acquired is None, known, self.ranks.get(name, len(self.ranks)), turn

    def waiting(self, symbol: Symbol) -> list[OpenLoss]:
        """Losses of the group of `symbol` that still wait, in order of disposition."""
        return self.losses.setdefault(self.group_of(symbol), [])

    def taxable(self, account_id: AccountId) -> bool:
        """True when a loss here can be deducted at all (W13)."""
        return self.accounts[account_id].taxable

    def substitute(self, account_id: AccountId, lot: Lot, *parts: Lot) -> None:
        """Put `parts` where `lot` stands."""
        lots = self.held(account_id, lot.symbol)
        # From the end: what replaces a loss was bought lately.
        place = next(index for index in reversed(range(len(lots))) if lots[index] is lot)
        self.put(account_id, lot.symbol, (*lots[:place], *parts, *lots[place + 1 :]))


def part_of(lot: Lot, quantity: Decimal) -> tuple[Lot, tuple[Lot, ...]]:
    """(`quantity` shares of `lot`, what is left of it, if anything)."""
    if quantity == lot.quantity:
        return lot, ()
    part, rest = lot.split(quantity)
    return part, (rest,)


def unused_part(lot: Lot) -> tuple[Lot, ...]:
    """`lot` as parts that have all replaced others, or none (W9)."""
    if ZERO < lot.replacement_used < lot.quantity:
        return lot.split(lot.replacement_used)
    return (lot,)
