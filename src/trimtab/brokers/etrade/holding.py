"""One position of E*TRADE's portfolio download with its lots, as the domain names them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.brokers.etrade.columns import Column, Columns
from trimtab.brokers.etrade.layout import Holding
from trimtab.brokers.files.cells import half_unit, number, us_date
from trimtab.brokers.files.rows import Row
from trimtab.brokers.files.symbols import (
    looks_like_option,
    plain_symbol,
    with_dotted_share_class,
)
from trimtab.brokers.files.unreadable import DOCS
from trimtab.domain import StatementLot, StatementPosition, Symbol
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ZERO, dollars_text, exact_text, to_cents

_SET_BY_HAND = "Look it up at E*TRADE and write it into the lots file after the import"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingRead:
    """What one position gave. `left_out` is a sentence when it is no share or fund."""

    position: StatementPosition | None = None
    lots: tuple[StatementLot, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingReader:
    """Reads positions of one file; `columns` say where its cells are."""

    columns: Columns
    file: str

    def read(self, holding: Holding) -> HoldingRead:
        """The position and its lots; nothing but problems when it cannot be used."""
        name = holding.row.cell(0)
        symbol = plain_symbol(with_dotted_share_class(name))
        if symbol is None:
            return HoldingRead(left_out=_left_out(name, holding))
        try:
            position = self._position(holding.row, symbol)
        except InvalidValue as error:
            return HoldingRead(problems=(self._unusable(holding.row, f"{symbol}: {error}"),))
        if position.quantity < ZERO:
            return HoldingRead(problems=(self._short(holding.row, position),))
        lots, problems = self._lots(holding.lots, symbol)
        return HoldingRead(position=position, lots=lots, problems=problems)

    def _position(self, row: Row, symbol: Symbol) -> StatementPosition:
        return StatementPosition(
            symbol=symbol,
            quantity=_needed(self._number(row, Column.QUANTITY)),
            price=self._number(row, Column.LAST_PRICE),
            value=self._number(row, Column.VALUE),
            line=row.line,
        )

    def _lots(
        self, rows: tuple[Row, ...], symbol: Symbol
    ) -> tuple[tuple[StatementLot, ...], tuple[Problem, ...]]:
        lots: list[StatementLot] = []
        problems: list[Problem] = []
        for row in rows:
            try:
                quantity = _above_zero(self._number(row, Column.QUANTITY))
            except InvalidValue as error:
                problems.append(self._unusable(row, f"lot of {symbol} cannot be read: {error}"))
                continue
            acquired, undated = self._acquired(row, symbol)
            basis, unvalued = self._basis(row, symbol, quantity)
            problems.extend(found for found in (undated, unvalued) if found)
            lots.append(
                StatementLot(
                    symbol=symbol,
                    quantity=quantity,
                    acquired=acquired,
                    basis=basis,
                    line=row.line,
                )
            )
        return tuple(lots), tuple(problems)

    def _acquired(self, row: Row, symbol: Symbol) -> tuple[date | None, Problem | None]:
        try:
            acquired = us_date(row.cell(0))
        except InvalidValue as error:
            return None, self._incomplete(row, f"the date of a lot of {symbol}: {error}")
        if acquired is None:
            return None, self._incomplete(row, f"a lot of {symbol} has no date")
        return acquired, None

    def _basis(
        self, row: Row, symbol: Symbol, quantity: Decimal
    ) -> tuple[Decimal | None, Problem | None]:
        try:
            basis = basis_of(
                quantity,
                price_paid=self._number(row, Column.PRICE_PAID),
                value=self._number(row, Column.VALUE),
                total_gain=self._number(row, Column.TOTAL_GAIN),
            )
        except InvalidValue as error:
            return None, self._incomplete(row, f"the basis of a lot of {symbol}: {error}")
        if basis is None:
            return None, self._incomplete(row, f"a lot of {symbol} has no basis")
        return basis, None

    def _number(self, row: Row, column: Column) -> Decimal | None:
        return number(self.columns.cell(row, column))

    def _incomplete(self, row: Row, what: str) -> Problem:
        return Problem(
            what=what,
            file=self.file,
            line=row.line,
            why="Its gain cannot be computed, so it will not be sold until this is known",
            fix=_SET_BY_HAND,
            docs=DOCS,
        )

    def _unusable(self, row: Row, what: str) -> Problem:
        return Problem(
            what=what,
            file=self.file,
            line=row.line,
            why="The row is left out",
            fix="Download the file again; do not edit it in a spreadsheet",
            docs=DOCS,
        )

    def _short(self, row: Row, position: StatementPosition) -> Problem:
        return Problem(
            what=f"{position.symbol}: a short position of {exact_text(position.quantity)} shares",
            file=self.file,
            line=row.line,
            why="trimtab plans positions that are owned; this one is left out",
            fix="Close it, or manage the account's short positions elsewhere",
            docs=DOCS,
        )


def basis_of(
    quantity: Decimal,
    *,
    price_paid: Decimal | None,
    value: Decimal | None,
    total_gain: Decimal | None,
) -> Decimal | None:
    """Total basis in whole cents of a lot of `quantity` shares; None when the row does not say.

    The file has no column for it. E*TRADE computes `Total Gain $` as value less basis, in dollars,
    so value less gain gives the basis back to the cent. Price paid is per share and rounded; times
    the quantity it may be off by quantity x half of its last decimal, dollars on a large lot. So
    the difference is taken where it can be, and the price paid has to agree within its rounding.

    Raises InvalidValue when they do not agree, and for a basis of zero or below.
    """
    by_price = None if price_paid is None else quantity * price_paid
    if value is None or total_gain is None:
        basis = by_price
    else:
        basis = value - total_gain
        if by_price is not None and price_paid is not None:
            rounding = quantity * half_unit(price_paid) + half_unit(value) + half_unit(total_gain)
            if abs(basis - by_price) > rounding:
                raise InvalidValue(
                    f"value less total gain is {dollars_text(basis)}, "
                    f"but quantity times price paid is {dollars_text(by_price)}"
                )
    if basis is None:
        return None
    cents = to_cents(basis)
    if cents <= ZERO:
        # Shares that came by transfer may show zero until somebody enters their basis, and a true
        # zero cannot be told from that: the careful reading is that it is unknown.
        raise InvalidValue(f"{dollars_text(cents)} is taken as not known")
    return cents


def _needed(quantity: Decimal | None) -> Decimal:
    if quantity is None:
        raise InvalidValue("the quantity is empty")
    return quantity


def _above_zero(quantity: Decimal | None) -> Decimal:
    if _needed(quantity) <= ZERO:
        raise InvalidValue(f"the quantity is {quantity}")
    return _needed(quantity)


def _left_out(name: str, holding: Holding) -> str:
    kind = "an option" if looks_like_option(name) else "not a share or fund with a symbol"
    return f"Left out: {name} (line {holding.row.line}), {kind}."
