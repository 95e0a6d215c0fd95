"""Whether a statement is older than what it would replace."""

from collections.abc import Iterator
from datetime import date

from trimtab.app.import_ground import Ground
from trimtab.domain import AccountId, Statement
from trimtab.errors import Problem


def outdated_problems(
    ground: Ground,
    account_id: AccountId,
    statement: Statement,
    *,
    file: str,
    replaces_cash: bool,
) -> tuple[Problem, ...]:
    """A problem when `statement` would put an account back to an earlier day, else nothing.

    Only a statement that says its day and replaces lots or cash on file can do so.
    """
    lots = ground.lots.get(account_id, ())
    replaces_lots = bool(lots) and bool(statement.lots or statement.positions)
    replaces = replaces_lots or (replaces_cash and statement.cash is not None)
    if statement.as_of is None or not replaces:
        return ()
    newest, shown_by = max(_evidence(ground, account_id), default=(date.min, ""))
    if newest <= statement.as_of:
        return ()
    return (
        Problem(
            what=f"the file is of {statement.as_of}, but {account_id} is known as of {newest}",
            file=file,
            why=f"{shown_by}; older lots and cash would replace newer ones.",
            fix="Export the file again, or take the older one with --accept-problems.",
        ),
    )


def _evidence(ground: Ground, account_id: AccountId) -> Iterator[tuple[date, str]]:
    """(day, what shows it) for everything that says how new the account's data is."""
    imported = ground.imported.get(account_id)
    if imported is not None:
        yield imported, "That is the day of the last file that was imported into it"
    lots = ground.lots.get(account_id, ())
    for lot in lots:
        if lot.acquired is not None:
            yield lot.acquired, f"On that day its lot {lot.lot_id} was bought"
    for row in ground.transactions:
        if row.account_id == account_id:
            yield row.trade_date, "That is the day of its newest transaction"
    if imported is None:
        # Prices may be newer than the lots beside them; they count where nothing better is known.
        for symbol in {lot.symbol for lot in lots}:
            quote = ground.quotes.get(symbol)
            if quote is not None and quote.as_of is not None:
                yield quote.as_of, f"That is the day of the price of {symbol}, which it holds"
