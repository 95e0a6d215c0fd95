"""Rows of transactions.csv become events; rows that cannot become problems, all of them at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.domain import AccountId, LotId, Transaction, TransactionType
from trimtab.domain.event import (
    Arrival,
    Buy,
    CapitalGainDistribution,
    CashDividend,
    CashFlow,
    Deposit,
    Event,
    ExemptDividend,
    Gift,
    Inheritance,
    Reinvest,
    Sell,
    TransferIn,
    TransferOut,
    Vest,
    Withdrawal,
)
from trimtab.errors import InvalidValue, Problem
from trimtab.ledger.company_rows import COMPANY_ROWS
from trimtab.ledger.inconsistent import Inconsistent
from trimtab.ledger.joined_rows import JOINED_ROWS, joined
from trimtab.ledger.made_names import made_names
from trimtab.ledger.row_values import common, required, required_symbol
from trimtab.money import ZERO, to_cents

_T = TransactionType
_ARRIVALS: dict[TransactionType, type[Arrival]] = {
    _T.BUY: Buy,
    _T.REINVEST: Reinvest,
    _T.VEST: Vest,
    _T.GIFT_IN: Gift,
    _T.INHERITANCE: Inheritance,
    _T.TRANSFER_IN: TransferIn,
}
_CASH: dict[TransactionType, type[CashFlow]] = {
    _T.DIVIDEND: CashDividend,
    _T.CAPITAL_GAIN_DISTRIBUTION: CapitalGainDistribution,
    _T.EXEMPT_DIVIDEND: ExemptDividend,
    _T.DEPOSIT: Deposit,
    _T.WITHDRAWAL: Withdrawal,
}
# Rows that must say what was paid: without it the lot would have a made-up basis.
_PRICED = frozenset({_T.BUY, _T.REINVEST, _T.VEST})


def events_of(transactions: Iterable[Transaction]) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """(events in the order of the rows, problems in the order of the rows).

    A lot that a row does not name is called by account, symbol and date, numbered within the day:
    by time, then by what the rows say, never by their order. Rows of one order are one lot.
    """
    rows = tuple(transactions)
    parts = joined(rows)
    reader = _Reader(names=made_names(rows))
    for place, row in enumerate(rows):
        reader.read(place, row, parts.get(place, ()))
    return tuple(reader.events), tuple(reader.problems)


@dataclass(slots=True)
class _Reader:
    names: Mapping[int, LotId]
    events: list[Event] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _seen: dict[tuple[AccountId, str], str] = field(default_factory=dict)

    def read(self, place: int, row: Transaction, event_of: Sequence[Transaction]) -> None:
        """Add the event of `row`; `event_of` are the rows of which it is one, the first counts."""
        try:
            self._refuse_repeated(row)
            if not event_of:
                lot_id = row.lot_id or self.names.get(place, _UNUSED)
                self.events.append(_event(row, lot_id))
            elif row is event_of[0]:
                self.events.append(JOINED_ROWS[row.type](event_of))
        except InvalidValue as found:
            self.problems.append(Inconsistent.of(found).problem(row.source))

    def _refuse_repeated(self, row: Transaction) -> None:
        if row.row_id is None:
            return
        key = (row.account_id, row.row_id)
        if key in self._seen:
            raise Inconsistent(
                f'id "{row.row_id}" is used twice',
                f"the first is {self._seen[key]}; rows with one id are one transaction",
                "drop the repeated row, or correct its id",
            )
        self._seen[key] = f"at {row.source}" if row.source else "an earlier row"


_UNUSED = LotId("?")


def _event(row: Transaction, lot_id: LotId) -> Event:
    kind = row.type
    if kind in _ARRIVALS:
        return _arrival(row, lot_id, _ARRIVALS[kind])
    if kind is _T.SELL:
        return _sale(row)
    if kind is _T.TRANSFER_OUT:
        return _transfer_out(row)
    if kind in _CASH:
        return _cash(row, _CASH[kind])
    return COMPANY_ROWS[kind](row, lot_id)


def _arrival(row: Transaction, lot_id: LotId, kind: type[Arrival]) -> Event:
    if kind is TransferIn and row.symbol is None:
        return Deposit(**common(row), amount=required(row, "amount"))
    symbol, quantity = required_symbol(row), required(row, "quantity")
    return kind(
        **common(row),
        symbol=symbol,
        lot_id=lot_id,
        quantity=quantity,
        basis=_basis(row, quantity),
        named=row.lot_id is not None,
        order=row.order_id,
        acquired=row.acquired,
        holding_period_start=row.holding_period_start,
        replacement_used=row.wash_used or ZERO,
    )


def _basis(row: Transaction, quantity: Decimal) -> Decimal | None:
    """Total cost; a reinvestment at a discount has the fair value, `new_price` a share (C3)."""
    if row.type is _T.REINVEST and row.new_price is not None:
        return to_cents(row.new_price * quantity)
    total = row.total()
    if total is None and row.type in _PRICED:
        raise Inconsistent(
            f"a row of type {row.type.value} has neither amount nor price",
            "without what was paid the lot would have no basis",
            "fill in amount, or price",
        )
    return None if total is None else to_cents(total)


def _sale(row: Transaction) -> Sell:
    total = row.total()
    return Sell(
        **common(row),
        symbol=required_symbol(row),
        quantity=required(row, "quantity"),
        lot_id=row.lot_id,
        proceeds=None if total is None else to_cents(max(ZERO, total)),
        stated_gain=row.gain,
    )


def _transfer_out(row: Transaction) -> Event:
    if row.symbol is None:
        return Withdrawal(**common(row), amount=required(row, "amount"))
    return TransferOut(
        **common(row), symbol=row.symbol, quantity=required(row, "quantity"), lot_id=row.lot_id
    )


def _cash(row: Transaction, kind: type[CashFlow]) -> CashFlow:
    symbol = None if kind in {Deposit, Withdrawal} else row.symbol
    amount = row.total()
    if amount is None:
        raise Inconsistent(
            f"a row of type {row.type.value} has no amount",
            "it is dollars that came in or left",
            "fill in amount",
        )
    return kind(**common(row), amount=to_cents(amount), symbol=symbol)
