"""Matching losses with replacements, share for share: Reg. 1.1091-1(b)-(e), rules W8-W14."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from heapq import merge
from itertools import groupby

from trimtab.domain import AccountId, Lot
from trimtab.ledger.selection import day_of
from trimtab.money import ZERO, proportion
from trimtab.tax.history import SaleLine
from trimtab.tax.record import Record, part_of
from trimtab.tax.wash_sale import (
    SHELTERS,
    WINDOW,
    WITHOUT_RULING,
    OpenLoss,
    WashFlag,
    WashSale,
    adjusted_by,
    can_replace,
    taking_up,
    used_up,
    without_adjustment,
)


def open_loss(record: Record, number: int, line: SaleLine) -> OpenLoss | None:
    """The loss of sale line `number`; None for a gain, and where no loss is deducted (W3, W13).

    What another rule denied already is no part of it (H6).

    A sale whose gain is not known counts as a loss: the careful reading.
    """
    realized, gain = line.realized, line.gain
    if not record.taxable(realized.account_id) or (gain is not None and gain >= 0):
        return None
    lot = realized.lot
    return OpenLoss(
        line=number,
        account_id=realized.account_id,
        symbol=lot.symbol,
        sold=realized.sold,
        order=record.purchase(realized.account_id, lot),
        start=lot.holding_period_start,
        quantity=lot.quantity,
        gain=gain,
        restated=record.counted_in(realized.account_id),
    )


def match_held(record: Record, loss: OpenLoss) -> None:
    """Replace shares of `loss` by shares bought before and still held (W8, W10).

    The earliest acquired come first, over all accounts. A loss of unknown size uses up nothing.
    """
    if loss.gain is None:
        return
    for account_id, lot in _candidates(record, loss):
        if not loss.quantity:
            return
        matched, rest = _replaced(record, loss, account_id, lot)
        record.substitute(account_id, lot, matched, *rest)


def match_bought(record: Record, account_id: AccountId, lot: Lot) -> tuple[Lot, ...]:
    """The parts of `lot`, just acquired, after losses that wait took what they can (W8).

    Shares bought after a loss sale count even if they are sold again the same day (W10).
    """
    done: list[Lot] = []
    left: tuple[Lot, ...] = (lot,)
    purchase = record.purchase(account_id, lot)
    waiting = record.waiting(lot.symbol)
    for loss in waiting:
        if not left:
            break
        if loss.gain is None or not can_replace(left[0], purchase, loss):
            continue
        if _stranger(record, loss, account_id):
            continue
        matched, left = _replaced(record, loss, account_id, left[0])
        done.append(matched)
    waiting[:] = [loss for loss in waiting if loss.quantity]
    return (*done, *left)


def wait(record: Record, loss: OpenLoss, today: date) -> None:
    """Keep what is left of `loss` for purchases to come; forget what no purchase can reach."""
    waiting = record.waiting(loss.symbol)
    waiting[:] = [one for one in waiting if today - one.sold <= WINDOW]
    if loss.quantity:
        waiting.append(loss)


def _candidates(record: Record, loss: OpenLoss) -> Iterator[tuple[AccountId, Lot]]:
    """What may replace shares of `loss`, the earliest acquired first, account and lot.

    Looked for one after the other: a loss needs few of the many that a window can hold.
    """
    recent = [
        _recent(account_id, lots, loss) for account_id, _, lots in record.in_group(loss.symbol)
    ]
    for _, of_day in groupby(merge(*recent, key=_acquired), key=_acquired):
        for account_id, lot in sorted(of_day, key=lambda pair: record.age(pair[1])):
            if can_replace(lot, record.purchase(account_id, lot), loss) and not _stranger(
                record, loss, account_id
            ):
                yield account_id, lot


def _recent(
    account_id: AccountId, lots: tuple[Lot, ...], loss: OpenLoss
) -> Iterator[tuple[AccountId, Lot]]:
    """Unused lots from the window's first day on; lots are in order, unknown days the last."""
    start = bisect_left(lots, loss.sold - WINDOW, key=day_of)
    return ((account_id, lot) for lot in lots[start:] if not lot.replacement_used)


def _acquired(candidate: tuple[AccountId, Lot]) -> date:
    return day_of(candidate[1])


def _replaced(
    record: Record, loss: OpenLoss, account_id: AccountId, lot: Lot
) -> tuple[Lot, tuple[Lot, ...]]:
    """(the part of `lot` that replaced shares of `loss`, what is left of it, if anything).

    What a broker already added to the lot is the loss of the shares that replaced first, up to its
    size; it is not added again (W1). What it added beyond stays in the rest.
    """
    shares, prior = min(lot.quantity, loss.quantity), lot.wash_adjustment
    if not prior:
        part, rest = part_of(lot, shares)
        return _replace(record, loss, account_id, part, adjusted=False), rest
    before = loss.gain or ZERO
    part, rest = part_of(without_adjustment(lot), shares)
    matched = _replace(record, loss, account_id, part, adjusted=True)
    beyond = max(ZERO, prior - ((loss.gain or ZERO) - before))
    if not rest:
        return adjusted_by(matched, beyond), ()
    return matched, (adjusted_by(rest[0], beyond),)


def _replace(
    record: Record, loss: OpenLoss, account_id: AccountId, lot: Lot, *, adjusted: bool
) -> Lot:
    """`lot`, all of whose shares replace as many of `loss`, after it did."""
    disallowed = proportion(-(loss.gain or ZERO), lot.quantity, loss.quantity)
    sheltered, flags = _treatment(record, loss, account_id)
    if adjusted and loss.account_id != account_id:
        flags |= {WashFlag.ADJUSTED}
    record.washes.append(
        WashSale(
            line=loss.line,
            account_id=loss.account_id,
            symbol=loss.symbol,
            sold=loss.sold,
            quantity=lot.quantity * loss.sold_per_share,
            lot_id=record.file_names.get(lot.lot_id, lot.lot_id),
            replacement_account=account_id,
            replacement_symbol=lot.symbol,
            acquired=lot.acquired or loss.sold,
            replaced_by=lot.quantity,
            disallowed=disallowed,
            permanent=sheltered,
            flags=flags,
        )
    )
    loss.quantity -= lot.quantity
    loss.gain = (loss.gain or ZERO) + disallowed
    if sheltered:
        return used_up(lot)
    return taking_up(lot, loss, disallowed, adjusted=adjusted)


def _treatment(
    record: Record, loss: OpenLoss, account_id: AccountId
) -> tuple[bool, frozenset[WashFlag]]:
    """(whether the loss is gone for good, what is uncertain about it) (W13, W14)."""
    seller, buyer = record.accounts[loss.account_id], record.accounts[account_id]
    flags: set[WashFlag] = set()
    permanent = buyer.registration in SHELTERS
    if buyer.registration in WITHOUT_RULING:
        flags.add(WashFlag.SHELTER)
    if related(seller.owner, buyer.owner):
        flags.add(WashFlag.RELATED)
        permanent = permanent or not record.rules.joint_return
    return permanent, frozenset(flags)


def _stranger(record: Record, loss: OpenLoss, account_id: AccountId) -> bool:
    """True for an owner who is no spouse: what he buys undoes nobody else's loss (W14)."""
    if record.rules.spouses or loss.account_id == account_id:
        return False
    return related(record.accounts[loss.account_id].owner, record.accounts[account_id].owner)


def related(seller: str, buyer: str) -> bool:
    """True when both owners are named and nobody owns both accounts."""
    return bool(seller and buyer) and _people(seller).isdisjoint(_people(buyer))


def _people(owner: str) -> frozenset[str]:
    for joining in (" and ", " und ", "/", ",", "+"):
        owner = owner.replace(joining, "&")
    return frozenset(name.strip().casefold() for name in owner.split("&"))
