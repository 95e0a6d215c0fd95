"""How far each account has what companies announced: by its rows, its lots and its imports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from trimtab.domain import (
    Account,
    AccountId,
    History,
    Household,
    Lot,
    Symbol,
    Transaction,
    TransactionType,
)
from trimtab.domain.announcement import (
    AccountAction,
    ActionStanding,
    ActionState,
    AnnouncedAction,
    PendingAction,
)
from trimtab.ledger.company_rows import COMPANY_ROWS
from trimtab.money import ONE, exact_text
from trimtab.tax import OpenLot, rebuild
from trimtab.workspace.changes import known_days
from trimtab.workspace.loading import Loaded

# Brokers book an action on its record, ex or pay day; a rumour of another one is not that near.
NEAR = timedelta(days=10)
# How long an action counts as new.
NEW = timedelta(days=30)
_TOLERANCE = Decimal("1e-4")
_T = TransactionType
_S = ActionState


def pending_actions(loaded: Loaded, as_of: date) -> tuple[PendingAction, ...]:
    """What is to come, to be applied, or has just brought something outside every class.

    By effective day. An action on a security that nobody holds is none of these.
    """
    found = (_pending(one, as_of) for one in action_standings(loaded))
    return tuple(one for one in found if one is not None)


def action_standings(loaded: Loaded) -> tuple[ActionStanding, ...]:
    """Every announced action with how far each account has it, by effective day."""
    past = Past.of(loaded)
    return tuple(standing_of(loaded, action, past) for action in loaded.actions)


def standing_of(loaded: Loaded, action: AnnouncedAction, past: "Past") -> ActionStanding:
    """How far each account that `action` concerns has it."""
    return ActionStanding(
        action=action,
        accounts=tuple(_in_accounts(loaded, action, past)),
        outside=_outside(loaded, action),
    )


def transaction_id(action: AnnouncedAction, account_id: AccountId) -> str:
    """The id of the row that books `action` in an account: it is never booked twice."""
    return f"{action.action_id}/{account_id}"


@dataclass
class Past:
    """What accounts held on earlier days; a day is looked at once.

    files  accounts whose lots a file lists; those of the others are rebuilt from their record
    """

    root: Path
    household: Household
    as_of: date
    files: frozenset[AccountId]
    _open: dict[date, tuple[OpenLot, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, loaded: Loaded) -> "Past":
        """That of a workspace."""
        sections = loaded.settings.accounts
        files = frozenset(section.id for section in sections if section.lots is not None)
        return cls(root=loaded.root, household=loaded.household, as_of=loaded.as_of, files=files)

    @cached_property
    def listed_on(self) -> Mapping[AccountId, date]:
        """Of `files` the day that their lots are of, where an import or a booking told it."""
        days = {AccountId(name): day for name, day in known_days(self.root).items()}
        return {name: day for name, day in days.items() if name in self.files}

    def lots_before(self, account: Account, action: AnnouncedAction) -> tuple[Lot, ...]:
        """The lots of its security on which `action` works: those held when its day began.

        What a file of lots lists counts by its day of purchase; a complete record is looked at as
        of the day before, and after the actions of the day itself that it tells.
        """
        symbol, day = action.symbol, action.effective
        if account.account_id in self.files:
            own = (lot for lot in account.lots if lot.symbol == symbol)
            return tuple(lot for lot in own if lot.acquired is None or lot.acquired < day)
        if day > self.as_of:
            return tuple(lot for lot in account.lots if lot.symbol == symbol)
        if day not in self._open:
            self._open[day] = self._opening(day)
        return tuple(
            held.lot
            for held in self._open[day]
            if held.account_id == account.account_id and held.lot.symbol == symbol
        )

    def _opening(self, day: date) -> tuple[OpenLot, ...]:
        rows = tuple(
            row
            for row in self.household.transactions
            if row.trade_date < day or (row.trade_date == day and row.type in COMPANY_ROWS)
        )
        return rebuild(replace(self.household, transactions=rows), as_of=day).open_lots


def rows_of(action: AnnouncedAction, rows: Sequence[Transaction]) -> tuple[Transaction, ...]:
    """The rows of one account that tell `action`, by its id or by what they say."""
    return tuple(row for row in rows if _tells(action, row) and not contradiction(action, row))


def contradiction(action: AnnouncedAction, row: Transaction) -> str:
    """What `row`, near in kind and day, says otherwise than `action`; empty when nothing."""
    if action.ratio is not None and row.ratio is not None:
        ratio = _ratio_as(action, row)
        if abs(ratio - row.ratio) > _TOLERANCE * ratio:
            return f"ratio {exact_text(row.ratio)}, and the action says {exact_text(ratio)}"
    if action.new_symbol and row.new_symbol and action.new_symbol != row.new_symbol:
        return f"{row.new_symbol}, and the action says {action.new_symbol}"
    return ""


def _tells(action: AnnouncedAction, row: Transaction) -> bool:
    """True for a row about the same thing: shares of it, of its kind, of about its day."""
    if row.row_id == transaction_id(action, row.account_id):
        return True
    if row.type is _T.RETURN_OF_CAPITAL and (row.row_id or "").endswith(f"/{row.account_id}"):
        return False  # Some funds pay one every week: this row is that of another one.
    kinds = {action.type, row.type}
    alike = len(kinds) == 1 or kinds == {_T.SPLIT, _T.STOCK_DIVIDEND}
    near = abs(row.trade_date - action.effective) <= NEAR
    if action.type is _T.SPINOFF and row.new_symbol != action.new_symbol:
        return False
    return alike and near and row.symbol == action.symbol


def _ratio_as(action: AnnouncedAction, row: Transaction) -> Decimal:
    """The ratio of `action` in the way of counting of `row`: in all, or on top."""
    ratio = action.ratio or ONE
    if action.type is _T.SPLIT and row.type is _T.STOCK_DIVIDEND:
        return ratio - ONE
    if action.type is _T.STOCK_DIVIDEND and row.type is _T.SPLIT:
        return ratio + ONE
    return ratio


def _in_accounts(loaded: Loaded, action: AnnouncedAction, past: Past) -> Iterator[AccountAction]:
    for account in loaded.household.accounts:
        if action.account_id not in {None, account.account_id}:
            continue
        rows = [
            row for row in loaded.household.transactions if row.account_id == account.account_id
        ]
        found = _of_rows(past, action, account, rows) or _of_lots(past, action, account)
        if found is not None:
            state, said = found
            yield AccountAction(account_id=account.account_id, state=state, said=said)


def _of_rows(
    past: Past, action: AnnouncedAction, account: Account, rows: Sequence[Transaction]
) -> tuple[ActionState, str] | None:
    """What the record says; None when it says nothing."""
    own = transaction_id(action, account.account_id)
    for row in rows:
        other = contradiction(action, row)
        if _tells(action, row) and other:
            return _S.DISPUTED, f"the row at {row.source} says {other}"
    telling = rows_of(action, rows)
    if not telling:
        return None
    if len(telling) > 1:
        return _S.TWICE, f"the rows at {' and '.join(row.source for row in telling)} tell it"
    row = telling[0]
    if row.row_id == own:
        return _S.APPLIED, f"the row at {row.source} tells it"
    day = past.listed_on.get(account.account_id)
    if day is not None and day < action.effective:
        return _S.UNCLEAR, f"the row at {row.source} tells it, and the lots are those of {day}"
    return _S.BROUGHT, f"the row at {row.source} tells it"


def _of_lots(
    past: Past, action: AnnouncedAction, account: Account
) -> tuple[ActionState, str] | None:
    """What is held says; None when nothing that the action changes is."""
    known = account.account_id in past.files or account.history is History.COMPLETE
    if not known or not past.lots_before(account, action):
        return None
    if action.effective > past.as_of:
        return _S.ANNOUNCED, ""
    day = past.listed_on.get(account.account_id)
    if day is not None and day > action.effective:
        return _S.BROUGHT, f"the lots were imported as of {day}, after it"
    if day == action.effective:
        return _S.UNCLEAR, f"the lots were imported as of {day}, its own day, before it or after"
    return _S.DUE, ""


def _outside(loaded: Loaded, action: AnnouncedAction) -> tuple[Symbol, ...]:
    new, target = action.new_symbol, loaded.target
    if new is None or target is None or target.class_of(new) is not target.other:
        return ()
    return (new,)


def _pending(standing: ActionStanding, as_of: date) -> PendingAction | None:
    action = standing.action
    waiting = standing.having(_S.ANNOUNCED, *ActionState.open_ones())
    done = standing.having(_S.APPLIED, _S.BROUGHT)
    new = action.effective <= as_of <= action.effective + NEW
    if not waiting and not (done and standing.outside and new):
        return None
    return PendingAction(
        action=action,
        accounts=waiting or done,
        due=bool(waiting) and action.effective <= as_of,
        applied=not waiting,
        outside=standing.outside,
    )
