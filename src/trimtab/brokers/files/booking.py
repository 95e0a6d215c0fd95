"""Entries of a broker's file become transactions, problems and notes; each goes to one of them."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from trimtab.brokers.files.entry import ByHand, Entry, Meaning, NotBooked
from trimtab.brokers.files.security import security
from trimtab.brokers.files.symbols import is_money_market_fund
from trimtab.brokers.files.unreadable import DOCS
from trimtab.domain import AccountId, Symbol, Transaction, TransactionType
from trimtab.errors import InvalidValue, Problem
from trimtab.money import ONE, ZERO, cents_text, exact_text, to_cents

_T = TransactionType
_MONEY_ONLY = frozenset({_T.DEPOSIT, _T.WITHDRAWAL})
_PURCHASES = frozenset({_T.BUY, _T.REINVEST})
_TRADES = _PURCHASES | {_T.SELL}
_INCOME = frozenset(
    {_T.DIVIDEND, _T.CAPITAL_GAIN_DISTRIBUTION, _T.EXEMPT_DIVIDEND, _T.RETURN_OF_CAPITAL}
)
# The ratio says what a split does; the shares in its row are the new ones at one broker, and those
# that were added at another.
_WITHOUT_SHARES = _INCOME | _MONEY_ONLY | {_T.SPLIT, _T.SYMBOL_CHANGE}
_MOVES = frozenset({_T.TRANSFER_IN, _T.TRANSFER_OUT})
_EXCHANGES = frozenset({_T.SPLIT, _T.SPINOFF, _T.MERGER})
_CASH_FUND = NotBooked(why="a money market fund, which is cash here")
# How far a trade's amount may lie from quantity times price: fees of exchanges that no column has.
_TOLERANCE = Decimal("0.01")
# As many decimals as transactions.csv takes: 1 for 3 has no end.
_FINEST_RATIO = Decimal(1).scaleb(-18)

PAID_ON = (
    "Dividends carry the day on which they were paid, because the file does not give the ex date."
)


@dataclass(slots=True, kw_only=True)
class Booking:
    """Collects the transactions of one account."""

    account: AccountId
    file: str
    transactions: list[Transaction] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _not_booked: Counter[tuple[str, str]] = field(default_factory=Counter)
    _first_line: dict[tuple[str, str], int | None] = field(default_factory=dict)
    _left_out: dict[str, str] = field(default_factory=dict)

    def add(self, entry: Entry, meaning: Meaning) -> None:
        """Book `entry`, or say why not."""
        match meaning:
            case NotBooked():
                self._count(entry.action, entry, meaning)
            case ByHand():
                if not self._leaves_out(entry):
                    self.problems.append(self._by_hand(entry, meaning))
            case _ if meaning in _MONEY_ONLY:
                self._book(entry, meaning, None)
            case _:
                self._about_security(entry, meaning)

    def notes(self) -> list[str]:
        """What was left out on purpose, in sentences."""
        return [
            *self._left_out.values(),
            *(
                f"Not booked: {action or 'rows without a name'} ({_rows(count)}"
                f"{_at(self._first_line[action, why])}), {why}."
                for (action, why), count in self._not_booked.items()
            ),
        ]

    def _about_security(self, entry: Entry, kind: TransactionType) -> None:
        if self._leaves_out(entry):
            return
        found = entry.symbol or security(entry.name, entry.description)
        if not isinstance(found, Symbol):
            self.problems.append(self._nameless(entry))
        elif _is_cash_fund(entry, kind, found):
            self._count(f"{entry.action} {found}", entry, _CASH_FUND)
        else:
            self._book(entry, kind, found)

    def _leaves_out(self, entry: Entry) -> bool:
        """True, and noted, for a row about an option or a bond."""
        found = entry.left_out or entry.symbol or security(entry.name, entry.description)
        if found is None or isinstance(found, Symbol):
            return False
        name = entry.name or entry.description
        self._left_out.setdefault(name, f"Left out: {name}{_line(entry)}, {found}.")
        return True

    def _book(self, entry: Entry, kind: TransactionType, symbol: Symbol | None) -> None:
        try:
            self.transactions.append(transaction(entry, kind, symbol, self))
        except InvalidValue as error:
            self.problems.append(self._unusable(entry, str(error)))

    def _count(self, called: str, entry: Entry, meaning: NotBooked) -> None:
        key = (called, meaning.why)
        self._not_booked[key] += 1
        self._first_line.setdefault(key, entry.line)

    def _by_hand(self, entry: Entry, meaning: ByHand) -> Problem:
        return Problem(
            what=f"{_called(entry)} of {entry.day} is not booked",
            file=self.file,
            line=entry.line,
            why=meaning.why,
            fix=meaning.fix,
            docs=DOCS,
        )

    def _nameless(self, entry: Entry) -> Problem:
        return Problem(
            what=f"{_called(entry)} of {entry.day}: no symbol of a share or fund",
            file=self.file,
            line=entry.line,
            why="The row is left out; a number in place of a symbol may be a share of another name",
            fix="Find its symbol, and write the row into the transactions file by hand",
            docs=DOCS,
        )

    def _unusable(self, entry: Entry, reason: str) -> Problem:
        return Problem(
            what=f"{_called(entry)} of {entry.day} cannot be booked: {reason}",
            file=self.file,
            line=entry.line,
            why="The row is left out, so lots and wash sales may be wrong",
            fix="Compare it with the broker's page, and write it into the transactions by hand",
            docs=DOCS,
        )


def transaction(
    entry: Entry, kind: TransactionType, symbol: Symbol | None, booking: Booking
) -> Transaction:
    """`entry` as a transaction. InvalidValue when its figures cannot be those of `kind`."""
    shares = None if entry.quantity is None else abs(entry.quantity)
    if kind in _TRADES:
        check_trade(entry, kind)
    if kind in _MOVES | {_T.STOCK_DIVIDEND} and not shares:
        raise InvalidValue("the quantity is not given")
    if kind in _EXCHANGES and not entry.ratio and not entry.cash_per_share:
        raise InvalidValue("the ratio is not given")
    return Transaction(
        trade_date=entry.day,
        time=entry.time,
        account_id=booking.account,
        type=kind,
        symbol=symbol,
        quantity=(shares or None) if kind not in _WITHOUT_SHARES else None,
        price=entry.price if kind in _TRADES and entry.price else None,
        amount=_amount(entry, kind),
        fee=abs(entry.fee) if kind in _TRADES else ZERO,
        gain=entry.gain if kind is _T.SELL else None,
        order_id=entry.order_id,
        row_id=entry.row_id,
        acquired=entry.acquired,
        ratio=_written(entry.ratio),
        new_symbol=entry.new_symbol,
        cash_per_share=entry.cash_per_share,
        source=booking.file if entry.line is None else f"{booking.file}:{entry.line}",
    )


def _written(ratio: Decimal | None) -> Decimal | None:
    """`ratio` as it can be written; one that ends sooner keeps its digits."""
    if ratio is None or ratio == ratio.quantize(_FINEST_RATIO):
        return ratio
    return ratio.quantize(_FINEST_RATIO)


def _amount(entry: Entry, kind: TransactionType) -> Decimal | None:
    """Total dollars without sign; the sign has to be the one that rows of `kind` have."""
    amount = entry.amount
    if kind in _INCOME | _MONEY_ONLY and not amount:
        raise InvalidValue("the amount is not given")
    if amount is None or kind not in _INCOME | _MONEY_ONLY | _TRADES:
        return None
    paid = kind in _PURCHASES or kind is _T.WITHDRAWAL
    total = to_cents(-amount if paid else amount)
    if total < ZERO:
        verb = "brings in" if paid else "takes out"
        raise InvalidValue(f"it {verb} ${cents_text(abs(total))}, as if it cancelled another row")
    # A purchase of nothing is a row whose amount is not known; the price speaks.
    return None if kind in _PURCHASES and total == ZERO else total


def check_trade(entry: Entry, kind: TransactionType) -> None:
    """Raises InvalidValue when quantity, price, fee and amount cannot all be true."""
    if not entry.quantity:
        raise InvalidValue("the quantity is not given")
    if kind in _PURCHASES and entry.quantity < ZERO:
        raise InvalidValue(f"the quantity is {exact_text(entry.quantity)}")
    if entry.price is not None and entry.price < ZERO:
        raise InvalidValue(f"the price is {exact_text(entry.price)}")
    if not entry.price:
        if not entry.amount:
            raise InvalidValue("neither price nor amount is given")
        return
    if entry.amount is None:
        return
    gross = abs(entry.quantity) * entry.price
    net = gross - abs(entry.fee) if kind is _T.SELL else gross + abs(entry.fee)
    if abs(abs(entry.amount) - net) > gross * _TOLERANCE + ONE:
        raise InvalidValue(
            f"{exact_text(abs(entry.quantity))} shares at {exact_text(entry.price)} are "
            f"${cents_text(gross)}, the row says ${cents_text(abs(entry.amount))}"
        )


def _is_cash_fund(entry: Entry, kind: TransactionType, symbol: Symbol) -> bool:
    at_par = not entry.price or entry.price == ONE
    return kind in _TRADES | _MOVES and is_money_market_fund(symbol) and at_par


def _called(entry: Entry) -> str:
    name = entry.symbol or entry.name
    return f"{entry.action or 'a row'} {name}".rstrip()


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _at(line: int | None) -> str:
    return "" if line is None else f", the first on line {line}"


def _line(entry: Entry) -> str:
    return "" if entry.line is None else f" (line {entry.line})"
