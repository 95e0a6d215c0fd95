"""Rows of a list of positions become positions, cash, problems and notes."""

from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.brokers.files.columns import Record
from trimtab.brokers.files.security import security
from trimtab.brokers.files.symbols import is_money_market_fund
from trimtab.brokers.files.unreadable import DOCS
from trimtab.domain import Statement, StatementPosition, Symbol
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ONE, ZERO, exact_text, to_cents

NO_LOTS = (
    "The file has positions and no lots: when and for how much shares were bought is not in it. "
    "Lots on record stay as they are."
)


@dataclass(slots=True, kw_only=True)
class Holdings:
    """Collects the positions of one account."""

    file: str
    positions: list[StatementPosition] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cash: Decimal | None = None
    rows_read: int = 0

    def add(self, record: Record) -> None:
        """A row with the columns `symbol`, `description`, `quantity`, `price` and `value`.

        The column `left out` says in words what else the row is about, where a file tells.
        """
        self.rows_read += 1
        name, description = record.text("symbol"), record.text("description")
        found = record.text("left out") or security(name, description)
        called = f"{name or description or 'a row without a symbol'} (line {record.line})"
        if found is None:
            self._problem(record.line, f"{called}: no symbol of a share or fund")
        elif isinstance(found, Symbol):
            self._take(record, found)
        else:
            self.notes.append(f"Left out: {called}, {found}.")

    def add_cash(self, record: Record) -> None:
        """A row of money: what stands under `value`."""
        self.rows_read += 1
        try:
            value = record.number("value")
        except InvalidValue as error:
            self._problem(record.line, f"cash cannot be read: {error}")
            return
        if value is not None:
            self.cash = (self.cash or ZERO) + to_cents(value)

    def statement(self, about: Statement, *, notes: tuple[str, ...] = ()) -> Statement:
        """`about` with what was collected."""
        return Statement(
            format=about.format,
            account_hint=about.account_hint,
            as_of=about.as_of,
            rows_read=self.rows_read,
            positions=tuple(self.positions),
            lots_given=False,
            cash=self.cash,
            transactions=about.transactions,
            problems=tuple(
                sorted((*self.problems, *about.problems), key=lambda problem: problem.line or 0)
            ),
            notes=(*self.notes, *about.notes, *notes, *([NO_LOTS] if self.positions else [])),
        )

    def _take(self, record: Record, symbol: Symbol) -> None:
        try:
            quantity, price = record.number("quantity"), record.number("price")
            value = record.number("value")
        except InvalidValue as error:
            self._problem(record.line, f"{symbol} cannot be read: {error}")
            return
        if is_money_market_fund(symbol) and price in {None, ONE}:
            self.cash = (self.cash or ZERO) + to_cents(value or ZERO)
            self.notes.append(f"{symbol} (line {record.line}) is a money market fund: it is cash.")
        elif not quantity:
            self._problem(record.line, f"{symbol}: the quantity is not given")
        elif quantity < ZERO:
            self._problem(
                record.line, f"{symbol}: a short position of {exact_text(quantity)} shares"
            )
        else:
            self.positions.append(
                StatementPosition(
                    symbol=symbol, quantity=quantity, price=price, value=value, line=record.line
                )
            )

    def _problem(self, line: int, what: str) -> None:
        self.problems.append(
            Problem(
                what=what,
                file=self.file,
                line=line,
                why="The row is left out",
                fix="Compare it with the broker's page; do not edit the file in a spreadsheet",
                docs=DOCS,
            )
        )
