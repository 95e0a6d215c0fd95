"""A statement's lots as the household's: names that last, and what the user noted about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.app.importing.lot_purchases import names_by_purchase
from trimtab.domain import AccountId, Lot, LotId, Statement, StatementLot, Transaction
from trimtab.money import ZERO, dollars_text, exact_text, split_by_weight
from trimtab.report.imported import LotChanges

_LONGEST_ID = 64
_SEPARATORS = str.maketrans(dict.fromkeys(':,"\\', "-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLots:
    """Lots with their final names.

    renamed  the broker's name of a lot to ours
    kept     what the file on disk knows and the statement does not say, in sentences
    """

    lots: tuple[Lot, ...]
    renamed: Mapping[str, LotId]
    kept: tuple[str, ...] = ()


def named_lots(
    statement: Statement,
    account_id: AccountId,
    existing: Sequence[Lot],
    taken: Iterable[LotId],
    rows: Sequence[Transaction] = (),
) -> NamedLots:
    """The lots of `statement`, each with a name unique in the household.

    existing  the account's lots on file: a lot without a name of its own keeps the name of the lot
              it continues, and with it what the user noted about it
    taken     names of lots in other accounts; a broker's name that clashes gets the account's id
              in front
    rows      the account's transactions: a lot without a name takes that of its purchase
    """
    elsewhere = frozenset(taken)
    names = _Names(account_id, elsewhere)
    claimed = names.claim_given(statement.lots)
    continued = _continued(statement.lots, existing, set(claimed.values()), account_id)
    used = {row.lot_id for row in rows}
    for index, name in names_by_purchase(statement.lots, rows, elsewhere).items():
        # A name on file that rows use already stays.
        if index not in continued or continued[index].lot_id not in used:
            claimed[index] = names.free(name)
    # The names on file go first, so that no name made up here takes one of them.
    for index, before in continued.items():
        if index not in claimed:
            claimed[index] = names.free(before.lot_id)
    lots, renamed = [], {}
    for index, source in enumerate(statement.lots):
        name = claimed.get(index) or names.free(_made_up(account_id, source))
        if source.lot_id is not None:
            renamed[source.lot_id] = name
        lots.append(_lot(source, name, continued.get(index)))
    kept = (
        _kept(source, lot, continued[index])
        for index, (source, lot) in enumerate(zip(statement.lots, lots, strict=True))
        if index in continued
    )
    return NamedLots(lots=tuple(lots), renamed=renamed, kept=tuple(filter(None, kept)))


def _kept(source: StatementLot, lot: Lot, before: Lot) -> str:
    """A sentence about a basis or date that the statement does not give; empty for none."""
    kept = []
    if source.basis is None and lot.basis is not None:
        kept.append(f"basis {dollars_text(lot.basis)}")
    if source.acquired is None and lot.acquired is not None:
        kept.append(f"date {lot.acquired}")
    if kept:
        return f"{lot.lot_id}: your {' and '.join(kept)} stays; the broker's file gives none."
    if source.basis is None and before.basis is not None:
        return (
            f"{lot.lot_id}: your basis {dollars_text(before.basis)} was for "
            f"{exact_text(before.quantity)} shares; it is not known for {exact_text(lot.quantity)}."
        )
    return ""


def lot_changes(before: Sequence[Lot], after: Sequence[Lot]) -> LotChanges:
    """What is added, removed and changed, by lot id, in the order of the files."""
    old, new = ({lot.lot_id: lot for lot in lots} for lots in (before, after))
    both = [(old[name], lot) for name, lot in new.items() if name in old]
    return LotChanges(
        added=tuple(lot for name, lot in new.items() if name not in old),
        removed=tuple(lot for name, lot in old.items() if name not in new),
        changed=tuple((was, now) for was, now in both if was != now),
        same=sum(1 for was, now in both if was == now),
    )


class _Names:
    """Hands out lot names, each once."""

    def __init__(self, account_id: AccountId, taken: frozenset[LotId]) -> None:
        self._account_id = account_id
        self._elsewhere = taken
        self._used: set[LotId] = set()

    def claim_given(self, lots: Sequence[StatementLot]) -> dict[int, LotId]:
        """The broker's own names, by index, for the lots that have one."""
        return {
            index: self.free(_safe(lot.lot_id))
            for index, lot in enumerate(lots)
            if lot.lot_id is not None
        }

    def free(self, wanted: str) -> LotId:
        """`wanted` itself when it is free, else with the account in front, else with a number."""
        name = wanted
        if name in self._elsewhere:
            name = f"{self._account_id}-{wanted}"[-_LONGEST_ID:]
        numbered, count = name, 1
        while numbered in self._used or numbered in self._elsewhere:
            count += 1
            numbered = f"{name[: _LONGEST_ID - 5]}-{count}"
        lot_id = LotId(numbered)
        self._used.add(lot_id)
        return lot_id


def _safe(name: str) -> str:
    return name.strip().translate(_SEPARATORS)[-_LONGEST_ID:].strip() or "lot"


def _made_up(account_id: AccountId, lot: StatementLot) -> str:
    day = lot.acquired.isoformat() if lot.acquired else "undated"
    return f"{account_id}-{lot.symbol}-{day}"[-_LONGEST_ID:]


def _continued(
    lots: Sequence[StatementLot],
    existing: Sequence[Lot],
    given: set[LotId],
    account_id: AccountId,
) -> dict[int, Lot]:
    """For each statement lot, by index, the lot on file that it continues, each at most once.

    By the broker's name where it has one; else the lot of the same security and day whose cost per
    share is nearest. A lot without a date may continue one to which the user gave a date: the one
    that was named as undated, or else one of as many shares.
    """
    by_name = {lot.lot_id: lot for lot in existing}
    found: dict[int, Lot] = {}
    free = [lot for lot in existing if lot.lot_id not in given]
    unnamed = {index: source for index, source in enumerate(lots) if source.lot_id is None}
    for index, source in enumerate(lots):
        if source.lot_id is not None:
            before = by_name.get(LotId(_safe(source.lot_id)))
            if before is not None and before.symbol == source.symbol:
                found[index] = before
    for same in (_same_day, _named_undated, _as_many_shares):
        for index, source in unnamed.items():
            alike = [lot for lot in free if index not in found and same(lot, source, account_id)]
            if alike:
                found[index] = min(alike, key=lambda lot: _distance(lot, source))
                free.remove(found[index])
    return found


def _same_day(lot: Lot, source: StatementLot, _account_id: AccountId) -> bool:
    return (lot.symbol, lot.acquired) == (source.symbol, source.acquired)


def _named_undated(lot: Lot, source: StatementLot, account_id: AccountId) -> bool:
    undated = source.acquired is None and lot.symbol == source.symbol
    return undated and lot.lot_id.startswith(_made_up(account_id, source))


def _as_many_shares(lot: Lot, source: StatementLot, _account_id: AccountId) -> bool:
    undated = source.acquired is None and lot.symbol == source.symbol
    return undated and lot.quantity == source.quantity


def _distance(lot: Lot, source: StatementLot) -> tuple[bool, Decimal]:
    """(shares differ, dollars between the costs per share); unknown costs are far apart."""
    if lot.unit_basis is None or source.basis is None:
        return (lot.quantity != source.quantity, Decimal("Infinity"))
    return (
        lot.quantity != source.quantity,
        abs(lot.unit_basis - source.basis / source.quantity),
    )


def _lot(source: StatementLot, name: LotId, before: Lot | None) -> Lot:
    """The lot as the statement has it, with what only the file on disk knows."""
    made = Lot(
        lot_id=name,
        symbol=source.symbol,
        quantity=source.quantity,
        basis=source.basis,
        acquired=source.acquired,
        holding_period_start=source.holding_period_start,
        wash_adjustment=source.wash_adjustment or ZERO,
    )
    if before is None:
        return made
    if source.acquired is None:
        started = made.holding_period_start or before.holding_period_start
        made = replace(made, acquired=before.acquired, holding_period_start=started)
    if source.basis is None:
        made = replace(made, basis=_kept_basis(before, made))
    if source.holding_period_start is None and before.acquired == made.acquired:
        made = replace(made, holding_period_start=before.holding_period_start)
    if source.wash_adjustment is None:
        made = replace(made, wash_adjustment=_kept_adjustment(before, made))
    return made


def _kept_basis(before: Lot, now: Lot) -> Decimal | None:
    """The basis on file, in proportion when part was sold; None for more shares than it was for."""
    if before.basis is None or now.quantity > before.quantity:
        return None
    if now.quantity == before.quantity:
        return before.basis
    weights = (now.quantity, before.quantity - now.quantity)
    return split_by_weight(before.basis, weights)[0]


def _kept_adjustment(before: Lot, now: Lot) -> Decimal:
    """The wash adjustment on file, in proportion when part of the lot was sold since."""
    if now.quantity >= before.quantity:
        return before.wash_adjustment
    weights = (now.quantity, before.quantity - now.quantity)
    return split_by_weight(before.wash_adjustment, weights)[0]
