"""One lot becomes lots of two securities: spin-offs, split-offs, new classes, rights (C7, C8).

Basis is divided by fair value and the date goes with it: 26 U.S.C. 355, 358(b)-(c); Reg. 1.358-2.
The new shares are no acquisition in the sense of the wash-sale rule (W6, C12).
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, localcontext

from trimtab.domain import Lot, LotId, LotMethod, Origin, Symbol
from trimtab.domain.corporate_action import (
    Recapitalization,
    Rights,
    RightsExercise,
    Spinoff,
    SplitOff,
)
from trimtab.ledger.gain import RealizedGain
from trimtab.ledger.holdings import Change, Holdings
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.ledger.new_shares import Outcome, cashed, entitled, multiplied, total
from trimtab.ledger.selection import Order, choose, in_order
from trimtab.ledger.splits import spoken_ratio
from trimtab.money import ONE, ZERO, split_by_weight, to_cents

# 26 U.S.C. 307(b)(1): rights worth less than this part of the stock take no basis unless elected.
RIGHTS_SHARE = Decimal("0.15")
_EARLIEST = Order(method=LotMethod.FIFO)


def spinoff(event: Spinoff, holdings: Holdings) -> Change:
    """Old and new shares divide each lot's basis and share its date; fractions as in C2."""
    held, later = entitled(event, holdings)
    ratio = _ratio(event, held)
    if event.taxable:
        return _taxed_spinoff(event, holdings, ratio)
    outcome = Outcome(stated=event.quantity, cash_in_lieu=event.cash_in_lieu)
    fraction = _fraction(event, ratio)
    what = f"a spin-off at {spoken_ratio(ratio)}"
    shares = multiplied(held, ratio, outcome, what)
    kept, new = _divided(held, shares, event.new_symbol, fraction)
    new, gains = cashed(new, outcome, holdings.account_id, event)
    return Change(
        lots={
            event.symbol: in_order((*kept, *later)),
            event.new_symbol: in_order((*holdings.of(event.new_symbol), *new)),
        },
        gains=gains,
        cash=event.cash_in_lieu or ZERO,
    )


def recapitalization(event: Recapitalization, holdings: Holdings) -> Change:
    """Reg. 1.358-2(c) Example 3: each lot becomes one lot of each class, basis by fair value."""
    held, later = entitled(event, holdings)
    values = [new.ratio * new.price for new in event.receives]
    lots: dict[Symbol, tuple[Lot, ...]] = {event.symbol: later}
    gains: list[RealizedGain] = []
    bases = [_parts(lot.basis, values) for lot in held]
    for place, received in enumerate(event.receives):
        outcome = Outcome(stated=received.stated_quantity, cash_in_lieu=received.cash_in_lieu)
        shares = multiplied(held, received.ratio, outcome, "a recapitalisation")
        new = tuple(
            _child(lot, received.symbol, basis[place])
            for lot, basis in zip(shares, bases, strict=True)
        )
        kept, realized = cashed(new, outcome, holdings.account_id, event)
        gains += realized
        others = () if received.symbol == event.symbol else holdings.of(received.symbol)
        lots[received.symbol] = in_order((*others, *lots.get(received.symbol, ()), *kept))
    cash = sum((one.cash_in_lieu or ZERO for one in event.receives), ZERO)
    return Change(lots=lots, gains=tuple(gains), cash=cash)


def split_off(event: SplitOff, holdings: Holdings) -> Change:
    """26 U.S.C. 355: shares given up, as designated or else the earliest, become new ones (C8)."""
    held, later = entitled(event, holdings)
    given, kept = _surrendered(event, held)
    outcome = Outcome(
        stated=event.received if event.cash_in_lieu is None else None,
        cash_in_lieu=event.cash_in_lieu,
    )
    shares = multiplied(given, event.received / event.surrendered, outcome, "a split-off")
    staying = {lot.lot_id for lot in kept}
    new = tuple(
        _child(lot, event.new_symbol, lot.basis)
        if lot.lot_id in staying
        else replace(lot, symbol=event.new_symbol)
        for lot in shares
    )
    new, gains = cashed(new, outcome, holdings.account_id, event)
    return Change(
        lots={
            event.symbol: in_order((*kept, *later)),
            event.new_symbol: in_order((*holdings.of(event.new_symbol), *new)),
        },
        gains=gains,
        cash=event.cash_in_lieu or ZERO,
    )


def rights(event: Rights, holdings: Holdings) -> Change:
    """26 U.S.C. 307: basis moves to the rights by fair value, or not at all."""
    held, later = entitled(event, holdings)
    shares = multiplied(held, event.ratio, Outcome(), "a rights issue")
    kept, new = _divided(held, shares, event.new_symbol, _rights_fraction(event))
    return Change(
        lots={
            event.symbol: in_order((*kept, *later)),
            event.new_symbol: in_order((*holdings.of(event.new_symbol), *new)),
        }
    )


def exercise(event: RightsExercise, holdings: Holdings) -> Change:
    """The price paid and the rights' basis are the basis; time starts now, 26 U.S.C. 1223(5)."""
    taken, left = choose(holdings.of(event.symbol), event.quantity, _EARLIEST)
    from_rights = [lot.basis for lot in taken]
    known = [basis for basis in from_rights if basis is not None]
    lot = Lot(
        lot_id=event.lot_id,
        symbol=event.new_symbol,
        quantity=event.quantity,
        basis=sum(known, event.paid) if len(known) == len(from_rights) else None,
        acquired=event.on,
    )
    return Change(
        lots={
            event.symbol: left,
            event.new_symbol: in_order((*holdings.of(event.new_symbol), lot)),
        },
        cash=-event.paid,
    )


def _ratio(event: Spinoff, held: Sequence[Lot]) -> Decimal:
    if event.ratio is not None:
        return event.ratio
    if event.quantity is not None:
        return event.quantity / total(held)
    raise Inconsistent(
        f"the spin-off of {event.new_symbol} on {event.on} has neither ratio nor quantity",
        "one of the two says how many new shares came",
        "fill in ratio or quantity",
    )


def _fraction(event: Spinoff, ratio: Decimal) -> Decimal:
    """The part of the basis that moves; the company's own figure goes before prices (C7)."""
    if event.basis_fraction is not None:
        return event.basis_fraction
    if event.price is None or event.new_price is None:
        raise Inconsistent(
            f"the spin-off of {event.new_symbol} from {event.symbol} cannot divide the basis",
            "it is divided by the fair values of both, or by the part that the company states",
            "fill in basis_fraction from the company's Form 8937, or price and new_price",
        )
    return _value_part(ratio, event.price, event.new_price)


def _value_part(ratio: Decimal, price: Decimal, new_price: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 40
        return ratio * new_price / (price + ratio * new_price)


def _rights_fraction(event: Rights) -> Decimal:
    if event.basis_fraction is not None:
        return event.basis_fraction
    if event.price is None or event.new_price is None:
        return ZERO
    small = event.ratio * event.new_price < RIGHTS_SHARE * event.price
    if small and not event.elected:
        return ZERO
    return _value_part(event.ratio, event.price, event.new_price)


def _divided(
    held: Sequence[Lot], shares: Sequence[Lot], symbol: Symbol, fraction: Decimal
) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    """(old lots with what basis they keep, new lots of `symbol` with the rest)."""
    kept: list[Lot] = []
    new: list[Lot] = []
    for lot, share in zip(held, shares, strict=True):
        stays, moves = _parts(lot.basis, (ONE - fraction, fraction))
        wash = _parts(lot.wash_adjustment, (ONE - fraction, fraction))[0]
        kept.append(replace(lot, basis=stays, wash_adjustment=wash or ZERO))
        new.append(_child(share, symbol, moves))
    return tuple(kept), tuple(new)


def _parts(basis: Decimal | None, weights: Sequence[Decimal]) -> tuple[Decimal | None, ...]:
    return (None,) * len(weights) if basis is None else split_by_weight(basis, weights)


def _child(lot: Lot, symbol: Symbol, basis: Decimal | None) -> Lot:
    """`lot` as shares of `symbol` that came out of it: dates kept, no acquisition (H3, C12)."""
    return replace(
        lot,
        lot_id=LotId(f"{lot.lot_id}.{symbol}"),
        symbol=symbol,
        basis=basis,
        wash_adjustment=ZERO,
        order=None,
        origin=lot.origin if lot.origin is Origin.INHERITANCE else Origin.CORPORATE_ACTION,
    )


def _taxed_spinoff(event: Spinoff, holdings: Holdings, ratio: Decimal) -> Change:
    """Not under 355: a dividend at fair value; old basis stays, new date (C7)."""
    if event.new_price is None:
        raise Inconsistent(
            f"the taxable spin-off of {event.new_symbol} has no price",
            "its fair value is income and becomes the basis",
            "fill in new_price",
        )
    held, _ = entitled(event, holdings)
    quantity = event.quantity if event.quantity is not None else ratio * total(held)
    income = to_cents(quantity * event.new_price)
    lot = Lot(
        lot_id=LotId(f"{held[0].lot_id}.{event.new_symbol}"),
        symbol=event.new_symbol,
        quantity=quantity,
        basis=income,
        acquired=event.on,
        origin=Origin.STOCK_DIVIDEND,
    )
    lots = in_order((*holdings.of(event.new_symbol), lot))
    return Change(lots={event.new_symbol: lots}, income=income)


def _surrendered(event: SplitOff, held: tuple[Lot, ...]) -> tuple[tuple[Lot, ...], tuple[Lot, ...]]:
    """(shares given up, shares kept)."""
    if not event.designated:
        return choose(held, event.surrendered, _EARLIEST)
    given: list[Lot] = []
    kept: tuple[Lot, ...] = held
    for lot_id, quantity in event.designated.items():
        taken, kept = choose(kept, quantity, Order(method=LotMethod.FIFO, lot_id=lot_id))
        given += taken
    if total(given) != event.surrendered:
        raise Inconsistent(
            f"{total(given)} shares are designated for a split-off of {event.surrendered}",
            "the designation must name every share given up",
            "correct the designation, or leave it out: then the earliest lots are given up",
        )
    return tuple(given), kept
