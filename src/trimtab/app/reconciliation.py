"""What the transactions say beside what the files say: every difference by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain import Account, History, Lot, LotId
from trimtab.errors import Problem
from trimtab.money import ZERO, exact_text
from trimtab.report.numbers import money
from trimtab.tax import SaleLine
from trimtab.workspace import SETTINGS_FILE, Loaded

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
        *_stated_gains(loaded),
        *_realized(loaded),
        *_carried(loaded),
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


def _stated_gains(loaded: Loaded) -> Iterator[Problem]:
    """Gains that a row states otherwise than its lots give them, with and without wash sales."""
    sales: dict[str, list[SaleLine]] = {}
    for line in loaded.history.sales:
        sales.setdefault(line.sale_id, []).append(line)
    for lines in sales.values():
        stated, computed, counted = (
            _sum(getattr(line, name) for line in lines)
            for name in ("stated_gain", "economic_gain", "gain")
        )
        traced = not any(line.incomplete for line in lines)
        if traced and stated not in {None, computed, counted}:
            first = lines[0]
            file, _, row = first.source.rpartition(":")
            yield Problem(
                what=f"the row of the sale of {first.lot.symbol} on {first.sold} states a gain of "
                f"{_dollars(stated)}; its lots give {_dollars(computed)}",
                file=file,
                line=int(row),
                why="The lots count",
                fix="Correct the gain, the proceeds or the lots",
            )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = list(amounts)
    return None if None in known else sum((one for one in known if one is not None), ZERO)


def _carried(loaded: Loaded) -> Iterator[Problem]:
    """Losses carried in otherwise than the year before gives them."""
    taxes = loaded.settings.taxes
    before = loaded.history.years.get(loaded.as_of.year - 1)
    if taxes is None or before is None or before.netting is None:
        return
    for key, given, told in (
        ("carryforward_short", taxes.carryforward_short, before.netting.carryover_short),
        ("carryforward_long", taxes.carryforward_long, before.netting.carryover_long),
    ):
        if ("taxes", key) in loaded.given and given != told:
            yield _given_otherwise(
                loaded,
                key,
                f"{key} is {_dollars(given)}; the transactions of {loaded.as_of.year - 1} carry "
                f"{_dollars(told)} over",
            )


def _given_otherwise(loaded: Loaded, key: str, what: str) -> Problem:
    line = loaded.provenance.get(f"taxes.{key}", "").rpartition(":")[2]
    return Problem(
        what=what,
        file=SETTINGS_FILE,
        line=int(line) if line.isdecimal() else None,
        why="What you give wins in every plan",
        fix="Drop the key to count what the transactions give, or complete them",
    )


def _realized(loaded: Loaded) -> Iterator[Problem]:
    taxes = loaded.settings.taxes
    if taxes is None:
        return
    year = loaded.history.years.get(loaded.as_of.year)
    for key, given, told in (
        ("realized_short", taxes.realized_short, year.net_short if year else ZERO),
        ("realized_long", taxes.realized_long, year.net_long if year else ZERO),
    ):
        if given is not None and given != told:
            unknown = year.unknown if year else 0
            without = f", without {unknown} of unknown gain" if unknown else ""
            yield _given_otherwise(
                loaded,
                key,
                f"{key} is {_dollars(given)}; the transactions of {loaded.as_of.year} give "
                f"{_dollars(told)}{without}",
            )
