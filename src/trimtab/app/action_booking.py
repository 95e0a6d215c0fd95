"""Announced actions booked into a household, one account after the other, by the ledger."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from trimtab.domain import (
    Account,
    AccountId,
    Household,
    Lot,
    Position,
    Symbol,
    Transaction,
    TransactionType,
)
from trimtab.domain.announcement import AccountAction, ActionState, AnnouncedAction
from trimtab.errors import InvalidValue, Problem
from trimtab.ledger import Booked, Inconsistent, book, events_of
from trimtab.money import ONE, ZERO, to_cents
from trimtab.report.actions import BookedAction
from trimtab.workspace import Loaded
from trimtab.workspace.pending import Past, rows_of, standing_of, transaction_id

_FINEST = Decimal("1e-9")


@dataclass(slots=True, kw_only=True)
class Booking:
    """A run over all that is due.

    household  as it is after what was booked
    named      accounts in which the user says that an unclear action is to be applied
    rows       to be added to the record
    days       by account the day of an action that a row told already and the lots did not have
    """

    loaded: Loaded
    household: Household
    named: Collection[AccountId]
    booked: list[BookedAction] = field(default_factory=list)
    rows: list[Transaction] = field(default_factory=list)
    days: dict[str, date] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def run(self, last: date) -> None:
        """Book every action that is due on the day `last`, in order, where it is not yet."""
        while self._pass(last) and not self.problems:
            pass  # What an action brought may be acted upon by another one of its day.

    def _pass(self, last: date) -> bool:
        before = len(self.booked)
        for action in self.loaded.actions:
            if action.effective > last:
                continue
            now = replace(self.loaded, household=self.household)
            past = Past.of(now)
            for one in standing_of(now, action, past).accounts:
                if self._is_due(action, one):
                    self._book(action, one, past)
        return len(self.booked) > before

    def _is_due(self, action: AnnouncedAction, one: AccountAction) -> bool:
        done = ((told.action.action_id, told.account_id) for told in self.booked)
        if (action.action_id, one.account_id) in done:
            return False
        if one.state is ActionState.UNCLEAR:
            return one.account_id in self.named
        return one.state is ActionState.DUE

    def _book(self, action: AnnouncedAction, one: AccountAction, past: Past) -> None:
        account = self.household.account(one.account_id)
        before = past.lots_before(account, action)
        row = row_of(action, account, before)
        try:
            booked = _booked(self.household, account, row, before)
        except InvalidValue as found:
            self.problems.append(Inconsistent.of(found).problem(action.source))
            return
        after = booked.household.account(account.account_id)
        self.booked.append(_told(action, account, before, after, booked))
        own = [one for one in self.household.transactions if one.account_id == account.account_id]
        rows = () if rows_of(action, own) else (row,)
        if not rows:
            self.days[account.account_id] = action.effective
        self.rows += rows
        kept = replace(account, cash=after.cash)
        if account.account_id in past.files:
            kept = _with_lots(kept, [*after.lots, *_later(account, action, before)])
        self.household = replace(
            self.household,
            accounts=tuple(kept if one is account else one for one in self.household.accounts),
            transactions=(*self.household.transactions, *rows),
        )


def _later(account: Account, action: AnnouncedAction, before: Iterable[Lot]) -> list[Lot]:
    """The lots of its security that `action` leaves alone: bought on its day or after it."""
    taken = {lot.lot_id for lot in before}
    own = (lot for lot in account.lots if lot.symbol == action.symbol)
    return [lot for lot in own if lot.lot_id not in taken]


def row_of(action: AnnouncedAction, account: Account, before: Iterable[Lot]) -> Transaction:
    """The row of transactions.csv that books `action` in `account`, which holds `before`."""
    return Transaction(
        trade_date=action.effective,
        account_id=account.account_id,
        type=action.type,
        symbol=action.symbol,
        new_symbol=action.new_symbol,
        ratio=action.ratio,
        price=action.price,
        new_price=action.new_price,
        cash_per_share=action.cash_per_share,
        basis_fraction=action.basis_fraction,
        amount=_in_lieu(action, sum((lot.quantity for lot in before), ZERO)),
        row_id=transaction_id(action, account.account_id),
        source=action.source,
    )


def _in_lieu(action: AnnouncedAction, held: Decimal) -> Decimal | None:
    """Cash for the fraction of a share that whole shares become; None where there is none.

    An account that held fractions before keeps them: its broker does.
    """
    if action.fraction_price is None or action.ratio is None or held % 1:
        return None
    more = ONE if action.type is TransactionType.STOCK_DIVIDEND else ZERO
    new = (held * (action.ratio + more)).quantize(_FINEST)
    fraction = new - new.quantize(ONE, ROUND_FLOOR)
    return to_cents(fraction * action.fraction_price) if fraction else None


def _booked(
    household: Household, account: Account, row: Transaction, before: tuple[Lot, ...]
) -> Booked:
    """What the ledger makes of `row` where `account` holds `before` of its security."""
    events, problems = events_of((row,))
    if problems:
        raise Inconsistent(problems[0].what, problems[0].why, problems[0].fix)
    others = [lot for lot in account.lots if lot.symbol != row.symbol]
    held = _with_lots(account, [*others, *before])
    accounts = tuple(held if one is account else one for one in household.accounts)
    return book(replace(household, accounts=accounts), events[0])


def _with_lots(account: Account, lots: Iterable[Lot]) -> Account:
    positions: dict[Symbol, list[Lot]] = {}
    for lot in lots:
        positions.setdefault(lot.symbol, []).append(lot)
    return replace(
        account,
        positions=tuple(
            Position(symbol=symbol, lots=tuple(own)) for symbol, own in positions.items()
        ),
    )


def _told(
    action: AnnouncedAction,
    account: Account,
    before: tuple[Lot, ...],
    after: Account,
    booked: Booked,
) -> BookedAction:
    names = dict.fromkeys((action.symbol, action.new_symbol or action.symbol))
    now = {one.symbol: one.quantity for one in after.positions if one.symbol in names}
    return BookedAction(
        action=action,
        account_id=account.account_id,
        lots=len(before),
        shares=sum((lot.quantity for lot in before), ZERO),
        after=tuple(now.items()),
        cash=after.cash - account.cash,
        income=booked.income,
        gains=booked.gains,
    )
