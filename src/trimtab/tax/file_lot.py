"""A lot of a file on its first day, and beside it what left it since.

The file's basis is that of the shares still held, with wash sales and payments of capital that came
after a sale. So shares that left have the cost of the row that bought them; without a row they have
the file's cost a share, as far as nothing changed it since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from trimtab.domain import AccountId, Lot, LotId, Origin, Symbol
from trimtab.domain.event import Arrival, Event, TransferIn
from trimtab.errors import Problem
from trimtab.ledger import Inconsistent
from trimtab.ledger.trades import origin_of
from trimtab.money import CENT, ZERO, dollars_text, proportion
from trimtab.tax.claims import Claims, cost_of
from trimtab.tax.tracing import HeldLot, Past, Taken, came_of_action, past_of
from trimtab.tax.wash_sale import WINDOW

_ADJUSTED, _LEFT, _KEPT = range(3)
_LONGEST_STEM = 48
# What the digits of a ratio may miss of the shares of a lot.
_SLACK = Decimal("1e-6")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLot:
    """`lot` of the file of `account_id`.

    rows      the rows that brought it, oldest first; none: it was bought before the record
    bought    shares that `rows` brought; None: not known, or fewer than the file shows
    held      what the file still shows, as it was on its first day
    renamed   the ghost that each event takes which names the lot, by the event's identity
    """

    account_id: AccountId
    lot: Lot
    rows: tuple[Arrival, ...]
    past: Past
    bought: Decimal | None
    held: HeldLot
    renamed: dict[int, LotId] = field(default_factory=dict)

    @classmethod
    def of(
        cls, account_id: AccountId, lot: Lot, claims: Claims, events: Sequence[Event]
    ) -> "FileLot":
        """`lot` followed back along `events`, which may have changed it, in order of date."""
        rows = tuple(claims.rows_of.get(lot.lot_id, ()))
        first = claims.first_day(lot)
        past = past_of(lot, events, rows, first)
        bought = sum((row.quantity for row in rows if row.symbol == past.symbol), ZERO)
        enough = bought >= past.quantity * (1 - _SLACK)
        made = cls(
            account_id=account_id,
            lot=lot,
            rows=rows,
            past=past,
            bought=bought if rows and enough else None,
            held=HeldLot(
                on=rows[0].on if rows else first or date.min,
                account_id=account_id,
                time=rows[0].time if rows else None,
                source=rows[0].source if rows else "",
                transfer=rows[0] if rows and isinstance(rows[0], TransferIn) else None,
                turn=_ADJUSTED if lot.wash_adjustment else _KEPT,
                lot=_first_lot(lot, past, rows, events, first),
            ),
        )
        stem = lot.lot_id[:_LONGEST_STEM]
        # What is beyond the purchase finds no lot of its name: it is listed as incomplete.
        made.renamed.update((id(taken.event), LotId(f"{stem} (beyond)")) for taken in past.taken)
        for number, taken in enumerate(made._within_bought(), 1):
            made.renamed[id(taken.event)] = LotId(f"{stem} (sold {number})")
        return made

    def ghosts(self, left_unnamed: Mapping[Symbol, Decimal]) -> list[HeldLot]:
        """What left it: by name one for each event, and without a name what the rows leave over.

        left_unnamed  shares of each security that left without naming a lot
        """
        made = [
            self._ghost(self.renamed[id(taken.event)], taken.quantity, self._basis_of(taken))
            for taken in self._within_bought()
        ]
        over = min(self._left_over(), left_unnamed.get(self.past.symbol, ZERO))
        if over > 0:
            name = LotId(f"{self.lot.lot_id[:_LONGEST_STEM]} (left)")
            made.append(self._ghost(name, over, (self._paid(over), ZERO)))
        return made

    def remarks(self) -> list[Problem]:
        """Where its rows and the file contradict each other, and what cannot be told."""
        return [*self._other_cost(), *self._changed_since()]

    def _within_bought(self) -> list[Taken]:
        """What left it by name, as far as it was bought: no more can have left."""
        room = None if self.bought is None else self.bought - self.past.quantity
        found: list[Taken] = []
        for taken in self.past.taken:
            if room is not None:
                if taken.quantity > room + taken.quantity * _SLACK:
                    continue
                room -= taken.quantity
            found.append(taken)
        return found

    def _left_over(self) -> Decimal:
        if self.bought is None:
            return ZERO
        named = sum((taken.quantity for taken in self._within_bought()), ZERO)
        return self.bought - self.past.quantity - named

    def _ghost(
        self, name: LotId, quantity: Decimal, basis: tuple[Decimal | None, Decimal]
    ) -> HeldLot:
        cost, wash = basis
        lot = replace(
            self.held.lot,
            lot_id=name,
            quantity=quantity,
            basis=cost,
            wash_adjustment=wash,
            replacement_used=min(quantity, sum((row.replacement_used for row in self.rows), ZERO)),
        )
        return replace(self.held, lot=lot, transfer=None, part_of=self.lot.lot_id, turn=_LEFT)

    def _paid(self, shares: Decimal) -> Decimal | None:
        """What the rows paid for `shares` of its first day."""
        cost = cost_of(self.rows)
        if cost is None or self.bought is None:
            return self._listed(shares)
        return proportion(cost, shares, self.bought)

    def _listed(self, shares: Decimal) -> Decimal | None:
        """What the file's cost a share, without wash sales, makes of `shares` of its first day."""
        if self.lot.basis is None:
            return None
        cost = self.lot.basis - self.lot.wash_adjustment
        return proportion(cost, shares, self.past.quantity)

    def _basis_of(self, taken: Taken) -> tuple[Decimal | None, Decimal]:
        """(basis of what was taken, the part of it that a broker added for wash sales)."""
        paid = self._paid if not taken.changed_before or taken.changed_after else self._listed
        basis = paid(taken.quantity)
        bought = self.lot.acquired
        # Replacing is over 30 days after the purchase: what is added then was added to all of it.
        if basis is None or bought is None or taken.event.on <= bought + WINDOW:
            return basis, ZERO
        wash = proportion(self.lot.wash_adjustment, taken.quantity, self.past.quantity)
        return basis + wash, wash

    def _other_cost(self) -> list[Problem]:
        cost = cost_of(self.rows)
        if self.bought is None or cost is None or self.lot.basis is None or self.past.changed:
            return []
        paid = proportion(cost, self.past.quantity, self.bought) + self.lot.wash_adjustment
        if abs(paid - self.lot.basis) <= CENT * (len(self.rows) + 1):
            return []
        return [
            Inconsistent(
                f"the basis of lot {self.lot.lot_id} is {dollars_text(self.lot.basis)} in the file "
                f"of lots, by the row that bought it {dollars_text(paid)}",
                "the file counts for what is held, the row for what was sold",
                "correct the one that is wrong, or say in wash_adjustment what a wash sale added",
            ).problem(self.rows[0].source)
        ]

    def _changed_since(self) -> list[Problem]:
        known = self.bought is not None and cost_of(self.rows) is not None
        return [
            Inconsistent(
                f"the basis of {taken.event.symbol} that left lot {self.lot.lot_id} on "
                f"{taken.event.on} is not certain",
                "a spin-off or a payment of capital changed the basis of the lot, and what it was "
                "between is told by no row",
                'give the whole record and set history = "complete" for this account',
            ).problem(taken.event.source)
            for taken in self.past.taken
            if taken.changed_after and (taken.changed_before or not known)
        ]


def _first_lot(
    lot: Lot, past: Past, rows: Sequence[Arrival], events: Sequence[Event], first: date | None
) -> Lot:
    """The shares of `lot` that the file shows, as they came in."""
    # A file by day of settlement: the trade counts, for the holding period too (W4, H1).
    start = first if lot.holding_period_start == lot.acquired else lot.holding_period_start
    before = replace(
        lot,
        symbol=past.symbol,
        quantity=past.quantity,
        acquired=first,
        holding_period_start=start,
        replacement_used=min(past.quantity, lot.replacement_used),
    )
    if not rows:
        origin = Origin.CORPORATE_ACTION if came_of_action(lot, events) else lot.origin
        return replace(before, origin=origin)
    used = max(sum((row.replacement_used for row in rows), ZERO), lot.replacement_used)
    return replace(
        before,
        time=rows[0].time,
        order=rows[0].order,
        origin=origin_of(rows[0]),
        replacement_used=min(past.quantity, used),
    )
