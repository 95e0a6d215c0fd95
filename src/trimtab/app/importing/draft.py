"""An import as it grows, statement by statement, before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from trimtab.app.importing.age import outdated_problems
from trimtab.app.importing.emptied import emptied_problems
from trimtab.app.importing.ground import Ground
from trimtab.app.importing.lot_purchases import told_rows
from trimtab.app.importing.statement_lots import lot_changes, named_lots
from trimtab.app.importing.statement_totals import figures_of, priced, with_unlisted_shares
from trimtab.app.importing.transaction_rows import NewRows, for_account, new_rows
from trimtab.brokers import reconcile
from trimtab.domain import (
    AccountId,
    Household,
    Lot,
    Quote,
    Registration,
    Statement,
    Symbol,
    Transaction,
)
from trimtab.errors import InputProblems, Problem
from trimtab.money import ZERO, cents_text, exact_text
from trimtab.report.imported import AccountImport, PriceChanges
from trimtab.tax import rebuild
from trimtab.workspace import SETTINGS_FILE, with_account
from trimtab.workspace.account_section import account_of
from trimtab.workspace.rebuilt import is_rebuilt


@dataclass(slots=True, kw_only=True)
class Draft:
    """What the workspace will hold after the import.

    as_of     the day on which it is made
    file      the broker's file, as messages name it
    settings  the text of trimtab.toml
    rows      transactions to append
    touched   accounts whose lots the file gives
    synced    the statements come from brokers themselves
    """

    ground: Ground
    as_of: date
    file: Path
    settings: str
    lots: dict[AccountId, tuple[Lot, ...]]
    quotes: dict[Symbol, Quote]
    prices: PriceChanges = field(default_factory=PriceChanges)
    rows: list[Transaction] = field(default_factory=list)
    accounts: list[AccountImport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    touched: list[AccountId] = field(default_factory=list)
    synced: bool = False

    def named(self, statement: Statement) -> str:
        """Where `statement` comes from, as messages name it; one of several brokers by its own."""
        return statement.format if self.synced else str(self.file)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything so far that needs the user."""
        return tuple(problem for account in self.accounts for problem in account.problems)


def take(
    draft: Draft,
    account_id: AccountId,
    statement: Statement,
    registration: Registration | None,
) -> None:
    """Put one statement into the draft, and describe what that changes.

    registration  how the account is taxed when it is new; without it InputProblems is raised
    """
    section = draft.ground.account(account_id)
    if section is None and registration is None:
        raise InputProblems([_unknown_account(account_id, draft)])
    before = draft.lots.get(account_id, ())
    known_cash = section.cash if section else None
    file = draft.named(statement)
    outdated = outdated_problems(
        draft.ground,
        account_id,
        statement,
        file=file,
        replaces_cash=bool(known_cash),
        synced=draft.synced,
    )
    rows = _take_holdings(draft, account_id, statement)
    kept = bool(before) and account_id not in draft.touched
    _note_losses(draft, account_id, statement, kept=kept)
    _take_prices(draft, statement)
    draft.settings = _settings(draft, account_id, statement, registration)
    draft.accounts.append(
        AccountImport(
            account_id=account_id,
            format=statement.format,
            hint=statement.account_hint,
            as_of=statement.as_of,
            created=section is None,
            rows_read=statement.rows_read,
            symbols=len({lot.symbol for lot in statement.lots}),
            lots=len(statement.lots),
            figures=figures_of(statement),
            changes=lot_changes(before, draft.lots.get(account_id, ())),
            cash=None if statement.cash is None else (known_cash or ZERO, statement.cash),
            new_rows=len(rows.rows),
            known_rows=rows.known,
            unreadable=(*statement.problems, *rows.problems),
            disagreements=(
                *reconcile(statement, file=file),
                *emptied_problems(account_id, statement, before, file=file),
            ),
            outdated=outdated,
            replaces=account_id in draft.touched or statement.cash is not None,
            notes=statement.notes,
        )
    )


def _take_holdings(draft: Draft, account_id: AccountId, statement: Statement) -> NewRows:
    """Lots and transactions; lots on file stay where the statement does not speak of them.

    A file of positions alone says how many shares there are and nothing of lots: it replaces none.
    A file of some securities replaces the lots of these alone.
    """
    before = draft.lots.get(account_id, ())
    others = [lot for owner, lots in draft.lots.items() if owner != account_id for lot in lots]
    kept = tuple(lot for lot in before if statement.only and lot.symbol not in statement.only)
    replaced = tuple(lot for lot in before if lot not in kept)
    taken = [lot.lot_id for lot in (*others, *kept)]
    on_file = (*draft.ground.transactions, *draft.rows)
    told = told_rows(on_file, statement.transactions, account_id)
    named = named_lots(with_unlisted_shares(statement), account_id, replaced, taken, told)
    if _replaces_lots(draft, account_id, statement):
        draft.lots[account_id] = (*kept, *named.lots)
        draft.touched.append(account_id)
        draft.notes.extend(named.kept)
    incoming = for_account(statement.transactions, account_id, named.renamed)
    rows = new_rows(on_file, incoming)
    draft.rows.extend(rows.rows)
    return rows


def _replaces_lots(draft: Draft, account_id: AccountId, statement: Statement) -> bool:
    """True when the statement tells lots, or positions of an account that nothing else tells of.

    One that lists nothing tells nothing, unless it lists all that is held, and lots are on file.
    """
    emptied = statement.whole and bool(draft.lots.get(account_id))
    if not (statement.lots or statement.positions or statement.only or emptied):
        return False
    section = draft.ground.account(account_id)
    rebuilt = section is not None and is_rebuilt(section)
    told = any(lot.basis is not None or lot.acquired for lot in draft.lots.get(account_id, ()))
    return statement.lots_given or not (rebuilt or told)


def _note_other_counts(draft: Draft, account_id: AccountId, statement: Statement) -> None:
    """Name securities of which a file of positions counts other shares than the lots kept."""
    listed: dict[Symbol, Decimal] = {}
    for lot in _lots_of(draft, account_id, statement.as_of or draft.as_of):
        listed[lot.symbol] = listed.get(lot.symbol, ZERO) + lot.quantity
    counted: dict[Symbol, Decimal] = {}
    for position in statement.positions:
        counted[position.symbol] = counted.get(position.symbol, ZERO) + position.quantity
    for symbol in dict.fromkeys((*listed, *counted)):
        here, there = listed.get(symbol, ZERO), counted.get(symbol, ZERO)
        if here != there:
            draft.notes.append(
                f"{symbol}: the lots of {account_id} add to {exact_text(here)} shares, the file "
                f"says {exact_text(there)}. Import a file with lots, or the transactions between."
            )


def _lots_of(draft: Draft, account_id: AccountId, day: date) -> tuple[Lot, ...]:
    """The lots on file, or those that the transactions leave at the end of `day`."""
    section = draft.ground.account(account_id)
    if section is None or not is_rebuilt(section):
        return draft.lots.get(account_id, ())
    settings = draft.ground.settings
    listed = {owner: list(lots) for owner, lots in draft.lots.items()}
    household = Household(
        name=settings.household.name,
        accounts=tuple(account_of(each, listed) for each in settings.accounts),
        transactions=(*draft.ground.transactions, *draft.rows),
    )
    held = rebuild(household, as_of=day).open_lots
    return tuple(one.lot for one in held if one.account_id == account_id)


def _take_prices(draft: Draft, statement: Statement) -> None:
    """Put the statement's prices in, unless the one on file is as new or newer."""
    added, renewed, kept = draft.prices.added, draft.prices.renewed, draft.prices.kept
    undated = list(draft.prices.undated)
    for position in priced(statement):
        quote = Quote(symbol=position.symbol, price=position.price or ZERO, as_of=statement.as_of)
        known = draft.quotes.get(position.symbol)
        if known is None:
            added += 1
        elif _newer(quote, known):
            renewed += 1
            if known.as_of is None and known.price != quote.price:
                undated.append((known, quote))
        else:
            kept += known.price != quote.price
            continue
        draft.quotes[position.symbol] = quote
    draft.prices = PriceChanges(added=added, renewed=renewed, kept=kept, undated=tuple(undated))


def take_quotes(draft: Draft, quotes: Iterable[Quote]) -> None:
    """Put in quotes that the broker gave itself, unless the price on file is of a later day."""
    added, renewed = draft.prices.added, draft.prices.renewed
    for quote in quotes:
        known = draft.quotes.get(quote.symbol)
        if known == quote or (known is not None and _newer(known, quote)):
            continue
        added, renewed = added + (known is None), renewed + (known is not None)
        draft.quotes[quote.symbol] = quote
    draft.prices = replace(draft.prices, added=added, renewed=renewed)


def _newer(quote: Quote, known: Quote) -> bool:
    """True when `quote` is known to be of a later day than `known`."""
    return quote.as_of is not None and (known.as_of is None or quote.as_of > known.as_of)


def _settings(
    draft: Draft,
    account_id: AccountId,
    statement: Statement,
    registration: Registration | None,
) -> str:
    """trimtab.toml with the account's cash and lots file, and the account itself when it is new."""
    section = draft.ground.account(account_id)
    values: dict[str, str] = {}
    if section is None and registration is not None:
        values |= {"name": statement.account_hint or account_id, "type": registration.value}
    if account_id in draft.touched and (section is None or section.lots is None):
        values["lots"] = draft.ground.lots_file(account_id)
    known = section.cash if section else None
    if statement.cash is not None and statement.cash != known:
        values["cash"] = cents_text(statement.cash)
    if not values:
        return draft.settings
    return with_account(draft.settings, account_id, **values)


def _note_losses(draft: Draft, account_id: AccountId, statement: Statement, *, kept: bool) -> None:
    """Say what is replaced without having been read, and what stays for want of positions."""
    file = draft.ground.lots_file(account_id)
    problems = draft.ground.unread.get(file, ())
    section = draft.ground.account(account_id)
    rebuilt = section is not None and is_rebuilt(section) and account_id not in draft.touched
    if rebuilt and statement.positions:
        _note_other_counts(draft, account_id, statement)
    elif kept:
        told = "lots" if statement.positions else "positions"
        draft.notes.append(f"No {told} for {account_id} in the file: its lots stay as they are.")
        if statement.positions:
            _note_other_counts(draft, account_id, statement)
    elif problems:
        draft.notes.append(
            f"{file} had {len(problems)} rows that could not be read, the first at "
            f"{problems[0].where}: they are replaced; import --undo brings them back."
        )


def _unknown_account(account_id: AccountId, draft: Draft) -> Problem:
    known = ", ".join(section.id for section in draft.ground.settings.accounts) or "none"
    return Problem(
        what=f"there is no account {account_id!r} for {draft.file}",
        file=SETTINGS_FILE,
        why=f"Accounts of this workspace: {known}.",
        fix="Use one of them, or add the account with --type taxable (or traditional, roth, hsa).",
    )
