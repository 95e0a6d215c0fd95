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
    Transaction,
    TransactionType,
)
from trimtab.domain.announcement import AccountAction, ActionState, AnnouncedAction
from trimtab.errors import InvalidValue, Problem
from trimtab.ledger import Change, Inconsistent, apply, events_of, holdings_of
from trimtab.ledger.selection import in_order
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
        """Book every action that is due on the day `last`, in order, where it is not yet.

        The record has to fit with it afterwards: what was sold since must have been there.
        """
        while self._pass(last) and not self.problems:
            pass  # What an action brought may be acted upon by another one of its day.
        if self.rows and not self.problems:
            known = set(self.loaded.history.problems)
            after = replace(self.loaded, household=self.household).history.problems
            self.problems += (problem for problem in after if problem not in known)

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
        listed = account.account_id in past.files
        try:
            change = _change(account, row, before, alone=not listed)
            after = _after(account, action, before, change) if listed else account
            after = replace(after, cash=account.cash + change.cash)
            household = _with_account(self.household, account, after)
        except InvalidValue as found:
            problem = Inconsistent.of(found).problem(action.source)
            if problem not in self.problems:  # It may be the same in every account.
                self.problems.append(problem)
            return
        self.booked.append(_told(action, account, before, change))
        own = [one for one in household.transactions if one.account_id == account.account_id]
        rows = () if rows_of(action, own) else (row,)
        if not rows:
            self.days[account.account_id] = action.effective
        self.rows += rows
        # An account that is rebuilt goes on by its rows.
        self.household = replace(household, transactions=(*household.transactions, *rows))


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


def _change(account: Account, row: Transaction, before: tuple[Lot, ...], *, alone: bool) -> Change:
    """What the ledger makes of `row` where `account` holds `before` of its security.

    alone  leave the account's other lots out: they are those of another day
    """
    events, problems = events_of((row,))
    if problems:
        raise Inconsistent(problems[0].what, problems[0].why, problems[0].fix)
    now = holdings_of(account)
    others = {} if alone else {name: lots for name, lots in now.lots.items() if name != row.symbol}
    held = {row.symbol: in_order(before)} if row.symbol else {}
    return apply(events[0], replace(now, lots=others | held))


def _after(
    account: Account, action: AnnouncedAction, before: tuple[Lot, ...], change: Change
) -> Account:
    """`account` with the lots of `change`; those bought on the day of `action` or later stay."""
    taken = {lot.lot_id for lot in before}
    lots = {position.symbol: position.lots for position in account.positions} | dict(change.lots)
    own = (lot for lot in account.lots if lot.symbol == action.symbol)
    later = tuple(lot for lot in own if lot.lot_id not in taken)
    lots[action.symbol] = (*change.lots.get(action.symbol, ()), *later)
    positions = (Position(symbol=name, lots=held) for name, held in lots.items() if held)
    return replace(account, positions=tuple(positions))


def _with_account(household: Household, old: Account, new: Account) -> Household:
    accounts = tuple(new if one is old else one for one in household.accounts)
    return replace(household, accounts=accounts)


def _told(
    action: AnnouncedAction, account: Account, before: tuple[Lot, ...], change: Change
) -> BookedAction:
    held = {name: sum((lot.quantity for lot in lots), ZERO) for name, lots in change.lots.items()}
    return BookedAction(
        action=action,
        account_id=account.account_id,
        lots=len(before),
        shares=sum((lot.quantity for lot in before), ZERO),
        after=tuple((name, shares) for name, shares in held.items() if shares),
        cash=change.cash,
        income=change.income,
        gains=change.gains,
    )
