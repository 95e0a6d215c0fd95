"""The wash-sale rule used forward, rules P1-P8: what today's trades would disallow.

The record is rebuilt first, so that what an earlier loss used up is used up, and a loss that was
replaced restricts nothing. A proposal is then booked onto a copy of the record: what comes out is
what the law would make of it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from trimtab.domain import AccountId, History, Household, Lot, Symbol
from trimtab.domain.event import Arrival, Event
from trimtab.ledger.trades import lot_of
from trimtab.money import ZERO, proportion
from trimtab.tax.assessment import assess
from trimtab.tax.proposal import Assessment, Proposal, SaleOutlook
from trimtab.tax.rebuild import booked
from trimtab.tax.recent_trades import Purchase, Sale
from trimtab.tax.record import Record
from trimtab.tax.tracing import HeldLot
from trimtab.tax.wash_sale import (
    SHELTERS,
    WINDOW,
    OpenLoss,
    WashRules,
)
from trimtab.tax.wash_window import Damage

# The least record that can work: a loss sale 60 days ago can use up a purchase of 30 days ago, and
# it looks at purchases from 90 days ago first (P3).
RECORD_NEEDED = timedelta(days=90)


@dataclass(frozen=True)
class WashOutlook:
    """A household's record on the evening of `as_of`, seen from the trades to come."""

    household: Household
    as_of: date
    rules: WashRules = field(default_factory=WashRules)

    @cached_property
    def incomplete(self) -> bool:
        """True when the record is too short to be sure: then what is not known was unkind (P3)."""
        partial = any(
            account.history is History.PARTIAL and account.tracked
            for account in self.household.accounts
        )
        days = (row.trade_date for row in self.household.transactions)
        return partial and min(days, default=self.as_of) > self.as_of - RECORD_NEEDED

    def purchases(self, symbol: Symbol) -> tuple[Purchase, ...]:
        """Purchases of the last 30 days of all that is identical to `symbol`, oldest first.

        Their quantity is what is still held and has replaced nothing.
        """
        group = self.household.identical.of(symbol)
        free = self._free_by_order(symbol)
        found: dict[str, Purchase] = {}
        for account_id, lot in self._bought_lately:
            if lot.symbol not in group:
                continue
            order = self._record.purchase(account_id, lot)
            found[order] = Purchase(
                account=self.household.account(account_id),
                symbol=lot.symbol,
                acquired=lot.acquired or self.as_of,
                quantity=free.get(order, ZERO),
                order=order,
            )
        return tuple(sorted(found.values(), key=lambda purchase: purchase.acquired))

    def sales(self, symbol: Symbol) -> tuple[Sale, ...]:
        """Sales of the last 30 days of all that is identical to `symbol`, any account."""
        group = self.household.identical.of(symbol)
        found = (
            Sale(
                account=self.household.account(line.realized.account_id),
                symbol=line.realized.lot.symbol,
                sold=line.realized.sold,
                quantity=line.realized.lot.quantity,
                gain=line.economic_gain,
            )
            for line in self._record.lines
            if line.realized.lot.symbol in group and self._recent(line.realized.sold)
        )
        return tuple(sorted(found, key=lambda sale: sale.sold))

    def replacements(self, lot: Lot) -> tuple[Purchase, ...]:
        """Recent purchases that would replace shares of `lot` sold at a loss today (P1)."""
        own = self.own_orders(lot)
        return tuple(
            purchase
            for purchase in self.purchases(lot.symbol)
            if purchase.order not in own and purchase.quantity > 0
        )

    def own_orders(self, lot: Lot) -> frozenset[str]:
        """The orders that `lot` came from, as the record knows it: by its name, else its day."""
        held = [
            (account_id, one)
            for account_id, _, lots in self._record.in_group(lot.symbol)
            for one in lots
            if one.symbol == lot.symbol
        ]
        named = [one for one in held if one[1].lot_id == lot.lot_id]
        alike = [one for one in held if one[1].acquired == lot.acquired]
        return frozenset(self._record.purchase(*one) for one in named or alike)

    def open_losses(self, symbol: Symbol) -> tuple[Sale, ...]:
        """Loss sales that a purchase of `symbol` today would undo, oldest first (P2).

        Their quantity and gain are those of the shares that nothing has replaced yet.
        """
        return tuple(
            Sale(
                account=self.household.account(loss.account_id),
                symbol=loss.symbol,
                sold=loss.sold,
                quantity=loss.quantity,
                gain=loss.gain,
            )
            for loss in self._waiting(symbol)
        )

    def damage(
        self, symbol: Symbol, bought: Decimal, account_id: AccountId | None = None
    ) -> Damage:
        """What buying `bought` shares of `symbol` today would undo, oldest sale first (P2).

        `account_id` tells whether it would be undone for good; None: a taxable account.
        """
        left, amount, unknown = bought, ZERO, False
        hit: list[Sale] = []
        for sale in self.open_losses(symbol):
            shares = min(left, sale.quantity)
            if shares <= 0:
                break
            left -= shares
            hit.append(sale)
            unknown = unknown or sale.gain is None
            amount += proportion(-(sale.gain or ZERO), shares, sale.quantity)
        shelter = (
            account_id is not None and self.household.account(account_id).registration in SHELTERS
        )
        return Damage(
            amount=amount,
            unknown=unknown,
            sales=tuple(hit),
            permanent=amount if shelter else ZERO,
        )

    def assess(self, proposal: Proposal) -> Assessment:
        """What the law makes of `proposal`, traded on `as_of`; see `trimtab.tax.assessment`."""
        return assess(self._record, proposal, self.as_of)

    def selling(self, lot: Lot) -> SaleOutlook:
        """What selling `lot` at a loss today runs into (P1, P8)."""
        replacing = self.replacements(lot)
        shares = sum((purchase.quantity for purchase in replacing), ZERO)
        clear = [purchase.clear_from for purchase in replacing]
        return SaleOutlook(
            replacing=shares,
            safe_quantity=ZERO if shares else lot.quantity,
            clear_from=max(clear, default=self.as_of),
        )

    def first_clean_purchase(self, symbol: Symbol) -> date:
        """The first day on which buying `symbol` undoes no loss sold until now (W4)."""
        clear = [loss.clear_from for loss in self._waiting(symbol)]
        return max(clear, default=self.as_of)

    @cached_property
    def _booked(self) -> tuple[Record, tuple[Event, ...]]:
        keeper, events = booked(self.household, as_of=self.as_of, rules=self.rules)
        return keeper.record, events

    @cached_property
    def _bought_lately(self) -> tuple[tuple[AccountId, Lot], ...]:
        return tuple(
            (event.account_id, lot)
            for event in self._booked[1]
            if (lot := _lot_brought(event)) is not None and self._recent(lot.acquired)
        )

    @property
    def _record(self) -> Record:
        return self._booked[0]

    def _recent(self, day: date | None) -> bool:
        return day is not None and self.as_of - WINDOW <= day <= self.as_of

    def _waiting(self, symbol: Symbol) -> list[OpenLoss]:
        waiting = self._record.losses.get(self._record.group_of(symbol), ())
        return [loss for loss in waiting if loss.quantity and loss.clear_from > self.as_of]

    def _free_by_order(self, symbol: Symbol) -> dict[str, Decimal]:
        """Shares held that have replaced nothing, by the order that they came from."""
        free: dict[str, Decimal] = {}
        for account_id, _, lots in self._record.in_group(symbol):
            for lot in lots:
                order = self._record.purchase(account_id, lot)
                free[order] = free.get(order, ZERO) + lot.quantity - lot.replacement_used
        return free


def _lot_brought(event: Event) -> Lot | None:
    """The lot that `event` acquired in the sense of the rule, if it did (W6)."""
    if isinstance(event, HeldLot):
        lot = event.lot
    elif isinstance(event, Arrival):
        lot = lot_of(event)
    else:
        return None
    return lot if lot.origin.is_acquisition else None
