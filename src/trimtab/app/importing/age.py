"""Whether a statement is older than what it would replace, or of a day that has not come."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from trimtab.app.importing.ground import Ground
from trimtab.app.trading.sent_orders import last_sent
from trimtab.domain import AccountId, Statement, StatementLot
from trimtab.errors import Problem


def up_to(statement: Statement, today: date, *, file: str) -> Statement:
    """`statement` without what is of a day after `today`, each named as a problem.

    A workspace with such a day in it cannot be read. Transactions are left out; lots and the
    statement itself lose the day.
    """
    problems = []
    if statement.as_of is not None and statement.as_of > today:
        problems.append(_to_come(f"the file is of {statement.as_of}", None, today, file))
    for row in statement.transactions:
        if row.trade_date > today:
            what = f"a {row.type.value} of {row.symbol or 'money'} is of {row.trade_date}"
            line = row.source.rpartition(":")[2]
            problems.append(_to_come(what, int(line) if line.isdecimal() else None, today, file))
    for lot in statement.lots:
        if lot.acquired is not None and lot.acquired > today:
            what = f"a lot of {lot.symbol} was acquired on {lot.acquired}"
            problems.append(_to_come(what, lot.line, today, file))
    if not problems:
        return statement
    return replace(
        statement,
        as_of=None if statement.as_of and statement.as_of > today else statement.as_of,
        transactions=tuple(row for row in statement.transactions if row.trade_date <= today),
        lots=tuple(_without_day_to_come(lot, today) for lot in statement.lots),
        problems=(*statement.problems, *problems),
    )


def _without_day_to_come(lot: StatementLot, today: date) -> StatementLot:
    if lot.acquired is None or lot.acquired <= today:
        return lot
    return replace(lot, acquired=None, holding_period_start=None)


def _to_come(what: str, line: int | None, today: date, file: str) -> Problem:
    return Problem(
        what=f"{what}, a day to come",
        file=file,
        line=line,
        why=f"Today is taken as {today}",
        fix="Look it up at the broker, or import as of a later day with --as-of",
    )


def outdated_problems(
    ground: Ground,
    account_id: AccountId,
    statement: Statement,
    *,
    file: str,
    replaces_cash: bool,
    synced: bool = False,
) -> tuple[Problem, ...]:
    """A problem when `statement` would put an account back to an earlier day, else nothing.

    Only a statement that says its day and replaces lots or cash on file can do so.
    """
    lots = ground.lots.get(account_id, ())
    replaces_lots = bool(lots) and bool(statement.lots or statement.positions or statement.whole)
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
            fix=_newer(ground, account_id)
            if synced
            else "Export the file again, or take the older one with --accept-problems.",
        ),
    )


def _newer(ground: Ground, account_id: AccountId) -> str:
    """What to do where the broker itself has nothing newer yet."""
    others = [
        f"--account {one.id}"
        for one in ground.settings.accounts
        if one.source is not None and one.id != account_id
    ]
    alone = f"; the others without it: trimtab sync {' '.join(others)}" if others else ""
    return (
        f"Sync {account_id} again when its broker has a newer one{alone}. --accept-problems takes "
        "the older one."
    )


def _evidence(ground: Ground, account_id: AccountId) -> Iterator[tuple[date, str]]:
    """(day, what shows it) for everything that says how new the account's data is."""
    sent = last_sent(ground.root, account_id)
    if sent is not None:
        yield sent, "On that day trimtab sent its last order there"
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
