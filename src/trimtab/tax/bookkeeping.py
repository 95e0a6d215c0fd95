"""Booking events into the record, each with what the wash-sale rule makes of it (W8, W11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from trimtab.domain import AccountId, Lot
from trimtab.domain.corporate_action import (
    CorporateAction,
    ReturnOfCapital,
    RightsExercise,
    Spinoff,
    StockDividend,
)
from trimtab.domain.event import (
    Arrival,
    CapitalGainDistribution,
    Event,
    ExemptDividend,
    Gift,
    Sell,
    TransferIn,
    TransferOut,
)
from trimtab.errors import InvalidValue, Problem
from trimtab.ledger import Inconsistent, RealizedGain, apply
from trimtab.ledger.selection import in_order, with_lot
from trimtab.ledger.trades import lot_of
from trimtab.money import ZERO
from trimtab.tax.fund_payments import receive, rescale_payments, with_payments
from trimtab.tax.history import SaleLine
from trimtab.tax.matching import match_bought, match_held, open_loss, wait
from trimtab.tax.record import InTransit, Record, unused_part
from trimtab.tax.restating import Restated, counts_only, happened, rescale, restatement
from trimtab.tax.same_day import gathered
from trimtab.tax.selling import Part, line_of_unknown, not_known, resolved, take_out
from trimtab.tax.tracing import HeldLot
from trimtab.tax.transfers import arrived, other_basis, without_past
from trimtab.tax.unused_rows import not_computed, realises, transfer_not_used
from trimtab.tax.wash_sale import OpenLoss

# Events besides purchases that bring shares by a fully taxable exchange (W6).
_TAXED_SHARES = (StockDividend, RightsExercise, Spinoff)


@dataclass(slots=True, kw_only=True)
class Bookkeeper:
    """Books events into `record` and collects what does not fit.

    strict      accounts whose record is complete: there a sale of unknown shares is an error
    sale_ids    names for transactions that have none
    unmeasured  actions that realised a gain which is not known
    """

    record: Record
    strict: frozenset[AccountId]
    sale_ids: Iterator[str]
    problems: list[Problem] = field(default_factory=list)
    incomplete: list[Problem] = field(default_factory=list)
    unmeasured: list[Event] = field(default_factory=list)

    def book_all(self, events: Sequence[Event]) -> None:
        """Book `events`, which are in sequence; each that does not fit is left out and named."""
        for event in self._runs(events):
            if isinstance(event, list):
                self._sell(event)
                continue
            try:
                self._book(event)
            except InvalidValue as found:
                self._refuse(event, Inconsistent.of(found))

    def _runs(self, events: Sequence[Event]) -> Iterator[Event | list[Sell]]:
        """Sales that are judged together as a list, everything else as it is.

        Together are sales of one day without a time, whose order the law gives, and under `batch`
        all sales of a day and group.
        """
        run: list[Sell] = []
        record = self.record
        batch = record.rules.same_day_batch
        for event in gathered(events, record.group_of) if batch else events:
            if run and not self._joins(run[-1], event):
                yield run
                run = []
            if isinstance(event, Sell):
                run.append(event)
            else:
                yield event
        if run:
            yield run

    def _joins(self, last: Sell, event: Event) -> bool:
        if not isinstance(event, Sell) or event.on != last.on:
            return False
        return self.record.rules.same_day_batch or (event.time is None and last.time is None)

    def _refuse(self, event: Event, found: Inconsistent) -> None:
        """A problem; in a partial record a row about shares that it does not know is incomplete."""
        if event.account_id in self.strict or not isinstance(event, CorporateAction | TransferOut):
            self.problems.append(found.problem(event.source))
        elif isinstance(event, TransferOut):
            self.incomplete.append(transfer_not_used(event))
        elif self.record.held(event.account_id, event.symbol):
            self.problems.append(found.problem(event.source))
        elif self.record.taxable(event.account_id):
            self.incomplete.append(not_computed(event))
            if realises(event):
                self.unmeasured.append(event)

    def _book(self, event: Event) -> None:
        if isinstance(event, HeldLot):
            self.record.homes[event.lot.lot_id] = event.account_id
            acquire(self.record, event.account_id, event.lot)
            if event.transfer is not None:
                arrived(self.record, event.transfer)  # The file tells its past.
        elif isinstance(event, TransferIn):
            self._transfer_in(event)
        elif isinstance(event, Arrival):
            if isinstance(event, Gift) and not _dated(event):
                self.incomplete.append(_undated(event))
            arrive(self.record, event)
        elif isinstance(event, CapitalGainDistribution | ExemptDividend):
            receive(self.record, event)
        else:
            self._change(event)

    def _transfer_in(self, event: TransferIn) -> None:
        moved = arrived(self.record, event)
        _place(self.record, event.account_id, moved)
        self.incomplete += other_basis(event, moved)
        left = event.quantity - sum((lot.quantity for lot in moved), ZERO)
        if not left:
            return
        if event.basis is None:
            self.incomplete.append(without_past(event, left))
        elif not _dated(event):
            self.incomplete.append(_undated(event))
        arrive(self.record, replace(event, quantity=left))

    def _change(self, event: Event) -> None:
        record = self.record
        if isinstance(event, CorporateAction) and self._tells_only_the_ratio(event):
            self._restate(restatement(event, ZERO))
            return
        change = apply(event, record.holdings(event.account_id))
        before = {
            id(lot) for symbol in change.lots for lot in record.held(event.account_id, symbol)
        }
        restated = None
        self._note_unknown_basis(event)
        if isinstance(event, CorporateAction):
            held = sum((lot.quantity for lot in record.held(event.account_id, event.symbol)), ZERO)
            restated = restatement(event, held)
            for lots in change.lots.values():
                record.know(lots)
        for symbol, lots in change.lots.items():
            record.put(event.account_id, symbol, lots)
        record.transit += (
            InTransit(
                lot=record.as_named(lot),
                account_id=event.account_id,
                on=event.on,
                source=event.source,
            )
            for lot in change.left
        )
        self._restate(restated)
        self._realize(event, change.gains)
        if isinstance(event, _TAXED_SHARES):
            self._match_new(event, before)

    def _restate(self, restated: Restated | None) -> None:
        if restated is not None:
            place = happened(self.record, restated)
            rescale(self.record, restated, place)
            rescale_payments(self.record, restated, place)

    def _tells_only_the_ratio(self, event: CorporateAction) -> bool:
        """True for a split or new name of shares that are all gone: losses may still wait (C12).

        In a complete record the shares must have been there once.
        """
        place = event.account_id, event.symbol
        if self.record.held(*place) or not counts_only(event):
            return False
        return event.account_id not in self.strict or place in self.record.once_held

    def _note_unknown_basis(self, event: Event) -> None:
        """A payment out of a basis that is not known may be a gain, and leaves no trace."""
        if not isinstance(event, ReturnOfCapital) or not self.record.taxable(event.account_id):
            return
        lots = self.record.held(event.account_id, event.symbol)
        unknown = ", ".join(dict.fromkeys(lot.lot_id for lot in lots if lot.basis is None))
        if unknown:
            found = Inconsistent(
                f"what the return of capital of {event.symbol} on {event.on} makes of lot "
                f"{unknown} is not known",
                "it lowers a basis that is not known, and what goes beyond the basis is a gain",
                "fill in the basis of the lot",
            )
            self.incomplete.append(found.problem(event.source))

    def _match_new(self, event: CorporateAction, before: set[int]) -> None:
        for symbol, lots in list(self.record.lots.get(event.account_id, {}).items()):
            for lot in lots:
                fresh = id(lot) not in before and lot.acquired == event.on
                if fresh and lot.origin.is_acquisition:
                    kept = tuple(one for one in lots if one is not lot)
                    parts = match_bought(self.record, event.account_id, lot)
                    self.record.put(event.account_id, symbol, in_order((*kept, *parts)))

    def _realize(self, event: Event, gains: Sequence[RealizedGain]) -> None:
        sale_id = event.row_id or (next(self.sale_ids) if gains else "")
        for gain in gains:
            line = SaleLine(sale_id=sale_id, realized=gain, source=event.source)
            self._settle(_enter(self.record, line), event.on)

    def _sell(self, run: list[Sell]) -> None:
        parts: list[Part] = []
        unknown: list[SaleLine] = []
        for event, sale_id, found in resolved(self.record, run, self.sale_ids):
            if not isinstance(found, Inconsistent):
                parts += found
            elif event.account_id in self.strict:
                self.problems.append(found.problem(event.source))
            else:
                unknown.append(line_of_unknown(event, sale_id))
                self.incomplete.append(not_known(event, found))
        if len(parts) > 1:
            parts.sort(key=self._when)
        waves = [parts] if self.record.rules.same_day_batch else [[part] for part in parts]
        for wave in waves:
            lines = [line for part in wave for line in take_out(self.record, part)]
            for loss in [_enter(self.record, line) for line in lines]:
                self._settle(loss, run[0].on)
        for line in unknown:
            self._settle(_enter(self.record, line), run[0].on)

    def _settle(self, loss: OpenLoss | None, on: date) -> None:
        """Match a loss with what is held; the rest of it waits."""
        if loss is not None:
            match_held(self.record, loss)
            wait(self.record, loss, on)

    def _when(self, part: Part) -> tuple[bool, object, object]:
        """By time where it is known, else in order of acquisition: Reg. 1.1091-1(b)."""
        time = part.event.time
        return time is None, time or 0, self.record.age(part.first)


def _dated(event: Arrival) -> bool:
    return event.acquired is not None or event.holding_period_start is not None


def _undated(event: Arrival) -> Problem:
    """Shares with a past that their row does not date: how long they were held is not known."""
    return Inconsistent(
        f"when the {event.symbol} that came in on {event.on} in {event.account_id} was acquired "
        "is not known",
        "it counts as held from that day, short-term",
        "fill in acquired, and holding_period_start where it is another day",
    ).problem(event.source)


def acquire(record: Record, account_id: AccountId, lot: Lot) -> None:
    """Shares come in; an acquisition replaces what waits for it."""
    record.ranks.setdefault(lot.lot_id, len(record.ranks))
    parts = unused_part(lot)
    if lot.origin.is_acquisition:
        parts = tuple(done for part in parts for done in match_bought(record, account_id, part))
    _place(record, account_id, parts)


def arrive(record: Record, event: Arrival) -> None:
    """A purchase, a vest, a gift: one lot, or one more fill of it (W7)."""
    lot = lot_of(event)
    known = record.purchases.get(lot.lot_id)
    this = (event.account_id, lot.acquired, lot.order)
    if known is not None and (lot.order is None or known != this):
        raise Inconsistent(
            f"lot {lot.lot_id} comes in twice",
            f"it was acquired on {known[1]} in {known[0]}, and again on {lot.acquired}",
            "give the second lot another id, or drop the repeated row",
        )
    record.purchases[lot.lot_id] = this
    record.homes[lot.lot_id] = event.account_id
    acquire(record, event.account_id, lot)


def _place(record: Record, account_id: AccountId, lots: Sequence[Lot]) -> None:
    record.know(lots)
    for lot in lots:
        record.put(account_id, lot.symbol, with_lot(record.held(account_id, lot.symbol), lot))


def _enter(record: Record, line: SaleLine) -> OpenLoss | None:
    line = with_payments(record, line)
    record.lines.append(line)
    return open_loss(record, len(record.lines) - 1, line)
