"""An account that holds nothing any more: whether what happened in it says where its lots went."""

from collections.abc import Sequence

from trimtab.domain import AccountId, Lot, Statement, TransactionType
from trimtab.errors import Problem

_T = TransactionType
_TAKE = frozenset({_T.SELL, _T.TRANSFER_OUT, _T.MERGER, _T.SYMBOL_CHANGE, _T.WORTHLESS})


def emptied_problems(
    account_id: AccountId, statement: Statement, before: Sequence[Lot], *, file: str
) -> tuple[Problem, ...]:
    """A problem where the broker lists nothing, and none of its rows says where a lot went.

    Brokers' answers have been seen wrong, and what was noted about lots would go with them.
    """
    if not before or not statement.whole or statement.positions or statement.lots:
        return ()
    gone = {row.symbol for row in statement.transactions if row.type in _TAKE}
    left = [lot.symbol for lot in before if lot.symbol not in gone]
    if not left:
        return ()
    return (
        Problem(
            what=f"{account_id} holds nothing at the broker, and {', '.join(dict.fromkeys(left))} "
            "on file",
            file=file,
            why="No transaction that was read says where it went.",
            fix="Look at the broker's own page. Where it is right, take it with --accept-problems.",
        ),
    )
