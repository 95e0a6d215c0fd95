"""What the transactions say beside what the files say: every difference by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.app.reconciled_gains import gain_differences
from trimtab.domain import Account, History, Lot, LotId
from trimtab.errors import Problem
from trimtab.money import ZERO, exact_text
from trimtab.report.numbers import money
from trimtab.workspace import Loaded

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """A lot with all its parts; `starts` are the dates from which they count as held."""

    name: str
    quantity: Decimal
    basis: Decimal | None
    acquired: date | None
    starts: frozenset[date | None]


def differences(loaded: Loaded) -> tuple[Problem, ...]:
    """Lots and gains of the record that the files have otherwise, and sales it cannot trace."""
    return (
        *loaded.history.incomplete,
        *_lots(loaded),
        *gain_differences(loaded),
    )


def _lots(loaded: Loaded) -> Iterator[Problem]:
    for section, account in zip(loaded.settings.accounts, loaded.household.accounts, strict=True):
        if section.lots is None:
            continue
        own = account.account_id
        rebuilt = [held.lot for held in loaded.history.open_lots if held.account_id == own]
        yield from _of_account(account, section.lots, rebuilt)


def _of_account(account: Account, file: str, rebuilt: list[Lot]) -> Iterator[Problem]:
    listed = list(account.lots)
    both = {lot.lot_id for lot in listed} & {lot.lot_id for lot in rebuilt}
    here, there = _whole(listed, both), _whole(rebuilt, both)
    for key in dict.fromkeys((*here, *there)):
        for what in _told(here.get(key), there.get(key), complete=_complete(account)):
            yield Problem(
                what=f"{account.label}: {what}",
                file=file,
                why="The file counts for what is held; wash sales and gains follow the "
                "transactions",
                fix="Correct the one that is wrong, or say in wash_adjustment what the basis "
                "already holds of a wash sale",
            )


def _complete(account: Account) -> bool:
    return account.history is History.COMPLETE


def _whole(lots: Iterable[Lot], named: set[LotId]) -> Mapping[_Key, _Whole]:
    """Lots by their name where both sides know it, else by security and day."""
    found: dict[_Key, list[Lot]] = {}
    for lot in lots:
        day = lot.acquired.isoformat() if lot.acquired else ""
        key = (lot.lot_id,) if lot.lot_id in named else (lot.symbol, day)
        found.setdefault(key, []).append(lot)
    return {key: _of_parts(parts) for key, parts in found.items()}


def _of_parts(parts: list[Lot]) -> _Whole:
    first = parts[0]
    known = [part.basis for part in parts if part.basis is not None]
    day = first.acquired.isoformat() if first.acquired else "of unknown date"
    return _Whole(
        name=f"{first.symbol} {day} (lot {first.lot_id})",
        quantity=sum((part.quantity for part in parts), ZERO),
        basis=sum(known, ZERO) if len(known) == len(parts) else None,
        acquired=first.acquired,
        starts=frozenset(part.holding_period_start for part in parts),
    )


def _told(file: _Whole | None, record: _Whole | None, *, complete: bool) -> Iterator[str]:
    """The differences of one lot in words; a partial record cannot miss what it never told."""
    if file is None or record is None:
        if complete and (one := file or record):
            if file is not None:
                yield f"the file has {exact_text(one.quantity)} {one.name}, the transactions none"
            else:
                yield f"the transactions leave {exact_text(one.quantity)} {one.name}, the file none"
        return
    if file.quantity != record.quantity:
        yield (
            f"the file has {exact_text(file.quantity)} shares of {file.name}, the transactions "
            f"{exact_text(record.quantity)}"
        )
    elif file.basis != record.basis:
        yield (
            f"the basis of {file.name} is {_dollars(file.basis)}, by the transactions "
            f"{_dollars(record.basis)}"
        )
    if file.acquired != record.acquired:
        yield f"{file.name} was acquired on {record.acquired} by the transactions"
    elif file.starts != record.starts:
        days = ", ".join(sorted(str(start) for start in record.starts))
        yield f"{file.name} counts as held since {days} by the transactions"


def _dollars(amount: Decimal | None) -> str:
    return "not known" if amount is None else money(amount, cents=True)
