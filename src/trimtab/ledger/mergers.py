"""Mergers: stock for stock, cash for stock, and both (C4, C5, C6, C8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.domain import Lot, LotId, Origin
from trimtab.domain.corporate_action import CashMerger, MixedMerger, OtherProperty, StockMerger
from trimtab.ledger.gain import RealizedGain
from trimtab.ledger.holdings import Change, Holdings
from trimtab.ledger.new_shares import Outcome, cashed, entitled, multiplied
from trimtab.ledger.selection import in_order
from trimtab.ledger.splits import named, spoken_ratio
from trimtab.money import ZERO, split_by_weight, to_cents


def stock_merger(event: StockMerger, holdings: Holdings) -> Change:
    """26 U.S.C. 354, 358: each lot keeps total basis and dates; nothing is realised (C4)."""
    held, later = entitled(event, holdings)
    outcome = Outcome(stated=event.stated_quantity, cash_in_lieu=event.cash_in_lieu)
    what = f"a merger at {spoken_ratio(event.ratio)}"
    new = named(multiplied(held, event.ratio, outcome, what), event.new_symbol)
    kept, gains = cashed(new, outcome, holdings.account_id, event)
    others = later if event.new_symbol == event.symbol else holdings.of(event.new_symbol)
    return Change(
        lots={event.symbol: later, event.new_symbol: in_order((*others, *kept))},
        gains=gains,
        cash=event.cash_in_lieu or ZERO,
    )


def cash_merger(event: CashMerger, holdings: Holdings) -> Change:
    """26 U.S.C. 1001: every lot is sold at the price of the merger (C5)."""
    held, later = entitled(event, holdings)
    proceeds = _by_shares(event.cash_per_share, held)
    gains = tuple(
        RealizedGain(
            account_id=holdings.account_id,
            lot=lot,
            sold=event.on,
            proceeds=amount,
            basis=lot.basis,
        )
        for lot, amount in zip(held, proceeds, strict=True)
    )
    return Change(lots={event.symbol: later}, gains=gains, cash=sum(proceeds, ZERO))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exchange:
    """One lot in a mixed merger, dollars; `lot` has its old number of shares."""

    lot: Lot
    stock_value: Decimal
    boot: Decimal
    dividend: Decimal

    @property
    def recognized(self) -> Decimal:
        """26 U.S.C. 356(a)(1): the gain, at most the boot; (c): never a loss."""
        if self.lot.basis is None:
            return ZERO
        return max(ZERO, min(self.stock_value + self.boot - self.lot.basis, self.boot))

    @property
    def basis(self) -> Decimal | None:
        """26 U.S.C. 358(a)(1): old basis - boot + recognised gain; None when not known."""
        return None if self.lot.basis is None else self.lot.basis - self.boot + self.recognized


def mixed_merger(event: MixedMerger, holdings: Holdings) -> Change:
    """26 U.S.C. 356, lot by lot: no loss, and no netting of one lot with another (C6).

    Rev. Rul. 68-23; Tseytin v. Commissioner, T.C. Memo. 2015-247.
    """
    held, later = entitled(event, holdings)
    exchanges = _exchanges(event, held)
    outcome = Outcome(stated=event.stated_quantity, cash_in_lieu=event.cash_in_lieu)
    what = f"a merger at {spoken_ratio(event.ratio)}"
    shares = named(multiplied(held, event.ratio, outcome, what), event.new_symbol)
    new = tuple(
        replace(lot, basis=exchange.basis, wash_adjustment=ZERO)
        for lot, exchange in zip(shares, exchanges, strict=True)
    )
    kept, fraction_gains = cashed(new, outcome, holdings.account_id, event)
    gains = tuple(_recognized(event, exchange) for exchange in exchanges)
    lots = {
        event.symbol: later,
        event.new_symbol: in_order((*holdings.of(event.new_symbol), *kept)),
    }
    if event.other is not None:
        received = _received(event.other, held, event.on)
        lots[received.symbol] = in_order((*holdings.of(received.symbol), received))
    cash = sum(_by_shares(event.cash_per_share, held), ZERO)
    return Change(
        lots=lots,
        gains=(*(gain for gain in gains if gain.proceeds), *fraction_gains),
        cash=cash + (event.cash_in_lieu or ZERO),
        income=sum((exchange.dividend for exchange in exchanges), ZERO),
    )


def _exchanges(event: MixedMerger, held: Sequence[Lot]) -> tuple[_Exchange, ...]:
    cash = _by_shares(event.cash_per_share, held)
    other = _by_shares(event.other.ratio * event.other.price if event.other else ZERO, held)
    stock = _by_shares(event.ratio * event.new_price, held)
    plain = [
        _Exchange(lot=lot, stock_value=value, boot=money + property_, dividend=ZERO)
        for lot, value, money, property_ in zip(held, stock, cash, other, strict=True)
    ]
    if not event.dividend:
        return tuple(plain)
    dividends = split_by_weight(event.dividend, [exchange.recognized for exchange in plain])
    return tuple(
        replace(exchange, dividend=dividend)
        for exchange, dividend in zip(plain, dividends, strict=True)
    )


def _recognized(event: MixedMerger, exchange: _Exchange) -> RealizedGain:
    """Boot as proceeds against the part of the basis that it gives back, a dividend left out."""
    proceeds = exchange.boot - exchange.dividend
    known = exchange.lot.basis is not None
    return RealizedGain(
        account_id=event.account_id,
        lot=exchange.lot,
        sold=event.on,
        proceeds=proceeds,
        basis=exchange.boot - exchange.recognized if known else None,
    )


def _received(other: OtherProperty, held: Sequence[Lot], on: date) -> Lot:
    """Property that is boot: basis is its fair value, 26 U.S.C. 358(a)(2), and its time is new."""
    quantity = sum((lot.quantity for lot in held), ZERO) * other.ratio
    return Lot(
        lot_id=LotId(f"{held[0].lot_id}.{other.symbol}"),
        symbol=other.symbol,
        quantity=quantity,
        basis=to_cents(quantity * other.price),
        acquired=on,
        origin=Origin.CORPORATE_ACTION,
    )


def _by_shares(per_share: Decimal, lots: Sequence[Lot]) -> tuple[Decimal, ...]:
    """`per_share` dollars on every share of `lots`, whole cents that sum to the whole."""
    quantities = [lot.quantity for lot in lots]
    return split_by_weight(to_cents(per_share * sum(quantities, ZERO)), quantities)
