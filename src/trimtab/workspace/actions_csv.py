"""corporate_actions.csv: what companies announced, one row each, applied by `trimtab actions`.

`effective,type,symbol[,announced][,account][,ratio][,new_symbol][,price][,new_price]
[,cash_per_share][,basis_fraction][,fraction_price][,id]`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from trimtab.domain import AccountId, Symbol, TransactionType
from trimtab.domain.announcement import AnnouncedAction
from trimtab.money import ONE
from trimtab.workspace import cells
from trimtab.workspace.cells import BadCell
from trimtab.workspace.table import Columns, Findings, Row, read_rows
from trimtab.workspace.wording import did_you_mean, one_of

DEFAULT_FILE = "data/corporate_actions.csv"
COLUMNS = Columns(
    required=("effective", "type", "symbol"),
    optional=(
        "announced",
        "account",
        "ratio",
        "new_symbol",
        "price",
        "new_price",
        "cash_per_share",
        "basis_fraction",
        "fraction_price",
        "id",
    ),
)
_T = TransactionType
# In the order in which actions of one day are booked. What a type cannot be understood without:
# one of each inner tuple must be filled in. What divides the basis in a spin-off is known later
# than the spin-off: it is asked for when it is applied.
_NEEDS: dict[TransactionType, tuple[tuple[str, ...], ...]] = {
    _T.RETURN_OF_CAPITAL: (("cash_per_share",),),
    _T.SPLIT: (("ratio",),),
    _T.STOCK_DIVIDEND: (("ratio",),),
    _T.SPINOFF: (("new_symbol",), ("ratio",)),
    _T.MERGER: (("ratio", "cash_per_share"), ("new_symbol", "cash_per_share")),
    _T.SYMBOL_CHANGE: (("new_symbol",),),
    _T.WORTHLESS: (),
}
_TURN = {kind: turn for turn, kind in enumerate(_NEEDS)}
_TYPES = {kind.value: kind for kind in _NEEDS}
_CHOSEN = frozenset({_T.SPLIT_OFF, _T.RECAPITALIZATION, _T.RIGHTS})


@dataclass(slots=True, kw_only=True)
class ActionsReader:
    """Reads corporate_actions.csv. `accounts` None: they are not known, so none is refused."""

    accounts: Collection[AccountId] | None
    findings: Findings
    currency: str = "USD"
    _ids: dict[str, int] = field(default_factory=dict)
    _places: dict[tuple[object, ...], list[tuple[AccountId | None, int]]] = field(
        default_factory=dict
    )

    def read(self, path: Path, file: str) -> tuple[AnnouncedAction, ...]:
        """The usable rows, in the order of the file; every bad one is a problem."""
        rows = read_rows(path, file, COLUMNS, self.findings)
        return tuple(found for row in rows if (found := self._action(row)) is not None)

    def _action(self, row: Row) -> AnnouncedAction | None:
        effective = row.require("effective", cells.iso_date, "it is the first day as changed")
        kind = row.require("type", _type)
        symbol = row.require("symbol", cells.symbol)
        action = AnnouncedAction(
            action_id="",
            effective=effective or date.min,
            type=kind or _T.SPLIT,
            symbol=symbol or _UNKNOWN,
            announced=row.read("announced", cells.iso_date),
            account_id=row.read("account", cells.account_id),
            new_symbol=row.read("new_symbol", cells.symbol),
            ratio=row.read("ratio", cells.above_zero),
            price=row.read("price", cells.above_zero),
            new_price=row.read("new_price", cells.above_zero),
            cash_per_share=row.read("cash_per_share", cells.above_zero),
            basis_fraction=row.read("basis_fraction", cells.fraction),
            fraction_price=row.read("fraction_price", cells.above_zero),
            source=row.place,
        )
        row.require_currency(self.currency)
        self._check_account(row, action.account_id)
        if kind is not None:
            _check_needs(row, kind)
            _check_sense(row, action)
        if row.bad:
            return None
        named = _named(action, row.text("id"))
        return named if self._is_new(row, named) else None

    def _check_account(self, row: Row, account: AccountId | None) -> None:
        if account is not None and self.accounts is not None and account not in self.accounts:
            row.report(
                f'account "{account}" is not known',
                f"accounts: {', '.join(self.accounts) or 'none'}",
                did_you_mean(account, self.accounts)
                or "correct it, or leave it empty for every account that holds the security",
            )

    def _is_new(self, row: Row, action: AnnouncedAction) -> bool:
        """False, and named as a problem, for what another row tells already."""
        first = self._ids.setdefault(action.action_id, row.line)
        key = (action.type, action.symbol, action.effective, action.new_symbol)
        told = self._places.setdefault(key, [])
        for account, line in told:
            if account == action.account_id or None in {account, action.account_id}:
                first = min(first, line)
        told.append((action.account_id, row.line))
        if first != row.line:
            row.report(
                f"{action.action_id} stands twice",
                f"the first is at {row.file}:{first}; an action is applied once",
                "drop the repeated row, or correct its id, type, security or day",
            )
        return first == row.line


_UNKNOWN = Symbol("?")


def _named(action: AnnouncedAction, given: str) -> AnnouncedAction:
    """`action` under its own id, or one made of what it is."""
    parts = [action.type.value, action.symbol, action.effective.isoformat()]
    if action.account_id is not None:
        parts.append(action.account_id)
    return replace(action, action_id=given or "-".join(parts))


def _type(text: str) -> TransactionType:
    kind = _TYPES.get(text.lower())
    if kind is not None:
        return kind
    if text.lower() in {chosen.value for chosen in _CHOSEN}:
        raise BadCell(
            "cannot be announced here",
            "the holder decides how many shares take part",
            "write it into transactions.csv when you know",
        )
    raise BadCell("is not known", one_of(_TYPES), did_you_mean(text, _TYPES))


def _check_needs(row: Row, kind: TransactionType) -> None:
    for either in _NEEDS[kind]:
        if not any(row.text(column) for column in either):
            wanted = " or ".join(either)
            row.report(
                f"a row of type {kind.value} has no {wanted}",
                f"{kind.value} cannot be understood without it",
                f"fill in {wanted}",
            )


def _check_sense(row: Row, action: AnnouncedAction) -> None:
    if action.announced is not None and action.announced > action.effective:
        row.report(
            f"announced {action.announced} is after effective {action.effective}",
            "a company announces before it acts",
            "swap or correct the two dates",
        )
    if action.new_symbol == action.symbol and action.type is not _T.STOCK_DIVIDEND:
        row.report(
            f"new_symbol is {action.symbol} too",
            "what is received has another name than what is given up",
            "correct new_symbol, or call it a split",
        )
    if action.type is _T.SPLIT and action.ratio == ONE:
        row.report(
            "a split with ratio 1 changes nothing",
            "ratio counts new shares for each old one",
            "write 4 for a 4-for-1 split, 0.1 for a 1-for-10 reverse split",
        )


def in_force(actions: Sequence[AnnouncedAction], as_of: date) -> tuple[AnnouncedAction, ...]:
    """Those that were known on the day `as_of`, in the order in which they are booked."""
    known = (one for one in actions if one.announced is None or one.announced <= as_of)
    return tuple(sorted(known, key=lambda one: (one.effective, _TURN[one.type])))
