"""What was traded and the workspace's files do not show yet: planned from, it would be sold twice.

An order's fill is shown by the account's file when the shares of its security are down, or up, by
exactly what was traded, from what they were when the order was written. Not by more: a reverse
split that was booked into the old lots would pass for a sale. Other things move shares, too: a
dividend reinvested, a lot that a person sold besides. So a file of a later day than the fill counts
as well, if the shares in it are no longer what they were. Lots are not compared: which of them went
is for the broker to say, and it may name them anew.

Cash has to have moved with it. By how much is nobody's to say, with dividends and fees among it;
but a figure that stands to the cent where it stood would be spent a second time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.domain.order import Order, Side
from trimtab.execution.book import Book, LegState, Run
from trimtab.execution.exchange_day import exchange_day
from trimtab.money import ZERO, to_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """One account as the workspace's files have it.

    shares    by security
    cash      dollars; None where trimtab.toml gives none
    imported  the day that the newest file is of that was imported into it; None: not known
    """

    shares: Mapping[Symbol, Decimal]
    cash: Decimal | None = None
    imported: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshown:
    """What the files do not show of a run.

    orders  the numbers of orders of which the shares are missing
    cash    accounts whose shares are there, and whose cash stands where it stood before
    """

    run: Run
    orders: tuple[int, ...]
    cash: tuple[AccountId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fill:
    """An order with more traded than was ever seen in the files."""

    number: int
    order: Order
    state: LegState

    @property
    def sign(self) -> int:
        return 1 if self.order.side is Side.BUY else -1

    @property
    def shares(self) -> Decimal:
        """Shares that came, below zero those that went."""
        return self.sign * self.state.filled

    @property
    def dollars(self) -> Decimal:
        """Cash that came, below zero what went."""
        paid = self.state.filled * (self.state.average_price or ZERO)
        return -self.sign * paid - self.state.commission


def unshown(
    book: Book, on_file: Mapping[AccountId, OnFile], *, but: str = ""
) -> tuple[Unshown, ...]:
    """All runs with real money of which `on_file` does not show all that they traded.

    but  the sha256 of a plan whose own runs are left out. Accounts that `on_file` does not have
         are left out as well: nothing is planned from them.
    """
    found = []
    for run in book.runs.values():
        if not run.live or run.sha256 == but:
            continue
        orders: list[int] = []
        cash: list[AccountId] = []
        for account_id, fills in _by_account(run).items():
            if account_id not in on_file:
                continue
            missing = tuple(_missing(fills, on_file[account_id]))
            orders += missing
            if not missing and _cash_stands(fills, on_file[account_id]):
                cash.append(account_id)
        if orders or cash:
            found.append(Unshown(run=run, orders=tuple(sorted(orders)), cash=tuple(cash)))
    return tuple(found)


def _by_account(run: Run) -> Mapping[AccountId, list[_Fill]]:
    found: dict[AccountId, list[_Fill]] = {}
    for number, state in run.legs.items():
        if state.order is not None and state.filled > state.shown:
            fill = _Fill(number=number, order=state.order, state=state)
            found.setdefault(state.order.account_id, []).append(fill)
    return found


def _missing(fills: Sequence[_Fill], on_file: OnFile) -> Iterator[int]:
    """Numbers of the orders of whose securities the file has not the shares that it should."""
    for symbol in dict.fromkeys(one.order.symbol for one in fills):
        same = [one for one in fills if one.order.symbol == symbol]
        if not _shows(same, on_file.shares.get(symbol, ZERO), on_file.imported):
            yield from (one.number for one in same)


def _shows(fills: Sequence[_Fill], now: Decimal, imported: date | None) -> bool:
    """True where `now` shares of one security can be what these left."""
    before = fills[0].state.held
    heard = max(exchange_day(part.at) for one in fills for part in one.state.parts)
    later = imported is not None and imported > heard
    if before is None:
        return later
    moved = sum((one.shares for one in fills), ZERO)
    return now == before + moved or (later and now != before)


def _cash_stands(fills: Iterable[_Fill], on_file: OnFile) -> bool:
    """True where the cash is what it was, to the cent, although these moved it."""
    given = list(fills)
    before = given[0].state.cash
    moved = to_cents(sum((one.dollars for one in given), ZERO))
    return before is not None and on_file.cash == before and moved != ZERO
